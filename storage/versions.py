"""The history of a record: what its sightings amount to when they are told in the order of their capture times.

It depends on the sightings alone, so that it does not matter in which order captures came into the archive.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from .absences import SILENCES, Listings
from .changes import PAGE, READER, WORDING, Change
from .records import Key
from .voices import Voices

GONE_SINCE: Final = "gone_since"
GONE: Final = '{"gone": true}'  # the statement of a page that ModernGov no longer has


class Sighting(NamedTuple):
    """A record seen in a capture: what the capture says of it, and who read that."""

    capture_id: int
    at: str
    url: str
    sha256: str
    content_sha256: str | None
    reader: str | None
    digest: str
    row: str
    is_version: int
    page_type: str | None = None

    def says(self) -> dict[str, Any]:
        """The fields that this sighting states. A page says by being there that the record is not gone."""
        if self.row == GONE or self.row in SILENCES:
            return {GONE_SINCE: self.at}
        return {GONE_SINCE: None, **json.loads(self.row)}

    def shares_content(self, other: "Sighting") -> bool:
        """Whether both captures hold the same page, as far as it is ModernGov's."""
        if self.sha256 == other.sha256:
            return True
        return self.content_sha256 is not None and self.content_sha256 == other.content_sha256


class Value(NamedTuple):
    """A field's value, and the capture that first gave it."""

    value: Any
    capture_id: int


class History:
    """The versions and changes of one record, and its present state.

    `silences` are the captures in which pages that listed the record do not show it.
    """

    def __init__(self, key: Key, sightings: Sequence[Sighting], silences: Sequence[Sighting] = ()) -> None:
        self.key = key
        self.sightings = sightings
        self.versions: list[Sighting] = []
        self.changes: list[Change] = []
        self.state: dict[str, Value] = {}
        self.first: Sighting | None = None
        self.last: Sighting | None = None
        self._last: dict[str, Sighting] = {}
        self._told: dict[int, dict[str, Any]] = {}
        self._voices = Voices(key)
        self._listings = Listings(key)
        self.heard = sorted((*sightings, *silences), key=_place) if silences else sightings
        for sighting in self.heard:
            before = self._last.get(sighting.url)
            self._last[sighting.url] = sighting
            self._see(sighting, before)

    def row(self) -> dict[str, Any]:
        """The record as its table holds it."""
        if not self.first or not self.last:
            return {}
        seen = {"first_seen": self.first.at, "last_seen": self.last.at, "capture_id": self.last.capture_id}
        values = {field: said.value for field, said in self.state.items()}
        return {"council": self.key.council, f"{self.key.kind}_id": self.key.id} | values | seen

    def version_ids(self) -> frozenset[int]:
        """The captures that are versions."""
        return frozenset(version.capture_id for version in self.versions)

    def told(self) -> Iterator[tuple[Sighting, dict[str, Any]]]:
        """Each version with the values that it gave, the oldest first."""
        for version in self.versions:
            yield version, self._told[version.capture_id]

    def timeline(self, field: str | None) -> list[dict[str, Any]]:
        """Each version, or each value that one field took, with the capture that first says so."""
        turns: list[dict[str, Any]] = []
        for version in self.versions:
            turn = {"at": version.at, "capture_id": version.capture_id, "reader": version.reader}
            told = self._told[version.capture_id]
            if field is None:
                turns.append(turn | {"row": version.says()})
            elif field in told:
                turns.append(turn | {"field": field, "value": told[field]})
        return turns

    def _see(self, sighting: Sighting, before: Sighting | None) -> None:
        """Tell the next sighting; `before` is what the same page said last."""
        is_silent = sighting.row in SILENCES
        if is_silent and not self._listings.end(sighting.url, sighting.row):
            self._voices.note(sighting.url, sighting.page_type, sighting.says())
            return  # another page lists it still
        if sighting.row != GONE and not is_silent:
            self.first = self.first or sighting
            self.last = sighting
            if self._listings.begin(sighting.url, sighting.page_type):  # whichever page it is, its silence has ended
                self._voices.note(sighting.url, sighting.page_type, {GONE_SINCE: sighting.at})
        elif not self.first or self.state[GONE_SINCE].value:
            self._voices.note(sighting.url, sighting.page_type, sighting.says())
            return  # gone before it was ever seen, or gone already
        if before and before.digest == sighting.digest:
            return  # a page that repeats itself contradicts no other page
        self._tell(sighting, before)

    def _tell(self, sighting: Sighting, before: Sighting | None) -> None:
        said, voice = sighting.says(), (sighting.url, sighting.page_type)
        told = {field: value for field, value in said.items() if self._is_told(field, value, *voice)}
        if told:
            self.versions.append(sighting)
            self._told[sighting.capture_id] = told
        same_page = before and before.reader != sighting.reader and before.shares_content(sighting)
        for field, value in told.items():
            if field in self.state:
                cause = READER if same_page else PAGE if self._voices.is_news(field, *voice) else WORDING
                self.changes.append(self._change(field, value, sighting, cause))
            elif before and before.row not in SILENCES and value and self._voices.is_closing(field):
                old = Value(None, before.capture_id)
                self.changes.append(self._change(field, value, sighting, READER if same_page else PAGE, old))
            self.state[field] = Value(value, sighting.capture_id)
        self._voices.note(*voice, said)

    def _is_told(self, field: str, value: Any, url: str, page_type: str | None) -> bool:
        if field not in self.state:
            return True
        return bool(self.state[field].value != value) and self._voices.may_say(field, value, url, page_type)

    def _change(self, field: str, value: Any, sighting: Sighting, cause: str, old: Value | None = None) -> Change:
        old = old or self.state[field]
        return Change(*_who(self.key), field, old.value, value, sighting.at, old.capture_id, sighting.capture_id, cause)


def _place(sighting: Sighting) -> tuple[str, int]:
    """Where in time a capture has its place."""
    return sighting.at, sighting.capture_id


def rereading(before: History, after: History) -> list[Change]:
    """What a new reader made of the capture that a record rests on: noted so that the row never changes silently."""
    capture = after.last
    if not capture or not before.last or before.last.capture_id != capture.capture_id:
        return []
    if before.last.reader == capture.reader:
        return []
    both = {
        field: (before.state[field].value, said.value) for field, said in after.state.items() if field in before.state
    }
    at, same = capture.at, capture.capture_id
    return [
        Change(*_who(after.key), field, old, new, at, same, same, READER)
        for field, (old, new) in both.items()
        if old != new
    ]


def _who(key: Key) -> tuple[str, str, str]:
    return key.council, key.kind, key.id
