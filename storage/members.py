"""WARC records as gzip members of their own: the one place that writes them, and reads a body out of one again.

The format is a head of lines and a block. They are laid here by hand: a writer that takes records from anywhere costs
several times what the bytes do.
"""

import re
import zlib
from base64 import b32encode
from collections.abc import Iterable, Mapping
from hashlib import sha1
from typing import Any, Final
from urllib.parse import quote
from uuid import uuid4

from .values import utc_now

WARC_VERSION: Final = "1.1"
ACCOUNTED: Final = {"accounts": "beside every answer"}  # a file without it was written before they were whole
_GZIP: Final = 31  # zlib's window size for a gzip member
_SMALL: Final = 4096  # bytes; what fits a window of that size needs no larger one, which is slow to set up
_SMALL_GZIP: Final = 16 + 12
_TYPE: Final = re.compile(rb"^WARC-Type:[ \t]*([a-z]+)", re.MULTILINE | re.IGNORECASE)
_LENGTH: Final = re.compile(rb"^Content-Length:[ \t]*(\d+)", re.MULTILINE | re.IGNORECASE)
_OF_HTTP: Final = frozenset({b"response", b"request", b"revisit"})


def opening(council: str) -> bytes:
    """The record that begins every WARC file."""
    about = {"software": "modgov", "format": f"WARC File Format {WARC_VERSION}", "isPartOf": council} | ACCOUNTED
    block = "".join(f"{name}: {value}\r\n" for name, value in about.items())
    named = [("WARC-Record-ID", new_id()), ("WARC-Date", utc_now())]
    return member("warcinfo", named, block.encode(), "application/warc-fields")


def new_id() -> str:
    """A name for a record that no other has."""
    return f"<urn:uuid:{uuid4()}>"


def target(exchange: Mapping[str, Any]) -> str:
    """The address that answered, fit for a WARC header."""
    return quote(exchange.get("final_url") or exchange["url"], safe="!#$%&'()*+,/:;=?@[]~")


def member(
    kind: str, named: Iterable[tuple[str, str]], block: bytes, content_type: str, *, is_packed: bool = False
) -> bytes:
    """A record as a gzip member of its own. `named` are its headers, but for those that follow from its block.

    A block that `is_packed` is only wrapped: its body came compressed.
    """
    told = "".join(f"{name}: {value}\r\n" for name, value in named)
    digest = b32encode(sha1(block, usedforsecurity=False).digest()).decode()
    head = (
        f"WARC/{WARC_VERSION}\r\nWARC-Type: {kind}\r\n{told}WARC-Block-Digest: sha1:{digest}\r\n"
        f"Content-Type: {content_type}\r\nContent-Length: {len(block)}\r\n\r\n"
    ).encode()
    return _packed(b"".join((head, block, b"\r\n\r\n")), 0 if is_packed else 6)


def _packed(record: bytes, level: int) -> bytes:
    window = _SMALL_GZIP if len(record) <= _SMALL else _GZIP
    deflate = zlib.compressobj(level, zlib.DEFLATED, window)
    return deflate.compress(record) + deflate.flush()


def body_in(packed: bytes) -> bytes:
    """The body in a record, as it was sent. Raises ValueError for what is no whole record."""
    try:
        record = zlib.decompress(packed, _GZIP)
    except zlib.error as error:
        raise ValueError("It is no whole gzip member.") from error
    start = record.find(b"\r\n\r\n") + 4
    kind, length = _TYPE.search(record, 0, start), _LENGTH.search(record, 0, start)
    if kind is None or length is None or start + int(length[1]) > len(record):
        raise ValueError("It is no whole WARC record.")
    end = start + int(length[1])
    if kind[1].lower() in _OF_HTTP:
        start = record.find(b"\r\n\r\n", start) + 4
    return record[start:end]


def one_line(words: str) -> str:
    """Words on one line: what the network sent never begins a header of ours."""
    return re.sub(r"[\r\n]+\s*", " ", words) if "\n" in words or "\r" in words else words


def in_ascii(words: str) -> str:
    """Words on one line, what is not ASCII marked as lost."""
    return words if words.isascii() and words.isprintable() else one_line(words).encode("ascii", "replace").decode()
