"""The host clock: who goes when."""

import asyncio

import pytest

from scraper.politeness import HostClock


async def starts(clock, time, count):
    """The moments at which so many tasks, all waiting at once, had their turn."""
    began = []

    async def one():
        async with clock.turn():
            began.append(time.now)
            await asyncio.sleep(0)

    await asyncio.gather(*(one() for _ in range(count)))
    return began


@pytest.mark.anyio
async def test_the_first_turn_waits_for_nothing(time):
    assert await starts(HostClock(1.0, sleep=time.sleep, clock=time.clock), time, 1) == [1000.0]
    assert time.waits == []


@pytest.mark.anyio
async def test_starts_lie_an_interval_apart(time):
    assert await starts(HostClock(1.5, sleep=time.sleep, clock=time.clock), time, 3) == [1000.0, 1001.5, 1003.0]


@pytest.mark.anyio
async def test_the_time_a_request_takes_counts_towards_the_interval(time):
    clock = HostClock(2.0, sleep=time.sleep, clock=time.clock)
    async with clock.turn():
        time.now += 0.5
    async with clock.turn():
        time.now += 5
    async with clock.turn():
        pass
    assert time.waits == [1.5]


@pytest.mark.anyio
async def test_one_turn_at_a_time(time):
    clock = HostClock(0.0, sleep=time.sleep, clock=time.clock)
    inside = most = 0

    async def one():
        nonlocal inside, most
        async with clock.turn():
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0)
            inside -= 1

    await asyncio.gather(*(one() for _ in range(5)))
    assert most == 1


@pytest.mark.anyio
async def test_an_error_gives_the_turn_back(time):
    clock = HostClock(1.0, sleep=time.sleep, clock=time.clock)
    with pytest.raises(KeyError):
        async with clock.turn():
            raise KeyError
    assert await starts(clock, time, 1) == [1001.0]


@pytest.mark.anyio
async def test_hold_keeps_everybody_away(time):
    clock = HostClock(1.0, sleep=time.sleep, clock=time.clock)
    clock.hold(30)
    assert await starts(clock, time, 2) == [1030.0, 1031.0]


@pytest.mark.anyio
async def test_a_shorter_hold_does_not_undo_a_longer_one(time):
    clock = HostClock(1.0, sleep=time.sleep, clock=time.clock)
    clock.hold(30)
    clock.hold(5)
    assert await starts(clock, time, 1) == [1030.0]


@pytest.mark.anyio
async def test_a_hold_during_a_turn_outlasts_it(time):
    clock = HostClock(1.0, sleep=time.sleep, clock=time.clock)
    async with clock.turn():
        clock.hold(10)
    assert await starts(clock, time, 1) == [1010.0]


@pytest.mark.anyio
async def test_a_cancelled_wait_leaves_the_turn_to_the_next(time):
    async def never(seconds):
        del seconds
        await asyncio.Event().wait()

    clock = HostClock(1.0, sleep=never, clock=time.clock)
    async with clock.turn():
        pass
    task = asyncio.create_task(starts(clock, time, 1))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    time.now += 1
    assert await starts(clock, time, 1) == [1001.0]


@pytest.mark.parametrize(("asked", "kept"), [(5.0, 5.0), (0.5, 1.0), (0.0, 1.0)])
def test_the_interval_only_grows(time, asked, kept):
    clock = HostClock(1.0, sleep=time.sleep, clock=time.clock)
    clock.slow_to(asked)
    assert clock.interval == kept
