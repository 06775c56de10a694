"""How an answer came: over which connection, how that was secured, after how many attempts.

The `captures` row has all of it, and so do the WARC files, which may travel without the database. The connection is
named in the headers of the records themselves, as the IIPC proposes. All the rest is a JSON `metadata` record beside
each answer, its account, under the names of the columns: a few hundred bytes. An answer and its account are enough to
make the row again, to the last bit. The certificate, which is larger and mostly the same, is a `metadata` record once
in each file. So is the ledger: the run that wrote the file, and the councils whose site it is.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from ipaddress import ip_address
from typing import Any, Final

from .ciphers import iana_name
from .members import member, new_id
from .values import text

FACTS: Final = (
    "url", "final_url", "http_version", "peer", "tls_version", "tls_cipher", "tls_bits", "alpn", "certificate_sha256",
    "subject", "issuer", "names", "valid_from", "valid_to", "aia", "switches", "authenticated", "opt_in", "handshakes",
    "diagnosis", "attempts", "errors", "redirects", "challenge", "completeness", "clean_close", "elapsed", "software",
    "imported_from",
)  # fmt: skip
PLACED: Final = ("id", "council", "run_id", "source", "content_type", "status", "reason", "stored_at", "original_id")
# Headers that a record holds as they came. Chunked bodies were joined, so that header goes under another name there.
_PLAIN: Final = re.compile(
    r"(?:(?:Transfer-Encoding|(?!(?i:transfer-encoding|x-archive-orig-))[!-9;-~]+): (?:\S(?:[^\r\n]*\S)?)?\n)+"
)
# Not the page's own address: under that, web-archive readers would show the account in place of the page.
ACCOUNT: Final = "urn:modgov:account:"
LEDGER: Final = "urn:modgov:ledger"  # the address of the record that holds a run and its councils
_PROTOCOLS: Final = {
    "HTTP/1.0": "http/1.0", "HTTP/1.1": "http/1.1", "HTTP/2": "h2",
    "TLSv1": "tls/1.0", "TLSv1.1": "tls/1.1", "TLSv1.2": "tls/1.2", "TLSv1.3": "tls/1.3",
}  # fmt: skip


def connection(exchange: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The headers that name a record's connection: its far end, its protocols, its cipher suite."""
    address = _address(exchange.get("peer"))
    if address:
        yield "WARC-IP-Address", address
    for column in ("http_version", "tls_version"):
        protocol = _PROTOCOLS.get(exchange.get(column) or "")
        if protocol:
            yield "WARC-Protocol", protocol
    suite = iana_name(exchange.get("tls_cipher"))
    if suite:
        yield "WARC-Cipher-Suite", suite


def account(exchange: Mapping[str, Any], beside: Mapping[str, str]) -> bytes:
    """The record of how an answer came, and of all else in its row that the answer's own record does not tell."""
    told = {name: exchange[name] for name in (*PLACED, *FACTS) if exchange.get(name) is not None}
    told |= {name: exchange[name] for name in ("headers", "request_headers") if _is_altered(exchange.get(name))}
    named = {"WARC-Date": str(exchange["captured_at"]), **beside}
    return _metadata(f"{ACCOUNT}{exchange['id']}", text(told).encode(), "application/json", named)


def ledger(rows: Mapping[str, Any], at: str) -> bytes:
    """The record of a run's row (`run`) and of its councils' rows (`councils`), as they are at a time."""
    return _metadata(LEDGER, text(dict(rows)).encode(), "application/json", {"WARC-Date": at})


def certificate(exchange: Mapping[str, Any]) -> bytes:
    """The record of the certificate that the server showed, as it was sent (DER)."""
    named = {"WARC-Date": str(exchange["captured_at"])}
    place = f"urn:sha256:{exchange['certificate_sha256']}"
    return _metadata(place, exchange["certificate"], "application/pkix-cert", named)


def _metadata(uri: str, block: bytes, content_type: str, named: Mapping[str, str]) -> bytes:
    headers = [("WARC-Record-ID", new_id()), ("WARC-Target-URI", uri), *named.items()]
    return member("metadata", headers, block, content_type)


@lru_cache(maxsize=1024)
def _address(peer: str | None) -> str | None:
    """The IP address in `192.0.2.1:443`, `[2001:db8::1]:443`, or alone."""
    for address in (peer or "", (peer or "").rpartition(":")[0].strip("[]")):
        with suppress(ValueError):
            return str(ip_address(address))
    return None


def _is_altered(headers: Sequence[Sequence[str]] | None) -> bool:
    """Whether a record of the archive would hold headers otherwise than they came; it holds no empty list of them."""
    if headers is None:
        return False
    lines = "".join(f"{name}: {value}\n" for name, value in headers)
    return not lines.isascii() or lines.count("\n") != len(headers) or _PLAIN.fullmatch(lines) is None
