"""One item of an agenda: its title, text, decision, minutes and documents, and the ids that its links give."""

import re
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from .blocks import AGENDA_HEADING, FIELD, HEADING, Block, Link
from .dates import iso_day
from .entries import document_entry
from .fields import Fields
from .pages import Source, Unread
from .records import AgendaItem, DocumentEntry
from .urls import Location
from .vocabulary.labels import Label
from .vocabulary.meetings import AGENDA_FURNITURE, ITEM_HEADINGS, ITEM_LABELS
from .vocabulary.statuses import RESTRICTED_ENCLOSURES

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
