"""Retries: of named errors and statuses only, capped, with full jitter, and never before Retry-After."""

import random
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_attempt

from .capture import Capture
from .errors import FetchError
from .politeness import Sleep
from .settings import Settings

RETRIED = frozenset({408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524})
_DELAYED = frozenset({413, 429, 500, 502, 503, 504})
_MOST_RETRIES_OF_500 = 2


class Retriable(Exception):  # noqa: N818 - never leaves this room: it only carries an answer to the retry
    """An answer whose status is worth another try; `wait` is its Retry-After in seconds, if it has one."""

    def __init__(self, answer: Capture, status: int, wait: float | None) -> None:
        super().__init__(f"status {status}")
        self.answer, self.status, self.wait = answer, status, wait


def retrying(settings: Settings, sleep: Sleep) -> AsyncRetrying:
    """Tenacity, set up once for all fetches."""
    return AsyncRetrying(
        sleep=sleep,
        stop=_Stop(settings.attempts),
        wait=_wait(settings),
        retry=retry_if_exception(is_retried),
        reraise=True,
    )


def is_retried(error: BaseException) -> bool:
    """Whether another try may help."""
    return isinstance(error, Retriable) or (isinstance(error, FetchError) and error.retryable)


class _Stop(stop_after_attempt):
    """ModernGov answers 500 to a bad id every time, so that status is tried less often."""

    def __call__(self, retry_state: RetryCallState) -> bool:
        error = retry_state.outcome.exception() if retry_state.outcome else None
        if isinstance(error, Retriable) and error.status == 500 and retry_state.attempt_number > _MOST_RETRIES_OF_500:
            return True
        return super().__call__(retry_state)


def _wait(settings: Settings) -> Callable[[RetryCallState], float]:
    def wait(state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        asked = error.wait if isinstance(error, Retriable) else None
        if asked is not None:
            return asked
        most = min(settings.retry_cap, settings.retry_base * 2 ** (state.attempt_number - 1))
        return max(settings.interval, random.uniform(0, most))  # noqa: S311 - jitter is no secret

    return wait


def retry_after(status: int, value: str | None, now: datetime) -> float | None:
    """Seconds that a Retry-After header asks for; junk and headers of other statuses count as none."""
    if value is None or status not in _DELAYED:
        return None
    value = value.strip()
    if value.isascii() and value.isdigit():
        return float(value)
    moment = server_time(value)
    return None if moment is None else max(0.0, (moment - now).total_seconds())


def server_time(date: str | None) -> datetime | None:
    """A date of HTTP in any of its three forms; `None` for junk. One without a zone is in UTC."""
    try:  # never strptime, which reads month names in the language of this machine
        moment = parsedate_to_datetime(date or "")
    except (ValueError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
