"""The host clock: who goes when."""

import asyncio
import heapq
import itertools
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from scraper import Parked
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


def test_a_longer_interval_counts_from_the_last_start(time):
    clock = HostClock(1.0, sleep=time.sleep, clock=time.clock)

    async def run():
        async with clock.turn():
            time.now += 0.5
        clock.slow_to(7.0)
        return await starts(clock, time, 2)

    assert asyncio.run(run()) == [1007.0, 1014.0]


@pytest.mark.anyio
async def test_jitter_only_adds(time, monkeypatch):
    monkeypatch.setattr("random.uniform", lambda least, most: most)
    clock = HostClock(2.0, sleep=time.sleep, clock=time.clock, jitter=0.25)
    assert await starts(clock, time, 3) == [1000.0, 1002.5, 1005.0]
    monkeypatch.undo()
    moments = await starts(HostClock(2.0, sleep=time.sleep, clock=time.clock, jitter=0.25), time, 50)
    gaps = [after - before for before, after in itertools.pairwise(moments)]
    assert all(2.0 <= gap <= 2.5 for gap in gaps)
    assert len(set(gaps)) > 10


# In the client


def moments(site, url):
    return [moment for asked, moment in site.starts if asked == url]


@pytest.mark.anyio
@pytest.mark.parametrize(("jitter", "gap"), [(0.0, 2.0), (0.5, 3.0)])
async def test_the_setting_jitter_is_a_share_of_the_interval(site, make_client, monkeypatch, jitter, gap):
    monkeypatch.setattr("random.uniform", lambda least, most: most)
    async with make_client(interval=2.0, jitter=jitter) as client:
        for _ in range(3):
            await client.get("https://a.example/page")
    assert [moment for _, moment in site.starts] == [1000.0, *(1000.0 + gap * n for n in (1, 2, 3))]


@pytest.mark.anyio
async def test_the_pause_of_robots_txt_holds_already_before_the_first_page(site, make_client):
    site.table["https://a.example/robots.txt"] = (200, b"User-agent: *\nCrawl-delay: 7\n")
    async with make_client() as client:
        await client.get("https://a.example/page")
    assert [moment for _, moment in site.starts] == [1000.0, 1007.0]


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("took", "longest", "pause"),
    [(0.25, 30.0, 1.0), (0.5, 30.0, 1.0), (4.0, 30.0, 8.0), (100.0, 30.0, 130.0), (100.0, 5.0, 105.0)],
)
async def test_a_slow_server_gets_a_pause_as_long_as_its_answer_took(site, make_client, time, took, longest, pause):
    def slowly(request):
        time.now += took
        return 200, b"x"

    site.table["https://a.example/page"] = slowly
    async with make_client(longest_stretch=longest) as client:
        for _ in range(2):
            await client.get("https://a.example/page")
    before, after = moments(site, "https://a.example/page")
    assert after - before == pytest.approx(pause)


@pytest.mark.anyio
async def test_a_server_that_did_not_answer_in_time_gets_the_longest_pause(site, make_client, time):
    site.table["https://a.example/page"] = [httpx.ReadTimeout(""), (200, b"x")]
    async with make_client(longest_stretch=25.0, retry_cap=0.0) as client:
        assert (await client.get("https://a.example/page")).attempts == 2
    before, after = moments(site, "https://a.example/page")
    assert after - before == pytest.approx(25.0)


@pytest.fixture
async def side_by_side(time):
    """Let sleepers sleep at the same time: the clock goes to the next who wakes, once nobody else has work to do."""
    asleep, order = [], itertools.count()

    async def sleep(seconds):
        waking = asyncio.get_running_loop().create_future()
        heapq.heappush(asleep, (time.now + seconds, next(order), waking))
        await waking

    async def go_on():
        while True:
            for _ in range(50):
                await asyncio.sleep(0)
            if asleep:
                due, _, waking = heapq.heappop(asleep)
                time.now = max(time.now, due)
                if not waking.done():
                    waking.set_result(None)

    time.sleep = sleep
    going = asyncio.create_task(go_on())
    yield
    going.cancel()
    await asyncio.wait({going})


HOSTED = {f"{name}.moderngov.co.uk": ["93.184.215.14"] for name in ("thornmouth", "westwick", "eastwick")}


async def visit_all(client, hosts):
    await asyncio.gather(*(client.get(f"https://{host}/page") for host in hosts))


@pytest.mark.anyio
async def test_origins_on_one_machine_of_a_hoster_share_a_pace(site, make_client, side_by_side):
    async with make_client(addresses=HOSTED) as client:
        await visit_all(client, HOSTED)
    assert [moment for _, moment in site.starts] == [1000.0 + n for n in range(6)]


@pytest.mark.anyio
async def test_one_request_at_a_time_on_a_shared_machine(site, make_client, time):
    inside = most = 0

    async def slowly(request):
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        for _ in range(5):
            await asyncio.sleep(0)
        inside -= 1
        return 200, b"x"

    site.table |= {f"https://{host}/page": slowly for host in HOSTED}
    async with make_client(addresses=HOSTED, interval=0.0) as client:
        await visit_all(client, HOSTED)
    assert most == 1


