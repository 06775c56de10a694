"""Labels found by vocabulary, for pages that have no markup to tell them by: text renderings and old skins.

Before the first field everything is prose, however much a line in it looks like a label.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from .blocks import FIELD, HEADING, PARAGRAPH, STRONG, Block
from .values import is_urgency_sentence
from .vocabulary.headings import DESCRIPTION_HEADINGS, PLAN_ITEMS_HEADINGS, SECTION_FIELDS
from .vocabulary.labels import (
    CONTACT_PARTS,
    ISSUE_WORDS,
    OPENING_FIELDS,
    PROSE_HEADINGS,
    UNCERTAIN_LABELS,
    Label,
    Words,
)

_SHAPE: Final = re.compile(r"([^\W\d_][^:\n]{1,69}?)\s*::?(?:\s+(.*))?", re.DOTALL)
_MOST_WORDS: Final = 8
_PROSE: Final = (PARAGRAPH, STRONG, HEADING)
_WORDS_OF_A_PLAIN_LABEL: Final = 3
_UNKNOWN: Final = Label(None)


def opens_block(line: str, words: Words = ISSUE_WORDS) -> bool:
    """Whether a line of text begins something of its own: a labelled value, or a heading in the vocabulary."""
    shaped = _SHAPE.fullmatch(line)
    if shaped and (shaped[1].lower() in words.labels or _may_be_label(shaped[1])):
        return True
    return _is_known_heading(line) or is_description_heading(line) or is_urgency_sentence(line)


def ends_list(line: str, words: Words = ISSUE_WORDS) -> bool:
    """Whether a line of text can be no part of a list entry before it: a label or heading in the vocabulary."""
    shaped = _SHAPE.fullmatch(line)
    return (shaped is not None and shaped[1].lower() in words.labels) or _is_known_heading(line)


def _is_known_heading(line: str) -> bool:
    folded = line.lower().rstrip(": ")
    return folded in SECTION_FIELDS or folded in PROSE_HEADINGS or folded in PLAN_ITEMS_HEADINGS


def split_label(line: Block, labels: Mapping[str, Label]) -> Block | None:
    """A line as a field, where it begins with a label of the vocabulary; null for any other."""
    label, colon, text = line.text.partition(":")
    if not colon or label.strip().lower() not in labels:
        return None
    return line._replace(kind=FIELD, label=label.strip(), text=text.lstrip(": "))


def is_description_heading(line: str) -> bool:
    """Whether a whole line is a heading that councils are known to write into descriptions."""
    heading = DESCRIPTION_HEADINGS.get(line.partition(" ")[0].rstrip(":").lower())
    return heading is not None and heading.fullmatch(line) is not None


def label_fields(
    blocks: Sequence[Block], opening: frozenset[str] = OPENING_FIELDS, words: Words = ISSUE_WORDS
) -> list[Block]:
    """Turn labelled paragraphs into fields and known headings into headings, from the first of `opening` fields on."""
    lines = (line for block in blocks if block.kind in _PROSE for line in block.text.split("\n"))
    labeller = _Labeller(opening, words, is_plain=any(_is_plain_opening(line, opening, words) for line in lines))
    for block in blocks:
        if block.kind in _PROSE and block.text:
            labeller.take(block)
        else:
            labeller.laid.append(block)
    return labeller.laid


def _is_plain_opening(line: str, opening: frozenset[str], words: Words) -> bool:
    shaped = _SHAPE.fullmatch(line)
    folded = shaped[1].lower() if shaped else ""
    known = words.labels.get(folded)
    return known is not None and known.field in opening and folded not in UNCERTAIN_LABELS


class _Labeller:
    """Lays fields, headings and what is left of the paragraphs between them, line by line."""

    def __init__(self, opening: frozenset[str], words: Words, *, is_plain: bool) -> None:
        self.laid: list[Block] = []
        self._opening = opening
        self._labels = words.labels
        self._headings = PROSE_HEADINGS if words is ISSUE_WORDS else words.prose_headings
        self._words = words
        self._is_plain = is_plain
        self._opened = self._in_prose = False

    def take(self, block: Block) -> None:
        """Lay the lines of a paragraph."""
        in_contact = False
        rest: list[str] = []
        for line in block.text.split("\n"):
            laid = self._field(line, block) or self._heading(line, block)
            if in_contact and (laid is None or laid.label.lower() in CONTACT_PARTS):
                self.laid[-1] = self.laid[-1]._replace(text=f"{self.laid[-1].text}\n{line}")
                continue
            if laid is None:
                rest.append(line)
                continue
            self._lay_rest(rest, block)
            self._opened = True
            self._in_prose = self._begins_prose(laid)
            self.laid.append(laid)
            in_contact = laid.label.lower() == "contact"
        self._lay_rest(rest, block)

    def _begins_prose(self, laid: Block) -> bool:
        """Whether what follows is prose, in which only known labels are labels."""
        if laid.kind is HEADING:
            return laid.text.lower() in self._headings
        return self._words.is_prose_closed and self._labels.get(laid.label.lower(), _UNKNOWN).prose

    def _lay_rest(self, lines: list[str], block: Block) -> None:
        """Lay the lines that are neither; a paragraph without any other keeps its kind."""
        text = "\n".join(lines)
        lines.clear()
        if text:
            self.laid.append(block if text == block.text else block._replace(text=text, kind=PARAGRAPH))

    def _field(self, line: str, block: Block) -> Block | None:
        """A line as a field. While nothing has opened the fields, only few labels are one."""
        shaped = _SHAPE.fullmatch(line)
        if shaped is None:
            return None
        if not self._opened:
            if not self._opens(shaped[1].lower()):
                return None
        elif shaped[1].lower() not in self._labels and not self._may_be_unknown(shaped[1]):
            return None
        return block._replace(kind=FIELD, text=shaped[2] or "", label=shaped[1])

    def _may_be_unknown(self, label: str) -> bool:
        return self._words.allows_unknown and not self._in_prose and _may_be_label(label)

    def _opens(self, label: str) -> bool:
        """Whether a label, folded, begins the fields: one of the opening fields, or words that no prose begins with."""
        known = self._labels.get(label)
        if known is None or (self._is_plain and label in UNCERTAIN_LABELS):
            return False
        return known.field in self._opening or label.count(" ") >= _WORDS_OF_A_PLAIN_LABEL - 1

    def _heading(self, line: str, block: Block) -> Block | None:
        heading = line.rstrip(": ")
        folded = heading.lower()
        if (self._opened and (folded in SECTION_FIELDS or folded in self._headings)) or folded in PLAN_ITEMS_HEADINGS:
            return block._replace(kind=HEADING, text=heading)
        return None


def _may_be_label(words: str) -> bool:
    """Whether words before a colon read like a council's own label rather than like a sentence."""
    return words[0].isupper() and len(words.split()) <= _MOST_WORDS and not re.search(r"[.;!]", words)
