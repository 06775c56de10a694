"""The host clock: one request at a time for each origin, and a pause between their starts."""

import asyncio
import math
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

Sleep = Callable[[float], Awaitable[None]]


class Held(Exception):  # noqa: N818 - never leaves this room: the client turns it into Parked
    """The origin asked for a longer wait, of `seconds`, than may be slept through."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"held for {seconds:.0f} seconds")
        self.seconds = seconds


class HostClock:
    """One origin's turn. `interval` is in seconds between the starts of two requests."""

    def __init__(self, interval: float, *, sleep: Sleep, clock: Callable[[], float]) -> None:
        self.interval = interval
        self._sleep, self._clock = sleep, clock
        self._lock = asyncio.Lock()
        self._not_before = float("-inf")

    @asynccontextmanager
    async def turn(self, longest_wait: float = math.inf) -> AsyncIterator[None]:
        """Wait for this origin's next turn and hold it; raises Held where it was asked to stay away for longer."""
        async with self._lock:
            due = -math.inf
            while due < (due := self._not_before):  # another task's answer may bring a hold while this one sleeps
                wait = due - self._clock()
                if wait > max(longest_wait, self.interval):
                    raise Held(wait)
                if wait > 0:
                    await self._sleep(wait)
            began = self._clock()
            self._not_before = max(self._not_before, began + self.interval)
            yield

    def hold(self, seconds: float) -> None:
        """Let nobody start within so many seconds: a Retry-After holds for the whole origin."""
        self._not_before = max(self._not_before, self._clock() + seconds)

    @property
    def left(self) -> float:
        """Seconds until anybody may start."""
        return max(0.0, self._not_before - self._clock())

    def slow_to(self, interval: float) -> None:
        """Take a longer interval, as robots.txt asks; never a shorter one."""
        self.interval = max(self.interval, interval)
