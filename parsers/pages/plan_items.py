"""One edition of a forward plan: its period, and every item in it with what the plan says of the issue today.

Plan pages are rendered anew at every visit: an edition of 2004 shows today's statuses.
"""

import re
from collections.abc import Sequence
from typing import Final

from ..blocks import FIELD, ITEM, PARAGRAPH, TITLE, Block, Link
from ..edition import edition_line, part_items, plan_record, with_edition_apart
from ..plan_item import COLUMNS, Item
from ..values import is_urgency_sentence
from ..vocabulary.headings import PLAN_FURNITURE
from ..vocabulary.labels import LABELS, OPENING_FIELDS, Label
from ..vocabulary.statuses import STATUSES
from . import Found, PageType, Source, Unread

PAGE = PageType(
    name="plan_items",
    scripts=("mgListPlanItems.aspx",),
    version=3,
    opening=OPENING_FIELDS | {"decision_maker"},
)

_NUMBER: Final = re.compile(r"(\d{1,4})\s*[.:]?")
_ITEM_STARTS: Final = frozenset({"decision_maker", "due"})
_ITEM_FIELDS: Final = frozenset(COLUMNS - {"due_reason"})
_UNKNOWN: Final = Label(None)
_SENTENCE_END: Final = (".", ";", ",")
_LONGEST_SECTION: Final = 70


def read(source: Source) -> Found:
    """Read an edition. Without a plan id in the address there is no record to keep it under."""
    blocks = with_edition_apart(source.blocks)
    head, body = part_items(blocks)
    edition = edition_line(head)
    is_parted = edition is not None or len(head) < len(blocks)
    if not is_parted:  # a piece of a page
        head, body = [block for block in blocks if block.kind is TITLE], blocks
    reading = _Reading(source)
    reading.take(body)
    if not (is_parted or reading.items):
        return Found(recognised=False)
    plan_id = source.location.params.get("PlanId")
    if not plan_id:
        return Found(warnings=("id-missing",))
    items = [item.record(source, plan_id, place) for place, item in enumerate(reading.items, 1)]
    unknown = any(item.status and item.status.lower() not in STATUSES for item in items)
    return Found(
        records=(plan_record(source, plan_id, head, edition), *items),
        unread=tuple(reading.unread),
        warnings=("status-unknown",) if unknown else (),
        is_empty_list=not items,
    )


class _Reading:
    """The items of an edition being read, block by block."""

    def __init__(self, source: Source) -> None:
        self.items: list[Item] = []
        self.unread: list[Unread] = []
        self._source = source
        self._number: str | None = None
        self._section: str | None = None
        self._in_sections = False

    def take(self, blocks: Sequence[Block]) -> None:
        """Read everything below the edition's heading, in order."""
        is_text = self._source.is_text
        if is_text:
            blocks = [line for block in blocks for line in block.lines()]
        for at, block in enumerate(blocks):
            if block.kind is FIELD and not is_text:
                self._take_field(block)
                continue
            following = blocks[at + 1] if at + 1 < len(blocks) else None
            if block.kind is FIELD and not self._is_title_with_colon(block, following):
                self._take_field(block)
            elif block.kind is FIELD:
                self._begin(block._replace(text=f"{block.label}: {block.text}", kind=PARAGRAPH), None)
            elif (link := self._issue_link(block)) is not None:
                self._begin(block, link)
            elif (number := _NUMBER.fullmatch(block.text)) is not None:
                self._end_numbered()
                self._number = number[1]
            elif self._is_text_title(block, following):
                self._begin(block, None)
            elif block.text.lower() not in PLAN_FURNITURE:
                self._take_prose(block, following)
        self._end_numbered()

    def _end_numbered(self) -> None:
        """Keep an item of which there is nothing but its number."""
        if self._number is not None:
            self._begin(None, None)

    def _begin(self, block: Block | None, link: Link | None) -> None:
        self.items.append(Item(self._number, self._section, block, link))
        self._number, self._in_sections = None, False

    def _take_field(self, block: Block) -> None:
        current = self.items[-1] if self.items else None
        repeats = (
            self._source.is_text
            and current is not None
            and block.label.lower() == "decision maker"
            and "decision_maker" in current.fields.values
        )
        if current is None or self._number is not None or repeats:
            self._begin(None, None)  # an item whose title was lost
        self.items[-1].fields.begin(block)

    def _take_prose(self, block: Block, following: Block | None) -> None:
        current = self.items[-1] if self.items else None
        if current is not None and is_urgency_sentence(block.text):
            current.urgent = True
            current.fields.end()
        elif self._is_section(block, following, current):
            self._section = f"{self._section} / {block.text}" if self._in_sections else block.text
            self._in_sections = True
            if current is not None:
                current.fields.end()
        elif (current is None or not current.fields.extend(block)) and block.text:
            self.unread.append(Unread("items", block.text))

    def _issue_link(self, block: Block) -> Link | None:
        """The link that makes a block an item's title."""
        for link in block.links:
            target = self._source.resolve(link.href)
            if target is not None and target.script == "mgIssueHistoryHome.aspx":
                return link
        return None

    def _is_text_title(self, block: Block, following: Block | None) -> bool:
        """In a text a title stands behind a number, or before the first field of an item."""
        if not block.text or block.links:
            return False
        if self._number is not None:
            return True
        return self._source.is_text and self._starts_item(following)

    def _starts_item(self, block: Block | None) -> bool:
        """Whether a field is the first of another item: one that the item before it has already."""
        if block is None or block.kind is not FIELD:
            return False
        field = LABELS.get(block.label.lower(), _UNKNOWN).field
        return field in _ITEM_STARTS and (not self.items or field in self.items[-1].fields.values)

    def _is_title_with_colon(self, block: Block, following: Block | None) -> bool:
        """Whether what reads like a label is a title in a text: it stands where only a title can."""
        if LABELS.get(block.label.lower(), _UNKNOWN).field in _ITEM_FIELDS:
            return False
        return self._number is not None or self._starts_item(following)

    def _is_section(self, block: Block, following: Block | None, current: Item | None) -> bool:
        """Whether words between items head a section: a row of their own, or a short line right before an item."""
        if not block.text or block.kind is ITEM:
            return False
        if current is None:
            return True
        if not self._source.is_text:
            return block.group != current.group
        if not current.fields.is_open:
            return True
        if len(block.text) > _LONGEST_SECTION or block.text.endswith(_SENTENCE_END) or following is None:
            return False
        return _NUMBER.fullmatch(following.text) is not None or self._in_sections
