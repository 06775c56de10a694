"""The items of an agenda, on a meeting's page or alone: number, title, text, decision, minutes, documents.

A text rendering is first laid out as the HTML would be, so that one reader serves both.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final, NamedTuple

from .blocks import AGENDA_HEADING, AGENDA_TITLE, FIELD, HEADING, ITEM, PARAGRAPH, Block, Link
from .dates import iso_day
from .entries import document_entry
from .fields import Fields
from .labelling import split_label
from .pages import Source, Unread
from .records import AgendaItem, DocumentEntry
from .urls import Location
from .vocabulary.labels import Label
from .vocabulary.meetings import AGENDA_FURNITURE, ITEM_HEADINGS, ITEM_LABELS
from .vocabulary.statuses import RESTRICTED_ENCLOSURES

_NUMBER: Final = re.compile(r"(?:\d{1,4}(?:[./-]\d{1,4}){0,3}\s?[a-z]?|[A-Za-z]\d{0,3})\s?[.:)]?")
_DIGIT: Final = re.compile(r"\d")
_MEETING: Final = re.compile(r"(\d\d/\d\d/\d{4})\s*[-\u2013]\s*(.+?)(?:\s*\((?:Item|Eitem) ([^()]+)\))?", re.IGNORECASE)
_COLUMNS: Final = AgendaItem.column_names()
_UNKNOWN: Final = Label(None, prose=True)
_ALWAYS_ABOUT_ITEMS: Final = frozenset({"mgListRecordedVotesShort.aspx"})
_ABOUT_ITEMS: Final = _ALWAYS_ABOUT_ITEMS | {
    "mgIssueHistoryHome.aspx",
    "ieDecisionDetails.aspx",
    "mgAi.aspx",
    "mgReasonsRestricted.aspx",
}


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
        if block.group and block.group == following.group and _is_number(block.text) and block.kind is not AGENDA_TITLE:
            laid[at] = block._replace(kind=AGENDA_TITLE)
            laid[at + 1] = following._replace(kind=AGENDA_TITLE)
    return laid


def _is_number(text: str) -> bool:
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
            elif at == 0 and block.kind is not ITEM and _is_number(line.text):
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


class MeetingLine(NamedTuple):
    """What `20/01/2022 - Cabinet (Item 8)` says of an item's meeting: the ISO day, the committee, the item's number."""

    date: str | None
    committee: str
    number: str | None


def read_meeting(text: str) -> MeetingLine | None:
    """The meeting that a line names; null where it is no such line."""
    found = _MEETING.fullmatch(text)
    return MeetingLine(iso_day(found[1]), found[2], found[3].rstrip(" .:)") if found[3] else None) if found else None


class Item:
    """One item being read."""

    def __init__(self, number: str | None, block: Block | None, *, is_sub_item: bool = False) -> None:
        self.fields = Fields(known=ITEM_LABELS)
        self.title: str | None = None
        self.group = block.group if block else 0
        self.unread: list[Unread] = []
        self._number = number.rstrip(" .:)") if number else None
        self._is_sub_item = is_sub_item
        self._texts: list[str] = []
        self._documents: list[DocumentEntry] = []
        self._in_documents = self._has_heading = False
        self._ids: dict[str, str] = {}

    def entitle(self, block: Block, source: Source) -> None:
        """Take the item's title; a linked one is its report as well."""
        self.note(block.links, source, anchors_only=True)
        files = tuple(link for link in block.links if not link.href.startswith("#"))
        entry = document_entry(block._replace(links=files), source)
        self.title = entry["title"] or None
        if files or entry["size"]:
            self._documents.append(entry)

    def take(self, block: Block, source: Source) -> None:
        """Take what stands below the title."""
        is_pointer = _is_pointer(block, source, is_within=self._has_heading)
        is_meeting = block.kind is FIELD and read_meeting(block.text) is not None
        self.note(block.links, source, anchors_only=bool(block.text) and not (is_pointer or is_meeting))
        if block.kind is FIELD:
            self._take_field(block, source)
        elif _is_heading(block):
            self._begin(block.text)
        elif block.text and not is_pointer and not is_furniture(block.text):
            self._take_text(block, source)

    def note(self, links: Sequence[Link], source: Source, *, anchors_only: bool) -> None:
        """Note the ids that links give: anchors everywhere, others only where they are ModernGov's own on the item."""
        for link in links:
            if link.href.startswith("#AI"):
                self._ids.setdefault("item", link.href[3:])
            elif not anchors_only and (target := source.resolve(link.href)):
                self._note_target(target)

    def _note_target(self, target: Location) -> None:
        match target.script:
            case "mgAi.aspx":
                names = {"ID": "item"}
                self._ids.setdefault("url", target.canonical)
            case "ieDecisionDetails.aspx":
                names = {"AIId": "item"}
                self._ids.setdefault("decision", target.canonical)
            case "mgIssueHistoryHome.aspx":
                names = {"IId": "issue"}
            case "mgReasonsRestricted.aspx":
                names = {}
                self._ids.setdefault("restriction", target.canonical)
            case "ieListDocuments.aspx":
                names = {"MId": "meeting", "CId": "committee"}
            case _:
                names = {}
        for parameter, name in names.items():
            if target.params.get(parameter):
                self._ids.setdefault(name, target.params[parameter])

    def _take_field(self, block: Block, source: Source) -> None:
        known = ITEM_LABELS.get(block.label.lower())
        self._in_documents = known is not None and known.field == "documents"
        if not self._in_documents:
            self.fields.begin(block)
            self._has_heading = self._has_heading or self.fields.in_prose
            return
        self._begin(block.label)
        if block.text:
            self._take_document(block._replace(label=""), source)

    def _begin(self, heading: str) -> None:
        """Begin what a heading within the item announces."""
        self._has_heading = True
        printed = heading.rstrip(": ")
        known = ITEM_LABELS.get(printed.lower(), _UNKNOWN)
        self._in_documents = known.field == "documents"
        if self._in_documents:
            self.fields.end()
            self.fields.labels["documents"] = printed
        else:
            self.fields.begin_prose(known.field, printed)

    def _take_text(self, block: Block, source: Source) -> None:
        is_above = not self._has_heading
        if self._in_documents or (is_above and block.text.lower().startswith(RESTRICTED_ENCLOSURES)):
            self._take_document(block, source)
        elif is_above:
            self._texts.append(block.text)
        elif not self.fields.extend(block):
            self.unread.append(Unread("items", block.text))

    def _take_document(self, block: Block, source: Source) -> None:
        for line in block.lines():
            self._documents.append(document_entry(line, source))

    def record(self, source: Source, meeting_id: str | None, place: int | None, **context: Any) -> AgendaItem:
        """The record that the page states of this item; `context` holds what the page says of it elsewhere."""
        fields, ids = self.fields, self._ids
        restriction = ids.get("restriction")
        meeting = read_meeting(fields.values.get("meeting", ""))
        stated = {
            "agenda_item_id": ids.get("item") or f"{meeting_id}/#{place}",
            "url": ids.get("url"),
            "committee_id": ids.get("committee"),
            "committee": meeting.committee if meeting else None,
            "date": meeting.date if meeting else None,
            "number": self._number or (meeting.number if meeting else None),
        }
        return AgendaItem(
            council=source.location.council,
            meeting_id=meeting_id or ids.get("meeting"),
            place=place,
            is_sub_item=self._is_sub_item if place else None,
            title=self.title,
            text="\n\n".join(self._texts) or None,
            decision=fields.text("decision"),
            minutes=fields.text("minutes"),
            issue_id=ids.get("issue"),
            is_restricted=True if restriction else None,
            restriction_url=restriction,
            is_decision=True if "decision" in ids else None,
            documents=self._documents or ([] if "documents" in fields.labels and not source.is_text else None),
            other_fields=fields.others(_COLUMNS | {"meeting"} if meeting else _COLUMNS) or None,
            labels=fields.labels or None,
            **stated | context,
        )

    @property
    def is_blank(self) -> bool:
        """Whether nothing but the item's number was found."""
        return not (self.title or self._texts or self._documents or self.fields.values or self.fields.other)


