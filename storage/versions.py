"""The history of a record: what its sightings amount to when they are told in the order of their capture times.

It depends on the sightings alone, so that it does not matter in which order captures came into the archive.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from .absences import SILENCES, Listings
from .changes import PAGE, READER, WORDING, Change
from .records import Key
from .statements import GONE_SINCE, Sighting
from .voices import Voices

_BLANK: Final[tuple[Any, ...]] = (None, [], {})  # to state one of these is to state nothing


class Value(NamedTuple):
    """A field's value, and the capture that first gave it."""

    value: Any
    capture_id: int


class Standing(NamedTuple):
    """What a history came to at one time: the record's row, its changes, its state, and the last that shows it."""

    row: dict[str, Any]
    changes: Sequence[Change]
    state: Mapping[str, Value]
    last: Sighting | None


class History:
    """The versions and changes of one record, and its present state.

    `silences` are the captures in which pages that listed the record do not show it.
    """

    def __init__(self, key: Key, sightings: Sequence[Sighting], silences: Sequence[Sighting] = ()) -> None:
        self.key = key
        self.sightings: Sequence[Sighting] = ()
        self.silences: Sequence[Sighting] = ()
        self.heard: Sequence[Sighting] = ()
        self.versions: list[Sighting] = []
        self.changes: list[Change] = []
        self.state: dict[str, Value] = {}
        self.first: Sighting | None = None
        self.last: Sighting | None = None
        self._last: dict[str, Sighting] = {}
        self._told: dict[int, dict[str, Any]] = {}
        self._doubted: set[str] = set()
        self._voices = Voices(key)
        self._shown: set[str] = set()  # the addresses, and the types of page, that showed the record
        self._listings = Listings(key)
        self._hear(sightings, silences)

    def with_all(self, sightings: Sequence[Sighting], silences: Sequence[Sighting]) -> "History":
        """The history of all these: this one itself, which goes on, where it is the beginning of that."""
        heard = sorted((*sightings, *silences), key=place)
        if heard[: len(self.heard)] != list(self.heard):
            return History(self.key, sightings, silences)
        self._hear(sightings, silences)
        return self

    def standing(self) -> Standing:
        """What it comes to so far."""
        return Standing(self.row(), tuple(self.changes), dict(self.state), self.last)

    def row(self) -> dict[str, Any]:
        """The record as its table holds it."""
        if not self.first or not self.last:
            return {}
        seen = {"first_seen": self.first.at, "last_seen": self.last.at, "capture_id": self.last.capture_id}
        values = {field: said.value for field, said in self.state.items()}
        return {"council": self.key.council, f"{self.key.kind}_id": self.key.id} | values | seen

    def told(self) -> Iterator[tuple[Sighting, dict[str, Any]]]:
        """Each version with the values that it gave, the oldest first."""
        for version in self.versions:
            yield version, self._told[version.capture_id]

    def version_ids(self) -> frozenset[int]:
        """The captures that are versions."""
        return frozenset(version.capture_id for version in self.versions)

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

    def _hear(self, sightings: Sequence[Sighting], silences: Sequence[Sighting]) -> None:
        """Tell what comes after all that was heard before."""
        told = len(self.heard)
        self.sightings, self.silences = sightings, silences
        self.heard = sorted((*sightings, *silences), key=place) if silences else sightings
        for sighting in self.heard[told:]:
            before = self._last.get(sighting.url)
            self._last[sighting.url] = sighting
            self._see(sighting, before)
            self._voices.mark(sighting, before)

    def _see(self, sighting: Sighting, before: Sighting | None) -> None:
        """Tell the next sighting; `before` is what the same page said last."""
        is_silent = sighting.row in SILENCES
        if is_silent and not self._listings.end(sighting.url, sighting.row):
            self._voices.note(sighting, sighting.says())
            return  # another page lists it still
        if sighting.shows:
            self.first = self.first or sighting
            self.last = sighting
            self._shown.update(filter(None, (sighting.url, sighting.page_type)))
            if self._listings.begin(sighting.url, sighting.page_type):  # whichever page it is, its silence has ended
                self._voices.note(sighting, {GONE_SINCE: sighting.at})
        elif not self._was_shown(sighting, is_silent=is_silent) or self.state[GONE_SINCE].value:
            self._voices.note(sighting, sighting.says())
            return  # a page that was never there, as far as is known, or that is gone already
        if before and sighting.repeats(before):
            return  # a page that repeats itself contradicts no other page
        self._tell(sighting, before)

    def _was_shown(self, sighting: Sighting, *, is_silent: bool) -> bool:
        """Whether what is not there now was there before: the record, or the page of its own that is gone."""
        was = is_silent or sighting.url in self._shown or sighting.page_type in self._shown
        return self.first is not None and was

    def _tell(self, sighting: Sighting, before: Sighting | None) -> None:
        said, in_doubt = sighting.says(), self._voices.in_doubt(sighting)
        sure = {field: value for field, value in said.items() if field not in in_doubt} if in_doubt else said
        if not self.state:  # the first word on the record, which all of it is: most records are never told otherwise
            self.versions.append(sighting)
            self._told[sighting.capture_id] = said
            self.state = {field: Value(value, sighting.capture_id) for field, value in said.items()}
            self._doubted |= in_doubt & said.keys()
            self._voices.note(sighting, sure)
            return
        silent = self._voices.silent(sighting, said)
        told = {field: value for field, value in said.items() if self._is_told(field, value, sighting)}
        told |= {field: None for field in silent if self._is_lost(field, sighting)}
        if told:
            self.versions.append(sighting)
            self._told[sighting.capture_id] = told
        for field, value in told.items():
            change = self._change(field, value, sighting, before)
            if change and not self._voices.is_place(field):
                self.changes.append(change)
            self.state[field] = Value(value, sighting.capture_id)
        self._doubted |= in_doubt & told.keys()
        self._doubted -= {field for field, value in sure.items() if self.state[field].value == value}
        self._voices.note(sighting, sure | dict.fromkeys(silent))

    def _is_told(self, field: str, value: Any, sighting: Sighting) -> bool:
        state = self.state.get(field)
        if state is None:
            return True
        if state.value == value:
            return False
        if sighting.row in SILENCES:
            return True  # no page lists it any longer, though one of them may have been closed in the same second
        if field in self._voices.in_doubt(sighting):
            return value is not None and (state.value is None or field in self._doubted)
        is_open = field != GONE_SINCE and (state.value is None or field in self._doubted)
        return is_open or self._voices.may_say(field, value, sighting)

    def _is_lost(self, field: str, sighting: Sighting) -> bool:
        return self.state[field].value not in _BLANK and not self._voices.is_stated(field, sighting)

    def _change(self, field: str, value: Any, sighting: Sighting, before: Sighting | None) -> Change | None:
        """What the next value of a field changes; nothing where it is the first that is known of it."""
        old, witness = self.state.get(field), self._voices.witness(field, sighting)
        if old is None:
            if witness is None or value in _BLANK:
                return None
            old = Value(None, witness.capture_id)
        cause = self._cause(field, sighting, before, witness if old.value is None else None)
        return Change(*_who(self.key), field, old.value, value, sighting.at, old.capture_id, sighting.capture_id, cause)

    def _cause(self, field: str, sighting: Sighting, before: Sighting | None, witness: Sighting | None) -> str:
        """Why a field changes; `witness` shows that its page did not state it before."""
        earlier = witness or before
        if earlier and earlier.reader != sighting.reader:
            is_silence = witness is not None or field not in sighting.says()
            if is_silence or earlier.shares_content(sighting):
                return READER  # it may not have looked for that
        if field in self._voices.in_doubt(sighting) or field in self._doubted:
            return WORDING
        return PAGE if witness or self._voices.is_news(field, sighting) else WORDING


