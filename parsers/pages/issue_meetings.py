"""An issue's meetings: every agenda item on which the issue was taken, with the full text of its minutes.

An item's own id stands in its links alone. Where there is none the item is kept under the issue, the day and the
item's number (`IId/56176/2021-01-19/320`), which no id of ModernGov's can be.
"""

import re
from collections.abc import Sequence
from typing import Final

from ..blocks import AGENDA_HEADING, FIELD, HEADING, ITEM, PARAGRAPH, STRONG, Block
from ..dates import iso_day
from ..entries import document_entry
from ..records import AgendaItem, DocumentEntry
from ..titles import take_title
from ..vocabulary.decisions import DOCUMENT_HEADINGS, ISSUE_MEETINGS_KINDS, ITEM_PARTS, PROSE_WORDS
from ..vocabulary.meetings import MEETINGS_KINDS
from . import Found, PageType, Source, Unread

PAGE = PageType(
    name="issue_meetings",
    scripts=("ieIssueDetails.aspx",),
    version=1,
    opening=frozenset(),
    words=PROSE_WORDS,
    kinds=ISSUE_MEETINGS_KINDS,
    own_kinds=ISSUE_MEETINGS_KINDS - MEETINGS_KINDS,
    has_agenda=True,
)

_MEETING: Final = re.compile(
    r"(?:(?:Meeting|Cyfarfod):\s*)?(\d\d/\d\d/\d{4})\s*[-\u2013]\s*(.*?)\s*(?:\((?:Item|Eitem)\s+([^()]{1,20})\))?",
    re.IGNORECASE | re.DOTALL,
)
_LABELS: Final = ("meeting", "cyfarfod")
_LONGEST_HEADING: Final = 400
_ANCHOR: Final = re.compile(r"#AI(\d+)$")
_FULL_TEXT: Final = re.compile(r"\W*view the full \w+ text for item", re.IGNORECASE)


def read(source: Source) -> Found:
    """Read an issue's meetings. Without an issue's id in the address there is nothing to keep the items under."""
    _, blocks, warnings = take_title(source)
    reading = _Reading(source)
    reading.take(source.blocks if _heads(source.blocks) else blocks)
    if not (reading.items or (source.frame.kind or "").lower() in ISSUE_MEETINGS_KINDS):
        return Found(recognised=False)
    issue_id = source.location.params.get("IId")
    if not issue_id:
        return Found(warnings=("id-missing",), unread=tuple(reading.unread))
    records = _records(source, reading, issue_id)
    return Found(
        records=records,
        unread=tuple(reading.unread),
        warnings=tuple(warnings),
        is_empty_list=not (records or reading.unread),
    )


def _heads(blocks: Sequence[Block]) -> bool:
    """Whether the first meeting stands where the issue's title would, at councils that leave that out."""
    first = next((block for block in blocks if block.text), None)
    return first is not None and _meeting(first) is not None


def _meeting(block: Block) -> re.Match[str] | None:
    """The meeting that a block heads: `Meeting: 19/01/2021 - Committee (Item 320)`."""
    if block.kind is FIELD:
        return _MEETING.fullmatch(block.text) if block.label.lower() in _LABELS else None
    if len(block.text) > _LONGEST_HEADING or not block.text.lower().startswith(_LABELS):
        return None
    return _MEETING.fullmatch(block.text)


