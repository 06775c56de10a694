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


class Rule(NamedTuple):
    """Pages of a sort and how long they are left alone; `is_strict` where no change rate makes that any longer."""

    name: str
    fits: Callable[[Facts, date], bool]
    wait: timedelta
    is_strict: bool = True


def _is_open(facts: Facts) -> bool:
    return (facts.status or "").lower() in _OPEN


@lru_cache(maxsize=256)
def _has(status: str | None, words: tuple[str, ...]) -> bool:
    """Whether a status has one of some words in it; councils have few statuses, and each stands on many pages."""
    return any(word in (status or "").lower() for word in words)


def _days(since: str | None, today: date) -> int | None:
    """Days from a stated day to today; negative for one to come."""
    return today.toordinal() - _number(since) if since else None


@lru_cache(maxsize=4096)
def _number(day: str) -> int:
    """The number of a day; many pages state the same few, and each is asked about by several rules."""
    return date.fromisoformat(day).toordinal()


def _is_late(facts: Facts, today: date, most: int) -> bool:
    days = _days(facts.due_to, today)
    return _is_open(facts) and days is not None and 0 < days <= most


def _may_be_called_in(facts: Facts, today: date) -> bool:
    if facts.effective_from:
        return facts.effective_from >= today.isoformat()
    days = _days(facts.newest, today)
    return _has(facts.status, _SUBJECT_TO_CALL_IN) and (days is None or days <= _CALL_IN.days)


def _younger(days: int) -> Callable[[Facts, date], bool]:
    def fits(facts: Facts, today: date) -> bool:
        age = _days(facts.newest, today)
        return age is not None and -_FARTHEST < age < days

    return fits


def _is_dormant(facts: Facts, today: date) -> bool:
    return facts.kind in _DATED_LISTS and facts.newest is not None and not _younger(365)(facts, today)


RULES: Final = (
    Rule("lists of plans and meetings, the newest of which is more than a year past", _is_dormant, timedelta(days=7)),
    Rule("lists that say what is new", lambda facts, _: facts.kind in _LISTS, NIGHT),
    Rule(
        "still For Determination, up to a year after the due date",
        lambda facts, today: _is_late(facts, today, 365),
        timedelta(hours=10),
    ),
    Rule("For Determination otherwise", lambda facts, _: _is_open(facts), NIGHT),
    Rule("call-in may still come", _may_be_called_in, NIGHT),
    Rule("deferred", lambda facts, _: _has(facts.status, _DEFERRED), timedelta(hours=44)),
    Rule("committees, reasons for restriction", lambda facts, _: facts.kind in _BODIES, timedelta(days=30)),
    Rule("its newest day is to come, or less than 30 days past", _younger(30), NIGHT),
    Rule("its newest day is 30 to 90 days past", _younger(90), timedelta(days=3), is_strict=False),
    Rule("it states no day at all", lambda facts, _: facts.newest is None, timedelta(days=7), is_strict=False),
    Rule("its newest day is 90 days to a year past", _younger(365), timedelta(days=30), is_strict=False),
    Rule("settled: its newest day is more than a year past", lambda *_: True, _YEAR, is_strict=False),
)


def rule_for(facts: Facts, now: datetime) -> Rule:
    """The rule that holds for a page."""
    today = now.astimezone(UTC).date()
    return next(rule for rule in RULES if rule.fits(facts, today))


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
