"""The captures of a page that were read, next to one of them in time."""

from collections.abc import Mapping
from typing import Any, Final

from sqlite_utils import Database

from .values import rows_of

_SAME_PAGE: Final = """
select id, url, council, captured_at, sha256, content_sha256, verdict, reader, reading_id, source, warnings
from captures
where council = :council and url = :url and reading_id is not null and id <> :id
"""


def newest_first(table: str = "") -> str:
    """The order of captures from the newest on; `table` names theirs where a question has several.

    Of captures of one second, imported ones stand last, in the order of their bytes: they may arrive in any order.
    """
    named = f"{table}." if table else ""
    is_import = f"{named}source is 'import'"
    digest = f"case when {is_import} then {named}sha256 end"
    return f"order by {named}captured_at desc, {is_import} desc, {digest} desc, {named}id desc"


RANK: Final = "(captured_at, source is 'import', case when source is 'import' then sha256 else '' end, id)"
ASKED_RANK: Final = "(:captured_at, :source is 'import', case when :source is 'import' then :sha256 else '' end, :id)"
# What narrows a question for captures to those on one side of the one that is asked about, the next of them first.
EARLIER: Final = f"and captured_at <= :captured_at and {RANK} < {ASKED_RANK} {newest_first()}"
LATER: Final = f"and captured_at >= :captured_at and {RANK} > {ASKED_RANK} {newest_first().replace(' desc', '')}"
_BEFORE: Final = f"{_SAME_PAGE} {EARLIER} limit 1"
_AFTER: Final = f"{_SAME_PAGE} {LATER} limit 1"
_NEWEST: Final = f"{_SAME_PAGE} {newest_first()} limit 1"
_TWIN: Final = f"""{_SAME_PAGE} and verdict = :verdict and reader = :reader
and (sha256 = :sha256 or content_sha256 = :content_sha256) limit 1"""
_ASKED: Final = ("council", "url", "id", "captured_at", "verdict", "reader", "sha256", "content_sha256", "source")


class Neighbours:
    """Finds them."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def of(self, capture: Mapping[str, Any]) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
        """The captures before and after one; mostly it is the first of its page, or the newest."""
        newest = self._find(_NEWEST, capture)
        if newest is None or newest["captured_at"] < capture["captured_at"]:
            return newest, None
        return self._find(_BEFORE, capture), self._find(_AFTER, capture)

    def twin(self, capture: Mapping[str, Any]) -> dict[str, Any] | None:
        """Another capture, of any time, in which the same reader found the same."""
        return self._find(_TWIN, capture)

    def _find(self, sql: str, capture: Mapping[str, Any]) -> dict[str, Any] | None:
        return next(rows_of(self._db, sql, {name: capture[name] for name in _ASKED}), None)
