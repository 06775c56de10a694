"""What a person means by a TARGET: a council's slug, its base URL, or the URL of an issue or a plan."""

from dataclasses import dataclass
from typing import Any

import parsers

from .exits import Exit, stop
from .register import Council, Register

PLANS_HOME = "mgPlansHome.aspx"


@dataclass(frozen=True, slots=True)
class Target:
    """A council to harvest and where to begin. `council` is its slug, or host and mount for one not in the register."""

    council: str
    name: str
    base_url: str
    seeds: tuple[str, ...]
    entry: Council | None = None

    @property
    def is_whole(self) -> bool:
        """Whether the whole council is meant, and not one page of it."""
        return all(seed.endswith(PLANS_HOME) for seed in self.seeds)

    def council_row(self) -> dict[str, Any]:
        """The council as a row."""
        entry = self.entry
        return {
            "slug": self.council,
            "name": self.name,
            "base_url": self.base_url,
            "kind": entry.kind if entry else None,
            "gss_code": entry.gss_code or None if entry else None,
            "welsh_url": entry.welsh_url or None if entry else None,
        }


def find_target(words: str) -> Target:
    """The target that a slug or a URL means; ends the command with a sentence for anything else."""
    return _by_url(words) if "://" in words else _by_slug(words)


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
    base = parsers.locate(f"{entry.base_url.rstrip('/')}/{PLANS_HOME}")
    return Target(entry.slug, entry.name, base.base, (base.canonical,), entry)


def _by_url(url: str) -> Target:
    try:
        location = parsers.locate(url)
    except ValueError as error:
        stop(str(error), Exit.USAGE)
    entry = Register.load().by_url(url)
    seed = location.canonical if location.script else f"{location.base}/{PLANS_HOME}"
    council = entry.slug if entry else location.council
    return Target(council, entry.name if entry else location.council, location.base, (seed,), entry)
