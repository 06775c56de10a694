"""What each field of a record ever said, from when to when, and the captures that show it.

A value is known at the moments at which a capture shows it, and at no other. When it changed is not known: only when
the old value was seen last, and when the new one was first seen.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from sqlite_utils import Database

from .absences import SILENCES
from .records import Key
from .sightings import Sightings
from .values import decoded_value
from .versions import GONE, GONE_SINCE, History, Sighting

_REPEATED: Final = """
select reading_id, id, captured_at, url from captures
where reading_id in (select value from json_each(?)) order by captured_at, id
"""

_MISREAD: Final = """
select field, old, at, new_capture_id from changes
where kind = ? and council = ? and id = ? and old_capture_id = new_capture_id order by change_id
"""


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

        `cause` says why a value took the place of the one before it; it is null for a first value. `until` is when the
        next value was first seen. `misread` is what an older reader of ours made of one of its captures.
        """
        history = self._sightings.history(key)
        shows = self._shows(history)
        causes = {(one.field, one.new_capture_id): one.cause for one in history.changes}
        misread = self._misread(key)
        fields = dict.fromkeys(name for _, told in history.told() for name in told if field in (None, name))
        return [
            {"field": name, **span, "misread": [one for one in misread.get(name, ()) if _is_of(span, one)]}
            for name in fields
            for span in self._spans(history, name, shows, causes)
        ]

    def _spans(
        self, history: History, field: str, shows: Sequence[tuple[Sighting, Shown]], causes: dict[tuple[str, int], str]
    ) -> Iterator[dict[str, Any]]:
        turns = [(version, told[field]) for version, told in history.told() if field in told]
        ends = [(version.at, version.capture_id) for version, _ in turns[1:]]
        for (version, value), end in zip(turns, [*ends, None], strict=True):
            start = version.at, version.capture_id
            last = Shown(version.capture_id, version.at, version.url)
            for seen, shown in shows:
                is_within = start <= (shown.at, shown.capture_id) and (
                    end is None or (shown.at, shown.capture_id) < end
                )
                if is_within and _says(seen, field, value):
                    last = shown
            yield {
                "value": value,
                "since": version.at,
                "until": end and end[0],
                "cause": causes.get((field, version.capture_id)),
                "first": Shown(version.capture_id, version.at, version.url)._asdict(),
                "last": last._asdict(),
            }

    def _misread(self, key: Key) -> dict[str, list[dict[str, Any]]]:
        """What an older reader made of a capture that a newer one reads otherwise, by field."""
        found: dict[str, list[dict[str, Any]]] = {}
        for field, old, at, capture_id in self._db.execute(_MISREAD, key).fetchall():
            one = {"value": decoded_value(field, old), "at": at, "capture_id": capture_id}
            found.setdefault(field, []).append(one)
        return found

    def _shows(self, history: History) -> list[tuple[Sighting, Shown]]:
        """Every capture that shows the record or its absence, those among them that repeat another, in time."""
        seen = {one.capture_id: one for one in history.heard}
        rows = self._db.execute(_REPEATED, [json.dumps(list(seen))]).fetchall()
        return [(seen[reading_id], Shown(*row)) for reading_id, *row in rows]


def _is_of(span: Mapping[str, Any], one: Mapping[str, Any]) -> bool:
    """Whether a capture lies in the time of a span."""
    return span["since"] <= one["at"] and (span["until"] is None or one["at"] < span["until"])


def _says(seen: Sighting, field: str, value: Any) -> bool:
    """Whether a capture says a value. All that show that a record is gone say the same."""
    if field == GONE_SINCE:
        return (value is not None) == (seen.row == GONE or seen.row in SILENCES)
    said = seen.says()
    return field in said and bool(said[field] == value)
