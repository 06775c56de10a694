"""What a person means by a TARGET: a council's slug, its base URL, or the URL of an issue or a plan."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Self
from urllib.parse import urlencode

import parsers

from .exits import Exit, stop
from .register import Council, Register

PLANS_HOME = "mgPlansHome.aspx"
_SEARCH = {"DT": "3", "ADV": "0", "CA": "false", "SB": "true", "PG": "1"}  # as the site's own form asks, from page 1


@dataclass(frozen=True, slots=True)
class Target:
    """A council to harvest and where to begin. `council` is its slug, or host and mount for one not in the register.

    Several authorities may share one install. It is harvested once, under the first of their slugs; `sharing` are all.
    """

    council: str
    name: str
    base_url: str
    seeds: tuple[str, ...]
    entry: Council | None = None
    sharing: tuple[Council, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether the whole council is meant, and not one page of it."""
        return all(seed.endswith(PLANS_HOME) for seed in self.seeds)

    @property
    def title(self) -> str:
        """The council's name, with those of the councils that share its install."""
        return " and ".join(council.name for council in self.sharing) or self.name

    @property
    def front(self) -> str:
        """The page that shows whether the site is well."""
        return f"{self.base_url}/{PLANS_HOME}"

    def searching(self, words: Iterable[str]) -> Self:
        """What the site's own search finds for some words, each looked for by itself."""
        asked = (urlencode({"SS": one, **_SEARCH}) for one in words)
        seeds = (parsers.locate(f"{self.base_url}/ieSearchResults2.aspx?{query}").canonical for query in asked)
        return replace(self, seeds=tuple(seeds))

    def council_rows(self) -> list[dict[str, Any]]:
        """The councils as rows, the one under whose name the install is stored first."""
        others = [council for council in self.sharing if council.slug != self.council]
        return [self._row(self.council, self.name, self.entry)] + [
            self._row(council.slug, council.name, council) for council in others
        ]

    def _row(self, slug: str, name: str, entry: Council | None) -> dict[str, Any]:
        return {
            "slug": slug,
            "name": name,
            "base_url": self.base_url,
            "kind": entry.kind if entry else None,
            "gss_code": entry.gss_code or None if entry else None,
            "welsh_url": entry.welsh_url or None if entry else None,
        }


def find_target(words: str) -> Target:
    """The target that a slug or a URL means; ends the command with a sentence for anything else."""
    return _by_url(words) if "://" in words else _by_slug(words)


def find_all() -> list[Target]:
    """Every council of the register, each install once."""
    return distinct(_of(entry) for entry in Register.load())


def distinct(targets: Iterable[Target]) -> list[Target]:
    """Targets without repetitions: several councils of one install are one target."""
    return list({(target.council, target.seeds): target for target in targets}.values())


def stored_as(council: str) -> str:
    """The slug under which a council's records are stored: the first of those that share its install."""
    entry = Register.load().find(council)
    return _of(entry).council if entry else council


def council_of(url: str) -> str:
    """The council that a page belongs to: its slug, or host and mount for one not in the register."""
    entry = Register.load().by_url(url)
    return entry.slug if entry else parsers.locate(url).council


def _by_slug(slug: str) -> Target:
    register = Register.load()
    entry = register.find(slug.lower())
    if entry is None:
        near = register.suggest(slug)
        hint = (
            f"did you mean {' or '.join(near)}?" if near else "look it up with `modgov councils WORD`, or give a URL."
        )
        stop(f"No council is called {slug!r} in the register: {hint}", Exit.USAGE)
    return _of(entry)


def _of(entry: Council) -> Target:
    base = parsers.locate(f"{entry.base_url.rstrip('/')}/{PLANS_HOME}")
    sharing = _sharing(entry)
    return Target(sharing[0].slug, sharing[0].name, base.base, (base.canonical,), sharing[0], sharing)


def _sharing(entry: Council) -> tuple[Council, ...]:
    """The councils of one install, in order of slug."""
    return tuple(council for council in Register.load() if council.base_url == entry.base_url)


def _by_url(url: str) -> Target:
    try:
        location = parsers.locate(url)
    except ValueError as error:
        stop(str(error), Exit.USAGE)
    entry = Register.load().by_url(url)
    seed = location.canonical if location.script else f"{location.base}/{PLANS_HOME}"
    council = entry.slug if entry else location.council
    name = entry.name if entry else location.council
    return Target(council, name, location.base, (seed,), entry, _sharing(entry) if entry else ())
