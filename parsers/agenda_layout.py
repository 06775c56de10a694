"""An agenda's blocks, with the numbers, titles and headings of its items known.

A text rendering is laid out as the HTML would be, so that one reader serves both.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final

from .blocks import AGENDA_HEADING, AGENDA_TITLE, ITEM, PARAGRAPH, Block
from .labelling import split_label
from .pages import Source
from .vocabulary.labels import Label
from .vocabulary.meetings import ITEM_LABELS

_NUMBER: Final = re.compile(r"(?:\d{1,4}(?:[./-]\d{1,4}){0,3}\s?[a-z]?|[A-Za-z]\d{0,3})\s?[.:)]?")
_DIGIT: Final = re.compile(r"\d")


def agenda_blocks(source: Source, labels: Mapping[str, Label]) -> list[Block]:
    """A page's blocks with the numbers, titles and headings of its items known, where its markup does not tell them.

    `labels` are those that a text may have before its first item.
    """
    if source.is_text:
        return list(_laid_from_text(source.blocks, labels))
    if any(block.kind is AGENDA_TITLE for block in source.blocks):
        return source.blocks
    laid = list(source.blocks)
    for at, (block, following) in enumerate(pairwise(source.blocks)):
        if block.group and block.group == following.group and is_number(block.text) and block.kind is not AGENDA_TITLE:
            laid[at] = block._replace(kind=AGENDA_TITLE)
            laid[at + 1] = following._replace(kind=AGENDA_TITLE)
    return laid


def is_number(text: str) -> bool:
    """Whether a text is an item's number, such as `7`, `12.1` or `B3:`."""
    return _NUMBER.fullmatch(text) is not None and _DIGIT.search(text) is not None


def _laid_from_text(blocks: Sequence[Block], labels: Mapping[str, Label]) -> Iterator[Block]:
    """Lay a text's lines: a number on a line of its own begins an item, and its title follows."""
    titled, started = False, False
    for block in blocks:
        lines = block.lines()
        for at, line in enumerate(lines):
            if titled:
                titled = False
                yield line._replace(kind=AGENDA_TITLE)
            elif at == 0 and block.kind is not ITEM and is_number(line.text):
                titled = started = True
                yield line._replace(kind=AGENDA_TITLE)
            else:
                yield from _labelled(line, ITEM_LABELS if started else labels, started=started)


def _labelled(line: Block, labels: Mapping[str, Label], *, started: bool) -> Iterator[Block]:
    """A line as what its label makes of it: a field above the agenda, a heading and what stands behind it within."""
    field = split_label(line, labels)
    if field is None:
        yield line
    elif not started:
        yield field
    else:
        yield line._replace(kind=AGENDA_HEADING, text=f"{field.label}:")
        if field.text:
            yield line._replace(kind=PARAGRAPH, text=field.text)


def item_blocks(source: Source, blocks: Sequence[Block]) -> list[Block]:
    """The blocks below an item's title on a page of its own; in a text with its headings told by their words."""
    if not source.is_text:
        return list(blocks)
    lines = (line for block in blocks for line in block.lines())
    return [laid for line in lines for laid in _labelled(line, ITEM_LABELS, started=True)]
