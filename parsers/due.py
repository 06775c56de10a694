"""The `Decision due` line: when, and by whom.

When is a day, a month, or a day with a qualifier; who follows the first " by " after it. Names of makers have commas
and the word "by" in them, so nothing else splits the line. A plan page adds a reason behind a semicolon.
"""

import re
from functools import lru_cache
from typing import Final, NamedTuple

from .dates import Span, span_at

_QUALIFIERS: Final = (
    ("not_before", re.compile(r"(?:not before|dim cyn)\s+", re.IGNORECASE)),
    ("before", re.compile(r"(?:before|cyn)\s+", re.IGNORECASE)),
    ("between", re.compile(r"(?:between|rhwng)\s+", re.IGNORECASE)),
    ("on", re.compile(r"(?:on\s+)?", re.IGNORECASE)),
)
_AND: Final = re.compile(r"\s+(?:and|a|to|-)\s+", re.IGNORECASE)
_BY: Final = re.compile(r"\s*\bby\s+(.*)", re.IGNORECASE | re.DOTALL)
_REASON: Final = re.compile(r"\n(?:Reason|Date Comment)\s*:\s*", re.IGNORECASE)  # Plymouth says "Date Comment"
_NOTE: Final = re.compile(r"\s*;\s*(.*)", re.DOTALL)


class Due(NamedTuple):
    """A due line taken apart. `text` is the line as printed; dates are ISO 8601, null at an open end."""

    text: str | None = None
    qualifier: str | None = None
    first: str | None = None
    last: str | None = None
    maker: str | None = None
    reason: str | None = None


NO_DUE: Final = Due()


@lru_cache(maxsize=4096)  # a plan prints the same line for many of its items
def read_due(text: str) -> Due:
    """Read the value of a `Decision due` label; a line that follows no known form is kept as its text alone."""
    line, *reasons = _REASON.split(text, maxsplit=1)
    line, reason = line.strip().removesuffix(";").rstrip(), "".join(reasons)
    when = _when(line)
    if when is None:
        return Due(text=line or None, reason=reason.strip() or None)
    qualifier, first, last, end = when
    by, note = _BY.match(line, end), _NOTE.match(line, end)
    return Due(
        text=line,
        qualifier=qualifier,
        first=first,
        last=last,
        maker=(by[1].strip() or None) if by else None,
        reason=reason.strip() or (note[1].strip() if note else "") or None,
    )


def _when(line: str) -> tuple[str, str | None, str | None, int] | None:
    """The qualifier, both ends, and where the date ends in the line."""
    for qualifier, pattern in _QUALIFIERS:
        found = pattern.match(line)
        span = span_at(line, found.end()) if found else None
        if span:
            return _ends(qualifier, span, line)
    return None


def _ends(qualifier: str, span: Span, line: str) -> tuple[str, str | None, str | None, int]:
    first, last = span.first.isoformat(), span.last.isoformat()
    if qualifier == "not_before":
        return qualifier, first, None, span.end
    if qualifier == "before":
        return qualifier, None, first, span.end
    if qualifier == "between":
        joint = _AND.match(line, span.end)
        other = span_at(line, joint.end()) if joint else None
        if other:
            return qualifier, first, other.last.isoformat(), other.end
        return qualifier, first, None, span.end
    return ("on" if span.is_day else "month"), first, last, span.end
