"""Records out of the web service's elements.

Titles are escaped twice there and HTML bodies once; counts and flags are words with blanks around them.
"""

from collections.abc import Iterator
from html import unescape
from typing import Any, Final

from . import html
from .blocks import ITEM, Block, Link
from .committees import details_url
from .content import is_too_deep
from .dates import iso_day
from .entries import document_entry
from .folding import fold
from .pages import Source, Unread
from .papers import is_cancellation
from .records import AgendaItem, Committee, DocumentEntry, Meeting, MemberEntry
from .times import clock
from .vocabulary.service import (
    COMMITTEE_NAMES,
    COUNT_ENDING,
    FALSE,
    ITEM_COMMENTS,
    ITEM_FLAGS,
    ITEM_NAMES,
    ITEM_PROSE,
    MEETING_FLAGS,
    MEETING_NAMES,
    MEETING_TEXTS,
    TRUE,
)
from .xml import Element

_NO_ID: Final = frozenset({"", "0", "-1"})


def flag(text: str) -> bool | None:
    """A flag printed in words; null where it is neither."""
    folded = text.strip().lower()
    return True if folded in TRUE else False if folded in FALSE else None


def count(text: str) -> int | None:
    """A number printed with blanks around it; null where it is none."""
    digits = text.strip()
    return int(digits) if digits.isascii() and digits.isdigit() else None


def title(text: str) -> str | None:
    """A title, which is escaped twice."""
    return fold(unescape(text)) or None


def prose(body: str) -> str | None:
    """The text of an HTML body; one that is nested beyond reason is kept as it is."""
    if is_too_deep(body.encode("utf-8", "replace")):
        return body
    texts = [block.text if not block.label else f"{block.label}: {block.text}" for block in html.blocks(body)]
    return "\n\n".join(text for text in texts if text) or None


def committees(root: Element, source: Source) -> Iterator[Committee]:
    """The committees of a reply, wherever they stand in it."""
    for element in root.walk():
        committee_id = element.value("committeeid")
        if element.name == "committee" and committee_id not in _NO_ID:
            yield Committee(
                council=source.location.council,
                committee_id=committee_id,
                url=details_url(source, committee_id),
                title=title(element.value("committeetitle")),
                category=title(element.value("committeecategory")),
                is_deleted=flag(element.value("committeedeleted")),
                is_expired=flag(element.value("committeeexpired")),
            )


def meetings(root: Element, source: Source) -> Iterator[tuple[Meeting, Element]]:
    """The meetings of a reply, each with its element; the committee around one is its committee."""
    waiting: list[tuple[Element, Element | None]] = [(root, None)]
    while waiting:
        element, committee = waiting.pop()
        if element.name == "meeting" and element.value("meetingid") not in _NO_ID:
            yield _meeting(element, committee, source), element
        around = element if element.name == "committee" else committee
        waiting.extend((child, around) for child in reversed(element.children))


def _meeting(element: Element, committee: Element | None, source: Source) -> Meeting:
    meeting_id = element.value("meetingid")
    ids = [element.value("committeeid"), committee.value("committeeid") if committee else ""]
    committee_id = next((found for found in ids if found not in _NO_ID), None)
    printed = title(element.value("committeetitle")) or (
        title(committee.value("committeetitle")) if committee else None
    )
    query = f"CId={committee_id}&MId={meeting_id}" if committee_id else f"MId={meeting_id}"
    texts: dict[str, Any] = {field: title(element.value(name)) for name, field in MEETING_TEXTS.items()}
    flags: dict[str, Any] = {field: flag(element.value(name)) for name, field in MEETING_FLAGS.items()}
    when = " ".join(filter(None, [element.value("meetingdate"), element.value("meetingtime")]))
    return Meeting(
        council=source.location.council,
        meeting_id=meeting_id,
        url=f"{source.location.base}/ieListDocuments.aspx?{query}",
        committee_id=committee_id,
        committee=printed,
        date=iso_day(element.value("meetingdate")),
        time=clock(element.value("meetingtime")),
        when_text=when or None,
        is_cancelled=is_cancellation(texts["status"]) if texts["status"] else None,
        venue=_venue(element),
        attendees=_attendees(element),
        **texts,
        **flags,
    )


