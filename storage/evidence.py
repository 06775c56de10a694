"""What proves a value: a capture's bytes, checked, with the WARC records that hold them and where those are."""

import zlib
from collections.abc import Iterator, Mapping
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any, Final, NamedTuple

from sqlite_utils import Database
from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from .captures import Captures
from .errors import ArchiveDamaged
from .statements import GONE

_GZIP: Final = 31
_GAP: Final = """
select max(warc_offset + warc_length) filter (where warc_offset < :offset),
    min(warc_offset) filter (where warc_offset > :offset)
from captures where warc_file = :file
"""
_FIRST_SHOWN: Final = """
select min(warc_offset) from captures where warc_file = ? and certificate_sha256 = ? and warc_offset <= ?
"""
_STATED: Final = """
select s.kind, s.id, t.row from sightings s join statements t on t.digest = s.digest
where s.capture_id = ? order by s.kind, s.id
"""


class Member(NamedTuple):
    """A WARC record as its gzip member, the headers that name it, and what it holds."""

    packed: bytes
    named: Mapping[str, str]
    block: bytes


class Evidence:
    """Gathers what proves a capture."""

    def __init__(self, folder: Path, db: Database, captures: Captures) -> None:
        self._folder = folder
        self._db = db
        self._captures = captures

    def gather(self, capture_id: int) -> dict[str, Any]:
        """A capture's row, its body as it was sent, and the records that hold both; `original` where it repeats one.

        Raises KeyError where there is no such capture, and ArchiveDamaged where its bytes are not what was stored.
        """
        capture = self._captures.get(capture_id)
        body = self._captures.body(capture_id)
        original = self._captures.get(capture["original_id"]) if capture["original_id"] and capture["size"] else None
        answer = self._answer(capture)
        first = self._answer(original) if original else None
        shown = self._certificate(capture)
        kept = [first, shown, answer, *self._beside(capture, answer)]
        return {
            "capture": capture,
            "body": body,
            "warc": _place(capture, answer),
            "original": {"capture": original, "warc": _place(original, first)} if original and first else None,
            "certificate": shown.block if shown else None,
            "records": b"".join(member.packed for member in kept if member),
            "states": [
                {"kind": kind, "id": id_, "is_gone": row == GONE.row} for kind, id_, row in self._stated(capture)
            ],
        }

    def _answer(self, capture: Mapping[str, Any]) -> Member:
        start = capture["warc_offset"]
        return next(self._members(capture, start, start + capture["warc_length"]))

    def _beside(self, capture: Mapping[str, Any], answer: Member) -> Iterator[Member]:
        """The records that follow an answer and say that they belong to it: the question, and how the answer came."""
        _, end = self._gap(capture["warc_file"], capture["warc_offset"])
        for member in self._members(capture, capture["warc_offset"] + capture["warc_length"], end):
            if member.named.get("WARC-Concurrent-To") == answer.named.get("WARC-Record-ID"):
                yield member

    def _certificate(self, capture: Mapping[str, Any]) -> Member | None:
        """The certificate that the server showed: it stands before the first answer of the file that came with it."""
        file, shown = capture["warc_file"], capture["certificate_sha256"]
        asked = self._db.execute(_FIRST_SHOWN, [file, shown, capture["warc_offset"]])
        (first,) = asked.fetchone()
        if first is None:
            return None
        start, _ = self._gap(file, first)
        named = f"urn:sha256:{shown}"
        members = self._members(capture, start or 0, first)
        return next((member for member in members if member.named.get("WARC-Target-URI") == named), None)

    def _gap(self, file: str, offset: int) -> tuple[int | None, int | None]:
        """Where the answer before this one ends, and where the next one begins."""
        before, after = self._db.execute(_GAP, {"file": file, "offset": offset}).fetchone()
        return before, after

    def _stated(self, capture: Mapping[str, Any]) -> list[tuple[str, str, str]]:
        return self._db.execute(_STATED, [capture["reading_id"]]).fetchall()

    def _members(self, capture: Mapping[str, Any], start: int, end: int | None) -> Iterator[Member]:
        path = self._folder / capture["warc_file"]
        try:
            with path.open("rb") as file:
                file.seek(start)
                rest = file.read() if end is None else file.read(end - start)
            while rest:
                member, rest = _parted(rest)
                yield member
        except (FileNotFoundError, zlib.error, ArchiveLoadFailed, StopIteration) as error:
            raise ArchiveDamaged(
                f"{path} is damaged at the records of capture {capture['id']}: restore the file from a copy."
            ) from error


def _parted(packed: bytes) -> tuple[Member, bytes]:
    """The first record of several, and the rest of them."""
    inflate = zlib.decompressobj(_GZIP)
    plain = inflate.decompress(packed)
    if not inflate.eof:
        raise zlib.error("the last record is torn")
    rest = inflate.unused_data
    record = next(ArchiveIterator(BytesIO(plain)))
    return Member(packed[: len(packed) - len(rest)], dict(record.rec_headers.headers), record.raw_stream.read()), rest


def _place(capture: Mapping[str, Any], member: Member) -> dict[str, Any]:
    """Where a record is, and by what it is known there."""
    return {
        "file": capture["warc_file"],
        "offset": capture["warc_offset"],
        "length": capture["warc_length"],
        "sha256": sha256(member.packed).hexdigest(),
        "type": member.named.get("WARC-Type"),
        "record_id": member.named.get("WARC-Record-ID"),
    }
