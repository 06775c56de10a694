"""The register of councils: who runs ModernGov, and at which address. It is a data file, `data/councils.csv`.

It holds names and addresses only. What was learnt of a site by fetching it belongs to the archive.
"""

import csv
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple
from urllib.parse import urlsplit

# Ports that serve a site a second time: the scheme's own, and the one on which Kent's answers as well.
_SAME_SITE_PORTS: Final = frozenset({None, 80, 443, 9071})
_NEAR_ENOUGH: Final = 0.6


@dataclass(frozen=True, slots=True)
class Council:
    """An authority that publishes with ModernGov.

    `kind` is the sort of authority (county, district, fire, …), `gss_code` its ONS code. `welsh_url` is set
    where the Welsh pages have an address of their own; `alt_urls` are other and earlier addresses.
    """

    slug: str
    name: str
    kind: str
    gss_code: str | None
    base_url: str
    welsh_url: str | None = None
    alt_urls: tuple[str, ...] = ()
    note: str | None = None

    @property
    def urls(self) -> tuple[str, ...]:
        """Every address under which the council's install is known, its main one first."""
        return (self.base_url, *((self.welsh_url,) if self.welsh_url else ()), *self.alt_urls)


class _Place(NamedTuple):
    """Where an address leads: a host, with any uncommon port, and the segments of its path, in lower case."""

    host: str
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Register:
    """The councils, in order of slug. Councils that share one install are each listed under its address."""

    councils: tuple[Council, ...]
    _mounts: dict[str, list[tuple[tuple[str, ...], Council]]] = field(init=False, repr=False, compare=False)
    _welsh: tuple[_Place, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        mounts: dict[str, list[tuple[tuple[str, ...], Council]]] = {}
        for council in self.councils:
            for url in council.urls:
                if place := _place(url):
                    mounts.setdefault(place.host, []).append((place.path, council))
        object.__setattr__(self, "_mounts", mounts)
        welsh = (_place(council.welsh_url) for council in self.councils if council.welsh_url)
        object.__setattr__(self, "_welsh", tuple(place for place in welsh if place))

    def __iter__(self) -> Iterator[Council]:
        return iter(self.councils)

    def __len__(self) -> int:
        return len(self.councils)

    @staticmethod
    @cache
    def load() -> "Register":
        """Read the register that comes with ModGov, once."""
        text = files(__package__).joinpath("data/councils.csv").read_text("utf-8")
        return Register(tuple(_council(row) for row in csv.DictReader(text.splitlines())))

    def find(self, slug: str) -> Council | None:
        """Find the council of this slug."""
        return next((council for council in self.councils if council.slug == slug), None)

    def search(self, word: str) -> list[Council]:
        """Find the councils with `word` in their slug or name, or every word of several, in any case."""
        wanted = _fold(word).split()
        texts = ((council, f"{council.slug} {_fold(council.name)}") for council in self.councils)
        return [council for council, text in texts if all(part in text for part in wanted)]

    def suggest(self, slug: str) -> list[str]:
        """Offer up to three slugs that a mistyped one may have meant, the nearest first."""
        meant = "-".join(re.findall(r"\w+", _fold(slug)))
        return get_close_matches(meant, [council.slug for council in self.councils], n=3, cutoff=_NEAR_ENOUGH)

    def by_url(self, url: str) -> Council | None:
        """Find the council whose install an address belongs to; where several share it, the first by slug.

        Where one install is mounted below another the longer mount wins. Scheme and case do not matter.
        """
        place = _place(url)
        if place is None:
            return None
        mounts = [
            (path, council) for path, council in self._mounts.get(place.host, ()) if place.path[: len(path)] == path
        ]
        return max(mounts, key=lambda mount: len(mount[0]), default=((), None))[1]

    def is_welsh(self, url: str) -> bool:
        """Whether an address belongs to a council's second install, which is in Welsh."""
        place = _place(url)
        return place is not None and any(
            place.host == welsh.host and place.path[: len(welsh.path)] == welsh.path for welsh in self._welsh
        )


def _council(row: dict[str, str]) -> Council:
    return Council(
        slug=row["slug"],
        name=row["name"],
        kind=row["kind"],
        gss_code=row["gss_code"] or None,
        base_url=row["base_url"],
        welsh_url=row["welsh_url"] or None,
        alt_urls=tuple(row["alt_urls"].split()),
        note=row["note"] or None,
    )


def _fold(text: str) -> str:
    """Lower case, without accents."""
    apart = unicodedata.normalize("NFKD", text.strip())
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).casefold()


def _place(url: str) -> _Place | None:
    """Where an address leads; `None` for what is none. The scheme may be left out."""
    try:
        parts = urlsplit(url.strip() if "://" in url else f"//{url.strip()}")
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if not host:
        return None
    name = host if port in _SAME_SITE_PORTS else f"{host}:{port}"
    return _Place(name, tuple(segment for segment in parts.path.lower().split("/") if segment))
