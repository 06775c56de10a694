"""Reading a WARC file from end to end, record by record: what each holds, and where the file stops being whole.

A body may be larger than the memory, so it is only hashed; the small blocks of `metadata` and `warcinfo` are kept.
"""

import re
import zlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO, Final

_GZIP: Final = 31
_MEMBER: Final = b"\x1f\x8b\x08"
_BEGINS: Final = b"WARC/1."
_PIECE: Final = 1 << 16
_LARGEST_HEAD: Final = 1 << 20
_LARGEST_BLOCK: Final = 1 << 24
_HTTP: Final = frozenset({"response", "request", "revisit"})
ANSWERS: Final = frozenset({"response", "resource", "revisit"})


@dataclass(slots=True)
class Record:
    """A record: its gzip member's place, its headers, the head of its HTTP message, and its body's length and digest.

    `is_record` is false for a member that holds no WARC record, or not all of one. `block` is kept of small records
    that are no HTTP message.
    """

    offset: int
    length: int = 0
    is_record: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)
    status_line: str = ""
    http_headers: list[list[str]] = field(default_factory=list)
    size: int = 0
    sha256: str = ""
    block: bytes = b""

    @property
    def kind(self) -> str:
        """The record's type, such as `response`; empty for what is no record."""
        return self.headers.get("WARC-Type", "")

    @property
    def end(self) -> int:
        """Where the next record begins."""
        return self.offset + self.length

    @property
    def is_torn(self) -> bool:
        """Whether it is no whole gzip member."""
        return not self.sha256

    @property
    def is_answer(self) -> bool:
        """Whether it is an answer, and not what belongs to one."""
        return self.kind in ANSWERS


def survey(path: Path, start: int = 0) -> Iterator[Record]:
    """The records of a file, one gzip member each; bytes between them that are no whole member are one `Record` too."""
    size = path.stat().st_size
    with path.open("rb") as file:
        while start < size:
            record = _record(file, start)
            if not record.length:
                record.length = _next(file, start + 1, size) - start
            yield record
            start += record.length


def _next(file: BinaryIO, start: int, size: int) -> int:
    """Where, behind broken bytes, the next WARC record begins; the file's end where there is none."""
    while start < size:
        file.seek(start)
        piece = file.read(_PIECE)
        at = piece.find(_MEMBER)
        if at >= 0 and _begins_record(file, start + at):
            return start + at
        start += at + 1 if at >= 0 else max(len(piece) - len(_MEMBER) + 1, 1)
    return size


def _begins_record(file: BinaryIO, start: int) -> bool:
    file.seek(start)
    with suppress(zlib.error):
        return zlib.decompressobj(_GZIP).decompress(file.read(_PIECE), len(_BEGINS)) == _BEGINS
    return False


def _record(file: BinaryIO, start: int) -> Record:
    """The record that begins at a place; its length stays 0 where it has no end."""
    file.seek(start)
    inflate = zlib.decompressobj(_GZIP)
    content = _Content(Record(start))
    taken = 0
    try:
        while not inflate.eof:
            packed = inflate.unconsumed_tail or file.read(_PIECE)
            if not packed:
                return Record(start)
            content.take(inflate.decompress(packed, _PIECE))
            taken = file.tell()
    except zlib.error:
        return Record(start)
    content.end()
    content.record.length = taken - len(inflate.unused_data) - start
    return content.record


class _Content:
    """A record's content as it comes: its heads are taken apart, the rest is hashed."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self._head = b""
        self._is_body = False
        self._left = 0
        self._digest = sha256()
        self._pieces: list[bytes] = []

    def take(self, piece: bytes) -> None:
        """Take the next piece."""
        if self._is_body:
            self._take_body(piece)
        elif len(self._head) < _LARGEST_HEAD:
            self._head += piece
            self._try_heads(is_all=False)

    def end(self) -> None:
        """There is no more."""
        if not self._is_body:
            self._try_heads(is_all=True)
        self.record.is_record = self._is_body and self._left == 0
        self.record.sha256 = self._digest.hexdigest()
        self.record.block = b"".join(self._pieces)

    def _try_heads(self, *, is_all: bool) -> None:
        head, parted, rest = self._head.partition(b"\r\n\r\n")
        if not parted or not head.startswith(_BEGINS):
            return
        _, named = _fields(head)
        headers = dict(named)
        length = int(headers["Content-Length"]) if headers.get("Content-Length", "").isdecimal() else -1
        if length < 0:
            return
        if headers.get("WARC-Type") in _HTTP and _is_http(headers) and length:
            http, parted, _ = rest.partition(b"\r\n\r\n")
            if not parted and not (is_all or len(rest) >= length):
                return
            if parted and len(http) + 4 <= length:
                self.record.status_line, found = _fields(http)
                self.record.http_headers = [list(pair) for pair in found]
                rest, length = rest[len(http) + 4 :], length - len(http) - 4
        self.record.headers, self._left, self._is_body, self._head = headers, length, True, b""
        self._take_body(rest)

    def _take_body(self, piece: bytes) -> None:
        body = piece[: self._left]
        self._left -= len(body)
        self._digest.update(body)
        self.record.size += len(body)
        if self.record.kind not in ANSWERS and self.record.size <= _LARGEST_BLOCK:
            self._pieces.append(body)


def _is_http(headers: Mapping[str, Any]) -> bool:
    return str(headers.get("Content-Type", "")).startswith("application/http")


def _fields(head: bytes) -> tuple[str, list[tuple[str, str]]]:
    """The first line of a head, and the named values below it."""
    first, *lines = re.split(r"\r?\n", head.decode("utf-8", "replace"))
    pairs = (line.partition(":") for line in lines)
    return first, [(name, value.removeprefix(" ")) for name, colon, value in pairs if colon]