@pytest.mark.anyio
async def test_some_address_in_common_is_enough_and_none_is_no_deadlock(site, make_client, side_by_side):
    addresses = {
        "thornmouth.moderngov.co.uk": ["93.184.215.15", "93.184.215.14"],
        "westwick.moderngov.co.uk": ["93.184.215.14", "93.184.215.16"],
        "eastwick.moderngov.co.uk": ["93.184.215.16", "93.184.215.15", "93.184.215.15"],
    }
    async with make_client(addresses=addresses) as client:
        async with asyncio.timeout(5):
            await visit_all(client, addresses)
    assert [moment for _, moment in site.starts] == [1000.0 + n for n in range(6)]


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("hosts", "shared_hosts"),
    [
        (["a.example", "b.example"], ("moderngov.co.uk",)),  # behind a content network, say
        (["moderngov.co.uk", "notmoderngov.co.uk"], ("moderngov.co.uk",)),
        (["a.moderngov.co.uk", "b.moderngov.co.uk"], ()),
    ],
)
async def test_others_share_none(site, make_client, side_by_side, hosts, shared_hosts):
    async with make_client(shared_hosts=shared_hosts) as client:
        await visit_all(client, hosts)
    assert sorted(moment for _, moment in site.starts) == [1000.0, 1000.0, 1001.0, 1001.0]


@pytest.mark.anyio
async def test_shared_hosts_can_be_named(site, make_client, side_by_side):
    async with make_client(shared_hosts=("example",)) as client:
        await visit_all(client, ["a.example", "b.example"])
    assert [moment for _, moment in site.starts] == [1000.0, 1001.0, 1002.0, 1003.0]


@pytest.mark.anyio
async def test_different_machines_of_a_hoster_share_none(site, make_client, side_by_side):
    addresses = {host: [f"93.184.215.{number}"] for number, host in enumerate(HOSTED)}
    async with make_client(addresses=addresses) as client:
        await visit_all(client, HOSTED)
    assert sorted(moment for _, moment in site.starts) == [1000.0] * 3 + [1001.0] * 3


@pytest.mark.anyio
async def test_a_name_that_is_not_found_is_left_to_the_connection(site, make_client):
    addresses = {"thornmouth.moderngov.co.uk": OSError("no such name")}
    async with make_client(addresses=addresses) as client:
        assert (await client.get("https://thornmouth.moderngov.co.uk/page")).status == 404


@pytest.mark.anyio
async def test_neighbours_do_not_wait_out_each_others_holds(site, make_client, side_by_side):
    """One council's pause is its own; the machine itself is free meanwhile."""
    first, second, _ = HOSTED
    site.table |= {
        f"https://{first}/robots.txt": (200, b"User-agent: *\nCrawl-delay: 60\n"),
        f"https://{second}/page": (200, b"x"),
    }
    async with make_client(addresses=HOSTED) as client:
        await client.get(f"https://{first}/page")
        begun = len(site.starts)
        await asyncio.gather(client.get(f"https://{first}/page"), client.get(f"https://{second}/page"))
    assert [asked for asked, _ in site.starts[begun:]][-1] == f"https://{first}/page"


# Parking


@pytest.mark.anyio
async def test_a_long_hold_parks_those_who_queue_already(site, make_client, time):
    async def slowly(request):
        for _ in range(3):
            await asyncio.sleep(0)
        return 429, b"", [("Retry-After", "3600")]

    urls = [f"https://a.example/{n}" for n in range(4)]
    site.table |= dict.fromkeys(urls, slowly)
    noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    async with make_client(now=lambda: noon) as client:
        told = await asyncio.gather(*map(client.get, urls), return_exceptions=True)
    assert [type(one) for one in told] == [Parked] * 4
    assert {one.not_before for one in told} == {noon + timedelta(hours=1)}
    assert [one.url for one in told] == urls
    assert len(site.requests) == 2
    assert max(time.waits) <= 1


@pytest.mark.anyio
async def test_a_short_hold_is_waited_out_by_all_and_holds_no_turn(site, make_client, time):
    site.table["https://a.example/page"] = [(503, b"", [("Retry-After", "20")]), (200, b"x")]
    site.table["https://a.example/other"] = (200, b"y")
    async with make_client() as client:
        await asyncio.gather(client.get("https://a.example/page"), client.get("https://a.example/other"))
    first = moments(site, "https://a.example/page")[0]
    assert [moment - first for _, moment in site.starts[2:]] == [20.0, 21.0]


@pytest.mark.anyio
@pytest.mark.parametrize(("longest", "kind"), [(10.0, Parked), (30.0, None)])
async def test_the_setting_longest_wait_parts_sleeping_from_parking(site, make_client, longest, kind):
    site.table["https://a.example/page"] = [(503, b"", [("Retry-After", "20")]), (200, b"x")]
    async with make_client(longest_wait=longest) as client:
        if kind is None:
            assert (await client.get("https://a.example/page")).status == 200
        else:
            with pytest.raises(kind):
                await client.get("https://a.example/page")


@pytest.mark.anyio
async def test_a_redirect_is_followed_only_after_its_retry_after(site, make_client):
    moved = (302, b"", [("Location", "https://b.example/new"), ("Retry-After", "40")])
    site.table |= {"https://a.example/page": moved, "https://b.example/new": (200, b"x")}
    async with make_client() as client:
        await client.get("https://a.example/page")
        await client.get("https://a.example/other")
    asked = moments(site, "https://a.example/page")[0]
    assert moments(site, "https://b.example/robots.txt")[0] - asked == 40
    assert moments(site, "https://a.example/other")[0] - asked >= 40
