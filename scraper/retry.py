"""Retries: of named errors and statuses only, capped, within a budget, with full jitter, never before Retry-After."""

import random
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_attempt

from .capture import Capture
from .errors import FetchError
from .pace import Pace
from .politeness import Sleep
from .settings import Settings

RETRIED: Final = frozenset({408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524})
REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_DELAYED: Final = REDIRECTS | {413, 429, 500, 502, 503, 504}
_MOST_RETRIES_OF_500: Final = 2


class Retriable(Exception):  # noqa: N818 - never leaves this room: it only carries an answer to the retry
    """An answer that is worth another try; `wait` is its Retry-After in seconds, if it has one."""

    def __init__(self, answer: Capture, wait: float | None) -> None:
        cut = "the answer ended early, " if answer.completeness == "cut" else ""
        super().__init__(f"{cut}status {answer.status}")
        self.answer, self.wait = answer, wait


def retrying(settings: Settings, sleep: Sleep, pace: Pace) -> AsyncRetrying:
    """Tenacity, set up for one fetch from an origin, whose pace says how many retries it is worth."""
    return AsyncRetrying(
        sleep=sleep,
        stop=_Stop(settings.attempts, pace),
        wait=_wait(settings),
        retry=retry_if_exception(is_retried),
        before_sleep=lambda _: pace.spend_retry(),
        reraise=True,
    )


def is_retried(error: BaseException) -> bool:
    """Whether another try may help."""
    return isinstance(error, Retriable) or (isinstance(error, FetchError) and error.retryable)


def needs_retry(capture: Capture) -> bool:
    """Whether an answer is one of a failing server, or the start of one."""
    return capture.challenge is None and (capture.status in RETRIED or capture.completeness == "cut")


class _Stop(stop_after_attempt):
    """ModernGov answers 500 to a bad id every time, so that status is tried less often."""

    def __init__(self, attempts: int, pace: Pace) -> None:
        super().__init__(attempts)
        self._pace = pace

    def __call__(self, retry_state: RetryCallState) -> bool:
        error = retry_state.outcome.exception() if retry_state.outcome else None
        is_500 = isinstance(error, Retriable) and error.answer.status == 500
        if is_500 and retry_state.attempt_number > _MOST_RETRIES_OF_500:
            return True
        return super().__call__(retry_state) or not self._pace.may_retry()


def _wait(settings: Settings) -> Callable[[RetryCallState], float]:
    def wait(state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        asked = error.wait if isinstance(error, Retriable) else None
        if asked is not None:
            return asked
        most = min(settings.retry_cap, settings.retry_base * 2 ** (state.attempt_number - 1))
        return max(settings.interval, random.uniform(0, most))  # noqa: S311 - jitter is no secret

    return wait


def waits_for(capture: Capture, now: datetime) -> float | None:
    """Seconds that an answer asks us to wait, its dates read by its server's own clock where it gives that."""
    value = capture.header("Retry-After")
    if value is None:
        return None
    return retry_after(capture.status, value, moment(capture.header("Date")) or now)


def retry_after(status: int, value: str | None, now: datetime) -> float | None:
    """Seconds that a Retry-After header asks for; junk and headers of other statuses count as none."""
    if value is None or status not in _DELAYED:
        return None
    value = value.strip()
    if value.isascii() and value.isdigit():
        return float(value)
    until = moment(value)
    return None if until is None else max(0.0, (until - now).total_seconds())


def moment(date: str | None) -> datetime | None:
    """A date of HTTP in any of its three forms; `None` for junk. One without a zone is in UTC."""
    try:  # never strptime, which reads month names in the language of this machine
        read = parsedate_to_datetime(date or "")
    except (ValueError, OverflowError):
        return None
    return read if read.tzinfo else read.replace(tzinfo=UTC)
