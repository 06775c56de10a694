"""What each field of a record ever said, from when to when, and the captures that show it.

A value is known at the moments at which a capture shows it, and at no other. When it changed is not known: only when
the old value was seen last, and when the new one was first seen.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from sqlite_utils import Database

from .changes import Change
from .records import Key
from .sightings import Sightings
from .statements import GONE_SINCE, Sighting
from .values import decoded_value
from .versions import History

_REPEATED: Final = """
select reading_id, id, captured_at, url from captures
where reading_id in (select value from json_each(?)) order by captured_at, id
"""

_MISREAD: Final = """
select field, old, at, new_capture_id from changes
where kind = ? and council = ? and id = ? and old_capture_id = new_capture_id order by change_id
"""

_NEVER: Final = ("9999", 0)  # after every capture


class Shown(NamedTuple):
    """A capture that shows something: its number, when it was taken, and of which page."""

    capture_id: int
    at: str
    url: str


class Spans:
    """Tells the values of a record's fields, with the first and the last capture that shows each."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._sightings = Sightings(db)

    def of(self, key: Key, field: str | None) -> list[dict[str, Any]]:
        """The values of one field, or of every one, by field and then the oldest first.

        `cause` says why a value took the place of the one before it; it is null for a first value, and for a place
        among others, which moves with them. `until` is when the next value was first seen. `misread` is what an older
        reader of ours made of one of its captures.
        """
        history = self._sightings.history(key)
        shows = self._shows(history)
        changes = {(one.field, one.new_capture_id): one for one in history.changes}
        misread = self._misread(key)
        fields = dict.fromkeys(name for _, told in history.told() for name in told if field in (None, name))
        return [
            {"field": name, **span, "misread": [one for one in misread.get(name, ()) if _is_of(span, one)]}
            for name in fields
            for span in self._spans(history, name, shows, changes)
        ]

    def _spans(
        self,
        history: History,
        field: str,
        shows: Sequence[tuple[Mapping[str, Any], Shown]],
        changes: Mapping[tuple[str, int], Change],
    ) -> Iterator[dict[str, Any]]:
        turns = [(version, told[field]) for version, told in history.told() if field in told]
        first = turns[0][0]
        change = changes.get((field, first.capture_id))
        if change:  # pages that show the record without this field came before it
            asked = {change.old_capture_id} | {shown.capture_id for _, shown in shows if shown.url == first.url}
            silent = [
                shown
                for said, shown in shows
                if shown.capture_id in asked and _place(shown) < _place(first) and said[GONE_SINCE] is None
            ]
            yield _span(None, silent[0], silent[-1], first.at, None)
        ends = [_place(version) for version, _ in turns[1:]]
        for (version, value), end in zip(turns, [*ends, None], strict=True):
            start = Shown(version.capture_id, version.at, version.url)
            last = [
                shown
                for said, shown in shows
                if _place(start) <= _place(shown) < (end or _NEVER)
                and _says(said, field, value, is_same_page=shown.url == start.url)
            ]
            change = changes.get((field, version.capture_id))
            yield _span(value, start, last[-1] if last else start, end and end[0], change and change.cause)

    def _misread(self, key: Key) -> dict[str, list[dict[str, Any]]]:
        """What an older reader made of a capture that a newer one reads otherwise, by field."""
        found: dict[str, list[dict[str, Any]]] = {}
        for field, old, at, capture_id in self._db.execute(_MISREAD, key).fetchall():
            one = {"value": decoded_value(field, old), "at": at, "capture_id": capture_id}
            found.setdefault(field, []).append(one)
        return found

    def _shows(self, history: History) -> list[tuple[Mapping[str, Any], Shown]]:
        """What each capture says of the record, those among them that repeat another, in time."""
        said = {one.capture_id: one.says() for one in history.heard}
        rows = self._db.execute(_REPEATED, [json.dumps(list(said))]).fetchall()
        return [(said[reading_id], Shown(*row)) for reading_id, *row in rows]


def _span(value: Any, first: Shown, last: Shown, until: str | None, cause: str | None) -> dict[str, Any]:
    seen = {"first": first._asdict(), "last": last._asdict()}
    return {"value": value, "since": first.at, "until": until, "cause": cause, **seen}


def _place(capture: Sighting | Shown) -> tuple[str, int]:
    """Where in time a capture has its place."""
    return capture.at, capture.capture_id


def _is_of(span: Mapping[str, Any], one: Mapping[str, Any]) -> bool:
    """Whether a capture lies in the time of a span."""
    return span["since"] <= one["at"] and (span["until"] is None or one["at"] < span["until"])


def _says(said: Mapping[str, Any], field: str, value: Any, *, is_same_page: bool) -> bool:
    """Whether a capture says a value. All that show that a record is gone say the same; a page says null by silence."""
    if is_same_page and value is None and said[GONE_SINCE] is None:
        return said.get(field) is None
    if field == GONE_SINCE:
        return (value is None) == (said[GONE_SINCE] is None)
    return field in said and bool(said[field] == value)
