"""What the pages of a forward plan state."""

from dataclasses import dataclass
from typing import ClassVar

from .base import Record


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
