"""Records that are known from lists: gone once no page lists them any longer, back once one does.

A page that listed a record and, read in full again, does not list it has dropped it. Nothing is stored of that: it is
worked out from the captures of the pages that ever listed the record, in the order of their capture times. A page of
which something was lost, such as a text without links, drops nothing. Where ModernGov no longer has a page that listed
a record, that page lists nothing; but nothing is gone for that alone.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from sqlite_utils import Database

from .records import Key
from .values import names

# The page types that list all records of a kind which belong to what they are about.
LISTS: Final[Mapping[str, frozenset[str]]] = {
    "document": names("issue issue_decisions issue_meetings decision meeting agenda_item web_service"),
    "plan_item": names("plan_items"),
}
DROPPED: Final = '{"listed": false}'  # the silence of a page that was read in full
CLOSED: Final = '{"open": false}'  # the silence of an address that has no page any longer
SILENCES: Final = frozenset({DROPPED, CLOSED})

_LISTING: Final = frozenset[str]().union(*LISTS.values())
_PAGES: Final = frozenset({"page", "empty-list"})
_HARMLESS: Final = names(  # of a page with any other warning something may be lost
    "branding-missing encoding-guessed id-missing status-unknown title-missing title-uncertain"
)
_OF_RECORD: Final = """
select c.verdict, c.warnings, c.id, c.captured_at, c.url, c.sha256, c.content_sha256, c.reader, c.page_type
from captures c
where c.council = :council and c.reading_id = c.id and c.url in (
    select h.url from sightings s join captures h on h.id = s.capture_id
    where s.council = :council and s.kind = :kind and s.id = :id
) and not exists (
    select 1 from sightings s where s.council = :council and s.kind = :kind and s.id = :id and s.capture_id = c.id
)
"""
_OF_PAGE: Final = """
select id, verdict, warnings from captures
where council = :council and url = :url and reading_id = id and (captured_at, id) < (:captured_at, :id)
order by captured_at desc, id desc
"""
_LISTED: Final = """
select kind, council, id from sightings where capture_id = ? and kind in ('translation', 'document', 'plan_item')
"""


class Silence(NamedTuple):
    """A capture that does not show a record which the same page showed in another; `row` is one of `SILENCES`."""

    row: str
    capture_id: int
    at: str
    url: str
    sha256: str
    content_sha256: str | None
    reader: str | None
    page_type: str | None


class Listings:
    """Which pages list one record, as its history goes on."""

    def __init__(self, key: Key) -> None:
        self._types = LISTS.get(kind_of(key), frozenset())
        self._known: set[str] = set()
        self._listing: set[str] = set()
        self._dropped: set[str] = set()

    def begin(self, url: str, page_type: str | None) -> bool:
        """Note that a page shows the record; true where it is listed again after every list had ended."""
        if page_type not in self._types:
            return False
        was_dropped = self._is_dropped
        self._known.add(url)
        self._listing.add(url)
        self._dropped.discard(url)
        return was_dropped

    def end(self, url: str, row: str) -> bool:
        """Note that a page lists the record no more; true where no page does."""
        if url in self._known and row == DROPPED:
            self._dropped.add(url)
        self._listing.discard(url)
        return self._is_dropped

    @property
    def _is_dropped(self) -> bool:
        return bool(self._dropped) and not self._listing


class Absences:
    """Finds what pages say by their silence."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def silences(self, key: Key) -> Iterator[Silence]:
        """The captures in which the pages that ever listed a record do not show it, in no order."""
        types = LISTS.get(kind_of(key))
        if types is None:
            return
        for verdict, warnings, *capture in self._db.execute(_OF_RECORD, key._asdict()).fetchall():
            row = CLOSED if verdict not in _PAGES else DROPPED if _is_whole(warnings) else None
            silence = Silence._make([row, *capture])
            if row and silence.page_type in types:
                yield silence

    def missed(self, capture: Mapping[str, Any], said: Mapping[Key, str]) -> set[Key]:
        """The records that a page listed when it was last read in full, or since then, and does not list now."""
        if capture["page_type"] not in _LISTING:
            return set()
        asked = {name: capture[name] for name in ("council", "url", "captured_at", "id")}
        listed: set[Key] = set()
        for capture_id, verdict, warnings in self._db.execute(_OF_PAGE, asked):
            listed.update(Key(*key) for key in self._db.execute(_LISTED, [capture_id]).fetchall())
            if verdict in _PAGES and _is_whole(warnings):
                break
        return {key for key in listed - said.keys() if kind_of(key) in LISTS}


def kind_of(key: Key) -> str:
    """The kind of a record, or of that which it is a translation of."""
    return key.id.partition("/")[0] if key.kind == "translation" else key.kind


def _is_whole(warnings: str | None) -> bool:
    """Whether a page was read without any warning that something of it may be lost."""
    return _HARMLESS.issuperset(json.loads(warnings or "[]"))
