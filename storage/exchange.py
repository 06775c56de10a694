"""An exchange (what was asked, what was answered) as WARC records: the body as it was sent, byte for byte."""

import re
import zlib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from io import BytesIO
from ipaddress import ip_address
from typing import Any, Final
from urllib.parse import quote, urlsplit

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

_WARC_VERSION: Final = "1.1"
_GZIP: Final = 31  # zlib's window size for a gzip member
_BUILDER: Final = WARCWriter(None, warc_version=_WARC_VERSION)
# Chunks were joined by the client; under its own name the header would make readers look for chunks in the body.
_RENAMED: Final = {"transfer-encoding": "X-Archive-Orig-Transfer-Encoding"}
_HTTP_VERSIONS: Final = {"HTTP/1.0": "HTTP/1.0"}


def target(exchange: Mapping[str, Any]) -> str:
    """The address that answered, fit for a WARC header."""
    return quote(exchange.get("final_url") or exchange["url"], safe="!#$%&'()*+,/:;=?@[]~")


def opening(council: str) -> bytes:
    """The record that begins every WARC file."""
    about = {"software": "modgov", "format": f"WARC File Format {_WARC_VERSION}", "isPartOf": council}
    return _member(_BUILDER.create_warcinfo_record(None, about))


def answer(exchange: Mapping[str, Any], sha256: str, original: Mapping[str, Any] | None) -> bytes:
    """The record of an answer: whole, or a revisit of the `original` capture that had the same payload."""
    named = _named(exchange)
    http = _http_headers(exchange)
    if original:
        payload = f"sha256:{sha256}", target(original), original["captured_at"]
        revisit = _BUILDER.create_revisit_record(target(exchange), *payload, http_headers=http, warc_headers_dict=named)
        return _member(revisit)
    named["WARC-Payload-Digest"] = f"sha256:{sha256}"
    body: bytes = exchange["body"]
    form = {
        "payload": BytesIO(body),
        "length": len(body),
        "http_headers": http,
        "warc_headers_dict": named,
        "warc_content_type": "" if http else exchange.get("content_type") or "application/octet-stream",
    }
    return _member(_BUILDER.create_warc_record(target(exchange), "response" if http else "resource", **form))


def question(exchange: Mapping[str, Any]) -> bytes:
    """The record of a request; nothing where its headers are not known."""
    if not exchange.get("request_headers"):
        return b""
    address = urlsplit(target(exchange))
    path = (address.path or "/") + (f"?{address.query}" if address.query else "")
    asked = StatusAndHeaders(f"GET {path} HTTP/1.1", _clean(exchange["request_headers"]), is_http_request=True)
    named = _named(exchange)
    return _member(
        _BUILDER.create_warc_record(target(exchange), "request", http_headers=asked, warc_headers_dict=named)
    )


def _named(exchange: Mapping[str, Any]) -> dict[str, str]:
    named = {"WARC-Date": str(exchange["captured_at"])}
    address = _address(exchange.get("peer"))
    return named | {"WARC-IP-Address": address} if address else named


def _address(peer: str | None) -> str | None:
    """The IP address in `192.0.2.1:443`, `[2001:db8::1]:443`, or alone."""
    for address in (peer or "", (peer or "").rpartition(":")[0].strip("[]")):
        with suppress(ValueError):
            return str(ip_address(address))
    return None


def _http_headers(exchange: Mapping[str, Any]) -> StatusAndHeaders | None:
    """The head of the response; `None` for an imported file, which has none."""
    if not exchange.get("headers"):
        return None
    version = _HTTP_VERSIONS.get(exchange.get("http_version") or "", "HTTP/1.1")  # readers know no later head
    status = _ascii(f"{exchange['status']} {exchange.get('reason') or ''}".strip())
    headers = [(_RENAMED.get(name.lower(), name), value) for name, value in _clean(exchange["headers"])]
    return StatusAndHeaders(status, headers, protocol=version)


def _clean(headers: Iterable[Iterable[str]]) -> list[tuple[str, str]]:
    """Headers on one line each; the `captures` row keeps them as they came."""
    return [(_ascii(name), re.sub(r"[\r\n]+\s*", " ", value)) for name, value in headers]


def _ascii(words: str) -> str:
    return re.sub(r"[\r\n]+\s*", " ", words).encode("ascii", "replace").decode()


def _member(record: Any) -> bytes:
    """A record as a gzip member of its own; a body that came compressed is only wrapped."""
    plain = BytesIO()
    WARCWriter(plain, gzip=False, warc_version=_WARC_VERSION).write_record(record)
    packed = record.http_headers is not None and record.http_headers.get_header("Content-Encoding")
    deflate = zlib.compressobj(0 if packed else 6, zlib.DEFLATED, _GZIP)
    return deflate.compress(plain.getbuffer()) + deflate.flush()
