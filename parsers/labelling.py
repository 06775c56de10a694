"""Labels found by vocabulary, for pages that have no markup to tell them by: text renderings and old skins.

Before the first field everything is prose, however much a line in it looks like a label.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from .blocks import FIELD, HEADING, PARAGRAPH, STRONG, Block
from .vocabulary.headings import DESCRIPTION_HEADINGS, PLAN_ITEMS_HEADINGS, SECTION_FIELDS
from .vocabulary.labels import LABELS, OPENING_FIELDS

_SHAPE: Final = re.compile(r"([^\W\d_][^:\n]{1,69}?)\s*::?(?:\s+(.*))?", re.DOTALL)
_MOST_WORDS: Final = 8
_PROSE: Final = (PARAGRAPH, STRONG, HEADING)
_PROSE_SECTIONS: Final = frozenset({"consultation_process", "consultees"})


def opens_block(line: str) -> bool:
    """Whether a line of text begins something of its own: a labelled value, or a heading in the vocabulary."""
    shaped = _SHAPE.fullmatch(line)
    if shaped and (shaped[1].lower() in LABELS or _may_be_label(shaped[1])):
        return True
    folded = line.lower().rstrip(": ")
    return folded in SECTION_FIELDS or folded in PLAN_ITEMS_HEADINGS or is_description_heading(line)


def is_description_heading(line: str) -> bool:
    """Whether a whole line is a heading that councils are known to write into descriptions."""
    heading = DESCRIPTION_HEADINGS.get(line.partition(" ")[0].rstrip(":").lower())
    return heading is not None and heading.fullmatch(line) is not None


def label_fields(blocks: Iterable[Block], opening: frozenset[str] = OPENING_FIELDS) -> Iterator[Block]:
    """Turn labelled paragraphs into fields and known headings into headings, from the first of `opening` fields on."""
    opened = in_prose = False
    for block in blocks:
        if block.kind not in _PROSE:
            yield block
            continue
        prose: list[str] = []
        for line in block.text.split("\n"):
            laid = _field(line, block, None if opened else opening, in_prose=in_prose) or _heading(
                line, block, opened=opened
            )
            if laid is None:
                prose.append(line)
                continue
            if prose:
                yield block._replace(text="\n".join(prose), kind=PARAGRAPH)
                prose = []
            opened = True
            in_prose = laid.kind is HEADING and SECTION_FIELDS.get(laid.text.lower()) in _PROSE_SECTIONS
            yield laid
        if prose:
            yield block._replace(text="\n".join(prose))


def _field(line: str, block: Block, opening: frozenset[str] | None, *, in_prose: bool) -> Block | None:
    """A line as a field. While nothing has opened the fields, only a label in `opening` is one."""
    shaped = _SHAPE.fullmatch(line)
    if shaped is None:
        return None
    known = LABELS.get(shaped[1].lower())
    if opening is not None:
        if known is None or known.field not in opening:
            return None
    elif known is None and (in_prose or not _may_be_label(shaped[1])):
        return None
    return block._replace(kind=FIELD, text=shaped[2] or "", label=shaped[1])


def _heading(line: str, block: Block, *, opened: bool) -> Block | None:
    heading = line.rstrip(": ")
    if (opened and heading.lower() in SECTION_FIELDS) or heading.lower() in PLAN_ITEMS_HEADINGS:
        return block._replace(kind=HEADING, text=heading)
    return None


def _may_be_label(words: str) -> bool:
    """Whether words before a colon read like a council's own label rather than like a sentence."""
    return words[0].isupper() and len(words.split()) <= _MOST_WORDS and not re.search(r"[.;!]", words)
