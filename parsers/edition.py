"""An edition of a forward plan: the line that names it, its period, and what stands above its items."""

import re
from collections.abc import Sequence
from typing import Final

from .blocks import FIELD, PARAGRAPH, TITLE, Block
from .dates import iso_day
from .pages import Source
from .records import Plan
from .vocabulary.headings import PLAN_FURNITURE, PLAN_ITEMS_HEADINGS

_EDITION: Final = re.compile(
    r"([^()]*(?:\([^()]*\)[^()]*)?)\((?P<period>(\d\d/\d\d/\d{4}) (?:to|i) (\d\d/\d\d/\d{4})(?:,\s*(.*))?)\)", re.DOTALL
)


def with_edition_apart(blocks: Sequence[Block]) -> Sequence[Block]:
    """Blocks with the edition line in one of its own; a dense text has more in its paragraph."""
    for at, block in enumerate(blocks):
        if "\n" in block.text and any(_EDITION.fullmatch(line.text) for line in block.lines()):
            return [*blocks[:at], *block.lines(), *blocks[at + 1 :]]
    return blocks


def _is_items_heading(block: Block) -> bool:
    return block.kind is not FIELD and block.text.lower().rstrip(": ") in PLAN_ITEMS_HEADINGS


def part_items(blocks: Sequence[Block]) -> tuple[Sequence[Block], Sequence[Block]]:
    """Part what stands above the items from the items."""
    for at, block in enumerate(blocks):
        if _is_items_heading(block):
            return blocks[:at], blocks[at + 1 :]
    for at, block in enumerate(blocks):
        if _EDITION.fullmatch(block.text):
            return blocks[: at + 1], blocks[at + 1 :]
    return blocks, ()


def edition_line(head: Sequence[Block]) -> re.Match[str] | None:
    """The edition line: a title, its period and its body in brackets."""
    return next((found for block in head if (found := _EDITION.fullmatch(block.text))), None)


def plan_record(source: Source, plan_id: str, head: Sequence[Block], edition: re.Match[str] | None) -> Plan:
    """The record of the edition."""
    lines, above = [block for block in head if block.text], 0
    if edition:
        title, period, first, last, body = edition.groups()
        title = title.strip()
        at = next(at for at, block in enumerate(lines) if _EDITION.fullmatch(block.text))
        above = 0 if source.frame.kind else 1  # what a council calls its plan, where that is no known heading
    else:
        at = above = _title_at(lines)
        title, period, first, last, body = lines[at].text if lines else None, None, "", "", None
    texts = (block.text for block in (*lines[above:at], *lines[at + 1 :]) if block.text.lower() not in PLAN_FURNITURE)
    introduction = "\n\n".join(texts)
    return Plan(
        council=source.location.council,
        plan_id=plan_id,
        url=source.location.canonical,
        title=title or None,
        body=body,
        body_id=source.location.params.get("RPId"),
        period_from=iso_day(first),
        period_to=iso_day(last),
        period_text=period,
        introduction=introduction or None,
    )


def _title_at(lines: Sequence[Block]) -> int:
    """Where the edition's title stands: marked as one, else behind the page's own heading, which a text keeps."""
    marked = next((at for at, block in enumerate(lines) if block.kind is TITLE), None)
    if marked is not None:
        return marked
    return min(1, len(lines) - 1) if lines and lines[0].kind is PARAGRAPH else 0
