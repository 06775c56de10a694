"""What pages state, as plain frozen records. Field names are the SQL columns and JSON keys of the whole project.

A field is null where the page says nothing, and an empty list where the page says that there is nothing. Labels are
kept as printed in `labels` (field to label), council-made ones with their values in `other_fields`.
"""

from dataclasses import dataclass, fields
from typing import Any, ClassVar, TypedDict


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


class DocumentEntry(TypedDict):
    """A document listed on an issue page: linked, promised in words, or restricted."""

    title: str
    url: str | None
    attachment_id: str | None
    file_type: str | None
    size: str | None
    restricted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What every record has: the install that printed it. `kind` and `key` name its table and its id column.

    A record that `is_shared` is stated by several page types, each some of its fields: there a null says nothing.
    """

    kind: ClassVar[str]
    key: ClassVar[str]
    is_shared: ClassVar[bool] = False

    council: str

    @property
    def id(self) -> str:
        """The id that ModernGov gives the record; unique within its council and kind."""
        return str(getattr(self, self.key))

    def columns(self) -> dict[str, Any]:
        """Every field by name, in order."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan(Record):
    """An edition of a forward plan (`mgListPlans` lists them, `mgListPlanItems` prints one)."""

    kind: ClassVar[str] = "plan"
    key: ClassVar[str] = "plan_id"
    is_shared: ClassVar[bool] = True

    plan_id: str
    url: str
    title: str | None = None
    body: str | None = None
    body_id: str | None = None
    period_from: str | None = None
    period_to: str | None = None
    period_text: str | None = None
    introduction: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanItem(Record):
    """An issue as one edition of a forward plan lists it. The id is the plan's id, a slash, and the issue's id.

    An item whose link was lost has its place in the plan instead: `560/#3` is the third item of plan 560.
    """

    kind: ClassVar[str] = "plan_item"
    key: ClassVar[str] = "plan_item_id"

    plan_item_id: str
    plan_id: str
    issue_id: str | None = None
    url: str | None = None
    number: str | None = None
    section: str | None = None
    title: str | None = None
    reference: str | None = None
    references: list[str] | None = None
    is_new: bool = False
    decision_maker: str | None = None
    due_text: str | None = None
    due_qualifier: str | None = None
    due_from: str | None = None
    due_to: str | None = None
    due_reason: str | None = None
    is_made: bool | None = None
    lead_member: str | None = None
    lead_officer: str | None = None
    status: str | None = None
    first_published: str | None = None
    is_urgent: bool | None = None
    urgency_reason: str | None = None
    restriction: str | None = None
    restriction_explanation: str | None = None
    other_fields: dict[str, str] | None = None
    labels: dict[str, str] | None = None
