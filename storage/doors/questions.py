"""What people ask of an archive: what changed, what is where, and which captures show it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from ..captures import Captures
from ..changes import Changes
from ..errors import guarded
from ..evidence import Evidence
from ..linked import Linked
from ..lookup import Lookup
from ..records import TABLES, Key
from ..search import MARKS, Hits, Search
from ..search_index import SearchIndex
from ..sightings import Sightings
from ..spans import Spans


class Questions:
    """What people ask of an archive: what changed, what is where, and which captures show it."""

    folder: Path
    _captures: Captures
    _db: Database

    @guarded
    def changes(
        self,
        *,
        council: str | None = None,
        since: str | None = None,
        field: str | None = None,
        ref: str | None = None,
        kind: str | None = None,
        limit: int | None = None,
        include_reader: bool = False,
    ) -> Iterator[dict[str, Any]]:
        """What changed since a time, the newest first; what only a new reader sees is left out unless asked for."""
        found = Changes(self._db).find(
            council=council, since=since, field=field, ref=ref, kind=kind, limit=limit, include_reader=include_reader
        )
        return iter(list(found))  # read here, behind the border

    @guarded
    def search(
        self,
        words: str,
        *,
        council: str | None = None,
        status: str | None = None,
        since: str | None = None,
        kind: str | None = None,
        place: str | None = None,
        limit: int = 20,
        marks: tuple[str, str] = MARKS,
    ) -> Hits:
        """What says these words, the best first, with a `snippet`; `place` is `records` or `documents` (their text).

        `since` is a day: only what is dated then or later. `notes` of the list say what was not looked at, since an
        answer is to come at once. Raises ValueError where there is no word to look for.
        """
        wanted = {"council": council, "status": status, "since": since, "kind": kind}
        return Search(self._db, TABLES).find(words, place=place, limit=limit, marks=marks, **wanted)

    @guarded
    def rebuild_search(self) -> None:
        """Make the search index anew from the rows."""
        SearchIndex(self._db, TABLES).rebuild()

    @guarded
    def find(self, council: str, ref: str) -> list[dict[str, Any]]:
        """Issues by reference or id, their own or that of a decision on them, each with all that belongs to it.

        That is its `plan_items`, `decision_rows`, `agenda_item_rows`, `meeting_rows` and `document_rows`, each with its
        `link` (`stated` or `likely`), and its `translations`.
        """
        return Linked(self._db).issues(council, ref)

    @guarded
    def find_decisions(self, council: str, ref: str) -> list[dict[str, Any]]:
        """Decisions by reference or id that no issue leads to, with `document_rows`, `meeting_rows`, `translations`."""
        return Linked(self._db).decisions(council, ref)

    @guarded
    def timeline(self, council: str, kind: str, id: str, field: str | None = None) -> list[dict[str, Any]]:  # noqa: A002  # the name of the column
        """The versions of a record, or the values that one field has had, the oldest first."""
        return Sightings(self._db).history(Key(kind, council, id)).timeline(field)

    @guarded
    def lookup(self, council: str, ref: str, kind: str | None = None) -> list[dict[str, Any]]:
        """What every record of a reference or id is (`kind`, `id`), is called, and where it is seen last."""
        return Lookup(self._db).find(council, ref, kind)

    @guarded
    def spans(self, council: str, kind: str, id: str, field: str | None = None) -> list[dict[str, Any]]:  # noqa: A002  # the name of the column
        """Every value that a record's fields ever had (`since`, `until`, `cause`), with captures that show it."""
        return Spans(self._db).of(Key(kind, council, id), field)

    @guarded
    def evidence(self, capture_id: int) -> dict[str, Any]:
        """A capture's row, body and WARC records, checked. Raises KeyError and ArchiveDamaged as `body` does."""
        return Evidence(self.folder, self._db, self._captures).gather(capture_id)
