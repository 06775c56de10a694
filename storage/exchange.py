"""An exchange (what was asked, what was answered) as WARC records: the body as it was sent, byte for byte."""

from collections.abc import Iterable, Mapping
from typing import Any, Final
from urllib.parse import quote, urlsplit

from .members import in_ascii, member, new_id, one_line, target
from .provenance import account, connection

# Chunks were joined by the client; under its own name the header would make readers look for chunks in the body.
_RENAMED: Final = {"transfer-encoding": "X-Archive-Orig-Transfer-Encoding"}
_HTTP_1_0: Final = "HTTP/1.0"
_HTTP: Final = "HTTP/1.1"  # readers know no later head
_RESPONSE: Final = "application/http; msgtype=response"
_REQUEST: Final = "application/http; msgtype=request"
_REVISIT: Final = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
_NOT_MODIFIED: Final = 304
_UNMODIFIED: Final = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"

_Named = tuple[tuple[str, str], ...]


def records(exchange: Mapping[str, Any], sha256: str, original: Mapping[str, Any] | None) -> tuple[bytes, bytes]:
    """An answer's record, and those of the question and of how the answer came, which refer to it.

    The answer is whole, or a revisit of the `original` capture (`url`, `final_url`, `captured_at`) with its payload.
    """
    answer_id = new_id()
    place = ("WARC-Target-URI", target(exchange)), ("WARC-Date", str(exchange["captured_at"]))
    named = (*place, *connection(exchange))
    answered = ("WARC-Record-ID", answer_id), *named
    payload = ("WARC-Payload-Digest", f"sha256:{sha256}")
    if original:
        answer = _revisit(exchange, (*answered, payload), original)
    elif exchange.get("status") == _NOT_MODIFIED and not exchange["body"]:
        answer = member("revisit", (*answered, ("WARC-Profile", _UNMODIFIED)), _head(exchange), _RESPONSE)
    else:
        answer = _answer(exchange, (*answered, payload))
    beside = {"WARC-Concurrent-To": answer_id}
    return answer, _question(exchange, (*named, *beside.items())) + account(exchange, beside)


def _answer(exchange: Mapping[str, Any], named: _Named) -> bytes:
    """The record of an answer: a response, or for an imported file, which has no head, a resource."""
    if not exchange.get("headers"):
        content_type = in_ascii(exchange.get("content_type") or "application/octet-stream")
        return member("resource", named, exchange["body"], content_type)
    is_packed = any(name.lower() == "content-encoding" for name, _ in exchange["headers"])
    return member("response", named, _head(exchange) + exchange["body"], _RESPONSE, is_packed=is_packed)


def _revisit(exchange: Mapping[str, Any], named: _Named, original: Mapping[str, Any]) -> bytes:
    """The record of an answer that had the same payload as an earlier one: its head only."""
    refers = (
        ("WARC-Profile", _REVISIT),
        ("WARC-Refers-To-Target-URI", target(original)),
        ("WARC-Refers-To-Date", original["captured_at"]),
    )
    return member("revisit", (*named, *refers), _head(exchange) if exchange.get("headers") else b"", _RESPONSE)


def _question(exchange: Mapping[str, Any], named: _Named) -> bytes:
    """The record of a request; nothing where its headers are not known."""
    if not exchange.get("request_headers"):
        return b""
    address = urlsplit(target(exchange))
    path = (address.path or "/") + (f"?{address.query}" if address.query else "")
    asked = _lines(f"GET {path} HTTP/1.1", exchange["request_headers"])
    return member("request", (("WARC-Record-ID", new_id()), *named), asked, _REQUEST)


def _head(exchange: Mapping[str, Any]) -> bytes:
    """The head of a response."""
    version = _HTTP_1_0 if exchange.get("http_version") == _HTTP_1_0 else _HTTP
    status = in_ascii(f"{exchange['status']} {exchange.get('reason') or ''}".strip())
    headers = ((_RENAMED.get(name.lower(), name), value) for name, value in exchange["headers"])
    return _lines(f"{version} {status}", headers)


def _lines(first: str, headers: Iterable[Iterable[str]]) -> bytes:
    """A head of HTTP, a header on each line; the `captures` row keeps them as they came."""
    named = tuple(headers)
    head = "\r\n".join([first, *(f"{name}: {value}" for name, value in named), "", ""])
    if head.isascii() and head.count("\r") == head.count("\n") == len(named) + 2:
        return head.encode("ascii")
    lines = [first, *(f"{in_ascii(name)}: {_marked(value)}" for name, value in named), "", ""]
    return "\r\n".join(lines).encode("ascii")


def _marked(value: str) -> str:
    """A header's value in ASCII: what is not is written as in an address."""
    value = one_line(value)
    return value if value.isascii() else "".join(one if one.isascii() else quote(one) for one in value)
