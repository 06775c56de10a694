"""When a page was captured, as others wrote it: on the command line, in a CSV, in web archives, by a file."""

from datetime import UTC, datetime, tzinfo
from typing import Final

from .options import iso

_WRITTEN: Final = "write it as 2026-03-02T09:00:00Z"
_FIRST_WEB_PAGE: Final = datetime(1991, 8, 6, tzinfo=UTC)


def read_moment(written: str, *, zone: tzinfo | None = None) -> str:
    """A written moment in UTC, to the second. Raises ValueError, whose message is a sentence.

    One without a zone is refused, for an hour decides which of two pages is the later one; unless all of its kind are
    in one `zone`.
    """
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        raise ValueError(f"{written!r} is not a time: {_WRITTEN}.") from None
    moment = moment.replace(tzinfo=moment.tzinfo or zone)
    if moment.tzinfo is None:
        raise ValueError(f"{written!r} has no time zone: {_WRITTEN} or 2026-03-02T10:00:00+01:00.")
    return past(moment, repr(written))


def past(moment: datetime, name: str) -> str:
    """A moment in UTC, to the second. Raises ValueError where no page can have been saved then.

    A page of the future would be the newest for as long as that is to come.
    """
    if moment < _FIRST_WEB_PAGE:
        raise ValueError(f"{name} lies before the first web page: check the year.")
    if moment > datetime.now(UTC):
        raise ValueError(f"{name} is still to come, and no page was saved then: check the year and the zone.")
    return iso(moment)


def archived_at(written: str) -> str | None:
    """A moment as web archives write it, in UTC by their standard; nothing where it cannot be."""
    try:
        return read_moment(written, zone=UTC)
    except ValueError:
        return None
