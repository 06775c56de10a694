"""Issue details: one matter for decision, with everything that the council has said of it."""

import dataclasses
import re
from collections.abc import Sequence
from typing import Any, Final

from ..blocks import FIELD, HEADING, ITEM, PARAGRAPH, STRONG, TITLE, Block
from ..dates import iso_day
from ..due import Due, read_due
from ..entries import agenda_entry, decision_entry, document_entry
from ..fields import Fields
from ..frame import meta_title
from ..labelling import is_description_heading
from ..records import AgendaEntry, DecisionEntry, DocumentEntry, Issue, Section
from ..references import split_reference
from ..values import affirmed, covers_everywhere, emails, is_urgency_sentence, phones, pick_list, picked, restriction
from ..vocabulary.headings import LIST_FIELDS, PAGE_KINDS, SECTION_FIELDS
from ..vocabulary.labels import OPENING_FIELDS
from ..vocabulary.statuses import KEY_TYPES, STATUSES
from . import Found, PageType, Source, Unread

PAGE = PageType(name="issue", scripts=("mgIssueHistoryHome.aspx",), version=1)

_COLUMNS: Final = frozenset(field.name for field in dataclasses.fields(Issue)) | {"due"}
_HEADINGS: Final = (HEADING, STRONG)
_TITLE_END: Final = re.compile(r"[.;,]$")
_LONGEST_TITLE: Final = 300
_LONGEST_HEADING: Final = 200


def read(source: Source) -> Found:
    """Read an issue page. One without a label that only issues have must at least have their heading and a title."""
    title, blocks, warnings = _title(source)
    described, rest = _part(blocks)
    while described and described[0].text in ("", title):  # some skins print the title again
        described = described[1:]
    reading = _Reading(source, title)
    reading.take(rest)
    if not (OPENING_FIELDS & reading.fields.values.keys() or (title and _is_issue_kind(source))):
        return Found(recognised=False)  # "Contact:" and "Documents" stand on any website
    issue_id = source.location.params.get("IId")
    if not issue_id:
        return Found(warnings=("id-missing",), unread=tuple(reading.unread))
    record = reading.issue(issue_id, described)
    if record.status and record.status.lower() not in STATUSES:
        warnings.append("status-unknown")
    return Found(records=(record,), unread=tuple(reading.unread), warnings=tuple(warnings))


def _is_issue_kind(source: Source) -> bool:
    return (source.frame.kind or "").lower() in PAGE_KINDS


def _title(source: Source) -> tuple[str | None, Sequence[Block], list[str]]:
    """The record's title, and the blocks behind it."""
    blocks = source.blocks
    for at, block in enumerate(blocks):
        if block.kind is FIELD:
            break
        if block.kind is TITLE:
            return block.text, blocks[at + 1 :], []
    if blocks and blocks[0].kind is HEADING and blocks[0].text.lower() not in SECTION_FIELDS:
        return blocks[0].text, blocks[1:], []
    if not source.is_text:
        return meta_title(source.page), blocks, []
    return _title_in_text(source)


def _title_in_text(source: Source) -> tuple[str | None, Sequence[Block], list[str]]:
    """A text's first line is the title behind the page's heading; without one it is only likely to be."""
    first = source.blocks[0] if source.blocks else None
    if first is None or first.kind is not PARAGRAPH:
        return None, source.blocks, ["title-missing"]
    if _is_issue_kind(source):
        line, _, rest = first.text.partition("\n")
        return line, [*([first._replace(text=rest)] if rest else []), *source.blocks[1:]], []
    if len(first.text) > _LONGEST_TITLE or "\n" in first.text or _TITLE_END.search(first.text):
        return None, source.blocks, ["title-missing"]
    return first.text, source.blocks[1:], ["title-uncertain"]


def _part(blocks: Sequence[Block]) -> tuple[Sequence[Block], Sequence[Block]]:
    """Part the description from the fields and lists behind it."""
    for at, block in enumerate(blocks):
        if block.kind is FIELD or is_urgency_sentence(block.text):
            return blocks[:at], blocks[at:]
        if block.kind in _HEADINGS and block.text.lower().rstrip(": ") in SECTION_FIELDS:
            return blocks[:at], blocks[at:]
    return blocks, ()


def _sections(blocks: Sequence[Block]) -> list[Section]:
    """Split a description at its headings; one without any heading has no sections."""
    parts: list[tuple[str | None, list[str]]] = [(None, [])]
    for block in blocks:
        for line in filter(None, block.text.split("\n")):
            if block.kind in _HEADINGS or (len(line) < _LONGEST_HEADING and is_description_heading(line)):
                parts.append((line.rstrip(": "), []))
            else:
                parts[-1][1].append(line)
    if len(parts) == 1:
        return []
    return [Section(heading=heading, text="\n\n".join(texts)) for heading, texts in parts if heading or texts]


def _without_bullet(block: Block) -> Block:
    """An entry without the bullet that Word prints as a letter."""
    return block._replace(text=block.text.removeprefix("\u00b7").lstrip())


