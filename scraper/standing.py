"""The part of an origin's state that outlasts a run: how long to leave it alone, and why. JSON, so times are text."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from .breaker import Breaker
from .errors import A_YEAR
from .politeness import HostClock


def remember(clock: HostClock, breaker: Breaker, now: datetime) -> dict[str, Any]:
    """What the next run has to know; times as UTC, to the second."""
    return {
        "hold_until": _moment(now, clock.left) if clock.left > clock.interval else None,
        "breaker": "closed" if breaker.is_closed else "open" if breaker.refuses else "half-open",
        "open_until": None if breaker.is_closed else _moment(now, breaker.left),
        "failures": breaker.failures,
        "doublings": breaker.doublings,
        "why": breaker.why,
        "challenge": breaker.challenge,
    }


def recall(known: Mapping[str, Any], clock: HostClock, breaker: Breaker, now: datetime) -> None:
    """Take up where an earlier run stopped; what cannot be read counts as nothing."""
    clock.hold(_seconds(known.get("hold_until"), now))
    breaker.failures = _count(known.get("failures"))
    breaker.doublings = min(_count(known.get("doublings")), 16)
    if known.get("breaker") in {"open", "half-open"}:
        challenge = known.get("challenge")
        why = str(known.get("why") or "it kept failing")
        breaker.open(_seconds(known.get("open_until"), now), why, str(challenge) if challenge else None)


def _moment(now: datetime, seconds: float) -> str:
    later = now.astimezone(UTC) + timedelta(seconds=min(seconds, A_YEAR))
    return later.strftime("%Y-%m-%dT%H:%M:%SZ")


def _seconds(moment: object, now: datetime) -> float:
    try:
        until = datetime.fromisoformat(str(moment))
    except ValueError:
        return 0.0
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(0.0, (until - now).total_seconds())


def _count(value: object) -> int:
    return value if isinstance(value, int) and value > 0 else 0
