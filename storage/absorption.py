"""Taking in what a reader made of a capture: records, history, links and unread pieces, all of it or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlite_utils import Database

from .frontier import Frontier
from .readings import Absorbed, Readings
from .records import Key, Records
from .statements import GONE, Statement, statement
from .values import refuse_unknown

PAGES: Final = frozenset({"page", "empty-list"})
_KEEP_UNREAD: Final = "insert into unread (capture_id, council, url, number, place, text) values (?, ?, ?, ?, ?, ?)"


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
    gone: Sequence[tuple[str, str, str]] = ()

    @property
    def is_page(self) -> bool:
        """Whether there was a page at all."""
        return self.verdict in PAGES


class Absorption:
    """The one way in which records change."""

    def __init__(self, db: Database, frontier: Frontier) -> None:
        self._db = db
        self._frontier = frontier
        self._records = Records(db)
        self._readings = Readings(db)

    def take(self, capture: Mapping[str, Any], outcome: Outcome, now: str) -> Absorbed:
        """Take in one capture; the caller holds the transaction."""
        stated = ("verdict", "page_type", "content_sha256", "reader")
        read: dict[str, Any] = {name: getattr(outcome, name) for name in stated} | {"warnings": outcome.warnings}
        was_absorbed = capture["absorbed_at"] is not None
        said = self.said(outcome)
        states = outcome.is_page or bool(said)
        read |= {"absorbed_at": now, "was_absorbed": was_absorbed}
        absorbed = self._readings.take({**capture, **read}, said, states=states)
        if was_absorbed:
            self._db.execute("delete from unread where capture_id = ?", [capture["id"]])
        if outcome.is_page:
            self.keep_unread(capture, outcome.unread)
            self._frontier.add(capture["council"], outcome.links, capture["id"])
        if outcome.done is not None:
            asked = {"url": capture["url"], "run_id": capture["run_id"], "is_changed": bool(absorbed.changed)}
            self._frontier.done(capture["council"], **asked | dict(outcome.done))
        return absorbed

    def said(self, outcome: Outcome) -> dict[Key, Statement]:
        """What the capture says of each record. A record that a page prints twice is what it says the second time."""
        said: dict[Key, dict[str, Any]] = {}
        for record in outcome.records if outcome.is_page else ():
            key, columns = self._records.check(record)
            said[key] = said[key] | columns if key in said else columns
        gone = {Key(*key): GONE for key in outcome.gone}
        return {key: statement(columns) for key, columns in said.items()} | gone

    def keep_unread(self, capture: Mapping[str, Any], pieces: Sequence[Mapping[str, Any]]) -> None:
        """Keep the pieces of a capture that no rule reads."""
        place = capture["id"], capture["council"], capture["url"]
        rows = []
        for number, piece in enumerate(pieces, 1):
            refuse_unknown("An unread piece", piece, ("place", "text"))
            rows.append((*place, number, piece.get("place"), piece.get("text")))
        if rows:
            self._db.conn.executemany(_KEEP_UNREAD, rows)