def _venue(element: Element) -> str | None:
    room = element.child("meetingroom")
    names = ("displaylocationtitle", "roomdisplaytitle", "roomtitle", "addresssummary")
    printed = [element.value("meetinglocation"), *(room.value(name) for name in names if room)]
    return next(filter(None, map(title, printed)), None)


def _attendees(element: Element) -> list[MemberEntry] | None:
    around = element.child("attendees")
    if around is None:
        return None
    return [
        {
            "name": fold(unescape(attendee.value("name") or attendee.attributes.get("name", ""))),
            "role": title(attendee.value("roledescription")),
            "attendance": title(attendee.value("attendance")),
            "user_id": attendee.attributes.get("memberid") or None,
        }
        for attendee in around.all("attendee")
    ]


def items(meeting: Meeting, element: Element, source: Source) -> Iterator[AgendaItem]:
    """The agenda of one meeting. An item numbered 0 is a heading."""
    around = element.child("agendaitems")
    for place, item in enumerate(around.all("agendaitem") if around else (), 1):
        fields: dict[str, Any] = {field: flag(item.value(name)) for name, field in ITEM_FLAGS.items()}
        fields |= {field: prose(item.value(name)) for name, field in ITEM_PROSE.items()}
        item_id = item.value("agendaitemid")
        has_id = item_id not in _NO_ID
        comments = {title(item.value(label)): prose(item.value(text)) for label, text in ITEM_COMMENTS}
        yield AgendaItem(
            council=source.location.council,
            agenda_item_id=item_id if has_id else f"{meeting.meeting_id}/#{place}",
            meeting_id=meeting.meeting_id,
            committee_id=meeting.committee_id,
            committee=meeting.committee,
            date=meeting.date,
            place=place,
            number=_number(item),
            title=title(item.value("agendaitemtitle")),
            documents=documents(item, source),
            other_fields={label: text for label, text in comments.items() if label and text},
            labels={},
            **fields,
        )


def _number(item: Element) -> str | None:
    number, below = item.value("agendaitemnumber"), item.value("agendaitemsubnumber")
    shown = item.value("fulldisplaynumberformat").rstrip(" .:)")
    if number in _NO_ID and shown in _NO_ID:
        return None
    return shown or (number if below in _NO_ID else f"{number}.{below}")


def documents(item: Element, source: Source) -> list[DocumentEntry] | None:
    """The documents of an item; null where the reply has no list of them."""
    around = item.child("linkeddocuments")
    if around is None:
        return None
    return [_document(document, source) for document in around.all("linkeddoc")]


def _document(element: Element, source: Source) -> DocumentEntry:
    printed, url = title(element.value("title")) or "", element.value("url")
    entry = document_entry(Block(ITEM, printed, "", (Link(printed, url, ""),) if url else ()), source)
    attached = element.value("attachmentid")
    return {
        **entry,
        "attachment_id": entry["attachment_id"] or (attached if attached not in _NO_ID else None),
        "restricted": entry["restricted"] or flag(element.value("isrestricted")) is True,
    }


def links(root: Element) -> list[Block]:
    """The documents of a reply, laid as entries of a list."""
    found = [(title(element.value("title")) or "", element.value("url")) for element in root.walk()]
    return [Block(ITEM, printed, "", (Link(printed, url, ""),)) for printed, url in found if url]


def unread(root: Element) -> list[Unread]:
    """What stands in committees, meetings and items beside the elements that are known."""
    known = {"committee": COMMITTEE_NAMES, "meeting": MEETING_NAMES, "agendaitem": ITEM_NAMES}
    return [
        Unread(element.name, f"{child.name}: {child.text}")
        for element in root.walk()
        if element.name in known
        for child in element.children
        if child.text and child.name not in known[element.name] and not child.name.endswith(COUNT_ENDING)
    ]


def missing(root: Element) -> bool:
    """Whether a reply counts what it does not hold: a count of something stands where nothing else does."""
    for element in root.walk():
        counts = [child for child in element.children if child.name.endswith(COUNT_ENDING)]
        if len(counts) == len(element.children) and any(count(child.text) for child in counts):
            return True
    return False
