"""What an issue page states."""

from dataclasses import dataclass
from typing import ClassVar, TypedDict

from .base import Record


class Section(TypedDict):
    """A part of a description under a heading of its own; the heading is null for what stands before the first."""

    heading: str | None
    text: str


class DecisionEntry(TypedDict):
    """A decision listed on an issue page."""

    date: str | None
    title: str
    url: str | None
    decision_id: str | None


class AgendaEntry(TypedDict):
    """A meeting's agenda item listed on an issue page; the committee is null where it cannot be told from the title."""

    date: str | None
    committee: str | None
    title: str
    url: str | None
    meeting_id: str | None
    agenda_item_id: str | None


class DocumentEntry(TypedDict):
    """A document listed on an issue page: linked, promised in words, or restricted."""

    title: str
    url: str | None
    attachment_id: str | None
    file_type: str | None
    size: str | None
    restricted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue(Record):
    """An issue: a matter for decision, from its first notice to the decisions made on it (`mgIssueHistoryHome`)."""

    kind: ClassVar[str] = "issue"
    key: ClassVar[str] = "issue_id"

    issue_id: str
    url: str
    title: str | None = None
    reference: str | None = None
    references: list[str] | None = None
    description: str | None = None
    sections: list[Section] | None = None
    decision_type: str | None = None
    is_key: bool | None = None
    reason_key: list[str] | None = None
    status: str | None = None
    areas: list[str] | None = None
    areas_label: str | None = None
    all_areas: bool | None = None
    first_published: str | None = None
    is_urgent: bool | None = None
    urgency_reason: str | None = None
    restriction: str | None = None
    restriction_explanation: str | None = None
    due_text: str | None = None
    due_qualifier: str | None = None
    due_from: str | None = None
    due_to: str | None = None
    decision_maker: str | None = None
    due_reason: str | None = None
    lead_member: str | None = None
    lead_director: str | None = None
    department: str | None = None
    contact: str | None = None
    contact_emails: list[str] | None = None
    contact_phones: list[str] | None = None
    consultation_process: str | None = None
    consultees: str | None = None
    financial_implications: str | None = None
    legal_implications: str | None = None
    equalities_implications: str | None = None
    other_fields: dict[str, str] | None = None
    decisions: list[DecisionEntry] | None = None
    agenda_items: list[AgendaEntry] | None = None
    documents: list[DocumentEntry] | None = None
    labels: dict[str, str] | None = None