class _Reading:
    """One issue page being read: its fields, its lists, and what no rule took."""

    def __init__(self, source: Source, title: str | None) -> None:
        self.fields = Fields("decision")
        self.unread: list[Unread] = []
        self.lists: dict[str, list[Block] | None] = {}
        self._source = source
        self._title = split_reference(title) if title else None
        self._list: str | None = None
        self._group = 0
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
            elif not self._take_entry(block) and not self.fields.extend(block) and block.text:
                self.unread.append(Unread(self._list or "fields", block.text))

    def _take_field(self, block: Block) -> None:
        field = SECTION_FIELDS.get(block.label.lower())
        if field in LIST_FIELDS:
            self._begin_list(field, block.label)
            return
        self._list = None
        self.fields.begin(block)

    def _take_heading(self, block: Block) -> bool:
        """Begin what a heading announces; a bold line that announces nothing is prose."""
        heading = block.text.rstrip(": ")
        field = SECTION_FIELDS.get(heading.lower())
        if field in LIST_FIELDS:
            self._begin_list(field, heading)
        elif field is not None:
            self._list = None
            self.fields.begin_prose(field, heading)
        elif block.kind is STRONG or self._list is not None or self.fields.in_prose:
            return False
        else:
            self.fields.begin_prose(None, heading)
        return True

    def _begin_list(self, field: str, heading: str) -> None:
        """Expect a list. Its heading is kept as a label, so that a list lost in a text is not one never printed."""
        self._list, self._group = field, 0
        self.lists.setdefault(field, None if self._source.is_text else [])
        self.fields.labels[field] = heading
        self.fields.end()

    def _take_entry(self, block: Block) -> bool:
        """Take a list entry. In HTML the list ends with its element; a text has no more to go by than bullets."""
        if self._list is None or not block.text:
            return False
        is_entry = block.kind is ITEM or (self._source.is_text and block.kind is PARAGRAPH)
        if not is_entry or (self._group and block.group != self._group and not self._source.is_text):
            return False
        self._group = self._group or block.group
        entries = self.lists[self._list]
        self.lists[self._list] = entries = [] if entries is None else entries
        entries.extend(map(_without_bullet, block.lines()) if self._source.is_text else (block,))
        return True

    def issue(self, issue_id: str, described: Sequence[Block]) -> Issue:
        """The record that the page states."""
        fields, location = self.fields, self._source.location
        due = read_due(fields.values["due"]) if fields.text("due") else Due()
        areas = pick_list(fields.values["areas"]) if "areas" in fields.values else None
        decision_type = picked(fields.values.get("decision_type", ""))
        titled = self._title
        return Issue(
            council=location.council,
            issue_id=issue_id,
            url=location.canonical,
            title=titled.title if titled else None,
            reference=titled.reference if titled else None,
            references=list(titled.references) if titled else None,
            description="\n\n".join(block.text for block in described if block.text) or None,
            sections=_sections(described),
            decision_type=decision_type,
            is_key=KEY_TYPES.get((decision_type or "").lower()),
            reason_key=pick_list(fields.values["reason_key"]) if "reason_key" in fields.values else None,
            status=picked(fields.values.get("status", "")),
            areas=areas,
            areas_label=fields.labels.get("areas"),
            all_areas=covers_everywhere(areas) if areas else None,
            first_published=iso_day(fields.values.get("first_published", "")),
            is_urgent=True if self._urgent else affirmed(fields.values.get("is_urgent", "")),
            urgency_reason=fields.text("urgency_reason"),
            restriction=restriction(fields.values.get("restriction", "")),
            restriction_explanation=fields.text("restriction_explanation"),
            due_text=due.text,
            due_qualifier=due.qualifier,
            due_from=due.first,
            due_to=due.last,
            decision_maker=due.maker or fields.text("decision_maker"),
            due_reason=due.reason or fields.text("due_reason"),
            lead_member=picked(fields.values.get("lead_member", "")),
            lead_director=picked(fields.values.get("lead_director", "")),
            department=picked(fields.values.get("department", "")),
            consultation_process=fields.text("consultation_process"),
            consultees=fields.text("consultees"),
            financial_implications=fields.text("financial_implications"),
            legal_implications=fields.text("legal_implications"),
            equalities_implications=fields.text("equalities_implications"),
            other_fields=fields.other | fields.without(_COLUMNS),
            labels=fields.labels,
            decisions=self._decisions(),
            agenda_items=self._agenda_items(titled.title if titled else None, due.maker),
            documents=self._documents(),
            **_contact(fields),
        )

    def _decisions(self) -> list[DecisionEntry] | None:
        entries = self.lists.get("decisions")
        return None if entries is None else [decision_entry(block, self._source) for block in entries]

    def _agenda_items(self, title: str | None, maker: str | None) -> list[AgendaEntry] | None:
        entries = self.lists.get("agenda_items")
        if entries is None:
            return None
        return [agenda_entry(block, self._source, title, maker) for block in entries]

    def _documents(self) -> list[DocumentEntry] | None:
        entries = self.lists.get("documents")
        return None if entries is None else [document_entry(block, self._source) for block in entries]


def _contact(fields: Fields) -> dict[str, Any]:
    """The contact line as printed, with the addresses and numbers in it."""
    contact = fields.text("contact")
    if contact is None:
        return {}
    linked = [
        link.href[7:].partition("?")[0]
        for link in fields.links.get("contact", ())
        if link.href.lower().startswith("mailto:")
    ]
    return {
        "contact": contact,
        "contact_emails": list(dict.fromkeys([*linked, *emails(contact)])),
        "contact_phones": phones(contact),
    }