def _folded(heading: str) -> str:
    return heading.lower().rstrip(": ")


def is_furniture(text: str) -> bool:
    """Whether words stand around every agenda and say nothing of this one."""
    return " ".join(text.replace("|", " ").split()).lower() in AGENDA_FURNITURE


def _is_heading(block: Block) -> bool:
    """Whether a block is a heading within an item: marked as one, or in ModernGov's own words."""
    folded = _folded(block.text)
    if block.kind is AGENDA_HEADING or folded in ITEM_HEADINGS:
        return True
    return block.kind is HEADING and folded in ITEM_LABELS


def _is_pointer(block: Block, source: Source, *, is_within: bool) -> bool:
    """Whether a block only points to a page about the item, as "View the background to item 8." does.

    Below an item's first heading, where its own prose may be a link, only one to its votes is known to be.
    """
    if len(block.links) != 1 or block.links[0].text != block.text:
        return False
    target = source.resolve(block.links[0].href)
    return target is not None and target.script in (_ALWAYS_ABOUT_ITEMS if is_within else _ABOUT_ITEMS)


class Agenda:
    """The items of a meeting being read, block by block."""

    def __init__(self, source: Source) -> None:
        self.items: list[Item] = []
        self.outside: list[Block] = []
        self._source = source
        self._number: Block | None = None

    def take(self, blocks: Sequence[Block]) -> None:
        """Read everything from the first item on, in order."""
        for at, block in enumerate(blocks):
            following = blocks[at + 1] if at + 1 < len(blocks) else None
            if block.kind is AGENDA_TITLE:
                self._take_title(block, following)
            elif self._is_number_cell(block, following):
                self._end_numbered()
                self._number = block
            else:
                if block.text:  # the item of the number before has no title
                    self._end_numbered()
                self._take_other(block)
        self._end_numbered()

    def _take_other(self, block: Block) -> None:
        if block.kind is AGENDA_HEADING and self._is_sub_item(block):
            self._begin(None, block, is_sub_item=True)
        elif self.items and not self._is_outside(block):
            self.items[-1].take(block, self._source)
        else:
            self.outside.append(block)

    def _is_number_cell(self, block: Block, following: Block | None) -> bool:
        """Whether a number stands in a cell without the class of one, before its title."""
        is_before_title = following is not None and following.kind is AGENDA_TITLE and block.group == following.group
        return is_before_title and block.group != 0 and _is_number(block.text)

    def _take_title(self, block: Block, following: Block | None) -> None:
        """Take a number, or a title, which look alike but for their order in a row."""
        pairs = following is not None and following.kind is AGENDA_TITLE and block.group == following.group != 0
        has_number = self._number is not None and self._number.group == block.group
        if not has_number and (pairs or not block.text or _is_number(block.text)):
            self._end_numbered()
            self._number = block
        else:
            self._begin(self._number if has_number else None, block)

    def _end_numbered(self) -> None:
        """Keep an item of which there is nothing but its number, or its anchor."""
        if self._number is not None:
            self._begin(self._number, None)

    def _begin(self, number: Block | None, block: Block | None, *, is_sub_item: bool = False) -> None:
        item = Item(number.text if number else None, block or number, is_sub_item=is_sub_item)
        if number:
            item.note(number.links, self._source, anchors_only=True)
        if block:
            item.entitle(block, self._source)
        self.items.append(item)
        self._number = None

    def _is_sub_item(self, block: Block) -> bool:
        """Whether a heading within an item is the title of an item below it: a label ends in a colon."""
        return bool(block.text) and not block.text.endswith(":") and _folded(block.text) not in ITEM_LABELS

    def _is_outside(self, block: Block) -> bool:
        """Whether a block stands below the table of items."""
        return self.items[-1].group != 0 and block.group == 0
