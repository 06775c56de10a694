"""The pace of an origin: when it may be asked, how its failures count, and how many retries it is worth."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, Final

from .addresses import Address
from .breaker import LONGEST, Breaker
from .diagnosis import MAY_PASS
from .errors import Blocked, CircuitOpen, DnsError, FetchError, NetworkError, Parked, TimedOut, TlsError
from .events import Event, Tell
from .neighbours import Neighbours
from .politeness import Held, HostClock
from .settings import Settings
from .standing import recall, remember

RETRY_SHARE: Final = 0.2  # of the requests to an origin
RETRY_ALLOWANCE: Final = 10


class Pace:
    """One origin's clock, breaker and retry budget."""

    def __init__(
        self,
        origin: str,
        settings: Settings,
        clock: HostClock,
        breaker: Breaker,
        *,
        neighbours: Neighbours,
        now: Callable[[], datetime],
        tell: Tell,
        remembered: Mapping[str, Any],
    ) -> None:
        self.origin, self.clock, self.breaker = origin, clock, breaker
        self._settings, self._neighbours, self._now, self._tell = settings, neighbours, now, tell
        self._beside: tuple[HostClock, ...] = ()
        self._requests = self._retries = 0
        self._is_given_up = False
        recall(remembered, clock, breaker, now())

    @asynccontextmanager
    async def turn(self, here: Address, url: str) -> AsyncIterator[None]:
        """Hold the origin's next turn; raises Parked, CircuitOpen or Blocked where it is to be left alone."""
        self.admit(url)
        self._beside = await self._neighbours.clocks(here.url.host)
        try:
            async with self.clock.turn(self._settings.longest_wait, beside=self._beside, admit=lambda: self.admit(url)):
                self._requests += 1
                yield
        except Held as held:
            message = f"{here.text} is to be left alone for {held.seconds:.0f} more seconds."
            raise Parked(message, url, held.seconds).starting(self._now()) from held

    def admit(self, url: str) -> None:
        """Raise CircuitOpen or Blocked, for the address `url`, while the breaker is open."""
        breaker = self.breaker
        if not breaker.refuses:
            return
        kind = Blocked if breaker.challenge else CircuitOpen
        rest = "for the rest of this run" if breaker.is_given_up else f"for {breaker.left:.0f} more seconds"
        message = f"{self.origin} is left alone {rest}: {breaker.why}"
        seconds = max(breaker.left, LONGEST * breaker.is_given_up)
        raise kind(message, url, seconds, why=breaker.why).starting(self._now())

    def stretch(self, latency: float) -> None:
        """Give a slow server more room: a pause as long as its answer took, up to the longest stretch."""
        for clock in (self.clock, *self._beside):
            clock.hold(min(latency, self._settings.longest_stretch))

    def hold(self, seconds: float, here: str, url: str) -> None:
        """Do as Retry-After asks, for the whole origin; raises Parked where that is too long to sleep through."""
        self.clock.hold(seconds)
        if seconds > self._settings.longest_wait:
            message = f"{here} asks to be left alone for {seconds:.0f} seconds."
            raise Parked(message, url, seconds).starting(self._now())

    def succeed(self) -> None:
        """The origin gave an answer that is none of a failing server."""
        self.breaker.succeed()

    def fail(self, error: FetchError) -> None:
        """Count an error; verdicts that a further request cannot change open the breaker at once."""
        is_verdict = isinstance(error, TlsError) and error.diagnosis not in MAY_PASS
        if is_verdict or (isinstance(error, DnsError) and not error.retryable):
            self.breaker.trip(str(error))
        elif isinstance(error, (NetworkError, TlsError)):
            self.breaker.fail(str(error))
        if isinstance(error, TimedOut):
            self.stretch(self._settings.longest_stretch)
        self._give_up()

    def falter(self, status: int) -> None:
        """Count an answer whose status says that the server is failing."""
        self.breaker.fail(f"it kept failing, last with status {status}.")
        self._give_up()

    def block(self, challenge: str, status: int) -> None:
        """A bot check: nothing is asked of the origin for a while."""
        detail = f"it answered with a bot check ({challenge}, status {status})."
        self.breaker.trip(detail, challenge)
        self._tell(Event("blocked", self.origin, detail))
        self._give_up()

    def _give_up(self) -> None:
        if self.breaker.is_given_up and not self._is_given_up:
            self._is_given_up = True
            self._tell(Event("given-up", self.origin, f"left alone for the rest of the run: {self.breaker.why}"))

    def may_retry(self) -> bool:
        """Whether a retry is within the budget of this origin, which is not given up for now."""
        return not self.breaker.refuses and self._retries < RETRY_SHARE * self._requests + RETRY_ALLOWANCE

    def spend_retry(self) -> None:
        """Count a retry."""
        self._retries += 1

    def learnt(self) -> dict[str, Any]:
        """What the next run has to know."""
        return remember(self.clock, self.breaker, self._now())
