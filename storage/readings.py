"""Whose reading holds for a capture, and what it makes of the history.

A page that is fetched again and has not changed is not read again: its capture points to the one whose reading holds.
Such captures follow that one directly. When another capture is put between them, the later ones are set apart.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from functools import partial
from itertools import groupby
from typing import Any, Final, NamedTuple

from sqlite_utils import Database

from .absences import is_listed
from .changes import WORDING, Change, Changes
from .neighbours import ASKED_RANK, RANK, Neighbours
from .records import Key, Records
from .sightings import Sightings
from .statements import GONE, Statement
from .values import text
from .versions import History, Standing, first_row, rereading

_SET_APART: Final = f"""
update captures set reading_id = :id where council = :council and url = :url and reading_id = :reading_id
and {RANK} >= {ASKED_RANK}
"""  # noqa: S608  # our own conditions
_DESCRIBE: Final = """
update captures set verdict = ?, page_type = ?, content_sha256 = ?, reader = ?, absorbed_at = ?, warnings = ?,
reading_id = ? where id = ?
"""

_DESCRIBED: Final = ("verdict", "page_type", "content_sha256", "reader", "absorbed_at")


class Absorbed(NamedTuple):
    """What taking in a capture came to: new records, changes that were not known, and how many records stayed.

    That another page words a record otherwise is kept with the changes, and is none to speak of.
    """

    new: list[Key]
    changed: list[Change]
    unchanged: int


class Readings:
    """Puts what a capture says in its place in time, and keeps records and changes true to that."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._sightings = Sightings(db)
        self._records = Records(db)
        self._changes = Changes(db)
        self._neighbours = Neighbours(db)

    def take(self, capture: Mapping[str, Any], said: Mapping[Key, Statement], *, states: bool) -> Absorbed:
        """Take in what a capture says; it states nothing where it is no page at all.

        `capture` is its row with what was made of it, and whether it `was_absorbed` before.
        """
        before, after = self._neighbours.of(capture)
        unread = states and not said
        if unread and before and _repeats(before, capture) and capture["reading_id"] != capture["id"]:
            self._describe(capture, before["reading_id"])
            return Absorbed([], [], len(self._sightings.shown(before["reading_id"])))
        apart: set[Key] = set()
        if after and after["reading_id"] != after["id"] and (states or capture["reading_id"]):
            apart = self._set_apart(after)
        if unread:
            twin = self._neighbours.twin(capture)
            said = self._sightings.said(twin["reading_id"]) if twin else said
        seen = self._sightings.seen(said)
        first = self._first(capture, said, seen) if not after else {}
        shown = {key: said[key].digest for key in seen if said[key].digest != GONE.digest}
        steady = self._steady(before, capture, shown) if not after else set()
        missed = self._sightings.missed(capture, said) if states and (before or after) else set()
        known, new = seen - steady | missed | apart, said.keys() - seen - first.keys()
        told = self._told(capture, said, known, new, states=states, is_new_page=not (before or after))
        versions = first.keys() | {now.key for _, now in told if capture["id"] in now.version_ids()}
        if capture["was_absorbed"]:
            self._sightings.forget(capture["id"])
        self._sightings.put(capture["id"], said, versions)
        self._describe(capture, capture["id"] if states else None)
        return self.retell_all(told, capture["id"], Absorbed([], [], len(steady)), apart, first)

    def _told(
        self,
        capture: Mapping[str, Any],
        said: Mapping[Key, Statement],
        known: set[Key],
        new: set[Key],
        *,
        states: bool,
        is_new_page: bool,
    ) -> list[tuple[Standing, History]]:
        """The histories that a capture may change, and what they came to before: of `known` records, and `new` ones."""
        earlier = self._sightings.shown(capture["id"]) if capture["was_absorbed"] else {}
        is_new_page = is_new_page and not capture["was_absorbed"]
        keys = sorted({*known, *new, *earlier})
        histories = [History(key, []) if key in new else self._sightings.history(key) for key in keys]
        heard = partial(self._sightings.with_capture, states=states, is_new_page=is_new_page)
        return [(past.standing(), heard(past, capture, said.get(past.key))) for past in histories]

    @staticmethod
    def _first(
        capture: Mapping[str, Any], said: Mapping[Key, Statement], seen: Collection[Key]
    ) -> dict[Key, dict[str, Any]]:
        """The rows of the records that no capture showed before, as this one does: no history need be told for them.

        That holds for the newest capture of its page: none after it is silent of them.
        """
        return {
            key: first_row(key, told.values, capture)
            for key, told in said.items()
            if key not in seen and told.values is not None
        }

    def _steady(
        self, before: Mapping[str, Any] | None, capture: Mapping[str, Any], shown: Mapping[Key, str]
    ) -> set[Key]:
        """The records of which a page repeats what it said last; a new page, what pages of its type always said.

        Their history stays as it is, and is not gone through: a record that many pages state has a long one. A list
        that changes in one line every night is retold in that line only.
        """
        if capture["reading_id"]:
            return set()
        if before is None:
            free = ((key, digest) for key, digest in shown.items() if not is_listed(key))
            return {key for key, digest in free if self._records.seen_elsewhere(key, digest, capture)}
        if json.loads(before["warnings"] or "[]") != list(capture["warnings"] or ()):
            return set()
        last = self._sightings.shown(before["reading_id"])
        same = [key for key, digest in shown.items() if last.get(key) == digest]
        return {key for key in same if self._records.seen_again(key, before["reading_id"], capture)}

    def retell_all(
        self,
        told: Iterable[tuple[Standing, History]],
        new_id: int,
        absorbed: Absorbed,
        stale: Collection[Key] = (),
        first: Mapping[Key, dict[str, Any]] | None = None,
    ) -> Absorbed:
        """Bring all in line with the histories that were told; the rows of `stale` records even where nothing changed.

        `first` are the rows of records that have no history to be told.
        """
        rows = dict(first or {})
        absorbed.new.extend(rows)
        for before, after in told:
            old, new = before.row, after.row()
            changed = self._retell(before, after, new_id)
            absorbed.changed.extend(change for change in changed if change.cause != WORDING)
            if new and not old:
                absorbed.new.append(after.key)
            elif not changed:
                absorbed = absorbed._replace(unchanged=absorbed.unchanged + 1)
            if new and (new != old or after.key in stale):
                rows[after.key] = new
        absorbed.new.sort()
        for kind, keys in groupby(sorted(rows), key=lambda key: key.kind):
            self._records.save(kind, [rows[key] for key in keys])
        return absorbed

    def _retell(self, before: Standing, after: History, new_id: int) -> list[Change]:
        """Bring versions and changes in line with a history; return the changes that were not known."""
        self._sightings.mark(after, new_id)
        if not after.last:
            self._changes.forget(after.key)
            self._records.delete(after.key)
            return []
        notes = rereading(before, after)
        self._changes.note(notes)
        if not before.changes and not after.changes:
            return notes  # there are none in the table, and none to be put there
        return self._changes.put(after.key, after.changes) + notes

    def _set_apart(self, after: Mapping[str, Any]) -> set[Key]:
        """Give a capture a reading of its own, now that it no longer follows the one that it repeats.

        Returns the records that it shows: their rows do not tell yet that it was the last to show them.
        """
        said = self._sightings.said(after["reading_id"])
        self._sightings.forget(after["id"])
        self._sightings.put(after["id"], said)
        self._db.execute(_SET_APART, dict(after))
        return set(said)

    def _describe(self, capture: Mapping[str, Any], reading_id: int | None) -> None:
        described = (capture[name] for name in _DESCRIBED)
        self._db.conn.execute(_DESCRIBE, (*described, text(list(capture["warnings"])), reading_id, capture["id"]))


def _repeats(before: Mapping[str, Any], capture: Mapping[str, Any]) -> bool:
    """Whether the same reader would find the same page as in the capture before."""
    if before["verdict"] != capture["verdict"] or before["reader"] != capture["reader"]:
        return False
    content = capture["content_sha256"]
    return before["sha256"] == capture["sha256"] or (content is not None and before["content_sha256"] == content)