class _Item:
    """One item being read: whose meeting it was on, and its parts."""

    def __init__(self, block: Block, found: re.Match[str]) -> None:
        self.links = list(block.links)
        self.date = iso_day(found[1])
        self.committee = found[2] or None
        self.number = (found[3] or "").strip(" .:") or None
        self.title: str | None = None
        self.texts: dict[str, list[str]] = {"text": []}
        self.documents: list[DocumentEntry] | None = None
        self.other: dict[str, str] = {}
        self.labels: dict[str, str] = {}
        self._part = "text"

    def take(self, block: Block, source: Source) -> None:
        """Take a block below the meeting's heading."""
        words = block.label or block.text
        folded = words.lower().rstrip(": ")
        is_heading = block.kind in (FIELD, HEADING, AGENDA_HEADING, STRONG) or words.endswith(":")
        if is_heading and folded in DOCUMENT_HEADINGS:
            self._begin_documents(words, source)
        elif is_heading and folded in ITEM_PARTS:
            self._begin(ITEM_PARTS[folded], words, block)
        elif block.kind is FIELD:
            self.other[block.label] = block.text
        elif self.title is None and not self.texts.keys() - {"text"} and self.documents is None:
            self._take_title(block, source)
        else:
            self._take_text(block, source)

    def _begin_documents(self, words: str, source: Source) -> None:
        self._part = "documents"
        self.labels["documents"] = words.rstrip(": ")
        if self.documents is None and not source.is_text:
            self.documents = []

    def _begin(self, part: str, words: str, block: Block) -> None:
        self._part = part
        self.labels[part] = words.rstrip(": ")
        self.texts.setdefault(part, [])
        if block.label and block.text:
            self.texts[part].append(block.text)

    def _take_title(self, block: Block, source: Source) -> None:
        """The line below the heading: the item's number, its title, and the size of its report."""
        self.links.extend(block.links)
        if not block.text or _is_number(block.text, self.number):
            return
        if len(block.text) > _LONGEST_HEADING:
            self._take_text(block, source)
            return
        entry = document_entry(block, source)
        title = entry["title"]
        if self.number and re.match(rf"{re.escape(self.number)}[.:]?\s", title):
            title = title[len(self.number) :].lstrip(".: ")
        self.title = title
        is_named = entry["file_type"] is not None and entry["url"] is None  # all that a text keeps of a report
        if entry["attachment_id"] or is_named:
            self.documents = [{**entry, "title": title}]

    def _take_text(self, block: Block, source: Source) -> None:
        entry = document_entry(block, source) if self._part == "documents" and block.text else None
        if entry and (block.kind is ITEM or entry["attachment_id"]):
            self.documents = [*(self.documents or []), entry]
        elif block.text and not _FULL_TEXT.match(block.text):
            part = "text" if self._part == "documents" else self._part
            self.texts[part].append(block.text)

    def text(self, part: str) -> str | None:
        """The paragraphs of one part; null where it was not printed, or nothing stands in it."""
        return "\n\n".join(self.texts.get(part, ())) or None


def _is_number(text: str, number: str | None) -> bool:
    return text.strip(" .:") == number


class _Reading:
    """The page being read, meeting by meeting."""

    def __init__(self, source: Source) -> None:
        self.items: list[_Item] = []
        self.unread: list[Unread] = []
        self._source = source

    def take(self, blocks: Sequence[Block]) -> None:
        """Read the blocks behind the issue's title, in order."""
        for block in blocks:
            lines = block.lines() if self._source.is_text and block.kind is PARAGRAPH else [block]
            for line in lines:
                self._take(line)

    def _take(self, block: Block) -> None:
        found = _meeting(block)
        if found:
            self.items.append(_Item(block, found))
        elif self.items:
            self.items[-1].take(block, self._source)
        elif block.text:
            self.unread.append(Unread("introduction", f"{block.label}: {block.text}" if block.label else block.text))


def _records(source: Source, reading: _Reading, issue_id: str) -> tuple[AgendaItem, ...]:
    records: dict[str, AgendaItem] = {}
    for item in reading.items:
        record = _record(source, item, issue_id)
        key, count = record.agenda_item_id, 1
        while key in records:
            count += 1
            key = f"{record.agenda_item_id}#{count}"
        records[key] = record if count == 1 else _renamed(record, key)
    return tuple(records.values())


def _renamed(record: AgendaItem, key: str) -> AgendaItem:
    return AgendaItem(**record.columns() | {"agenda_item_id": key})


def _record(source: Source, item: _Item, issue_id: str) -> AgendaItem:
    targets = [(link, source.resolve(link.href)) for link in item.links]
    own = next((it for _, it in targets if it and it.script == "mgAi.aspx" and it.params.get("ID")), None)
    meeting = next((it for _, it in targets if it and it.script == "ieListDocuments.aspx"), None)
    anchor = next((found[1] for link, _ in targets if (found := _ANCHOR.search(link.href))), None)
    item_id = own.params["ID"] if own else anchor
    return AgendaItem(
        council=source.location.council,
        agenda_item_id=item_id or f"IId/{issue_id}/{item.date}/{item.number or ''}",
        url=own.canonical if own else None,
        meeting_id=meeting.params.get("MId") if meeting else None,
        committee_id=meeting.params.get("CId") if meeting else None,
        committee=item.committee,
        date=item.date,
        number=item.number,
        title=item.title,
        text=item.text("text"),
        decision=item.text("decision"),
        minutes=item.text("minutes"),
        issue_id=issue_id,
        documents=item.documents,
        other_fields=item.other,
        labels=item.labels,
    )