def first_row(key: Key, values: Mapping[str, Any], capture: Mapping[str, Any]) -> dict[str, Any]:
    """The row of a record of which one capture alone is known: what its history comes to, without going through it."""
    seen = {"first_seen": capture["captured_at"], "last_seen": capture["captured_at"], "capture_id": capture["id"]}
    return {"council": key.council, f"{key.kind}_id": key.id, GONE_SINCE: None, **values, **seen}


def place(sighting: Sighting) -> tuple[str, str, int]:
    """Where in time a capture has its place."""
    return sighting.at, sighting.rank, sighting.capture_id


def rereading(before: Standing, after: History) -> list[Change]:
    """What a new reader made of the capture that a record rests on: noted so that the row never changes silently."""
    capture = after.last
    if not capture or not before.last or before.last.capture_id != capture.capture_id:
        return []
    if before.last.reader == capture.reader:
        return []
    at, same = capture.at, capture.capture_id
    unseen = Value(None, same)
    both = {field: (before.state.get(field, unseen).value, said.value) for field, said in after.state.items()}
    return [
        Change(*_who(after.key), field, old, new, at, same, same, READER)
        for field, (old, new) in both.items()
        if old != new and not (old is None and new in _BLANK)
    ]


def _who(key: Key) -> tuple[str, str, str]:
    return key.council, key.kind, key.id
