"""When to look at a page again: pure functions of what it says and of how often it was found changed.

A rule is a name, the pages that it is for, and a wait. The first that fits holds. The policy is measured: every night a
few settled pages are looked at all the same (`modgov/sampling.py`).
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Final, NamedTuple
from zlib import crc32

NIGHT: Final = timedelta(hours=20)  # a nightly run never begins to the minute
SETTLED: Final = timedelta(days=14)  # a wait from which on a page counts as settled
_OPEN: Final = frozenset({"for determination", "i'w benderfynu"})
_SUBJECT_TO_CALL_IN: Final = ("subject to call-in", "subject to call in", "called in")
_DEFERRED: Final = ("defer", "postponed", "on hold")
_LISTS: Final = frozenset({"plans_home", "plans", "meetings", "whats_new", "rss", "committees"})
_DATED_LISTS: Final = frozenset({"plans", "meetings"})
_BODIES: Final = frozenset({"committee", "restriction"})
_CALL_IN: Final = timedelta(days=14)  # how long call-in may last where no page says when it ends
_YEAR: Final = timedelta(days=365)
_RETRY: Final = timedelta(hours=6)
_DOUBLINGS: Final = 7
_LATEST_RETRY: Final = timedelta(days=30)
_FARTHEST: Final = 730  # days ahead; a later one is a slip of the council's pen


class Facts(NamedTuple):
    """What is known of a page. `kind` is its page type; the days are ISO, `newest` the last of all that it states.

    `looks` is how often it was read since it is known, `finds` how many of those found it changed.
    """

    kind: str
    url: str = ""
    status: str | None = None
    due_to: str | None = None
    effective_from: str | None = None
    newest: str | None = None
    looks: int = 0
    finds: int = 0


class Standing(NamedTuple):
    """How a page stands on a day. Days are counted from a stated one to today: null where none is stated."""

    kind: str
    is_open: bool
    is_deferred: bool
    may_be_called_in: bool
    late: int | None
    age: int | None

    def is_younger(self, days: int) -> bool:
        """Whether its newest day is to come, or less than so many days past."""
        return self.age is not None and -_FARTHEST < self.age < days


class Rule(NamedTuple):
    """Pages of a sort and how long they are left alone; `is_strict` where no change rate makes that any longer."""

    name: str
    fits: Callable[[Standing], bool]
    wait: timedelta
    is_strict: bool = True


def _is_dormant(page: Standing) -> bool:
    return page.kind in _DATED_LISTS and page.age is not None and not page.is_younger(365)


RULES: Final = (
    Rule("lists of plans and meetings, the newest of which is more than a year past", _is_dormant, timedelta(days=7)),
    Rule("lists that say what is new", lambda page: page.kind in _LISTS, NIGHT),
    Rule(
        "still For Determination, up to a year after the due date",
        lambda page: page.is_open and page.late is not None and 0 < page.late <= 365,
        timedelta(hours=10),
    ),
    Rule("For Determination otherwise", lambda page: page.is_open, NIGHT),
    Rule("call-in may still come", lambda page: page.may_be_called_in, NIGHT),
    Rule("deferred", lambda page: page.is_deferred, timedelta(hours=44)),
    Rule("committees, reasons for restriction", lambda page: page.kind in _BODIES, timedelta(days=30)),
    Rule("its newest day is to come, or less than 30 days past", lambda page: page.is_younger(30), NIGHT),
    Rule("its newest day is 30 to 90 days past", lambda page: page.is_younger(90), timedelta(days=3), is_strict=False),
    Rule("it states no day at all", lambda page: page.age is None, timedelta(days=7), is_strict=False),
    Rule(
        "its newest day is 90 days to a year past",
        lambda page: page.is_younger(365),
        timedelta(days=30),
        is_strict=False,
    ),
    Rule("settled: its newest day is more than a year past", lambda _: True, _YEAR, is_strict=False),
)


def rule_for(facts: Facts, now: datetime) -> Rule:
    """The rule that holds for a page."""
    page = _standing(facts, now.astimezone(UTC).date())
    return next(rule for rule in RULES if rule.fits(page))


def _standing(facts: Facts, today: date) -> Standing:
    is_open, is_subject_to_call_in, is_deferred = _said(facts.status)
    age = _days(facts.newest, today)
    if facts.effective_from:
        may_be_called_in = facts.effective_from >= today.isoformat()
    else:
        may_be_called_in = is_subject_to_call_in and (age is None or age <= _CALL_IN.days)
    return Standing(facts.kind, is_open, is_deferred, may_be_called_in, _days(facts.due_to, today), age)


@lru_cache(maxsize=256)
def _said(status: str | None) -> tuple[bool, bool, bool]:
    """Whether a status says open, subject to call-in, deferred. Councils have few, and each stands on many pages."""
    words = (status or "").lower()
    return words in _OPEN, any(one in words for one in _SUBJECT_TO_CALL_IN), any(one in words for one in _DEFERRED)


def _days(since: str | None, today: date) -> int | None:
    """Days from a stated day to today; negative for one to come."""
    return today.toordinal() - _number(since) if since else None


@lru_cache(maxsize=4096)
def _number(day: str) -> int:
    """The number of a day: many pages state the same few."""
    return date.fromisoformat(day).toordinal()


def due(facts: Facts, now: datetime) -> datetime:
    """When a page is to be looked at again."""
    rule = rule_for(facts, now)
    wait = rule.wait if rule.is_strict else _by_rate(rule.wait, facts)
    return now + (_spread(wait, facts.url) if wait >= SETTLED else wait)


def retry_after(failures: int) -> timedelta:
    """How long a page is left alone that could not be had, after so many failures in a row before."""
    return min(_RETRY * (1 << min(failures, _DOUBLINGS)), _LATEST_RETRY)


def _by_rate(wait: timedelta, facts: Facts) -> timedelta:
    """A wait in the light of what looking came to: a page often found changed is looked at sooner, a still one later.

    Where a third of at least three looks found a change the wait is a third; where six found none it is half as long
    again.
    """
    if facts.looks >= 3 and facts.finds * 3 >= facts.looks:
        return max(NIGHT, wait / 3)
    return min(_YEAR, wait * 1.5) if facts.looks >= 6 and not facts.finds else wait


def _spread(wait: timedelta, url: str) -> timedelta:
    """A long wait made up to a quarter shorter, by address, lest all pages of a first harvest are due in one night."""
    return wait * (1 - crc32(url.encode()) / 2**34)
