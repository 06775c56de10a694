"""The plain-text rendering of a page, to the same blocks that HTML becomes.

Such texts come from archives and extractors. Markup and links are gone; what is left is lines, blank lines, bullets
and the words themselves, so labels and headings are known by the vocabulary alone.
"""

import re
from collections.abc import Iterator
from typing import Final

from .blocks import ITEM, PARAGRAPH, Block
from .folding import fold
from .labelling import ends_list, opens_block
from .vocabulary.labels import ISSUE_WORDS, Words

# "·" is left out: it is Word's own bullet, inside a description.
_BULLET: Final = re.compile(r"\s*[•*\u25e6\u25aa\u25cf]\s+(.*)")
_SENTENCE_END: Final = (".", ":", ";", "?", "!")
_ITEM_NUMBER: Final = re.compile(r"\d{1,3}[.:]?")
_DASHES: Final = ("- ", "\u2013 ")
_WHOLE_END: Final = re.compile(
    r"\d ?[KMG]?B$|\(\d\d/\d\d/\d{4} (?:to|i) \d\d/\d\d/\d{4}[^()]*\)$"
    r"|ref: \d{1,9}(?:\d\d/\d\d/\d{4}){0,2}(?: .{0,60}|Not for call-in|\d{1,3})?$"  # a register's decision
    r"|^Meeting: \d\d/\d\d/\d{4} "  # an issue's meeting
)
_WRAP_WIDTH: Final = 55


def blocks(text: str, words: Words = ISSUE_WORDS) -> list[Block]:
    """Read a text rendering into blocks: paragraphs and list items, with hard wraps undone."""
    laid: list[Block] = []
    group = 0
    for paragraph in _paragraphs(text, words):
        is_item = paragraph[0].startswith("\0")
        if is_item:
            group = group if laid and laid[-1].kind is ITEM else group + 1
            laid.append(Block(ITEM, _unwrapped([paragraph[0][1:], *paragraph[1:]], words), group=group))
        else:
            laid.append(Block(PARAGRAPH, _unwrapped(paragraph, words)))
    return laid


def _paragraphs(text: str, words: Words) -> Iterator[list[str]]:
    """Lines between blank lines; a bullet begins a paragraph of its own, marked with a NUL."""
    lines: list[str] = []
    for raw in text.replace("\r\n", "\n").replace("\0", "").split("\n"):
        bullet = _BULLET.fullmatch(raw)
        line = fold(bullet[1] if bullet else raw)
        ends_item = lines and lines[0].startswith("\0") and not bullet and ends_list(line, words)
        if lines and (bullet or not line or ends_item):
            yield lines
            lines = []
        if line:
            lines.append("\0" + line if bullet else line)
    if lines:
        yield lines


def _unwrapped(lines: list[str], words: Words) -> str:
    """Join lines that were one line before an extractor wrapped it; other line breaks stay."""
    joined = lines[0]
    before = lines[0]
    for line in lines[1:]:
        joined += (" " if _is_wrapped(before, line, words) else "\n") + line
        before = line
    return joined


def _is_wrapped(before: str, line: str, words: Words) -> bool:
    """Whether a line is the rest of the one before it, which was too long for the extractor's page."""
    if opens_block(line, words) or line.startswith(_DASHES) or _ITEM_NUMBER.fullmatch(line):
        return False
    if line[0].islower():
        return True
    if len(before) < _WRAP_WIDTH or before.endswith(_SENTENCE_END) or _WHOLE_END.search(before):
        return False
    return not (" - " in before and " - " in line)  # a list of names and their posts
