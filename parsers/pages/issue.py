"""Issue details: one matter for decision, with everything that the council has said of it."""

import re
from collections.abc import Sequence
from typing import Final

from ..blocks import FIELD, HEADING, ITEM, PARAGRAPH, STRONG, Block
from ..contacts import read_contact
from ..description import part_description, sections, without_title
from ..entries import agenda_entry, decision_entry, document_entry
from ..fields import Fields
from ..issue_title import find_title, is_headed
from ..notice import due_of, notice
from ..records import AgendaEntry, DecisionEntry, DocumentEntry, Issue
from ..references import split_reference
from ..values import covers_everywhere, is_urgency_sentence, pick_list
from ..vocabulary.decisions import DECISION_LABELS, DECISIVE_FIELDS
from ..vocabulary.furniture import FURNITURE_OF_SITES
from ..vocabulary.headings import ISSUE_KINDS, LIST_FIELDS, SECTION_FIELDS
from ..vocabulary.labels import LABELS, OPENING_FIELDS, PROSE_HEADINGS
from ..vocabulary.statuses import KEY_TYPES, STATUSES
from . import Found, PageType, Source, Unread

PAGE = PageType(name="issue", scripts=("mgIssueHistoryHome.aspx",), version=4, own_kinds=ISSUE_KINDS)

_COLUMNS: Final = Issue.column_names() | {"due"}
_HEADINGS: Final = (HEADING, STRONG)
_BULLET: Final = re.compile(r"^(?:\u00b7|[-\u2013]\s)\s*")


def read(source: Source) -> Found:
    """Read an issue page. One without a label that only issues have must at least have their heading and a title."""
    title, blocks, warnings = find_title(source)
    described, rest = part_description(blocks)
    reading = _Reading(source, title)
    reading.take(rest)
    if not (OPENING_FIELDS & reading.fields.values.keys() or (title and is_headed(source))):
        return Found(recognised=False)  # "Contact:" and "Documents" stand on any website
    if _is_of_decision(reading.fields):
        return Found(recognised=False)
    issue_id = source.location.params.get("IId")
    if not issue_id:
        return Found(warnings=("id-missing",), unread=tuple(reading.unread))
    record = reading.issue(issue_id, without_title(described, title))
    if record.status and record.status.lower() not in STATUSES:
        warnings.append("status-unknown")
    return Found(records=(record,), unread=tuple(reading.unread), warnings=tuple(warnings))


def _is_of_decision(fields: Fields) -> bool:
    """Whether labels are those of a decision made. Councils print one of them on an issue at times, not two."""
    found = {DECISION_LABELS[label.lower()].field for label in fields.other if label.lower() in DECISION_LABELS}
    return "due" not in fields.values and len(found & DECISIVE_FIELDS) > 1


def _without_bullet(block: Block) -> Block:
    """An entry without a bullet that is printed as a letter or a dash."""
    return block._replace(text=_BULLET.sub("", block.text, count=1))


