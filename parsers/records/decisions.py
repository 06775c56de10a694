"""What the pages of decisions state."""

from dataclasses import dataclass
from typing import ClassVar, TypedDict

from .base import Record
from .issues import DocumentEntry


class MeetingEntry(TypedDict):
    """The meeting that a decision was made at."""

    date: str | None
    committee: str | None
    url: str | None
    meeting_id: str | None
    committee_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision(Record):
    """A decision made (`ieDecisionDetails`); registers and lists of officers' decisions state some of its fields.

    The id is ModernGov's. A page that is reached by an agenda item and does not print the id has `AIId/` and the
    item's number instead, which no id of ModernGov's can be. `is_callable` is whether the decision is subject to
    call-in, `call_ins` how often it was called in. `labels` are those of the decision's own page alone.
    """

    kind: ClassVar[str] = "decision"
    key: ClassVar[str] = "decision_id"
    is_shared: ClassVar[bool] = True

    decision_id: str
    url: str
    title: str | None = None
    reference: str | None = None
    references: list[str] | None = None
    decision_maker: str | None = None
    status: str | None = None
    is_key: bool | None = None
    reason_key: list[str] | None = None
    is_callable: bool | None = None
    call_ins: int | None = None
    is_urgent: bool | None = None
    urgency_reason: str | None = None
    is_officer: bool | None = None
    purpose: str | None = None
    decision: str | None = None
    reasons: str | None = None
    alternatives: str | None = None
    interests_declared: str | None = None
    areas: list[str] | None = None
    areas_label: str | None = None
    all_areas: bool | None = None
    recommend_to_council: bool | None = None
    contact: str | None = None
    contact_emails: list[str] | None = None
    contact_phones: list[str] | None = None
    lead_officer: str | None = None
    publication_date: str | None = None
    decision_date: str | None = None
    meeting: MeetingEntry | None = None
    effective_from: str | None = None
    issue_id: str | None = None
    agenda_item_id: str | None = None
    documents: list[DocumentEntry] | None = None
    other_fields: dict[str, str] | None = None
    labels: dict[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueDecision(Record):
    """A decision as the page of an issue's decisions prints it (`mgDecisionDetails`): a heading and its full text.

    The id is the issue's id, a slash, and the decision's id; where the page does not give that, the day in the
    heading (`7316/2019-12-03`, the second of the day `7316/2019-12-03#2`). `date` is the day in the heading: of the
    decision, at some councils of its publication.
    """

    kind: ClassVar[str] = "issue_decision"
    key: ClassVar[str] = "issue_decision_id"

    issue_decision_id: str
    issue_id: str
    url: str
    decision_id: str | None = None
    issue_title: str | None = None
    date: str | None = None
    title: str | None = None
    reference: str | None = None
    references: list[str] | None = None
    text: str | None = None
    documents: list[DocumentEntry] | None = None
    other_fields: dict[str, str] | None = None
