"""The title of a record whose page has a heading of its own kind above it."""

from collections.abc import Sequence

from .blocks import FIELD, HEADING, PARAGRAPH, STRONG, TITLE, Block
from .frame import meta_title
from .pages import Source
from .vocabulary.decisions import DOCUMENT_HEADINGS

_LONGEST_UNCERTAIN: int = 120


_Title = tuple[str | None, Sequence[Block], list[str]]


def take_title(source: Source, known: frozenset[str] = frozenset()) -> _Title:
    """The title, the blocks behind it, and warnings. `known` are headings, folded, that are never a title."""
    blocks = source.blocks
    for at, block in enumerate(blocks):
        if block.kind is TITLE:
            return block.text, blocks[at + 1 :], []
        if block.kind is FIELD:
            break
    at = next((at for at, block in enumerate(blocks) if block.text), 0)
    first = blocks[at] if blocks else None
    if first is not None and first.kind is HEADING and not _is_known(first.text, known):
        return first.text, blocks[at + 1 :], []
    if not source.is_text:
        return meta_title(source.page), blocks, []
    return _in_text(source, first, known)


def _is_known(text: str, known: frozenset[str]) -> bool:
    folded = text.lower().rstrip(": ")
    return folded in known or folded in DOCUMENT_HEADINGS


def _in_text(
    source: Source, first: Block | None, known: frozenset[str]
) -> tuple[str | None, Sequence[Block], list[str]]:
    """A text's first line is the title behind the page's heading; without one it is only likely to be."""
    if first is None or first.kind not in (PARAGRAPH, STRONG):
        return None, source.blocks, ["title-missing"]
    line, _, rest = first.text.partition("\n")
    is_headed = source.frame.kind is not None
    if _is_known(line, known) or not (is_headed or (len(line) <= _LONGEST_UNCERTAIN and not line.endswith("."))):
        return None, source.blocks, ["title-missing"]
    below = [*([first._replace(text=rest)] if rest else []), *source.blocks[1:]]
    return line, below, [] if is_headed else ["title-uncertain"]
