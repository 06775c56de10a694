"""What the pages of committees and their meetings state, and ModernGov's web service with them."""

from dataclasses import dataclass
from typing import ClassVar, TypedDict

from .base import Record
from .issues import DocumentEntry


class MemberEntry(TypedDict):
    """Somebody who sits on a committee, or was at a meeting; `role` and `attendance` are as printed."""

    name: str
    role: str | None
    attendance: str | None
    user_id: str | None


class ReasonEntry(TypedDict):
    """An explanation of a restriction, and the paragraph that it is given for as printed."""

    paragraph: str | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Committee(Record):
    """A committee or another body that meets (`mgCommitteeDetails`, `mgListCommittees`, web service)."""

    kind: ClassVar[str] = "committee"
    key: ClassVar[str] = "committee_id"
    is_shared: ClassVar[bool] = True

    committee_id: str
    url: str
    title: str | None = None
    category: str | None = None
    is_deleted: bool | None = None
    is_expired: bool | None = None
    purpose: str | None = None
    members: list[MemberEntry] | None = None
    contact: str | None = None
    contact_emails: list[str] | None = None
    contact_phones: list[str] | None = None
    postal_address: str | None = None
    other_fields: dict[str, str] | None = None
    labels: dict[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting(Record):
    """A meeting of a committee (`ieListDocuments`, `ieListMeetings`, web service).

    `date` is an ISO day and `time` is `HH:MM`, both of the start; `when_text` is the start as printed. `published` is
    what ModernGov prints of the papers, such as "Agenda and draft minutes".
    """

    kind: ClassVar[str] = "meeting"
    key: ClassVar[str] = "meeting_id"
    is_shared: ClassVar[bool] = True

    meeting_id: str
    url: str
    committee_id: str | None = None
    committee: str | None = None
    date: str | None = None
    time: str | None = None
    when_text: str | None = None
    status: str | None = None
    is_cancelled: bool | None = None
    published: str | None = None
    has_agenda: bool | None = None
    has_decisions: bool | None = None
    has_minutes: bool | None = None
    is_draft_minutes: bool | None = None
    venue: str | None = None
    is_proposed_venue: bool | None = None
    contact: str | None = None
    contact_emails: list[str] | None = None
    contact_phones: list[str] | None = None
    webcast: str | None = None
    is_webcast: bool | None = None
    note: str | None = None
    introduction: str | None = None
    started: str | None = None
    finish_planned: str | None = None
    finished: str | None = None
    attendees: list[MemberEntry] | None = None
    media: list[str] | None = None
    packs: list[DocumentEntry] | None = None
    other_fields: dict[str, str] | None = None
    labels: dict[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaItem(Record):
    """An item on a meeting's agenda (`mgAi`, `ieListDocuments`, `ieIssueDetails`, web service).

    An item whose id a page does not give has its place in the meeting instead: `1204/#3` is the third of meeting 1204.
    """

    kind: ClassVar[str] = "agenda_item"
    key: ClassVar[str] = "agenda_item_id"
    is_shared: ClassVar[bool] = True

    agenda_item_id: str
    url: str | None = None
    meeting_id: str | None = None
    committee_id: str | None = None
    committee: str | None = None
    date: str | None = None
    place: int | None = None
    number: str | None = None
    is_sub_item: bool | None = None
    title: str | None = None
    text: str | None = None
    decision: str | None = None
    minutes: str | None = None
    issue_id: str | None = None
    is_restricted: bool | None = None
    restriction_url: str | None = None
    is_decision: bool | None = None
    is_call_in: bool | None = None
    documents: list[DocumentEntry] | None = None
    other_fields: dict[str, str] | None = None
    labels: dict[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Restriction(Record):
    """Why something is not open to the public (`mgReasonsRestricted`).

    `paragraphs` are the numbers cited, `bases` the acts and orders named, `reasons` the sentence that cites them.
    `owner_type` is ModernGov's letter for what is restricted: `A` is an agenda item.
    """

    kind: ClassVar[str] = "restriction"
    key: ClassVar[str] = "restriction_id"

    restriction_id: str
    url: str
    owner_type: str | None = None
    owner_id: str | None = None
    agenda_item_id: str | None = None
    title: str | None = None
    reasons: str | None = None
    paragraphs: list[str] | None = None
    bases: list[str] | None = None
    explanation: str | None = None
    explanations: list[ReasonEntry] | None = None
    other_fields: dict[str, str] | None = None
    labels: dict[str, str] | None = None
