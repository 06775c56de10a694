"""Decision details: one decision made, with its reasons, its dates and its papers."""

import re
from collections.abc import Sequence
from typing import Any, Final

from ..blocks import FIELD, HEADING, ITEM, PARAGRAPH, STRONG, Block, Link
from ..contacts import read_contact
from ..decided import decision_key, titled, values, without_ref
from ..entries import document_entry
from ..fields import Fields
from ..records import Decision
from ..titles import take_title
from ..values import is_urgency_sentence, pick_list
from ..vocabulary.decisions import (
    DECISION_KINDS,
    DECISION_OPENING,
    DECISION_WORDS,
    DECISIVE_FIELDS,
    DOCUMENT_HEADINGS,
    ISSUE_LINK,
)
from ..vocabulary.statuses import STATUSES
from . import Found, PageType, Source, Unread

PAGE = PageType(
    name="decision",
    scripts=("ieDecisionDetails.aspx",),
    version=2,
    opening=DECISION_OPENING,
    words=DECISION_WORDS,
    kinds=DECISION_KINDS,
    own_kinds=DECISION_KINDS,
)

_COLUMNS: Final = Decision.column_names()
_HEADINGS: Final = DECISION_WORDS.prose_headings
_ITEM_ANCHOR: Final = re.compile(r"#AI(\d+)$")


def read(source: Source) -> Found:
    """Read a decision's page. One without a label that only decisions have must at least have their heading."""
    title, blocks, warnings = take_title(source, frozenset(_HEADINGS))
    reading = _Reading(source, blocks)
    reading.take()
    if not (DECISIVE_FIELDS & reading.fields.values.keys() or (title and _is_decision_kind(source))):
        return Found(recognised=False)
    printed, ref = without_ref(title, source.location.params.get("ID")) if title else (None, None)
    key = _key(source, blocks, ref)
    if key is None:
        return Found(warnings=("id-missing",), unread=tuple(reading.unread))
    if reading.has_lost_headings:
        warnings.append("headings-lost")
    record = reading.decision(*key, printed)
    if record.status and record.status.lower() not in STATUSES:
        warnings.append("status-unknown")
    return Found(records=(record,), unread=tuple(reading.unread), warnings=tuple(warnings))


def _is_decision_kind(source: Source) -> bool:
    return (source.frame.kind or "").lower() in DECISION_KINDS


def _key(source: Source, blocks: Sequence[Block], ref: str | None) -> tuple[str, str] | None:
    """The decision's id and address: by the address, else as the page prints or links it, else by the agenda item."""
    location = source.location
    decision_id, item = location.params.get("ID"), location.params.get("AIId")
    if decision_id:
        return decision_id, location.canonical
    if ref:
        return ref, f"{location.base}/ieDecisionDetails.aspx?ID={ref}"
    own = (decision_key(source, link) for block in blocks if not block.text for link in block.links)
    linked = next((key for key in own if key and key[0].isdigit()), None)  # among what one can do with the page
    return linked or ((f"AIId/{item}", location.canonical) if item else None)


class _Reading:
    """One decision's page being read: its fields, its documents, and what no rule took."""

    def __init__(self, source: Source, blocks: Sequence[Block]) -> None:
        self.fields = Fields(known=DECISION_WORDS.labels)
        self.unread: list[Unread] = []
        self._source = source
        self._blocks = blocks
        self._documents: list[Block] | None = None
        self._in_documents = self._urgent = False
        marked = any(block.kind is HEADING and _folded(block) in _HEADINGS for block in blocks)
        self._heading_kinds = (HEADING,) if marked else (HEADING, STRONG)

    def take(self) -> None:
        """Read the blocks behind the title, in order."""
        for block in self._blocks:
            if block.kind is FIELD:
                self._take_field(block)
            elif block.kind in self._heading_kinds and self._take_heading(block):
                continue
            elif is_urgency_sentence(block.text):
                self._urgent = True
                self.fields.end()
                self._keep_unread(block.text.partition("\n")[2])
            elif not self._take_document(block) and not self.fields.extend(block):
                self._keep_unread(block.text)

    def _keep_unread(self, text: str) -> None:
        if text:
            self.unread.append(Unread("documents" if self._in_documents else "fields", text))

    @property
    def has_lost_headings(self) -> bool:
        """Whether a text has prose, and none of the headings that would tell what it is."""
        return self._source.is_text and bool(self.unread) and not self.fields.values.keys() & _HEADINGS.values()

    def _take_field(self, block: Block) -> None:
        if block.label.lower() in DOCUMENT_HEADINGS:
            self._begin_documents(block.label)
            if block.text:
                self._take_document(block._replace(kind=ITEM, label=""))
        else:
            self._in_documents = False
            self.fields.begin(block)

    def _take_heading(self, block: Block) -> bool:
        """Begin what a heading announces; one that announces nothing is the council's, within its prose."""
        folded = _folded(block)
        if folded in DOCUMENT_HEADINGS:
            self._begin_documents(block.text.rstrip(": "))
        elif folded in _HEADINGS:
            self._in_documents = False
            self.fields.begin_prose(_HEADINGS[folded], block.text.rstrip(": "))
        else:
            return False
        return True

    def _begin_documents(self, heading: str) -> None:
        self._in_documents = True
        self.fields.end()
        self.fields.labels["documents"] = heading
        if self._documents is None and not self._source.is_text:
            self._documents = []

    def _take_document(self, block: Block) -> bool:
        if not self._in_documents or not block.text or not self._is_entry(block):
            return False
        self._documents = [*(self._documents or []), *(block.lines() if self._source.is_text else [block])]
        return True

    def _is_entry(self, block: Block) -> bool:
        return block.kind is ITEM or (block.kind is PARAGRAPH and (self._source.is_text or block.group > 0))

    def decision(self, decision_id: str, url: str, title: str | None) -> Decision:
        """The record that the page states."""
        fields, source = self.fields, self._source
        columns: dict[str, Any] = titled(title, fields.text("reference")) | values(fields, source)
        if self._urgent:
            columns["is_urgent"] = True
        documents = self._documents
        return Decision(
            council=source.location.council,
            decision_id=decision_id,
            url=url,
            reason_key=pick_list(fields.values["reason_key"]) if "reason_key" in fields.values else None,
            issue_id=_issue_id(self._blocks, source),
            agenda_item_id=source.location.params.get("AIId") or _agenda_item_id(fields.links.get("meeting", ())),
            documents=None if documents is None else [document_entry(block, source) for block in documents],
            other_fields=fields.others(_COLUMNS),
            labels=fields.labels,
            **columns,
            **read_contact(fields),
        )


def _folded(block: Block) -> str:
    return block.text.lower().rstrip(": ")


def _issue_id(blocks: Sequence[Block], source: Source) -> str | None:
    """The issue that the page leads to: by what one can do with the page, else by ModernGov's words for the link."""
    for block in blocks:
        for link in block.links:
            if not block.text or link.text.lower().startswith(ISSUE_LINK):
                target = source.resolve(link.href)
                if target is not None and target.script == "mgIssueHistoryHome.aspx" and target.params.get("IId"):
                    return target.params["IId"]
    return None


def _agenda_item_id(links: Sequence[Link]) -> str | None:
    found = (_ITEM_ANCHOR.search(link.href) for link in links)
    return next((anchor[1] for anchor in found if anchor), None)
