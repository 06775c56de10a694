"""The `captures` table: one row for every answer, and the way back to its bytes."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from typing import Any, Final, NamedTuple, TypeAlias

from sqlite_utils import Database

from .accounts import Answer
from .errors import ArchiveDamaged
from .exchange import records
from .provenance import FACTS, certificate
from .repeats import Last
from .values import decoded, inserted, names, refuse_unknown, rows_of, whole_second
from .warc import Place, WarcFile, WarcFolder

EXCHANGE_COLUMNS: Final = frozenset(FACTS) | names(
    "council captured_at status reason headers request_headers content_type source run_id"
)
Elsewhere: TypeAlias = Callable[[str], int | None]
_BYTES: Final = frozenset({"body", "certificate"})  # what WARC files hold, and no row
_ALL: Final = EXCHANGE_COLUMNS | _BYTES
_PAGE: Final = 500
_ORIGINAL: Final = """
select id, url, final_url, captured_at, size from captures
where council = ? and url = ? and sha256 = ? and original_id is null limit 1
"""
_NEEDED: Final = """
select id, council, url, captured_at, sha256, run_id, source, reading_id, absorbed_at from captures where id = ?
"""


class Written(NamedTuple):
    """An answer whose bytes are in their file, and the row that is still to be written."""

    row: dict[str, Any]
    file: WarcFile

    @property
    def id(self) -> int:
        """The id of the capture that it becomes."""
        return int(self.row["id"])

    def sync(self) -> None:
        """Return when the bytes are safe; nobody reads them before. It may be called from any thread."""
        self.file.sync()


class Captures:
    """Adds captures and finds them again."""

    def __init__(self, db: Database, warc: WarcFolder) -> None:
        self._db = db
        self._warc = warc
        self._newest: tuple[int, bytes] | None = None
        self._digested: tuple[bytes, str] = b"", sha256(b"").hexdigest()
        self._last_id: int | None = None
        self._rowless: set[int] = set()

    @property
    def are_whole(self) -> bool:
        """Whether every answer that was written got its row."""
        return not self._rowless

    def add(self, exchange: Mapping[str, Any], *, elsewhere: Elsewhere | None = None) -> int:
        """Store an answer: its bytes first, then its row; neither without the other. Return the capture's id.

        `elsewhere` knows the capture of another address that holds a content already.
        """
        exchange, digest = _checked(exchange), self._digest(exchange["body"])
        known = self._imported(exchange, digest)
        if known:
            return int(known["id"])
        original = self.original(exchange["council"], exchange["url"], digest) or self._known(elsewhere, digest)
        written = self._write(exchange, digest, original)
        written.sync()
        return self._add(written, {}, lambda: None)

    def write(self, exchange: Mapping[str, Any], last: Last | None) -> Written:
        """Write an answer's bytes, which are not safe yet. `last` is what it may repeat."""
        exchange, digest = _checked(exchange), self._digest(exchange["body"])
        has_same_bytes = last is not None and digest == last.sha256
        original = last.original() if last and has_same_bytes else self.original(*_named(exchange), digest)
        return self._write(exchange, digest, original)

    @contextmanager
    def adding(self, written: Written) -> Iterator[int]:
        """Write an answer's row together with all that is done in the block, or alone where that fails."""
        try:
            with self._db.atomic():
                inserted(self._db, "captures", written.row)
                yield written.id
        except BaseException:
            self._add(written, {}, lambda: None)
            raise
        self._rowless.discard(written.id)

    def add_again(
        self, written: Written, content_sha256: str | None, last: Last, now: str, done: Callable[[], None]
    ) -> int | None:
        """Write the row of an answer with the bytes or the content of `last`, which says the same, and what is `done`.

        All in one transaction. `None`, and nothing is written, for any other answer.
        """
        if not last.is_repeated_by(written.row["captured_at"], written.row["sha256"], content_sha256):
            return None
        return self._add(written, last.told() | {"absorbed_at": now}, done)

    def _add(self, written: Written, told: Mapping[str, Any], done: Callable[[], None]) -> int:
        with _cut_off(written), self._db.atomic():
            inserted(self._db, "captures", {**written.row, **told})
            done()
        self._rowless.discard(written.id)
        return written.id

    def _write(self, exchange: Mapping[str, Any], digest: str, original: Mapping[str, Any] | None) -> Written:
        """Write an answer's bytes. `original` is the capture that holds the same ones already."""
        file = self._warc.file(exchange["council"], exchange.get("run_id"))
        capture_id = self._next_id()
        held = {"id": capture_id, "original_id": original["id"] if original else None}
        answer, beside = records(
            {**exchange, **held, "stored_at": self._warc.now()}, digest, original if exchange["body"] else None
        )
        place = file.append(answer, beside, self._shown(exchange, file))
        self._newest = capture_id, exchange["body"]
        self._rowless.add(capture_id)
        row = {name: value for name, value in exchange.items() if name not in _BYTES} | held
        row |= {"sha256": digest, "size": len(exchange["body"])}
        row |= {"warc_file": place.file, "warc_offset": place.offset, "warc_length": place.length}
        return Written(row, file)

    def _digest(self, body: bytes) -> str:
        """The digest of a payload; one that was just asked for is still at hand."""
        if self._digested[0] is not body:
            self._digested = body, sha256(body).hexdigest()
        return self._digested[1]

    def get(self, capture_id: int) -> dict[str, Any]:
        """A capture's row. Raises KeyError where there is none."""
        for row in self._rows("id = ?", [capture_id]):
            return row
        raise KeyError(capture_id)

    def facts(self, capture_id: int) -> dict[str, Any]:
        """The columns of a capture that taking it in has need of. Raises KeyError where there is none."""
        for row in rows_of(self._db, _NEEDED, [capture_id]):
            return row
        raise KeyError(capture_id)

    def body(self, capture_id: int) -> bytes:
        """The bytes as they were sent, checked against their digest; those just stored are still at hand."""
        if self._newest and self._newest[0] == capture_id:
            return self._newest[1]
        row = self.get(capture_id)
        holder = self.get(row["original_id"]) if row["original_id"] and row["size"] else row
        body = self._warc.payload(Place(holder["warc_file"], holder["warc_offset"], holder["warc_length"]))
        if sha256(body).hexdigest() != row["sha256"]:
            raise ArchiveDamaged(
                f"Capture {capture_id} is not what was stored: restore {holder['warc_file']} from a copy."
            )
        return body

    def last(self, council: str, url: str, verdict: str) -> dict[str, Any] | None:
        """The newest capture of a page, by the time it was taken."""
        where = "council = ? and url = ? and verdict = ?"
        newest = self._rows(where, [council, url, verdict], "order by captured_at desc, id desc", limit=1)
        return next(newest, None)

    def page(self, after: int, where: str, arguments: list[Any]) -> list[dict[str, Any]]:
        """The next few captures, in the order in which they were stored."""
        return list(self._rows(f"id > ? and {where}", [after, *arguments], "order by id", limit=_PAGE))

    def indexed_end(self, warc_file: str) -> int:
        """How far the table knows a WARC file."""
        known = "select max(warc_offset + warc_length) from captures where warc_file = ?"
        return int(self._db.execute(known, [warc_file]).fetchone()[0] or 0)

    def has(self, capture_id: int) -> bool:
        """Whether there is a capture with an id."""
        return next(self._rows("id = ?", [capture_id], limit=1), None) is not None

    def at(self, warc_file: str, offset: int) -> dict[str, Any] | None:
        """The capture whose answer is at a place."""
        return next(self._rows("warc_file = ? and warc_offset = ?", [warc_file, offset], limit=1), None)

    def holds(self, exchange: Mapping[str, Any], digest: str) -> bool:
        """Whether an answer is here that was imported, or would not be imported again; `digest` is of its bytes."""
        return self._imported(exchange, digest) is not None

    def holder(self, answer: Answer) -> dict[str, Any] | None:
        """The capture that holds the bytes of an answer which repeats them, or had them too."""
        row = answer.row()
        told = next(self._rows("id = ? and sha256 = ?", [answer.original_id, row["sha256"]], limit=1), None)
        return told or self.original(row["council"], row["url"], row["sha256"])

    def restore(self, answer: Answer) -> bool:
        """Give an answer that was stored whole its row again; false where another capture has its id."""
        row = answer.row()
        if self.has(row["id"]):
            return False
        original = self.holder(answer)
        if original:
            row |= {"original_id": original["id"], "size": original["size"]}
        inserted(self._db, "captures", row)
        self._last_id = None
        return True

    def _imported(self, exchange: Mapping[str, Any], digest: str) -> dict[str, Any] | None:
        """The same answer, stored before: an import that was broken off is simply run again."""
        if exchange.get("source") != "import":
            return None
        where = "council = ? and url in (?, ?) and sha256 = ? and captured_at = ?"
        places = exchange["url"], exchange.get("final_url")  # a harvest keeps the address as it asked for it
        same = [exchange["council"], *places, digest, exchange["captured_at"]]
        return next(self._rows(where, same, limit=1), None)

    def _known(self, elsewhere: Elsewhere | None, digest: str) -> dict[str, Any] | None:
        """The capture of another address whose own record holds the same bytes."""
        found = elsewhere(digest) if elsewhere else None
        holder = self.get(found) if found else None
        holder = self.get(holder["original_id"]) if holder and holder["original_id"] else holder
        return holder if holder and holder["sha256"] == digest else None

    def _shown(self, exchange: Mapping[str, Any], file: WarcFile) -> dict[str, bytes]:
        """The certificate that the server showed, unless the file has it."""
        shown = exchange.get("certificate_sha256")
        if not exchange.get("certificate") or not shown or file.has(shown):
            return {}
        return {shown: certificate(exchange)}

    def original(self, council: str, url: str, sha256: str) -> dict[str, Any] | None:
        """The first capture of a page with these bytes: the one that holds them."""
        return next(rows_of(self._db, _ORIGINAL, [council, url, sha256]), None)

    def _next_id(self) -> int:
        """The id of the next capture, which its WARC records tell before there is a row. It is given to none again."""
        if self._last_id is None:
            self._last_id = int(self._db.execute("select coalesce(max(id), 0) from captures").fetchone()[0])
        self._last_id += 1
        return self._last_id

    def _rows(
        self, where: str, arguments: list[Any], order: str = "", limit: int | None = None
    ) -> Iterator[dict[str, Any]]:
        limited = "" if limit is None else f"limit {limit}"
        sql = f"select * from captures where {where} {order} {limited}"  # noqa: S608  # our own conditions
        return map(decoded, rows_of(self._db, sql, arguments))


@contextmanager
def _cut_off(written: Written) -> Iterator[None]:
    """Forget an answer's bytes again where its row cannot be written."""
    try:
        yield
    except BaseException:
        written.file.cut(written.row["warc_offset"])
        raise


def _named(exchange: Mapping[str, Any]) -> tuple[str, str]:
    return exchange["council"], exchange["url"]


def _checked(exchange: Mapping[str, Any]) -> dict[str, Any]:
    """An exchange that storage can take. Raises ValueError for one that it cannot."""
    refuse_unknown("An exchange", exchange, _ALL)
    return {**exchange, "captured_at": whole_second(exchange["captured_at"])}
