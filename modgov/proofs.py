"""What is written down of a capture, so that a person who has neither the archive nor this program can check it."""

from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any, Final
from urllib.parse import urlsplit

import scraper

from .media import suffix

_PAGE: Final = "capture_id council url final_url captured_at source status reason content_type verdict page_type reader"
_WAY: Final = (
    "peer http_version alpn completeness clean_close attempts errors redirects challenge elapsed software run_id"
)
_SECURITY: Final = (
    "authenticated switches opt_in tls_version tls_cipher tls_bits handshakes diagnosis certificate_sha256 subject "
    "issuer names valid_from valid_to aia"
)
RECORDS: Final = "records.warc.gz"
CERTIFICATE: Final = "certificate.der"
HEADERS: Final = "headers.txt"
SUMMARY: Final = "evidence.json"
_HERE: Final = "this folder"
_ARCHIVE: Final = "the archive's folder"


def files(evidence: Mapping[str, Any]) -> dict[str, bytes]:
    """The files that hold a capture's page and its proof, by name; the body as a browser shows it comes first."""
    capture, sent = evidence["capture"], evidence["body"]
    seen = unpacked(capture, sent)
    ending = suffix(sent if seen is None else seen, capture["content_type"], capture["url"])
    bodies = (
        {f"body{ending}": sent if seen is None else seen}
        if seen is None or seen == sent
        else {f"body{ending}": seen, "body-as-sent.bin": sent}
    )
    kept = {HEADERS: headers(capture).encode(), RECORDS: evidence["records"]}
    shown = {CERTIFICATE: evidence["certificate"]} if evidence["certificate"] else {}
    return bodies | kept | shown


def unpacked(capture: Mapping[str, Any], sent: bytes) -> bytes | None:
    """A body with its Content-Encoding undone; `None` for one that would fill the memory."""
    said = {name.lower(): value for name, value in capture["headers"] or ()}
    try:
        return scraper.unpacked(sent, said.get("content-encoding"), capture["url"])
    except scraper.TooLarge:
        return None


def headers(capture: Mapping[str, Any]) -> str:
    """The request's and the answer's headers as they went over the wire; a saved file has none."""
    address = urlsplit(capture["final_url"] or capture["url"])
    path = (address.path or "/") + (f"?{address.query}" if address.query else "")
    asked = [f"GET {path} HTTP/1.1", *_lines(capture["request_headers"])] if capture["request_headers"] else []
    status = f"{capture['http_version'] or 'HTTP/1.1'} {capture['status']} {capture['reason'] or ''}".rstrip()
    answered = [status, *_lines(capture["headers"])] if capture["headers"] else []
    return "".join(f"{line}\n" for line in (*asked, *([""] if asked else []), *answered))


def summary(evidence: Mapping[str, Any], written: Mapping[str, bytes]) -> dict[str, Any]:
    """Everything that is known of a capture, with the digest of each file and the commands that check them."""
    capture = {**evidence["capture"], "capture_id": evidence["capture"]["id"]}
    original = evidence["original"]
    return {
        **_some(capture, _PAGE),
        "payload": {"sha256": capture["sha256"], "size": capture["size"]},
        "warc": evidence["warc"],
        "original": original and {**_original(original["capture"]), "warc": original["warc"]},
        "security": _some(capture, _SECURITY),
        "way": _some(capture, _WAY),
        "headers": capture["headers"],
        "request_headers": capture["request_headers"],
        "states": evidence["states"],
        "files": {name: {"sha256": sha256(held).hexdigest(), "size": len(held)} for name, held in written.items()},
        "check": list(_checks(evidence, written)),
    }


def _checks(evidence: Mapping[str, Any], written: Mapping[str, bytes]) -> Iterator[dict[str, str]]:
    """Commands that need neither this program nor its database, where to run them, and what each is to print."""
    capture, original = evidence["capture"], evidence["original"]
    sent = next(reversed([name for name in written if name.startswith("body")]))
    yield _check(_HERE, f"sha256sum {sent}", capture["sha256"], "the body is what the server sent")
    yield _check(_HERE, f"warcio check -v {RECORDS}", "digest pass", "the WARC records are whole")
    if CERTIFICATE in written:
        shown = capture["certificate_sha256"]
        yield _check(_HERE, f"sha256sum {CERTIFICATE}", shown, "whose certificate the server showed")
    places = [evidence["warc"], *([original["warc"]] if original else [])]
    for place in places:
        cut = f"tail -c +{place['offset'] + 1} {place['file']} | head -c {place['length']} | sha256sum"
        yield _check(_ARCHIVE, cut, place["sha256"], "the archive's own WARC file holds the record")
    held = places[-1]
    body = sha256(next(iter(written.values()))).hexdigest()
    extract = f"warcio extract --payload {held['file']} {held['offset']} | sha256sum"
    yield _check(_ARCHIVE, extract, body, "what that record holds, unpacked, is the body")


def _check(where: str, run: str, prints: str, shows: str) -> dict[str, str]:
    return {"in": where, "run": run, "prints": prints, "shows": shows}


def _original(capture: Mapping[str, Any]) -> dict[str, Any]:
    return {"capture_id": capture["id"], **_some(capture, "url captured_at")}


def _some(row: Mapping[str, Any], names: str) -> dict[str, Any]:
    return {name: row[name] for name in names.split()}


def _lines(pairs: list[list[str]]) -> Iterator[str]:
    return (f"{name}: {value}" for name, value in pairs)
