"""An issue's description: the prose between its title and its fields."""

from collections.abc import Sequence
from typing import Final

from .blocks import FIELD, HEADING, PARAGRAPH, STRONG, Block
from .labelling import is_description_heading
from .records import Section
from .values import is_urgency_sentence
from .vocabulary.headings import SECTION_FIELDS

_HEADINGS: Final = (HEADING, STRONG)
_LONGEST_HEADING: Final = 200


def part_description(blocks: Sequence[Block]) -> tuple[Sequence[Block], Sequence[Block]]:
    """Part the description from the fields and lists behind it."""
    for at, block in enumerate(blocks):
        if block.kind is FIELD or is_urgency_sentence(block.text):
            return blocks[:at], blocks[at:]
        if block.kind in _HEADINGS and block.text.lower().rstrip(": ") in SECTION_FIELDS:
            return blocks[:at], blocks[at:]
    return blocks, ()


def without_title(described: Sequence[Block], title: str | None) -> Sequence[Block]:
    """A description without the title, which some skins print again."""
    for at, block in enumerate(described):
        first, _, below = block.text.partition("\n")
        if first not in ("", title):
            return described[at:]
        if below:
            return [block._replace(text=below), *described[at + 1 :]]
    return ()


def sections(blocks: Sequence[Block]) -> list[Section]:
    """Split a description at its headings; one without any heading has no sections."""
    parts: list[tuple[str | None, list[str]]] = [(None, [])]
    for block in blocks:
        if block.kind is PARAGRAPH and len(block.text) >= _LONGEST_HEADING and "\n" not in block.text:
            parts[-1][1].append(block.text)
            continue
        for line in filter(None, block.text.split("\n")):
            if block.kind in _HEADINGS or (len(line) < _LONGEST_HEADING and is_description_heading(line)):
                parts.append((line.rstrip(": "), []))
            else:
                parts[-1][1].append(line)
    if len(parts) == 1:
        return []
    return [Section(heading=heading, text="\n\n".join(texts)) for heading, texts in parts if heading or texts]
