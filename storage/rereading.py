"""Captures read once more by a newer reader: what they say now takes the place of what they said before.

Many are taken in at once, all those of a page together, so that each record's history is told again once only. What a
new reader sees in the same pages is noted with the cause `reader`.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from sqlite_utils import Database

from .absorption import Absorption, Outcome
from .readings import Absorbed, Readings
from .records import Key
from .sightings import Sightings
from .statements import GONE, Statement
from .values import decoded, encoded, rows_of

# Pages are gone through by their addresses; of each, the captures that have a reading of their own.
_PAGES: Final = """
select council, url from captures where (council, url) > (?, ?) and council = coalesce(?, council)
group by council, url order by council, url limit ?
"""
_OF_PAGE: Final = """
select c.*, coalesce(o.warc_file, c.warc_file) as body_file, coalesce(o.warc_offset, c.warc_offset) as body_offset,
    coalesce(o.warc_length, c.warc_length) as body_length
from captures c left join captures o on o.id = c.original_id and c.size
where c.council = ? and c.url = ? and c.absorbed_at is not null and coalesce(c.reading_id, c.id) = c.id
    and c.status is not 304
order by c.captured_at, c.id
"""
# What repeats the capture is described as the capture is.
_DESCRIBE: Final = """
update captures set verdict = :verdict, page_type = :page_type, warnings = :warnings, content_sha256 = :content_sha256,
    reader = :reader, absorbed_at = :now where id = :id or reading_id = :id
"""
_READING: Final = "update captures set reading_id = ? where id = ?"


class Difference(NamedTuple):
    """A field of which a capture says something else than before; a record that comes or goes is one too, without."""

    key: Key
    field: str | None


class Rereading:
    """Takes in what today's readers make of captures that were read before."""

    def __init__(self, db: Database, absorption: Absorption) -> None:
        self._db = db
        self._absorption = absorption
        self._sightings = Sightings(db)
        self._readings = Readings(db)

    def pages(
        self, after: tuple[str, str], council: str | None, limit: int
    ) -> list[tuple[tuple[str, str], list[dict[str, Any]]]]:
        """The next few pages, in the order of councils and addresses, each with the captures to be read."""
        pages = self._db.execute(_PAGES, [*after, council, limit]).fetchall()
        return [((of, url), list(map(decoded, rows_of(self._db, _OF_PAGE, [of, url])))) for of, url in pages]

    def differences(self, capture_id: int, outcome: Outcome) -> Iterator[Difference]:
        """What a capture says otherwise than it did."""
        before, now = self._sightings.said(capture_id), self._said(capture_id, outcome)
        for key in sorted({*before, *now}):
            if key not in before or key not in now:
                yield Difference(key, None)
            elif before[key].digest != now[key].digest:
                old, new = json.loads(before[key].row), json.loads(now[key].row)
                yield from (Difference(key, name) for name in sorted({*old, *new}) if old.get(name) != new.get(name))

    def take(self, outcomes: Sequence[tuple[Mapping[str, Any], Outcome]], now: str) -> Absorbed:
        """Take in captures, each with what was made of it; the caller holds the transaction."""
        said = {capture["id"]: self._said(capture["id"], outcome) for capture, outcome in outcomes}
        keys = {key for id_, saying in said.items() for key in {*saying, *self._sightings.shown(id_)}}
        for capture, outcome in outcomes:
            keys |= self._sightings.missed({**capture, "page_type": outcome.page_type}, said[capture["id"]])
        standings = {key: self._sightings.history(key).standing() for key in sorted(keys)}
        for capture, outcome in outcomes:
            self._describe(capture, outcome, now, states=outcome.is_page or bool(said[capture["id"]]))
            self._sightings.forget(capture["id"])
            self._sightings.put(capture["id"], said[capture["id"]])
            self._db.execute("delete from unread where capture_id = ?", [capture["id"]])
            self._absorption.keep_unread(capture, outcome.unread if outcome.is_page else ())
        told = [(before, self._sightings.history(key)) for key, before in standings.items()]
        return self._readings.retell_all(told, 0, Absorbed([], [], 0))

    def _said(self, capture_id: int, outcome: Outcome) -> dict[Key, Statement]:
        """What a capture says; an error page that was believed stays believed."""
        if outcome.is_page:
            return self._absorption.said(outcome)
        return {key: told for key, told in self._sightings.said(capture_id).items() if told.digest == GONE.digest}

    def _describe(self, capture: Mapping[str, Any], outcome: Outcome, now: str, *, states: bool) -> None:
        stated = ("verdict", "page_type", "warnings", "content_sha256", "reader")
        read = encoded({name: getattr(outcome, name) for name in stated})
        self._db.execute(_DESCRIBE, read | {"id": capture["id"], "now": now})
        self._db.execute(_READING, [capture["id"] if states else None, capture["id"]])
