"""Words of the pages that decisions stand on: their labels, the headings of the pages, their tables' columns.

The same label may mean something else than on an issue page: `Decision:` is here what was decided.
"""

import re
from typing import Final

from .labels import Label, Words

_AREAS: Final = (
    "wards affected",
    "ward affected",
    "wards/areas affected",  # Harrow
    "areas affected",
    "division affected",  # Kent
    "divisions affected",  # Warwickshire, Derbyshire
    "electoral divisions affected",  # Isle of Wight
)

DECISION_LABELS: Final[dict[str, Label]] = {
    "decision maker": Label("decision_maker"),
    "decision status": Label("status"),
    "status": Label("status"),
    "statws": Label("status"),  # Senedd, in Welsh
    "is key decision?": Label("is_key"),
    "is key decision": Label("is_key"),
    "key decision?": Label("is_key"),
    "is subject to call in?": Label("is_callable"),
    "is subject to call-in?": Label("is_callable"),
    "is subject to call in": Label("is_callable"),
    "reason key": Label("reason_key"),  # Herefordshire
    "urgent item?": Label("is_urgent"),  # Huntingdonshire
    "reason for urgency": Label("urgency_reason", prose=True),
    "purpose": Label("purpose", prose=True),
    "decision": Label("decision", prose=True),
    "decisions": Label("decision", prose=True),  # Rhondda Cynon Taf
    "reasons for the decision": Label("reasons", prose=True),
    "reason for the decision": Label("reasons", prose=True),
    "alternative options considered": Label("alternatives", prose=True),
    "interests and nature of interests declared": Label("interests_declared", prose=True),  # Croydon
    "details of any conflict of interest declared": Label("interests_declared", prose=True),  # Buckinghamshire
    "conflict of interest": Label("interests_declared", prose=True),  # South Holland
    "declarations or conflicts of interest": Label("interests_declared", prose=True),  # Stockport
    "dispensation granted": Label(None),  # South Holland
    "decision reference": Label("reference"),  # Stockport
    **dict.fromkeys(_AREAS, Label("areas")),
    "recommend to council?": Label("recommend_to_council"),
    "contact": Label("contact"),
    "cyswllt": Label("contact"),  # Welsh
    "report author": Label("lead_officer"),
    "lead officer": Label("lead_officer"),
    "publication date": Label("publication_date"),
    "decision published": Label("publication_date"),
    "date of decision": Label("decision_date"),
    "decided at meeting": Label("meeting"),
    "made at meeting": Label("meeting"),
    "effective from": Label("effective_from"),
}

# What begins the fields of a decision's own page in a text.
DECISION_OPENING: Final = frozenset(
    {"decision_maker", "status", "is_key", "is_callable", "publication_date", "decision_date"}
)

# Fields that only the page of a decision has: no page without any of them is one.
DECISIVE_FIELDS: Final = frozenset({"is_key", "is_callable", "publication_date", "decision_date"})

# In a text the council's own sub-headings within a decision look like labels; those that are none end with its prose.
DECISION_WORDS: Final = Words(DECISION_LABELS, is_prose_closed=True)

# A register's long form prints few labels, and everything else in it is the council's prose.
REGISTER_WORDS: Final = Words(
    {
        label: DECISION_LABELS[label]
        for label in (
            "decision maker",
            "made at meeting",
            "decided at meeting",
            "decision published",
            "effective from",
            "decision",
            *_AREAS,
            "lead officer",
        )
    },
    is_prose_closed=True,
    allows_unknown=False,
)

# Pages whose prose stands under headings, with no labelled values at all.
PROSE_WORDS: Final = Words({}, is_prose_closed=True, allows_unknown=False)

DECISION_KINDS: Final = frozenset({"decision details", "manylion y penderfyniad", "manylion penderfyniad"})
ISSUE_DECISIONS_KINDS: Final = frozenset({"issue - decisions", "mater - penderfyniadau"})
ISSUE_MEETINGS_KINDS: Final = frozenset(
    {"issue - meetings", "issue - items at meetings", "meetings", "mater - cyfarfodydd", "cyfarfodydd"}
)
REGISTER_KINDS: Final = frozenset(
    {
        "decisions",
        "all decisions",
        "cabinet member decisions",  # Kent
        "decision register",  # North Devon
        "delegated decisions",
        "executive decisions",
        "forthcoming decisions",
        "officer decisions",
        "officer delegated decisions",  # Ryedale
        "published decisions",
        "penderfyniadau",  # Welsh
    }
)

# Above a register's list.
REGISTER_CAPTIONS: Final = frozenset(
    {
        "decisions published",
        "decisions recommendations approved (subject to call-in)",
        "forthcoming decisions",
        "officer decisions",
    }
)

# ModernGov's own words on every register, by how they begin; councils change them little.
REGISTER_FURNITURE: Final = (
    "earlier - later",
    "use the below search options",
    "use the search options",
    "see below for information regarding recent decisions",  # Wokingham
    "alternatively you can visit the officer decisions",
    "you can also visit the officer decisions",  # Wokingham
)

# A table's column by its heading.
REGISTER_COLUMNS: Final[dict[str, str]] = {
    "title": "title",
    "teitl": "title",  # Welsh
    "date": "publication_date",
    "date published": "publication_date",
    "published": "publication_date",
    "dyddiad": "publication_date",  # Welsh
    "effective from": "effective_from",
    "call-ins": "call_ins",
    "call-in": "call_ins",
}

NO_DECISIONS: Final = re.compile(r"no matching decisions", re.IGNORECASE)
NOT_CALLABLE: Final = frozenset({"not for call-in", "not for call in"})
ISSUE_LINK: Final = "find out more about this issue"
DOCUMENT_HEADINGS: Final = frozenset(
    {
        "accompanying documents",
        "supporting documents",
        "additional documents",
        "documents",
        "dogfennau",  # Welsh
        "dogfennau ategol",  # Welsh
        "dogfennau ychwanegol",  # Welsh
    }
)

# Parts of an agenda item, by the heading or label above them.
ITEM_PARTS: Final[dict[str, str]] = {
    "decision": "decision",
    "decisions": "decision",
    "penderfyniad": "decision",  # Welsh
    "minutes": "minutes",
    "cofnodion": "minutes",  # Welsh
}
