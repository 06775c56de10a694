"""One edition of a forward plan: its period, and every item in it with what the plan says of the issue today.

Plan pages are rendered anew at every visit: an edition of 2004 shows today's statuses.
"""

import re
from collections.abc import Sequence
from typing import Final

from ..blocks import FIELD, ITEM, PARAGRAPH, TITLE, Block, Link
from ..dates import iso_day
from ..due import NO_DUE, read_due
from ..fields import Fields
from ..records import Plan, PlanItem
from ..references import split_reference
from ..values import affirmed, is_urgency_sentence, restriction
from ..vocabulary.headings import PLAN_FURNITURE, PLAN_ITEMS_HEADINGS
from ..vocabulary.labels import LABELS, OPENING_FIELDS, Label
from ..vocabulary.statuses import STATUSES
from . import Found, PageType, Source, Unread

PAGE = PageType(
    name="plan_items",
    scripts=("mgListPlanItems.aspx",),
    version=3,
    opening=OPENING_FIELDS | {"decision_maker"},
)

_EDITION: Final = re.compile(
    r"([^()]*(?:\([^()]*\)[^()]*)?)\((?P<period>(\d\d/\d\d/\d{4}) (?:to|i) (\d\d/\d\d/\d{4})(?:,\s*(.*))?)\)", re.DOTALL
)
_COLUMNS: Final = PlanItem.column_names() | {"due"}
_NUMBER: Final = re.compile(r"(\d{1,4})\s*[.:]?")
_NEW: Final = re.compile(r"\s*\b(?:New|Newydd)!$")
_ITEM_STARTS: Final = frozenset({"decision_maker", "due"})
_ITEM_FIELDS: Final = frozenset(_COLUMNS - {"due_reason"})
_UNKNOWN: Final = Label(None)
_SENTENCE_END: Final = (".", ";", ",")
_LONGEST_SECTION: Final = 70


def read(source: Source) -> Found:
    """Read an edition. Without a plan id in the address there is no record to keep it under."""
    blocks = _with_edition_apart(source.blocks)
    head, body = _part(blocks)
    edition = _edition(head)
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
        records=(_plan(source, plan_id, head, edition), *items),
        unread=tuple(reading.unread),
        warnings=("status-unknown",) if unknown else (),
        is_empty_list=not items,
    )


def _with_edition_apart(blocks: Sequence[Block]) -> Sequence[Block]:
    """Blocks with the edition line in one of its own; a dense text has more in its paragraph."""
    for at, block in enumerate(blocks):
        if "\n" in block.text and any(_EDITION.fullmatch(line.text) for line in block.lines()):
            return [*blocks[:at], *block.lines(), *blocks[at + 1 :]]
    return blocks


def _is_items_heading(block: Block) -> bool:
    return block.kind is not FIELD and block.text.lower().rstrip(": ") in PLAN_ITEMS_HEADINGS


def _part(blocks: Sequence[Block]) -> tuple[Sequence[Block], Sequence[Block]]:
    """Part what stands above the items from the items."""
    for at, block in enumerate(blocks):
        if _is_items_heading(block):
            return blocks[:at], blocks[at + 1 :]
    for at, block in enumerate(blocks):
        if _EDITION.fullmatch(block.text):
            return blocks[: at + 1], blocks[at + 1 :]
    return blocks, ()


def _edition(head: Sequence[Block]) -> re.Match[str] | None:
    """The edition line: a title, its period and its body in brackets."""
    return next((found for block in head if (found := _EDITION.fullmatch(block.text))), None)


def _plan(source: Source, plan_id: str, head: Sequence[Block], edition: re.Match[str] | None) -> Plan:
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


class _Item:
    """One item being read."""

    def __init__(self, number: str | None, section: str | None, block: Block | None, link: Link | None) -> None:
        self.fields = Fields()
        self.urgent = False
        self.group = block.group if block else 0
        self._number, self._section = number, section
        text = (link.text if link and link.text else block.text) if block else ""
        self._is_new = block is not None and block.text.endswith("!") and _NEW.search(block.text) is not None
        self._title = (_NEW.sub("", text) if text.endswith("!") else text) or None
        self._link = link

    def record(self, source: Source, plan_id: str, place: int) -> PlanItem:
        """The record that the plan states of this item."""
        fields = self.fields
        target = source.resolve(self._link.href) if self._link else None
        issue_id = target.params.get("IId") if target else None
        titled = split_reference(self._title) if self._title else None
        due = read_due(fields.values["due"]) if fields.text("due") else NO_DUE
        maker = fields.picked("decision_maker") or due.maker
        return PlanItem(
            council=source.location.council,
            plan_item_id=f"{plan_id}/{issue_id or f'#{place}'}",
            plan_id=plan_id,
            issue_id=issue_id,
            url=target.canonical if target else None,
            number=self._number,
            section=self._section,
            title=titled.title if titled else None,
            reference=titled.reference if titled else None,
            references=list(titled.references) if titled else None,
            is_new=self._is_new,
            decision_maker=maker,
            due_text=due.text,
            due_qualifier=due.qualifier,
            due_from=due.first,
            due_to=due.last,
            due_reason=due.reason or fields.text("due_reason"),
            is_made=_is_made(fields),
            lead_member=fields.picked("lead_member"),
            lead_officer=fields.picked("lead_officer"),
            status=fields.picked("status"),
            first_published=iso_day(fields.values.get("first_published", "")),
            is_urgent=True if self.urgent else affirmed(fields.values.get("is_urgent", "")),
            urgency_reason=fields.text("urgency_reason"),
            restriction=restriction(fields.values.get("restriction", "")),
            restriction_explanation=fields.text("restriction_explanation"),
            other_fields=fields.others(_COLUMNS),
            labels=fields.labels,
        )


def _is_made(fields: Fields) -> bool | None:
    """`Decision due:` becomes `Decision:` once the decision is made."""
    label = fields.labels.get("due")
    return None if label is None else label.lower() == "decision"


class _Reading:
    """The items of an edition being read, block by block."""

    def __init__(self, source: Source) -> None:
        self.items: list[_Item] = []
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
        self.items.append(_Item(self._number, self._section, block, link))
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

    def _is_section(self, block: Block, following: Block | None, current: _Item | None) -> bool:
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
