"""Records that are known from lists: gone once no page lists them any longer, back once one does.

A page that listed a record and, read in full again, does not list it has dropped it. Nothing is stored of that: it is
worked out from the captures of the pages that ever listed the record, in the order of their capture times. A page of
which something was lost, such as a text without links, drops nothing. Where ModernGov no longer has a page that listed
a record, that page lists nothing; but nothing is gone for that alone.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Final

from sqlite_utils import Database

from .neighbours import EARLIER, LATER
from .records import Key
from .values import names, rows_of, text

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
_OF_PAGES: Final = """
select verdict, warnings, id, captured_at, url, sha256, content_sha256, reader, page_type, source from captures
where council = ? and reading_id = id and url in (select value from json_each(?))
"""
_OF_PAGE: Final = """
select id, verdict, warnings from captures where council = :council and url = :url and reading_id = id
"""
_BEFORE: Final = f"{_OF_PAGE} {EARLIER}"
_AFTER: Final = f"{_OF_PAGE} {LATER}"
_LISTED: Final = """
select kind, council, id from sightings where capture_id = ? and kind in ('translation', 'document', 'plan_item')
"""


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

    def silences(
        self, key: Key, urls: Collection[str], shown: Collection[int]
    ) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """The captures of pages that do not show a record, in no order, each with which of `SILENCES` it is.

        `urls` are the pages that ever listed it, `shown` the captures in which they do.
        """
        if kind_of(key) not in LISTS or not urls:
            return
        for capture in rows_of(self._db, _OF_PAGES, [key.council, text(sorted(urls))]):
            silence = silence_of(key, capture)
            if silence and capture["id"] not in shown:
                yield silence, capture

    def missed(self, capture: Mapping[str, Any], said: Mapping[Key, object]) -> set[Key]:
        """The records that a page listed when it was last read in full, or since then, and does not list now.

        So are those that it lists when it is next read in full, or before then.
        """
        if capture["page_type"] not in _LISTING:
            return set()
        asked = {name: capture[name] for name in ("council", "url", "captured_at", "id", "source", "sha256")}
        found = self._listed(_BEFORE, asked) | self._listed(_AFTER, asked)
        return {key for key in found - said.keys() if kind_of(key) in LISTS}

    def _listed(self, sql: str, asked: Mapping[str, Any]) -> set[Key]:
        """The records that a page lists up to the next time that it was read in full."""
        listed: set[Key] = set()
        for capture_id, verdict, warnings in self._db.conn.execute(sql, asked):
            listed.update(Key(*key) for key in self._db.execute(_LISTED, [capture_id]).fetchall())
            if verdict in _PAGES and is_whole(warnings):
                break
        return listed


def silence_of(key: Key, capture: Mapping[str, Any]) -> str | None:
    """What it says of a record that a capture of a page which listed it does not show it; `None` for nothing."""
    if capture["page_type"] not in LISTS.get(kind_of(key), ()):
        return None
    if capture["verdict"] not in _PAGES:
        return CLOSED
    return DROPPED if is_whole(capture["warnings"]) else None


def kind_of(key: Key) -> str:
    """The kind of a record, or of that which it is a translation of."""
    return key.id.partition("/")[0] if key.kind == "translation" else key.kind


def is_listed(key: Key) -> bool:
    """Whether a record is gone once no page lists it any longer."""
    return kind_of(key) in LISTS


def is_whole(warnings: str | Iterable[str] | None) -> bool:
    """Whether a page was read without any warning that something of it may be lost; as text they are JSON."""
    if not warnings or warnings == "[]":
        return True
    return _HARMLESS.issuperset(json.loads(warnings) if isinstance(warnings, str) else warnings)
