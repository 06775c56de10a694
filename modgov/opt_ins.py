"""Opt-ins: what a person allows one site in `modgov.toml`, checked word by word before anything is fetched."""

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final
from urllib.parse import urlsplit

import scraper
from scraper.opt_ins import KINDS

_KEYS: Final = ("origin", "kind", "reason", "until", "value")
_FINGERPRINT: Final = re.compile(r"[0-9a-f]{64}")
_HOST: Final = re.compile(r"[a-z0-9_]([a-z0-9_.-]*[a-z0-9])?")
_PORTS: Final = {"https": 443, "http": 80}


def read_opt_ins(tables: Any) -> tuple[scraper.OptIn, ...]:
    """The opt-ins that `[[opt-in]]` tables state. Raises ValueError, one sentence, for the first mistake."""
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise ValueError("each opt-in is a table of its own: head it [[opt-in]].")
    found: dict[tuple[str, str], scraper.OptIn] = {}
    for number, table in enumerate(tables, 1):
        try:
            opt_in = _opt_in(table)
        except ValueError as error:
            raise ValueError(f"opt-in {number} {error}") from error
        key = opt_in.origin, opt_in.kind
        if key in found:
            raise ValueError(f"opt-in {number} says again that {key[0]} is allowed {key[1]!r}: leave one of them out.")
        found[key] = opt_in
    return tuple(found.values())


def canonical_origin(written: str) -> str:
    """An origin in its one spelling: lower case, without its default port. Raises ValueError for anything else."""
    try:
        parts = urlsplit(written.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port, parts = "", None, urlsplit("")
    name = host if ":" in host else _in_ascii(host)
    is_bare = parts.path in {"", "/"} and not parts.query and not parts.fragment and "@" not in parts.netloc
    if parts.scheme not in _PORTS or not is_bare or not (":" in name or _HOST.fullmatch(name)):
        raise ValueError(
            f"has the origin {written!r}: write scheme and host only, as https://democracy.example.gov.uk "
            "or https://democracy.example.gov.uk:9071."
        )
    place = f"[{name}]" if ":" in name else name
    return f"{parts.scheme}://{place}" + (f":{port}" if port not in {None, _PORTS[parts.scheme]} else "")


def origins_of(url: str) -> frozenset[str]:
    """The origins that may answer for an address: a plain http one is tried as https first."""
    parts = urlsplit(url)
    return _origins(parts.scheme, parts.netloc.rpartition("@")[2])


@lru_cache(maxsize=1024)
def _origins(written: str, place: str) -> frozenset[str]:
    found = set()
    for scheme in {written, "https"}:
        with suppress(ValueError):  # an address that no fetcher takes has no origin
            found.add(canonical_origin(f"{scheme}://{place}"))
    return frozenset(found)


def _opt_in(table: Mapping[str, Any]) -> scraper.OptIn:
    unknown = sorted(set(table) - set(_KEYS))
    if unknown:
        raise ValueError(f"has an unknown key {unknown[0]!r}: known are {', '.join(_KEYS)}.")
    kind = _kind(_words(table, "kind", "say what is allowed, as one of " + ", ".join(KINDS)))
    origin = canonical_origin(_words(table, "origin", "say which site is meant, as https://democracy.example.gov.uk"))
    if origin.startswith("http:") != (kind == "http"):
        scheme = "http" if kind == "http" else "https"
        raise ValueError(
            f"has the origin {origin!r}: the kind {kind!r} is for an address that begins with {scheme}://."
        )
    reason = _words(table, "reason", "say why, and who said so; it is kept with every page")
    return scraper.OptIn(origin, kind, reason, _until(table.get("until")), _value(kind, table.get("value")))


def _words(table: Mapping[str, Any], key: str, hint: str) -> str:
    written = table.get(key)
    if not isinstance(written, str) or not written.strip():
        raise ValueError(f"has no {key}: {hint}.")
    return " ".join(written.split())


def _kind(written: str) -> str:
    if written not in KINDS:
        raise ValueError(f"has an unknown kind {written!r}: known are {', '.join(KINDS)}.")
    return written


def _until(written: Any) -> date | None:
    if written is None or (isinstance(written, date) and not isinstance(written, datetime)):
        return written
    raise ValueError(f"has an end {written!r} that is no date: write until = 2026-12-31, without quotes or a time.")


def _value(kind: str, written: Any) -> str | None:
    """The value that a kind needs: a host name for `alias`, a fingerprint for `pin`, none for the others."""
    if kind not in {"alias", "pin"}:
        if written is not None:
            raise ValueError(f"has a value, which the kind {kind!r} does not take: leave it out.")
        return None
    plain = str(written).strip().lower() if isinstance(written, str) else ""
    if kind == "pin":
        plain = plain.removeprefix("sha256:").replace(":", "").replace(" ", "")
        if not _FINGERPRINT.fullmatch(plain):
            raise ValueError(
                "has no fingerprint that could be one: write value = the certificate's SHA-256, 64 hexadecimal digits."
            )
        return plain
    if not _HOST.fullmatch(_in_ascii(plain)):
        raise ValueError("has no name that could be one: write value = the host name that the certificate is for.")
    return _in_ascii(plain)


def _in_ascii(host: str) -> str:
    """A host name as it goes over the wire; nothing for one that cannot."""
    try:
        return host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return ""
