"""What a person wants of a harvest."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from .finding import kinds_of

_REACH = timedelta(days=365)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What a person wants of a harvest.

    `limit` bounds the pages of one council. `since` (ISO day) leaves out what lies before; `from_start` goes back to
    where a council's history begins. Without either, registers and lists of meetings are read one year back. `only`
    are the kinds of pages that are fetched, names of `finding.KINDS`; none means all. With `documents` the documents
    that pages link to are fetched after them, of one council no more than `limit`.
    """

    limit: int | None = None
    since: str | None = None
    from_start: bool = False
    only: tuple[str, ...] = ()
    documents: bool = False

    @property
    def kinds(self) -> tuple[str, ...] | None:
        """The page types that are fetched; `None` for all."""
        return kinds_of(self.only)

    @property
    def words(self) -> list[str]:
        """What tells one harvest from another, so that the one is never taken for the other broken off."""
        return [
            *self.only,
            *([f"since {self.since}"] if self.since else ()),
            *(["from the start"] * self.from_start),
            *self._more,
        ]

    @property
    def _more(self) -> list[str]:
        return ["with documents"] if self.documents else []

    @property
    def has_registers(self) -> bool:
        """Whether registers are read."""
        return not self.only or "registers" in self.only

    def until(self, now: datetime) -> date | None:
        """The day before which lists are not looked into; `None` for no end."""
        if self.since is not None:
            return date.fromisoformat(self.since)
        return None if self.from_start else now.date() - _REACH
