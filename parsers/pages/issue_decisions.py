"""An issue's decisions, each a heading with a day and its full text, without any labelled value.

Titles differ from the issue's and carry the councils' references; remarks on call-in are prose among the rest.
"""

import re
from collections.abc import Sequence
from typing import Final

from ..blocks import FIELD, HEADING, ITEM, PAGE_KIND, TITLE, Block
from ..dates import iso_day
from ..decided import decision_key, titled
from ..entries import document_entry
from ..records import IssueDecision
from ..titles import take_title
from ..urls import attachment_id
from ..vocabulary.decisions import DOCUMENT_HEADINGS, ISSUE_DECISIONS_KINDS, PROSE_WORDS
from . import Found, PageType, Source, Unread

PAGE = PageType(
    name="issue_decisions",
    scripts=("mgDecisionDetails.aspx",),
    version=1,
    opening=frozenset(),
    words=PROSE_WORDS,
    kinds=ISSUE_DECISIONS_KINDS,
    own_kinds=ISSUE_DECISIONS_KINDS,
)

_HEADING: Final = re.compile(r"(\d\d/\d\d/\d{4})\s*[-\u2013]\s*(\S.*)")


def read(source: Source) -> Found:
    """Read an issue's decisions. Without an issue's id in the address there is nothing to keep them under."""
    title, blocks, warnings = _title(source)
    reading = _Reading(source, blocks)
    if not (reading.parts or (source.frame.kind or "").lower() in ISSUE_DECISIONS_KINDS):
        return Found(recognised=False)
    issue_id = source.location.params.get("IId")
    if not issue_id:
        return Found(warnings=("id-missing",), unread=tuple(reading.unread))
    records = _records(source, reading, issue_id, title)
    return Found(
        records=records,
        unread=tuple(reading.unread),
        warnings=tuple(warnings),
        is_empty_list=not (records or reading.unread),
    )


def _title(source: Source) -> tuple[str | None, Sequence[Block], list[str]]:
    """The issue's title, which some councils leave out: then the first decision's heading stands where it would."""
    first = next((block for block in source.blocks if block.text), None)
    if first is not None and first.kind not in (TITLE, PAGE_KIND) and _HEADING.fullmatch(first.text.partition("\n")[0]):
        return None, source.blocks, ["title-missing"]
    return take_title(source)


class _Part:
    """One decision of the page: its heading, its text, its documents."""

    def __init__(self, block: Block, found: re.Match[str]) -> None:
        self.block = block
        self.date, self.title = iso_day(found[1]), found[2]
        self.texts: list[str] = []
        self.documents: list[Block] | None = None
        self.other: dict[str, str] = {}

    def take(self, block: Block, source: Source) -> None:
        """Take a block below the heading."""
        folded = (block.label or block.text).lower().rstrip(": ")
        if folded in DOCUMENT_HEADINGS and not (block.label and block.text):
            self.documents = self.documents if source.is_text else (self.documents or [])
        elif block.kind is FIELD:
            self.other[block.label] = block.text
        elif block.kind is ITEM and (self.documents is not None or _is_document(block, source)):
            self.documents = [*(self.documents or []), block]
        else:
            self.texts.append(block.text)

    @property
    def text(self) -> str | None:
        """The paragraphs of the decision; null where there are none."""
        return "\n\n".join(filter(None, self.texts)) or None


def _is_document(block: Block, source: Source) -> bool:
    targets = (source.resolve(link.href) for link in block.links)
    return any(target and attachment_id(target.canonical) for target in targets)


class _Reading:
    """The page being read: parts by their headings, and what stands before the first."""

    def __init__(self, source: Source, blocks: Sequence[Block]) -> None:
        self.parts: list[_Part] = []
        self.unread: list[Unread] = []
        dated = [block for block in blocks if _HEADING.fullmatch(block.text.partition("\n")[0])]
        # Days with a dash stand in councils' prose, too: where headings are marked, only those head a decision.
        marked = any(block.kind is HEADING for block in dated)
        for block in blocks:
            lines = block.lines() if source.is_text else [block]
            for line in lines:
                self._take(line, source, marked=marked)

    def _take(self, block: Block, source: Source, *, marked: bool) -> None:
        may_head = block.kind is HEADING if marked else block.kind not in (ITEM, FIELD)
        found = _HEADING.fullmatch(block.text) if may_head else None
        if found:
            self.parts.append(_Part(block, found))
        elif self.parts:
            self.parts[-1].take(block, source)
        elif block.text:
            self.unread.append(Unread("introduction", f"{block.label}: {block.text}" if block.label else block.text))


def _records(source: Source, reading: _Reading, issue_id: str, title: str | None) -> tuple[IssueDecision, ...]:
    records: dict[str, IssueDecision] = {}
    for part in reading.parts:
        linked = [found for link in part.block.links if (found := decision_key(source, link))]
        decision_id, url = linked[0] if linked else (None, source.location.canonical)
        base = key = f"{issue_id}/{decision_id or part.date}"
        count = 1
        while key in records:
            count += 1
            key = f"{base}#{count}"
        documents = part.documents
        records[key] = IssueDecision(
            council=source.location.council,
            issue_decision_id=key,
            issue_id=issue_id,
            url=url,
            decision_id=decision_id,
            issue_title=title,
            date=part.date,
            **titled(part.title),
            text=part.text,
            documents=None if documents is None else [document_entry(block, source) for block in documents],
            other_fields=part.other,
        )
    return tuple(records.values())
