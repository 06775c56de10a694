"""What pages state, as plain frozen records. Field names are the SQL columns and JSON keys of the whole project.

A field is null where the page says nothing, and an empty list where the page says that there is nothing. Labels are
kept as printed in `labels` (field to label), council-made ones with their values in `other_fields`.
"""

from .base import Record
from .decisions import Decision, IssueDecision, MeetingEntry
from .issues import AgendaEntry, DecisionEntry, DocumentEntry, Issue, Section
from .meetings import AgendaItem, Committee, Meeting, MemberEntry, ReasonEntry, Restriction
from .plans import Plan, PlanItem

__all__ = [
    "AgendaEntry",
    "AgendaItem",
    "Committee",
    "Decision",
    "DecisionEntry",
    "DocumentEntry",
    "Issue",
    "IssueDecision",
    "Meeting",
    "MeetingEntry",
    "MemberEntry",
    "Plan",
    "PlanItem",
    "ReasonEntry",
    "Record",
    "Restriction",
    "Section",
]
