"""Taking in what a reader made of a capture: records, history, links and unread pieces, all of it or nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from sqlite_utils import Database

from .changes import Change, Changes
from .frontier import Frontier
from .records import Key, Records
from .sightings import Sightings, statement
from .values import encoded, refuse_unknown
from .versions import GONE, History, rereading

PAGES: Final = frozenset({"page", "empty-list"})

_NEIGHBOUR: Final = "select * from captures where council = :council and url = :url and reading_id is not null and "
_BEFORE: Final = _NEIGHBOUR + "(captured_at, id) < (:captured_at, :id) order by captured_at desc, id desc limit 1"
_AFTER: Final = _NEIGHBOUR + "(captured_at, id) > (:captured_at, :id) order by captured_at, id limit 1"
_SAME_CONTENT: Final = "reader is :reader and id <> :id and (sha256 = :sha256 or content_sha256 = :content_sha256)"
_TWIN: Final = _NEIGHBOUR + _SAME_CONTENT + " limit 1"
_SET_APART: Final = """
update captures set reading_id = :id where council = :council and url = :url and reading_id = :reading_id
and (captured_at, id) >= (:captured_at, :id)
"""


class Absorbed(NamedTuple):
    """What taking in a capture came to: new records, changes that were not known, and how many records stayed."""

    new: list[Key]
    changed: list[Change]
    unchanged: int


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a reader made of a capture. Only a real page may state anything; `gone` names records that it has lost."""

    verdict: str
    page_type: str | None
    warnings: Sequence[str]
    content_sha256: str | None
    reader: str
    records: Sequence[Mapping[str, Any]]
    links: Sequence[Mapping[str, Any]] = ()
    unread: Sequence[Mapping[str, Any]] = ()
    done: Mapping[str, Any] | None = None
    gone: Sequence[tuple[str, str, str]] = field(default=())

    @property
    def is_page(self) -> bool:
        """Whether there was a page at all."""
        return self.verdict in PAGES


class Absorption:
    """The one way in which records change."""

    def __init__(self, db: Database, frontier: Frontier) -> None:
        self._db = db
        self._frontier = frontier
        self._sightings = Sightings(db)
        self._records = Records(db)
        self._changes = Changes(db)

    def take(self, capture: Mapping[str, Any], outcome: Outcome, now: str) -> Absorbed:
        """Take in one capture; the caller holds the transaction."""
        stated = ("verdict", "page_type", "content_sha256", "reader")
        read = {name: getattr(outcome, name) for name in stated} | {"warnings": list(outcome.warnings)}
        capture = {**capture, **read, "absorbed_at": now}
        said = self._said(outcome)
        absorbed = self._state(capture, said, states=outcome.is_page or bool(said))
        if outcome.is_page:
            self._frontier.add(capture["council"], outcome.links, capture["id"])
            self._keep_unread(capture, outcome.unread)
        if outcome.done:
            self._frontier.done(capture["council"], **{"url": capture["url"], "run_id": capture["run_id"]} | outcome.done)
        return absorbed

    def _said(self, outcome: Outcome) -> dict[Key, str]:
        """What the capture says of each record. A record that a page prints twice is what it says the second time."""
        said: dict[Key, dict[str, Any]] = {}
        for record in outcome.records if outcome.is_page else ():
            key, columns = self._records.check(record)
            said[key] = said.get(key, {}) | columns
        return {key: statement(columns) for key, columns in said.items()} | {Key(*key): GONE for key in outcome.gone}

    def _state(self, capture: dict[str, Any], said: dict[Key, str], *, states: bool) -> Absorbed:
        """Bring the history up to date with what a capture says."""
        before = self._one(_BEFORE, capture)
        if states and not said and before and _repeats(before, capture):
            return self._describe(capture, before["reading_id"])
        self._set_next_apart(capture)
        known = {key: self._sightings.history(key) for key in {*self._sightings.keys(capture["id"]), *said}}
        self._sightings.put(capture["id"], said)
        twin = self._one(_TWIN, capture) if states and not said else None
        ...
