"""Columns of a decision out of its labelled values: the same for its own page and for a register's long form."""

import re
from typing import Any, Final

from .blocks import Link
from .dates import iso_day
from .fields import Fields
from .pages import Source
from .records import MeetingEntry
from .references import split_reference
from .values import affirmed, covers_everywhere, pick_list

_DATED: Final = re.compile(r"(\d{1,2}/\d{1,2}/\d{4})\s*[-\u2013]\s*(.*)", re.DOTALL)
_AFFIRMED: Final = ("is_key", "is_callable", "is_urgent", "recommend_to_council")
_PROSE: Final = ("purpose", "decision", "reasons", "alternatives", "interests_declared", "urgency_reason")
_DAYS: Final = ("publication_date", "decision_date", "effective_from")
_PICKED: Final = ("decision_maker", "status", "lead_officer")
_REF: Final = re.compile(r"\s*(?<!our )ref: ?(\d+)$")


def values(fields: Fields, source: Source) -> dict[str, Any]:
    """Columns by name. What a column cannot hold, such as "Maybe" for yes or no, goes back among the others."""
    columns: dict[str, Any] = {name: affirmed(fields.values.get(name, "")) for name in _AFFIRMED}
    columns |= {name: iso_day(fields.values.get(name, "")) for name in _DAYS}
    for name, value in columns.items():
        text = fields.text(name)
        if value is None and text is not None:
            fields.other[fields.labels[name]] = text
    columns |= {name: fields.picked(name) for name in _PICKED}
    columns |= {name: fields.text(name) for name in _PROSE}
    areas = pick_list(fields.values["areas"]) if "areas" in fields.values else None
    return columns | {
        "areas": areas,
        "areas_label": fields.labels.get("areas"),
        "all_areas": covers_everywhere(areas) if areas else None,
        "meeting": meeting(fields, source),
    }


def meeting(fields: Fields, source: Source) -> MeetingEntry | None:
    """The meeting that a decision was made at, such as `12/09/2024 - Executive`."""
    text = fields.text("meeting")
    if text is None:
        return None
    dated = _DATED.fullmatch(text)
    found = (source.resolve(link.href) for link in fields.links.get("meeting", ()))
    target = next((target for target in found if target and target.script == "ieListDocuments.aspx"), None)
    return {
        "date": iso_day(dated[1]) if dated else None,
        "committee": (dated[2] if dated else text) or None,
        "url": target.canonical if target else None,
        "meeting_id": target.params.get("MId") if target else None,
        "committee_id": target.params.get("CId") if target else None,
    }


def titled(title: str | None, printed: str | None = None) -> dict[str, Any]:
    """A title without its reference, and its references; `printed` is one that has a label of its own."""
    if title is None:
        return {"reference": printed, "references": [printed] if printed else None}
    found = split_reference(title)
    return {
        "title": found.title,
        "reference": found.reference or printed,
        "references": list(dict.fromkeys((*found.references, *([printed] if printed else ())))),
    }


def without_ref(title: str, known: str | None = None) -> tuple[str, str | None]:
    """A title without the ref behind it, and the ref, which is the decision's id.

    Where the id is `known` from an address, another number behind the title is the council's.
    """
    found = _REF.search(title)
    return (title[: found.start()], found[1]) if found and known in (None, found[1]) else (title, None)


def decision_key(source: Source, link: Link) -> tuple[str, str] | None:
    """The id and the address of the decision that a link leads to; `None` where it leads to none."""
    target = source.resolve(link.href)
    if target is None or target.script != "ieDecisionDetails.aspx":
        return None
    params = target.params
    key = params.get("ID") or (f"AIId/{params['AIId']}" if params.get("AIId") else None)
    return (key, target.canonical) if key else None
