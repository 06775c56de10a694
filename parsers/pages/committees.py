"""The committees of a council, in the groups that it lists them in."""

from collections.abc import Iterator

from ..blocks import HEADING, ITEM, PARAGRAPH, STRONG, Block
from ..committees import details_url
from ..records import Committee
from ..urls import Location
from ..vocabulary.meetings import COMMITTEES_KINDS
from . import Found, PageType, Source, Unread

PAGE = PageType(
    name="committees",
    scripts=("mgListCommittees.aspx", "mgCommitteeStructure.aspx", "ieDocHome.aspx"),
    version=1,
    is_labelled=False,
    kinds=COMMITTEES_KINDS,
)


def read(source: Source) -> Found:
    """Read a list of committees. A text has lost its links, and with them the ids: its entries are kept as unread."""
    committees: dict[str, Committee] = {}
    for committee in _committees(source):
        committees.setdefault(committee.committee_id, committee)
    if committees:
        return Found(records=tuple(committees.values()))
    is_headed = (source.frame.kind or "").lower() in COMMITTEES_KINDS
    kinds = (ITEM, PARAGRAPH) if source.is_text else (ITEM,)
    entries = [line.text for block in source.blocks if block.kind in kinds for line in block.lines() if line.text]
    return Found(
        unread=tuple(Unread("committees", entry) for entry in entries),
        recognised=is_headed,
        is_empty_list=not (entries or source.is_text),
    )


def _committees(source: Source) -> Iterator[Committee]:
    category: str | None = None
    for block in source.blocks:
        if block.kind in (HEADING, STRONG) and not block.links:
            category = block.text
        for link in block.links:
            target = source.resolve(link.href)
            committee_id = _committee_id(target) if target and _is_entry(block) else None
            if target and committee_id and link.text:
                yield Committee(
                    council=source.location.council,
                    committee_id=committee_id,
                    url=details_url(source, committee_id),
                    title=link.text,
                    category=category,
                )


def _is_entry(block: Block) -> bool:
    """Whether a block is an entry of the list, and not what one can do with the page."""
    return bool(block.text)


def _committee_id(target: Location) -> str | None:
    if target.script == "mgCommitteeDetails.aspx":
        return target.params.get("ID")
    return target.params.get("CId") if target.script == "ieListMeetings.aspx" else None
