"""What importing asks of the archive: what is there already, and what another archive did not have."""

import base64
from collections.abc import Callable, Mapping
from hashlib import sha1
from typing import Any, Final

from sqlite_utils import Database

from .captures import Captures

_OF_PAGE: Final = "council = ? and url = ?"
_ORIGINALS: Final = f"select id from captures where {_OF_PAGE} and original_id is null order by id"  # noqa: S608  # ours
_AT: Final = f"select id from captures where {_OF_PAGE} and captured_at = ? limit 1"  # noqa: S608  # ours
_REFUSE: Final = "insert or replace into import_refusals (place, reason, found_at) values (?, ?, ?)"


class Imports:
    """Keeps what was learnt of places in other archives, and finds what need not be imported."""

    def __init__(self, db: Database, captures: Captures, now: Callable[[], str]) -> None:
        self._db, self._captures, self._now = db, captures, now

    def taken_at(self, council: str, url: str, at: str) -> int | None:
        """The capture of a page at a second, if there is one."""
        found = self._db.execute(_AT, [council, url, at]).fetchone()
        return int(found[0]) if found else None

    def has(self, exchange: Mapping[str, Any], sha256: str) -> bool:
        """Whether the same bytes of a page are here from the same second."""
        return self._captures.holds(exchange, sha256)

    def payloads(self, council: str, url: str) -> dict[str, int]:
        """The distinct bodies of a page: the SHA-1 in base32, as other archives list it, and a capture that has it."""
        found = self._db.execute(_ORIGINALS, [council, url]).fetchall()
        return {base32(self._captures.body(capture_id)): capture_id for (capture_id,) in found}

    def councils(self) -> dict[str, str]:
        """The councils of the archive by the address of their install; of those that share one, the first."""
        found = self._db.execute("select base_url, slug from councils where base_url is not null order by slug desc")
        return dict(found.fetchall())

    def refuse(self, place: str, reason: str) -> None:
        """Remember that nothing came of a place in another archive."""
        with self._db.atomic():
            self._db.conn.execute(_REFUSE, [place, reason, self._now()])

    def refused(self) -> frozenset[str]:
        """The places of which nothing came."""
        return frozenset(place for (place,) in self._db.execute("select place from import_refusals"))


def base32(body: bytes) -> str:
    """A body's SHA-1 as web archives write it."""
    return base64.b32encode(sha1(body, usedforsecurity=False).digest()).decode("ascii")
