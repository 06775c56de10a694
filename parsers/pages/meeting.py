"""A meeting, and its agenda: when and where it is, what is published of it, and each item."""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Final

from ..agenda import Agenda
from ..agenda_item import is_furniture
from ..agenda_layout import agenda_blocks
from ..blocks import AGENDA_TITLE, FIELD, ITEM, TITLE, Block, Link
from ..entries import document_entry
from ..fields import Fields
from ..papers import NO_PAPERS_AT_ALL, Papers, is_cancellation, read_papers
from ..records import DocumentEntry, Meeting
from ..times import When, read_when
from ..values import emails, phones
from ..vocabulary.meetings import (
    DIRECTIONS,
    MEETING_KINDS,
    MEETING_LABELS,
    NO_PAPERS,
    PROPOSED_VENUES,
)
from . import Found, PageType, Source, Unread

PAGE = PageType(
    name="meeting",
    scripts=("ieListDocuments.aspx",),
    version=1,
    is_labelled=False,
    kinds=MEETING_KINDS,
    has_agenda=True,
)

_COLUMNS: Final = Meeting.column_names()
_MEDIA: Final = re.compile(rb"mgMediaPlayer\(([^;]{0,20000})")
_MEDIA_URL: Final = re.compile(rb'"url"\s*:\s*("[^"<>]{1,2000}")', re.IGNORECASE)
_LONGEST_TITLE: Final = 200
_PACKS: Final = frozenset({"mgChooseDocPack.aspx", "mgConvert2PDF.aspx"})


def read(source: Source) -> Found:
    """Read a meeting's page: it has a day or a venue, items, or says that it has no documents."""
    blocks = agenda_blocks(source, MEETING_LABELS)
    start = _agenda_start(blocks)
    agenda = Agenda(source)
    agenda.take(blocks[start:])
    head = _Head(source)
    for block in (*blocks[:start], *agenda.outside):
        head.take(block)
    if not (agenda.items or head.when or head.is_without_papers or head.fields.values):
        return Found(recognised=False)
    meeting_id = source.location.params.get("MId")
    if not meeting_id:
        return Found(warnings=("id-missing",), unread=tuple(head.unread))
    meeting = head.record(meeting_id)
    shared = {"committee_id": meeting.committee_id, "committee": meeting.committee, "date": meeting.date}
    items = [item.record(source, meeting_id, place, **shared) for place, item in enumerate(agenda.items, 1)]
    unread = (*head.unread, *(piece for item in agenda.items for piece in item.unread))
    return Found(records=(meeting, *items), unread=unread)


def _agenda_start(blocks: Sequence[Block]) -> int:
    """Where the first item begins: at its title, or at the number in the cell before it."""
    for at, block in enumerate(blocks):
        if block.kind is AGENDA_TITLE:
            before = blocks[at - 1] if at else None
            is_in_row = before is not None and before.group == block.group != 0 and before.kind is not TITLE
            return at - 1 if is_in_row else at
    return len(blocks)


class _Head:
    """What stands around the agenda."""

    def __init__(self, source: Source) -> None:
        self.fields = Fields(known=MEETING_LABELS)
        self.when: When | None = None
        self.is_without_papers = False
        self.unread: list[Unread] = []
        self._source = source
        self._introduction: list[str] = []
        self._packs: list[DocumentEntry] = []
        self._committee_id = source.location.params.get("CId")

    def take(self, block: Block) -> None:
        """Read a block that is part of no item."""
        folded = block.text.lower()
        if block.links and not block.text:
            self._packs.extend(self._printed(block.links))
        elif block.kind is FIELD:
            self.fields.begin(_without_directions(block))
        elif folded.startswith(NO_PAPERS):
            self.is_without_papers = True
            self.fields.end()
        elif folded and not is_furniture(folded):
            if block.kind is TITLE:
                self._note_committee(block)
            if not self._take_when(block):
                self._take_prose(block)

    def _note_committee(self, title: Block) -> None:
        """Note the committee that the title leads to, where the page's address does not name it."""
        for link in title.links:
            target = self._source.resolve(link.href)
            if target is not None and target.script == "mgCommitteeDetails.aspx":
                self._committee_id = self._committee_id or target.params.get("ID")

    def _take_when(self, block: Block) -> bool:
        """Take the line that says which committee meets when: the title, or in a text a line above the fields."""
        if self.when or not (block.kind is TITLE or (self._source.is_text and not self.fields.labels)):
            return False
        lines = block.lines()
        found = next(((line, when) for line in lines if (when := read_when(line.text))), None)
        if found is None or (found[1].before and len(found[0].text) > _LONGEST_TITLE):
            return False
        self.when = found[1]
        for line in lines:
            if line is not found[0]:
                self._take_prose(line)
        return True

    def _take_prose(self, block: Block) -> None:
        if self.fields.extend(block):
            return
        if self.fields.labels:
            self.unread.append(Unread("meeting", block.text))
        else:
            self._introduction.append(block.text)

    def _printed(self, links: Sequence[Link]) -> Iterator[DocumentEntry]:
        """The packs among the links of what one can do with the page."""
        for link in links:
            target = self._source.resolve(link.href)
            if target and (target.script in _PACKS or (target.script is None and "/documents/" in target.canonical)):
                yield document_entry(Block(ITEM, link.text, "", (link,)), self._source)

    def record(self, meeting_id: str) -> Meeting:
        """The meeting that the page states."""
        fields, when, location = self.fields, self.when, self._source.location
        papers = NO_PAPERS_AT_ALL if self.is_without_papers else read_papers(self._source.frame.kind or "")
        contact = fields.text("contact")
        label = fields.labels.get("venue")
        return Meeting(
            council=location.council,
            meeting_id=meeting_id,
            url=location.canonical,
            committee_id=self._committee_id,
            committee=when.before if when else None,
            date=when.date if when else None,
            time=when.time if when else None,
            when_text=when.text if when else None,
            status=(when.after or None) if when else None,
            is_cancelled=True if when and is_cancellation(when.after) else None,
            published=self._source.frame.kind if papers and not self.is_without_papers else None,
            venue=fields.text("venue"),
            is_proposed_venue=label.lower() in PROPOSED_VENUES if label else None,
            contact=contact,
            contact_emails=emails(contact) if contact else None,
            contact_phones=phones(contact) if contact else None,
            webcast=self._webcast(),
            note=fields.text("note"),
            introduction="\n\n".join(self._introduction) or None,
            media=_media(self._source.page),
            packs=None if self._source.is_text else self._packs,
            other_fields=fields.others(_COLUMNS) or None,
            labels=fields.labels or None,
            **(papers or Papers())._asdict(),
        )

    def _webcast(self) -> str | None:
        """Where the webcast is, else what is said of it."""
        links = self.fields.links.get("webcast", ())
        own = self._source.location.council
        for link in links:
            target = self._source.resolve(link.href)
            if target is not None:
                return target.canonical if target.council == own else link.href
        return self.fields.text("webcast")


def _without_directions(block: Block) -> Block:
    """A venue without the words of the link to its directions."""
    known = MEETING_LABELS.get(block.label.lower())
    is_venue = known is not None and known.field == "venue"
    return block._replace(text=DIRECTIONS.sub("", block.text)) if is_venue else block


def _media(page: bytes) -> list[str] | None:
    """The recordings that the page's player is given; null without a player."""
    players = _MEDIA.findall(page)
    if not players:
        return None
    urls: list[str] = []
    for player in players:
        for quoted in _MEDIA_URL.findall(player):
            try:
                urls.append(json.loads(quoted))
            except ValueError:
                continue
    return list(dict.fromkeys(urls))
