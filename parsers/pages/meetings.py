"""The meetings of one committee: when each is, what is published of it, and where earlier and later ones are listed."""

from collections.abc import Iterator, Sequence
from typing import Final

from ..blocks import FIELD, TITLE, Block
from ..committees import details_url
from ..papers import Papers, is_cancellation, read_papers
from ..records import Committee, Meeting
from ..times import read_when
from ..urls import Location
from ..vocabulary.meetings import ABOUT_COMMITTEE, AGENDA_FURNITURE, LISTED_MEETINGS, MEETINGS_KINDS, NO_MEETINGS
from . import Found, PageType, Source, Unread

PAGE = PageType(name="meetings", scripts=("ieListMeetings.aspx",), version=1, is_labelled=False, kinds=MEETINGS_KINDS)

_LONGEST_ROW: Final = 200


def read(source: Source) -> Found:
    """Read a list of meetings. A text has lost its links, and with them the ids: its rows are kept as unread."""
    blocks = [line for block in source.blocks for line in block.lines()] if source.is_text else source.blocks
    meetings = {meeting.meeting_id: meeting for meeting in _meetings(source, blocks)}
    listed = next((found[1] for block in blocks if (found := LISTED_MEETINGS.fullmatch(block.text))), None)
    is_headed = (source.frame.kind or "").lower() in MEETINGS_KINDS
    is_list = bool(meetings) or (is_headed and any(block.text for block in blocks)) or listed is not None
    if not is_list:
        return Found(recognised=False)
    committee = _committee(source, blocks, listed)
    rows = [] if meetings else [block.text for block in blocks if _is_row(block)]
    is_said_empty = any(NO_MEETINGS.match(block.text) for block in blocks)
    return Found(
        records=(*((committee,) if committee else ()), *meetings.values()),
        unread=tuple(Unread("meetings", row) for row in rows),
        is_empty_list=not meetings and (is_said_empty or not (rows or source.is_text)),
    )


def _is_row(block: Block) -> bool:
    return block.kind is not TITLE and len(block.text) < _LONGEST_ROW and read_when(block.text) is not None


def _meetings(source: Source, blocks: Sequence[Block]) -> Iterator[Meeting]:
    for block in blocks:
        for link in block.links:
            target = source.resolve(link.href)
            if block.text and target and target.script == "ieListDocuments.aspx" and target.params.get("MId"):
                yield _meeting(source, block, link.text, target)


def _meeting(source: Source, block: Block, printed: str, target: Location) -> Meeting:
    """A row: day and time are the link's text, what is published of the meeting stands behind it."""
    when = read_when(printed)
    behind = block.text.partition(printed)[2].strip(" -\u2013,") if printed else ""
    said = ", ".join(filter(None, [when.after if when else "", behind]))
    papers = read_papers(said)
    return Meeting(
        council=source.location.council,
        meeting_id=target.params["MId"],
        url=target.canonical,
        committee_id=target.params.get("CId") or source.location.params.get("CId"),
        committee=when.before if when else None,
        date=when.date if when else None,
        time=when.time if when else None,
        when_text=when.text if when else printed or None,
        status=said or None if papers is None else None,
        is_cancelled=True if is_cancellation(said) else None,
        published=said if papers else None,
        **(papers or Papers())._asdict(),
    )


def _committee(source: Source, blocks: Sequence[Block], listed: str | None) -> Committee | None:
    """The committee whose meetings these are, with what the page says about it below the list."""
    committee_id = source.location.params.get("CId")
    if not committee_id or committee_id == "0":
        return None
    titles = [block.text for block in blocks if block.kind is TITLE and not ABOUT_COMMITTEE.fullmatch(block.text)]
    about = next((at for at, block in enumerate(blocks) if ABOUT_COMMITTEE.fullmatch(block.text)), len(blocks))
    texts = [block.text for block in blocks[about + 1 :] if block.text and block.kind is not FIELD]
    return Committee(
        council=source.location.council,
        committee_id=committee_id,
        url=details_url(source, committee_id),
        title=listed or next(iter(titles), None),
        purpose="\n\n".join(text for text in texts if text.lower() not in AGENDA_FURNITURE) or None,
    )
