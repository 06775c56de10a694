"""Page types, one module each, found by themselves: a declaration `PAGE` above a pure function `read`."""

import pkgutil
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import Final, NamedTuple

from ..blocks import PARAGRAPH, Block
from ..frame import Frame
from ..records import Record
from ..urls import Location
from ..vocabulary.headings import PAGE_KINDS
from ..vocabulary.labels import ISSUE_WORDS, OPENING_FIELDS, Words

NO_READER: Final = "none/0"  # what reads a page of a type that nobody reads


class PageType(NamedTuple):
    """A page type: its name, the scripts that print it, and its reader's version.

    `version` rises whenever the reader sees something else in the same page. `opening` are the fields that end the
    prose in a text, `words` its labels; where `is_labelled` is false, the reader finds the labels in a text by itself.
    `kinds` is what the page's own heading may say where nothing marks it, `own_kinds` what no page of another type is
    headed. `is_register` says that decisions are listed,
    with refs hidden among them and a form to search them, `has_agenda` that items have titles of agendas. A type that
    `is_xml` is data, and its reader lays the blocks.
    """

    name: str
    scripts: tuple[str, ...]
    version: int
    opening: frozenset[str] = OPENING_FIELDS
    words: Words = ISSUE_WORDS
    is_labelled: bool = True
    kinds: frozenset[str] = PAGE_KINDS
    own_kinds: frozenset[str] = frozenset()
    is_register: bool = False
    has_agenda: bool = False
    is_xml: bool = False

    @property
    def reader(self) -> str:
        """The name and version of its reader."""
        return f"{self.name}/{self.version}"


@dataclass(slots=True)
class Source:
    """What a page module reads: where the page was, its blocks, and whether it came as text, its links lost.

    `is_own` says that the blocks are ModernGov's own element alone, with nothing of the site around it. A page's
    links are resolved once each, however many readers ask.
    """

    location: Location
    blocks: list[Block]
    frame: Frame
    is_text: bool
    is_own: bool
    page: bytes
    _resolved: dict[str, Location | None] = field(default_factory=dict)

    def resolve(self, href: str) -> Location | None:
        """The location that a link on this page leads to; `None` where it is no web address."""
        if href not in self._resolved:
            self._resolved[href] = self.location.resolve(href)
        return self._resolved[href]


class Unread(NamedTuple):
    """A piece of a page that no rule reads, kept so that it is not lost: where it stood, and what it says."""

    place: str
    text: str


class Found(NamedTuple):
    """What a page module made of a page. `recognised` is false where the page is not of this type at all.

    `is_cut_off` says that the page ends too early: then nothing of it counts. `laid` are blocks that the reader laid
    itself, for their links.
    """

    records: tuple[Record, ...] = ()
    unread: tuple[Unread, ...] = ()
    warnings: tuple[str, ...] = ()
    recognised: bool = True
    is_empty_list: bool = False
    is_cut_off: bool = False
    laid: tuple[Block, ...] = ()


def prose(source: Source) -> tuple[Unread, ...]:
    """The paragraphs of a page of links, which no record states."""
    return tuple(Unread("prose", block.text) for block in source.blocks if block.kind is PARAGRAPH and not block.links)


class Reader(NamedTuple):
    """A page type together with the function that reads it."""

    type: PageType
    read: Callable[[Source], Found]


def is_headed_otherwise(page_type: PageType, heading: str | None) -> bool:
    """Whether a page's own heading says that it is a page of another type."""
    return _owners().get((heading or "").lower(), page_type.name) != page_type.name


@cache
def _owners() -> dict[str, str]:
    """The name of the page type that each heading of a single type belongs to."""
    return {kind: reader.type.name for reader in readers().values() for kind in reader.type.own_kinds}


@cache
def readers() -> dict[str, Reader]:
    """Every page module's reader, by the script that it answers to."""
    found: dict[str, Reader] = {}
    for module_info in pkgutil.iter_modules(__path__):
        module = import_module(f"{__name__}.{module_info.name}")
        for script in module.PAGE.scripts:
            found[script] = Reader(module.PAGE, module.read)
    return found