class _Reading:
    """One issue page being read: its fields, its lists, and what no rule took."""

    def __init__(self, source: Source, title: str | None) -> None:
        self.fields = Fields("decision")
        self.unread: list[Unread] = []
        self.lists: dict[str, list[Block] | None] = {}
        self._source = source
        self._printed = title
        self._title = split_reference(title) if title else None
        self._list: str | None = None
        self._group = self._outside = 0
        self._urgent = False

    def take(self, blocks: Sequence[Block]) -> None:
        """Read the blocks behind the description, in order."""
        for block in blocks:
            if block.kind is FIELD:
                self._take_field(block)
            elif block.kind in _HEADINGS and self._take_heading(block):
                continue
            elif is_urgency_sentence(block.text):
                self._urgent = True
                self.fields.end()
                self._keep_unread(block.text.partition("\n")[2])
            elif not self._take_entry(block) and not self.fields.extend(block):
                self._keep_unread(block.text)

    def _keep_unread(self, text: str) -> None:
        if text and text.lower() not in FURNITURE_OF_SITES:
            self.unread.append(Unread(self._list or "fields", text))

    def _take_field(self, block: Block) -> None:
        field = SECTION_FIELDS.get(block.label.lower())
        if field not in LIST_FIELDS:
            self._list = None
            self.fields.begin(block)
            return
        self._begin_list(field, block.label, block.group)
        if block.text:  # an entry beside the label
            self._add_entries(block._replace(label=""))

    def _take_heading(self, block: Block) -> bool:
        """Begin what a heading announces; a bold line that announces nothing is prose."""
        heading = block.text.rstrip(": ")
        folded = heading.lower()
        field = SECTION_FIELDS.get(folded) or PROSE_HEADINGS.get(folded)
        if field in LIST_FIELDS:
            self._begin_list(field, heading, block.group)
        elif field is not None or (block.kind is HEADING and folded in LABELS):
            self._list = None
            self.fields.begin_prose(field, heading)
        elif block.kind is STRONG or self._list is not None or self.fields.in_prose:
            return False
        else:
            self.fields.begin_prose(None, heading)
        return True

    def _begin_list(self, field: str, heading: str, group: int) -> None:
        """Expect a list. Its heading is kept as a label, so that a list lost in a text is not one never printed."""
        self._list, self._group, self._outside = field, 0, group
        self.lists.setdefault(field, None if self._source.is_text else [])
        self.fields.labels[field] = heading
        self.fields.end()

    def _take_entry(self, block: Block) -> bool:
        """Take a list entry. In a whole site's page a list ends with its element; a text has but bullets to go by."""
        if self._list is None or not block.text or not self._is_entry(block):
            return False
        self._group = self._group or block.group
        self._add_entries(block)
        return True

    def _is_entry(self, block: Block) -> bool:
        if self._source.is_text:
            return block.kind in (ITEM, PARAGRAPH)
        if self._source.is_own:
            return block.group not in (0, self._outside)
        return block.kind is ITEM and self._group in (0, block.group)

    def _add_entries(self, block: Block) -> None:
        entries = self.lists[self._list or ""] or []
        self.lists[self._list or ""] = entries
        entries.extend(map(_without_bullet, block.lines()) if self._source.is_text else (block,))

    def issue(self, issue_id: str, described: Sequence[Block]) -> Issue:
        """The record that the page states."""
        fields, location = self.fields, self._source.location
        due = due_of(fields)
        areas = pick_list(fields.values["areas"]) if "areas" in fields.values else None
        decision_type = fields.picked("decision_type")
        return Issue(
            council=location.council,
            issue_id=issue_id,
            url=location.canonical,
            description="\n\n".join(block.text for block in described if block.text) or None,
            sections=sections(described),
            decision_type=decision_type,
            is_key=KEY_TYPES.get((decision_type or "").lower()),
            reason_key=pick_list(fields.values["reason_key"]) if "reason_key" in fields.values else None,
            areas=areas,
            areas_label=fields.labels.get("areas"),
            all_areas=covers_everywhere(areas) if areas else None,
            decision_maker=due.maker or fields.text("decision_maker"),
            lead_director=fields.picked("lead_director"),
            department=fields.picked("department"),
            consultation_process=fields.text("consultation_process"),
            consultees=fields.text("consultees"),
            financial_implications=fields.text("financial_implications"),
            legal_implications=fields.text("legal_implications"),
            equalities_implications=fields.text("equalities_implications"),
            decisions=self._decisions(),
            agenda_items=self._agenda_items(due.maker),
            documents=self._documents(),
            **notice(fields, self._title, due, is_urgent=self._urgent, columns=_COLUMNS),
            **read_contact(fields),
        )

    def _decisions(self) -> list[DecisionEntry] | None:
        entries = self.lists.get("decisions")
        return None if entries is None else [decision_entry(block, self._source) for block in entries]

    def _agenda_items(self, maker: str | None) -> list[AgendaEntry] | None:
        entries = self.lists.get("agenda_items")
        if entries is None:
            return None
        titles = (self._printed, self._title.title) if self._printed and self._title else ()
        return [agenda_entry(block, self._source, titles, maker) for block in entries]

    def _documents(self) -> list[DocumentEntry] | None:
        entries = self.lists.get("documents")
        return None if entries is None else [document_entry(block, self._source) for block in entries]
