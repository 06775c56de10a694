"""The plain-text rendering of a page, to the same blocks that HTML becomes.

Such texts come from archives and extractors. Markup and links are gone; what is left is lines, blank lines, bullets
and the words themselves, so labels and headings are known by the vocabulary alone.
"""

import re
from collections.abc import Iterator
from typing import Final

from .blocks import ITEM, PARAGRAPH, Block
from .folding import fold
from .labelling import opens_block

# "·" is left out: it is Word's own bullet, inside a description.
_BULLET: Final = re.compile(r"\s*[•*\u25e6\u25aa\u25cf]\s+(.*)")
_SENTENCE_END: Final = (".", ":", ";", "?", "!")
_WRAP_WIDTH: Final = 55


def blocks(text: str) -> list[Block]:
    """Read a text rendering into blocks: paragraphs and list items, with hard wraps undone."""
    laid: list[Block] = []
    group = 0
    for paragraph in _paragraphs(text):
        is_item = paragraph[0].startswith("\0")
        if is_item:
            group = group if laid and laid[-1].kind is ITEM else group + 1
            laid.append(Block(ITEM, _unwrapped([paragraph[0][1:], *paragraph[1:]]), group=group))
        else:
            laid.append(Block(PARAGRAPH, _unwrapped(paragraph)))
    return laid


def _paragraphs(text: str) -> Iterator[list[str]]:
    """Lines between blank lines; a bullet begins a paragraph of its own, marked with a NUL."""
    lines: list[str] = []
    for raw in text.replace("\r\n", "\n").replace("\0", "").split("\n"):
        bullet = _BULLET.fullmatch(raw)
        line = fold(bullet[1] if bullet else raw)
        if lines and (bullet or not line):
            yield lines
            lines = []
        if line:
            lines.append("\0" + line if bullet else line)
    if lines:
        yield lines


def _unwrapped(lines: list[str]) -> str:
    """Join lines that were one line before an extractor wrapped it; other line breaks stay."""
    joined = lines[0]
    width = len(joined)
    for line in lines[1:]:
        wrapped = not opens_block(line) and (
            line[0].islower() or (width >= _WRAP_WIDTH and not joined.endswith(_SENTENCE_END))
        )
        joined += (" " if wrapped else "\n") + line
        width = len(line)
    return joined
