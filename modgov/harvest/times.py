"""How long the corridor waits for what."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final, TypeAlias

Clock: TypeAlias = Callable[[], datetime]

RETRY_AFTER: Final = timedelta(hours=6)  # for a page that could not be had
RESUME_WITHIN: Final = timedelta(hours=20)  # a harvest that broke off is gone on with
ABSENT_FOR: Final = timedelta(days=90)  # after which a list that a council did not have is asked for again
SLOW: Final = 30.0  # seconds, from which on an answer counts as slow
