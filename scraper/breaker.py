"""The circuit breaker: an origin that keeps failing is left alone, longer each time, and then asked once."""

from collections.abc import Callable
from typing import Final

FAILURES: Final = 5  # in a row
OPEN_FOR: Final = 60.0  # seconds, doubled at each opening
LONGEST: Final = 1800.0
OPENINGS: Final = 3  # in one run


class Breaker:
    """Closed, open, or half-open: then one request goes through, and its outcome decides.

    `why` says what opened it, and `challenge` names the bot check if it was one. `doublings` is kept from run to run
    for as long as the origin fails; `openings` counts those of this run.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._until: float | None = None
        self.failures = self.doublings = self.openings = 0
        self.why: str | None = None
        self.challenge: str | None = None

    @property
    def is_closed(self) -> bool:
        """Whether the last thing that is known of the origin is that it answers."""
        return self._until is None

    @property
    def is_given_up(self) -> bool:
        """Whether this run asks nothing of the origin any more."""
        return self.openings >= OPENINGS

    @property
    def left(self) -> float:
        """Seconds for which it stays open; 0 where a request may go through."""
        return 0.0 if self._until is None else max(0.0, self._until - self._clock())

    @property
    def refuses(self) -> bool:
        """Whether nothing may be asked of the origin now."""
        return self.is_given_up or self.left > 0

    def succeed(self) -> None:
        """The origin answered: close."""
        self._until = self.why = self.challenge = None
        self.failures = self.doublings = 0

    def fail(self, why: str) -> None:
        """The origin failed: open at the fifth time in a row, and where one probe was all that it had."""
        self.failures += 1
        if self.failures >= FAILURES or not self.is_closed:
            self.trip(why)

    def trip(self, why: str, challenge: str | None = None) -> None:
        """Open at once."""
        self.open(min(LONGEST, OPEN_FOR * 2**self.doublings), why, challenge)
        self.doublings += 1
        self.openings += 1

    def open(self, seconds: float, why: str, challenge: str | None = None) -> None:
        """Be open for so many seconds, as an earlier run left it."""
        self._until = self._clock() + seconds
        self.why, self.challenge = why, challenge
