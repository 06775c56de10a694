"""Printed labels of issue and plan pages, each with the field that its value belongs to.

Keys are folded: lower case, no colon. A label whose field is `None` is known but has no field of its own: its value
is kept in `other_fields` under the label as printed. A comment names the council behind an odd wording.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple


class Label(NamedTuple):
    """What a printed label stands for: the `field` it fills, and whether its value may run over paragraphs."""

    field: str | None
    prose: bool = False


LABELS: Final[dict[str, Label]] = {
    "decision type": Label("decision_type"),
    "math": Label("decision_type"),  # Senedd, in Welsh
    "math o fusnes": Label("decision_type"),  # Senedd, in Welsh
    "type of business": Label("decision_type"),  # Senedd, in English
    "type": Label("decision_type"),  # Senedd, in English
    "reason key": Label("reason_key"),
    "decision status": Label("status"),
    "status": Label("status"),  # Senedd, in English
    "statws": Label("status"),  # Senedd, in Welsh
    "wards affected": Label("areas"),
    "ward affected": Label("areas"),
    "wards/areas affected": Label("areas"),  # Harrow
    "areas affected": Label("areas"),
    "division affected": Label("areas"),  # Kent
    "divisions affected": Label("areas"),  # Warwickshire, Derbyshire
    "electoral divisions affected": Label("areas"),  # Isle of Wight
    "notice of proposed decision first published": Label("first_published"),
    "first published": Label("first_published"),  # Senedd, in English
    "cyhoeddwyd gyntaf": Label("first_published"),  # Senedd, in Welsh
    "urgent": Label("is_urgent"),  # Harrow
    "urgent item?": Label("is_urgent"),  # Huntingdonshire
    "reason for urgency": Label("urgency_reason", prose=True),
    "anticipated restriction": Label("restriction"),
    "open/exempt": Label("restriction"),  # Rotherham, Allerdale
    "open/closed": Label("restriction"),  # Southwark
    "part 1 & 2 (para 3)": Label("restriction"),  # Enfield
    "explanation of anticipated restriction": Label("restriction_explanation", prose=True),
    "reason no public access": Label("restriction_explanation", prose=True),  # Gloucester
    "decision due": Label("due"),
    "decision": Label("due"),  # plan pages, once the decision is made
    "likely date of decision": Label("due"),  # Newcastle-under-Lyme
    "originally due": Label(None),  # Maidstone's plans
    "reason": Label("due_reason", prose=True),
    "date comment": Label("due_reason", prose=True),  # Plymouth
    "decision maker": Label("decision_maker"),
    "lead member": Label("lead_member"),
    "portfolio holder": Label("lead_member"),  # Leeds
    "members/officers involved": Label("lead_member"),  # Kirklees
    "dmt date and early discussion between ad and cabinet member": Label(None),  # Haringey, in place of the lead member
    "lead director": Label("lead_director"),
    "slt date": Label(None),  # Haringey, in place of the lead director
    "department": Label("department"),
    "draft report clearing date": Label(None),  # Haringey
    "contact": Label("contact"),
    "lead officer": Label("lead_officer"),
    "report author": Label("lead_officer"),
    "consultation process": Label("consultation_process", prose=True),
    "consultees": Label("consultees", prose=True),
    "is consultation required?": Label(None),  # Telford and Wrekin
    "making representations": Label(None, prose=True),  # York, Blackburn, Southwark, Newcastle-under-Lyme
    "comments": Label(None, prose=True),  # Blackburn
    "financial implications": Label("financial_implications", prose=True),
    "legal implications": Label("legal_implications", prose=True),
    "equalities implications": Label("equalities_implications", prose=True),
    "spend required/saving generated": Label(None, prose=True),  # Newcastle-under-Lyme
    "level of risk": Label(None),  # York
    "equality impact assessment completed?": Label(None),  # York
    "relevant overview and scrutiny committee": Label(None),  # Medway, printed with two colons
    "relevant scrutiny committee": Label(None),  # Peterborough
    "improvement and scrutiny committee": Label(None),  # Derbyshire
    "relevant committee(s)": Label(None),  # Newcastle-under-Lyme
    "additional information": Label(None, prose=True),
    "background information": Label(None, prose=True),  # Cambridge
    "background2": Label(None, prose=True),  # Allerdale
    "date report and background papers will be available": Label(None),  # Rotherham
    "category": Label(None),  # Harrow
    "rheswm dros ei ystyried": Label(None, prose=True),  # Senedd, in Welsh
    "reason considered": Label(None, prose=True),  # Senedd, in English
}

# A text rendering has no markup to tell a label by: the fields begin where one of these is printed first.
OPENING_FIELDS: Final = frozenset(
    {"decision_type", "reason_key", "status", "areas", "first_published", "is_urgent", "restriction", "due"}
)

# Labels of one word, or nearly: councils' own prose begins lines with such words too, so that in a text they begin the
# fields only where no plainer label does.
UNCERTAIN_LABELS: Final = frozenset({"type", "status", "decision", "urgent"})

# Prose labels that some skins and councils print as headings.
PROSE_HEADINGS: Final[dict[str, str]] = {
    words: label.field for words, label in LABELS.items() if label.prose and label.field and label.field != "due_reason"
}

# What a contact's lines begin with, where they stand on lines of their own.
CONTACT_PARTS: Final = frozenset(
    ["tel", "tel no", "telephone", "phone", "mobile", "fax", "email", "e-mail", "minicom", "ffôn", "e-bost", "ebost"]
)


class Words(NamedTuple):
    """The labels of one kind of page, and what else a text of it may have.

    `is_prose_closed` says that only labels of the table end a labelled prose, `allows_unknown` that a label outside
    the table makes a field at all.
    """

    labels: Mapping[str, Label]
    is_prose_closed: bool = False
    allows_unknown: bool = True

    @property
    def prose_headings(self) -> dict[str, str]:
        """Prose labels that some skins print as headings, each with its field."""
        known = self.labels.items()
        return {words: it.field for words, it in known if it.prose and it.field and it.field != "due_reason"}


# What issue and plan pages print.
ISSUE_WORDS: Final = Words(LABELS)
