"""Words of the pages on committees, meetings and restrictions, folded to lower case, in English and Welsh."""

import re
from typing import Final

from .labels import Label

# The headings of the pages themselves. A meeting's page is headed by what is published of it.
MEETING_KINDS: Final = frozenset(
    {
        "meeting",
        "cyfarfod",
        "agenda",
        "rhaglen",
        "minutes",
        "draft minutes",
        "decisions",
        "agenda and minutes",
        "agenda a chofnodion",
        "rhaglen a chofnodion",
        "agenda and draft minutes",
        "agenda a chofnodion drafft",
        "rhaglen a chofnodion drafft",
        "agenda and decisions",
        "agenda a phenderfyniadau",
        "agenda, decisions and minutes",
        "rhaglen, penderfyniadau a chofnodion",
        "agenda, penderfyniadau a chofnodion",
        "agenda, decisions and draft minutes",
        "agenda, penderfyniadau a chofnodion drafft",
    }
)
AGENDA_ITEM_KINDS: Final = frozenset({"agenda item", "eitem agenda", "eitem ar yr agenda"})
COMMITTEE_KINDS: Final = frozenset({"committee details", "manylion y pwyllgor", "manylion pwyllgor"})
COMMITTEES_KINDS: Final = frozenset(
    {
        "committees",
        "committee structure",
        "browse meetings",
        "pwyllgorau",
        "strwythur pwyllgorau",
        "pori cyfarfodydd",
    }
)
MEETINGS_KINDS: Final = frozenset({"browse meetings", "meetings", "pori cyfarfodydd", "cyfarfodydd"})
RESTRICTION_KINDS: Final = frozenset(
    {
        "reasons restricted",
        "anticipated reasons for restriction",  # of an issue (West Lancashire)
        "rhesymau wedi'u cyfyngu",
        "rhesymau wedi\u2019u cyfyngu",
    }
)
WHATS_NEW_KINDS: Final = frozenset({"what's new", "what\u2019s new", "beth sy'n newydd", "beth sy\u2019n newydd"})
SEARCH_KINDS: Final = frozenset({"search results", "canlyniadau chwilio", "search documents"})

# What a printed list of papers says is published.
PAPERS: Final[dict[str, tuple[str, ...]]] = {
    "has_agenda": ("agenda", "rhaglen"),
    "has_decisions": ("decisions", "penderfyniadau", "phenderfyniadau"),
    "has_minutes": ("minutes", "cofnodion", "chofnodion"),
}
DRAFTS: Final = ("draft minutes", "cofnodion drafft", "chofnodion drafft")
NO_PAPERS: Final = (
    "no documents are available for this meeting",
    "nid oes dogfennau ar gael",
    "nid oes unrhyw ddogfennau ar gael",
)
CANCELLED: Final = ("cancelled", "canceled", "canslwyd", "wedi'i ganslo", "wedi\u2019i ganslo")

MEETING_LABELS: Final[dict[str, Label]] = {
    "venue": Label("venue"),
    "lleoliad": Label("venue"),
    "proposed venue": Label("venue"),
    "lleoliad arfaethedig": Label("venue"),
    "contact": Label("contact"),
    "cyswllt": Label("contact"),
    "webcast": Label("webcast"),
    "gweddarllediad": Label("webcast"),
    "note": Label("note", prose=True),
    "nodyn": Label("note", prose=True),
}
PROPOSED_VENUES: Final = frozenset({"proposed venue", "lleoliad arfaethedig"})

# Labels within an agenda item. A list of documents follows some of them, prose the others.
ITEM_LABELS: Final[dict[str, Label]] = {
    "decision": Label("decision", prose=True),
    "decisions": Label("decision", prose=True),
    "penderfyniad": Label("decision", prose=True),
    "penderfyniadau": Label("decision", prose=True),
    "minutes": Label("minutes", prose=True),
    "draft minutes": Label("minutes", prose=True),
    "cofnodion": Label("minutes", prose=True),
    "cofnodion drafft": Label("minutes", prose=True),
    "additional documents": Label("documents"),
    "supporting documents": Label("documents"),
    "accompanying documents": Label("documents"),
    "dogfennau ychwanegol": Label("documents"),
    "dogfennau ategol": Label("documents"),
    "meeting": Label("meeting"),
    "cyfarfod": Label("meeting"),
    "amseriad disgwyliedig": Label(None),  # Senedd, in Welsh: expected timing
    "expected timing": Label(None),  # Senedd
    "transcript": Label(None, prose=True),  # Senedd
    "senedd.tv": Label(None, prose=True),  # Senedd
}

COMMITTEE_LABELS: Final[dict[str, Label]] = {
    "support officer": Label("contact"),
    "swyddog cefnogi": Label("contact"),
    "contact": Label("contact"),
    "cyswllt": Label("contact"),
    "postal address": Label("postal_address"),
    "cyfeiriad post": Label("postal_address"),
    "phone": Label("phone"),
    "ff\u00f4n": Label("phone"),
    "email": Label("email"),
    "e-mail": Label("email"),
    "e-bost": Label("email"),
}

# Sections of a committee's page.
COMMITTEE_SECTIONS: Final[dict[str, str]] = {
    "purpose of committee": "purpose",
    "purpose": "purpose",
    "role": "purpose",
    "terms of reference": "purpose",
    "diben y pwyllgor": "purpose",
    "pwrpas y pwyllgor": "purpose",
    "membership": "members",
    "aelodaeth": "members",
    "contact information": "contact",
    "gwybodaeth gyswllt": "contact",
}

# Headings around an agenda that say nothing of their own.
AGENDA_FURNITURE: Final = frozenset(
    {
        "items", "eitemau", "no.", "item", "no. item", "no. | item |", "no. | item", "rhif eitem", "rhif. eitem",
        "rhif", "eitem", "media", "cyfryngau", "meetings", "cyfarfodydd", "share this item",
    }
)  # fmt: skip

# What ModernGov prints behind a venue.
DIRECTIONS: Final = re.compile(
    r"[\s.]{0,9}\(?(?:view directions|directions|(?:gwelwch |gweld )?cyfarwyddiadau)\)?\.?$", re.IGNORECASE
)

NO_MEETINGS: Final = re.compile(r"(?:there are )?no meetings\b|nid oes (?:unrhyw )?gyfarfodydd", re.IGNORECASE)
NOTHING_NEW: Final = re.compile(
    r"nothing (?:new )?(?:has been|was) published|no new (?:items|documents)|no items|nid oes (?:dim|unrhyw)",
    re.IGNORECASE,
)
NO_RESULTS: Final = re.compile(
    r"no results (?:were )?found|ni chafwyd (?:hyd i )?(?:unrhyw )?ganlyniadau", re.IGNORECASE
)

LISTED_MEETINGS: Final = re.compile(
    r"(?:this page lists the meetings for"
    r"|mae(?:'|\u2019)r dudalen hon yn rhestru(?:'|\u2019)r cyfarfodydd ar gyfer) (.+?)\.?",
    re.IGNORECASE,
)
ABOUT_COMMITTEE: Final = re.compile(r"(?:information about|gwybodaeth am) .+", re.IGNORECASE)

# The sentence that cites the paragraphs of an act, and the headings of the explanations below it.
BY_VIRTUE: Final = re.compile(
    r"(?:by virtue of|yn rhinwedd?)\s+(?:(?:paragraphs?|paragraff(?:au)?)(?:\((?:s|au)\))?\s+)?(.+)",
    re.IGNORECASE | re.DOTALL,
)
REASONS_HEADINGS: Final = frozenset({"explanation of reasons", "esboniad o resymau", "esboniad o'r rhesymau"})
