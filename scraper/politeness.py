"""The host clock: one request at a time, and a pause between their starts."""

import asyncio
import math
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager

Sleep = Callable[[float], Awaitable[None]]


class Held(Exception):  # noqa: N818 - never leaves this room: it becomes Parked
    """A longer wait was asked for, of `seconds`, than may be slept through."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"held for {seconds:.0f} seconds")
        self.seconds = seconds


class HostClock:
    """The turns of one origin, or of one machine that many origins share.

    `interval` is in seconds between the starts of two requests; up to `jitter` times as much is added by chance, so
    that many clients do not march in step.
    """

    def __init__(self, interval: float, *, sleep: Sleep, clock: Callable[[], float], jitter: float = 0.0) -> None:
        self.interval = interval
        self._jitter, self._sleep, self._clock = jitter, sleep, clock
        self._queue = asyncio.Lock()
        self._began = self._not_before = -math.inf

    @asynccontextmanager
    async def turn(
        self,
        longest_wait: float = math.inf,
        *,
        beside: Iterable["HostClock"] = (),
        admit: Callable[[], None] = lambda: None,
    ) -> AsyncIterator[None]:
        """Wait for the next turn, here and then at each clock `beside`, and hold it.

        Raises Held where a longer wait was asked for, and what `admit` raises once everybody before had their turn:
        that may be news to a task that has queued for long.
        """
        held: list[HostClock] = []
        try:
            for clock in (self, *beside):
                await clock._queue.acquire()  # noqa: SLF001 - its own kind
                held.append(clock)
                admit()
                await clock._wait(longest_wait)  # noqa: SLF001
            for clock in held:
                clock._start()  # noqa: SLF001
            yield
        finally:
            for clock in held:
                clock._queue.release()  # noqa: SLF001

    async def _wait(self, longest_wait: float) -> None:
        due = -math.inf
        while due < (due := self._not_before):  # a hold may come while this task sleeps
            wait = due - self._clock()
            if wait > max(longest_wait, self.interval * (1 + self._jitter)):
                raise Held(wait)
            if wait > 0:
                await self._sleep(wait)

    def _start(self) -> None:
        self._began = self._clock()
        by_chance = random.uniform(0, self._jitter * self.interval)  # noqa: S311 - jitter is no secret
        self._not_before = max(self._not_before, self._began + self.interval + by_chance)

    def hold(self, seconds: float) -> None:
        """Let nobody start within so many seconds from now."""
        self._not_before = max(self._not_before, self._clock() + seconds)

    def slow_to(self, interval: float) -> None:
        """Take a longer interval, as robots.txt asks, already for the next start; never a shorter one."""
        self.interval = max(self.interval, interval)
        self._not_before = max(self._not_before, self._began + self.interval)

    @property
    def left(self) -> float:
        """Seconds until anybody may start."""
        return max(0.0, self._not_before - self._clock())
