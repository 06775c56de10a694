"""Reads ModernGov pages: bytes or text in, plain records out.

No I/O, no clock, no logging, and never an exception over what a page says.
"""

from .bodies import read, reader_of
from .content import digest
from .files import DocumentFile
from .pages import Unread
from .reading import PageLink, Reading
from .records import AgendaItem, Committee, Decision, Issue, IssueDecision, Meeting, Plan, PlanItem, Record, Restriction
from .urls import canonical, document_id, locate

__all__ = [
    "AgendaItem",
    "Committee",
    "Decision",
    "DocumentFile",
    "Issue",
    "IssueDecision",
    "Meeting",
    "PageLink",
    "Plan",
    "PlanItem",
    "Reading",
    "Record",
    "Restriction",
    "Unread",
    "canonical",
    "digest",
    "document_id",
    "locate",
    "read",
    "reader_of",
]
