"""The notice of a decision to come: what an issue's own page and a plan's item state alike."""

from typing import Any

from .dates import iso_day
from .due import NO_DUE, Due, read_due
from .fields import Fields
from .references import Titled
from .values import affirmed, restriction


def due_of(fields: Fields) -> Due:
    """The due line of a record, taken apart."""
    return read_due(fields.values["due"]) if fields.text("due") else NO_DUE


def notice(
    fields: Fields, titled: Titled | None, due: Due, *, is_urgent: bool, columns: frozenset[str]
) -> dict[str, Any]:
    """The columns of a notice; `is_urgent` where a sentence says so, `columns` are all that the record has."""
    values, text = fields.values, fields.text
    return {
        "title": titled.title if titled else None,
        "reference": titled.reference if titled else None,
        "references": list(titled.references) if titled else None,
        "status": fields.picked("status"),
        "first_published": iso_day(values.get("first_published", "")),
        "is_urgent": True if is_urgent else affirmed(values.get("is_urgent", "")),
        "urgency_reason": text("urgency_reason"),
        "restriction": restriction(values.get("restriction", "")),
        "restriction_explanation": text("restriction_explanation"),
        "due_text": due.text,
        "due_qualifier": due.qualifier,
        "due_from": due.first,
        "due_to": due.last,
        "due_reason": due.reason or text("due_reason"),
        "lead_member": fields.picked("lead_member"),
        "other_fields": fields.others(columns),
        "labels": fields.labels,
    }
