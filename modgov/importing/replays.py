"""A capture as another archive replays it, made again what it was when the council sent it."""

import re
from collections.abc import Iterator
from typing import Any, Final

import scraper
from storage import base32

from .cdx import Listed

_ORIGINAL: Final = "x-archive-orig-"
_PLACE: Final = re.compile(r"/(\d{14})(?:id_)?/(https?://.+)$")
# Of an archive that passes headers on under their own names, those that are surely the council's.
_PASSED_ON: Final = frozenset({"content-type", "content-language", "last-modified", "etag", "content-encoding"})
_ITS_OWN: Final = frozenset({"content-length", "transfer-encoding", "connection", "keep-alive"})


def is_replay(answer: scraper.Capture) -> bool:
    """Whether an answer is an archived page, and not the archive's word that it has none."""
    is_marked = answer.header("Memento-Datetime") or any(
        name.lower().startswith(_ORIGINAL) for name, _ in answer.headers
    )
    return bool(is_marked) or answer.status < 300


def original(answer: scraper.Capture, listed: Listed) -> dict[str, Any]:
    """An archived page with the address, time, status and headers that it had.

    Where the bytes came as they were archived, they are kept so, packed or not; else they are kept unpacked.
    """
    found = _PLACE.search(answer.final_url)
    stamp, url = found.groups() if found else (listed.stamp, listed.url)
    body, headers = answer.body, list(_headers(answer))
    agrees = base32(body) == listed.digest
    if not agrees:
        body = answer.payload()
        headers = [[name, value] for name, value in headers if name.lower() != "content-encoding"]
        agrees = base32(body) == listed.digest
    return {
        "final_url": url,
        "captured_at": listed._replace(stamp=stamp).at,
        "status": answer.status,
        "headers": headers,
        "content_type": next((value for name, value in headers if name.lower() == "content-type"), listed.mime),
        "body": body,
        "imported_from": {
            "archive": answer.final_url,
            "digest": f"sha1:{listed.digest}" if listed.digest else None,
            "digest_agrees": agrees,
        },
    }


def _headers(answer: scraper.Capture) -> Iterator[list[str]]:
    theirs = [[name[len(_ORIGINAL) :], value] for name, value in answer.headers if name.lower().startswith(_ORIGINAL)]
    named = {name.lower() for name, _ in theirs}
    yield from (pair for pair in theirs if pair[0].lower() not in _ITS_OWN)
    for name, value in answer.headers:
        if name.lower() in _PASSED_ON - named:
            yield [name, value]
