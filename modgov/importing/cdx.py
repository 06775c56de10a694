"""The listings of other web archives: how a CDX server is asked, and its answers in either of its forms.

The Wayback Machine answers with a JSON array of rows below a row of names, and with a key to go on from; pywb, which
most other archives use, with a JSON object on each line.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode, urlsplit

WAYBACK: Final = "https://web.archive.org/cdx/search/cdx"
PAGE: Final = 5000  # rows of one answer
_OURS: Final = {"url": "original", "mime": "mimetype", "status": "statuscode"}
_ENDINGS: Final = {"/cdx/search/cdx": "/web", "/timemap/cdx": "", "/cdx": "", "-cdx": "", "/index": ""}


class Listed(NamedTuple):
    """A capture as another archive lists it: its 14 digits of time, its address, and what is known of the answer."""

    stamp: str
    url: str
    status: int | None
    mime: str | None
    digest: str | None

    @property
    def at(self) -> str:
        """The time as our archive writes it."""
        day, time = self.stamp[:8], self.stamp[8:14].ljust(6, "0")
        return f"{day[:4]}-{day[4:6]}-{day[6:]}T{time[:2]}:{time[2:4]}:{time[4:]}Z"


def question(cdx: str, site: str, first: str | None, last: str | None, key: str | None, limit: int | None) -> str:
    """The address that asks for all captures below a site's address, between two days if they are given."""
    parts = urlsplit(site)
    asked: dict[str, Any] = {"url": f"{parts.netloc}{parts.path.rstrip('/')}/", "matchType": "prefix", "output": "json"}
    asked |= {"from": _digits(first), "to": _digits(last), "limit": limit, "resumeKey": key}
    asked["showResumeKey"] = "true" if limit else None
    return f"{cdx}?{urlencode({name: value for name, value in asked.items() if value is not None})}"


def replay_of(cdx: str) -> str | None:
    """Where the archive behind a CDX server replays its captures; nothing where its address does not tell."""
    plain = cdx.rstrip("/")
    for ending, place in _ENDINGS.items():
        if plain.endswith(ending):
            return plain.removesuffix(ending) + place
    return None


def read_listing(text: str) -> tuple[list[Listed], str | None, bool]:
    """The captures that an answer lists, the key to go on from, and whether its server goes on by keys at all.

    Raises ValueError for what is no listing.
    """
    text = text.strip()
    if not text:
        return [], None, True
    if text.startswith("{"):
        return [*_captures(json.loads(line) for line in text.splitlines() if line.strip())], None, False
    rows = json.loads(text)
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise ValueError("no listing")
    key = None
    if len(rows) > 1 and not rows[-2]:
        key = rows[-1][0]
        rows = rows[:-2]
    names = rows[0] if rows else []
    return [*_captures(dict(zip(names, row, strict=False)) for row in rows[1:])], key, True


def _captures(rows: Iterator[Mapping[str, str]]) -> Iterator[Listed]:
    for given in rows:
        row = {_OURS.get(name, name): value for name, value in given.items()}
        stamp, url = row.get("timestamp", ""), row.get("original", "")
        if len(stamp) >= 8 and stamp.isdigit() and url:
            status = row.get("statuscode", "")
            yield Listed(stamp, url, int(status) if status.isdigit() else None, row.get("mimetype"), row.get("digest"))


def _digits(day: str | None) -> str | None:
    return day.replace("-", "") if day else None
