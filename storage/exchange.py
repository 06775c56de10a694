"""An exchange (what was asked, what was answered) as WARC records: the body as it was sent, byte for byte."""

from collections.abc import Iterable, Mapping
from io import BytesIO
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import uuid4

from warcio.statusandheaders import StatusAndHeaders

from .members import BUILDER, in_ascii, member, one_line, target
from .provenance import account, connection

# Chunks were joined by the client; under its own name the header would make readers look for chunks in the body.
_RENAMED: Final = {"transfer-encoding": "X-Archive-Orig-Transfer-Encoding"}
_NOT_MODIFIED: Final = 304
_UNMODIFIED: Final = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
_HTTP_VERSIONS: Final = {"HTTP/1.0": "HTTP/1.0"}


def records(exchange: Mapping[str, Any], sha256: str, original: Mapping[str, Any] | None) -> tuple[bytes, bytes]:
    """An answer's record, and those of the question and of how the answer came, which refer to it."""
    answer_id = f"<urn:uuid:{uuid4()}>"
    beside = {"WARC-Concurrent-To": answer_id}
    return _answer(exchange, sha256, original, answer_id), _question(exchange, beside) + account(exchange, beside)


def _answer(exchange: Mapping[str, Any], sha256: str, original: Mapping[str, Any] | None, answer_id: str) -> bytes:
    """The record of an answer: whole, or a revisit of the `original` capture that had the same payload."""
    named = {"WARC-Date": str(exchange["captured_at"]), "WARC-Record-ID": answer_id}
    http = _http_headers(exchange)
    if original:
        payload = f"sha256:{sha256}", target(original), original["captured_at"]
        revisit = BUILDER.create_revisit_record(target(exchange), *payload, http_headers=http, warc_headers_dict=named)
        return _connected(revisit, exchange)
    if http and exchange["status"] == _NOT_MODIFIED and not exchange["body"]:
        named["WARC-Profile"] = _UNMODIFIED
        unmodified = BUILDER.create_warc_record(target(exchange), "revisit", http_headers=http, warc_headers_dict=named)
        return _connected(unmodified, exchange)
    named["WARC-Payload-Digest"] = f"sha256:{sha256}"
    body: bytes = exchange["body"]
    form = {
        "payload": BytesIO(body),
        "length": len(body),
        "http_headers": http,
        "warc_headers_dict": named,
        "warc_content_type": "" if http else in_ascii(exchange.get("content_type") or "application/octet-stream"),
    }
    return _connected(
        BUILDER.create_warc_record(target(exchange), "response" if http else "resource", **form), exchange
    )


def _question(exchange: Mapping[str, Any], beside: Mapping[str, str]) -> bytes:
    """The record of a request; nothing where its headers are not known."""
    if not exchange.get("request_headers"):
        return b""
    address = urlsplit(target(exchange))
    path = (address.path or "/") + (f"?{address.query}" if address.query else "")
    asked = StatusAndHeaders(f"GET {path} HTTP/1.1", _clean(exchange["request_headers"]), is_http_request=True)
    named = {"WARC-Date": str(exchange["captured_at"]), **beside}
    request = BUILDER.create_warc_record(target(exchange), "request", http_headers=asked, warc_headers_dict=named)
    return _connected(request, exchange)


def _connected(record: Any, exchange: Mapping[str, Any]) -> bytes:
    """A record that names the connection it came over."""
    for name, value in connection(exchange):
        record.rec_headers.add_header(name, value)
    return member(record)


def _http_headers(exchange: Mapping[str, Any]) -> StatusAndHeaders | None:
    """The head of the response; `None` for an imported file, which has none."""
    if not exchange.get("headers"):
        return None
    version = _HTTP_VERSIONS.get(exchange.get("http_version") or "", "HTTP/1.1")  # readers know no later head
    status = in_ascii(f"{exchange['status']} {exchange.get('reason') or ''}".strip())
    headers = [(_RENAMED.get(name.lower(), name), value) for name, value in _clean(exchange["headers"])]
    return StatusAndHeaders(status, headers, protocol=version)


def _clean(headers: Iterable[Iterable[str]]) -> list[tuple[str, str]]:
    """Headers on one line each; the `captures` row keeps them as they came."""
    return [(in_ascii(name), one_line(value)) for name, value in headers]
