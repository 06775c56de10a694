"""WARC records as gzip members of their own, and the one place that builds them."""

import re
import zlib
from collections.abc import Mapping
from io import BytesIO
from typing import Any, Final
from urllib.parse import quote

from warcio.warcwriter import WARCWriter

WARC_VERSION: Final = "1.1"
BUILDER: Final = WARCWriter(None, warc_version=WARC_VERSION)
ACCOUNTED: Final = {"accounts": "beside every answer"}  # a file without it was written before they were whole
_GZIP: Final = 31  # zlib's window size for a gzip member


def opening(council: str) -> bytes:
    """The record that begins every WARC file."""
    about = {"software": "modgov", "format": f"WARC File Format {WARC_VERSION}", "isPartOf": council} | ACCOUNTED
    return member(BUILDER.create_warcinfo_record(None, about))


def target(exchange: Mapping[str, Any]) -> str:
    """The address that answered, fit for a WARC header."""
    return quote(exchange.get("final_url") or exchange["url"], safe="!#$%&'()*+,/:;=?@[]~")


def member(record: Any) -> bytes:
    """A record as a gzip member of its own; a body that came compressed is only wrapped."""
    plain = BytesIO()
    WARCWriter(plain, gzip=False, warc_version=WARC_VERSION).write_record(record)
    packed = record.http_headers is not None and record.http_headers.get_header("Content-Encoding")
    deflate = zlib.compressobj(0 if packed else 6, zlib.DEFLATED, _GZIP)
    return deflate.compress(plain.getbuffer()) + deflate.flush()


def one_line(words: str) -> str:
    """Words on one line: what the network sent never begins a header of ours."""
    return re.sub(r"[\r\n]+\s*", " ", words)


def in_ascii(words: str) -> str:
    """Words on one line, what is not ASCII marked as lost."""
    return one_line(words).encode("ascii", "replace").decode()
