"""What one council's site knows on a day."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from .gatherings import Committee, Meeting, MeetingItem, Restriction
from .model import Decision, Document, Issue
from .plans import Body, Edition


def day_of(printed: str) -> date:
    """The day that a date such as `29/01/2026` names."""
    return datetime.strptime(printed, "%d/%m/%Y").date()  # noqa: DTZ007 - a day, and no moment


@dataclass(frozen=True, slots=True)
class Held:
    """A decision together with the issue that it was made on, where there is one."""

    decision: Decision
    issue: Issue | None

    @property
    def maker(self) -> str:
        """Who took it."""
        due = (self.issue.value("Decision due") or "") if self.issue else ""
        return self.decision.maker or due.partition(" by ")[2]

    @property
    def status(self) -> str:
        """What has become of it."""
        own = self.issue.value("Decision status") if self.issue else None
        return self.decision.status or own or "Recommendations Approved"

    @property
    def is_key(self) -> bool:
        """Whether it is a key decision."""
        kind = (self.issue.value("Decision type") or "") if self.issue else ""
        return kind.startswith("Key") if self.decision.is_key is None else self.decision.is_key

    @property
    def published(self) -> str:
        """The day of publication that pages print."""
        return self.decision.published or self.decision.date

    @property
    def filed(self) -> date:
        """The day by which the register finds it."""
        return day_of(self.decision.filed or self.published)


@dataclass(frozen=True, slots=True)
class World:
    """What a council's site knows on a day: everything by its id. `missing` are decisions whose page is not there."""

    day: date
    issues: Mapping[str, Issue]
    bodies: tuple[Body, ...]
    editions: tuple[Edition, ...]
    decisions: Mapping[str, Held]
    committees: Mapping[str, Committee]
    meetings: Mapping[str, Meeting]
    restrictions: Mapping[str, Restriction]
    missing: frozenset[str] = frozenset()

    def agenda(self) -> Iterator[tuple[Meeting, MeetingItem]]:
        """Every agenda item with its meeting, the newest meeting first."""
        for meeting in sorted(self.meetings.values(), key=lambda meeting: meeting.day, reverse=True):
            for item in meeting.items:
                yield meeting, item

    def documents(self) -> Iterator[Document]:
        """Every document that can be fetched, as often as it is listed."""
        listed: list[Document | str | None] = []
        for issue in self.issues.values():
            listed += issue.documents or ()
        for held in self.decisions.values():
            listed += held.decision.documents
        for _, item in self.agenda():
            listed += (item.report, *item.documents)
        return (document for document in listed if isinstance(document, Document))

    def meeting_of(self, item_id: str | None) -> tuple[Meeting, MeetingItem] | None:
        """The meeting that an agenda item is on, with the item."""
        return next(((meeting, item) for meeting, item in self.agenda() if item.id == item_id), None)


def held_decisions(
    issues: Iterable[Issue], others: Iterable[Decision], details: Mapping[str, Mapping[str, Any]]
) -> dict[str, Held]:
    """All decisions by the id of their record: those that issues list, with more said of some, and the others."""
    of_issues = [
        Held(replace(decision, **details.get(decision.id, {})), issue)
        for issue in issues
        for decision in issue.decisions or ()
    ]
    found = [*of_issues, *(Held(decision, None) for decision in others)]
    return {record_id(held.decision): held for held in found}


def record_id(decision: Decision) -> str:
    """The id of a decision's record: its own, or its agenda item's where it is known by that alone."""
    return f"AIId/{decision.item_id}" if decision.by_item else decision.id
