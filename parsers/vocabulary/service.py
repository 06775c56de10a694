"""Names of the web service's elements, folded to lower case, and what each kind of record is read from."""

from typing import Final

# Element -> the field of a meeting that its words fill. The rest of a meeting is read one by one.
MEETING_TEXTS: Final[dict[str, str]] = {
    "meetingstatus": "status",
    "meetingactualstarttime": "started",
    "meetingplannedfinishtime": "finish_planned",
    "meetingactualfinishtime": "finished",
}
MEETING_FLAGS: Final[dict[str, str]] = {
    "iswebcast": "is_webcast",
    "agendapublished": "has_agenda",
    "decisionpublished": "has_decisions",
    "minutepublished": "has_minutes",
}
ITEM_FLAGS: Final[dict[str, str]] = {
    "isrestricted": "is_restricted",
    "isdecision": "is_decision",
    "iscallin": "is_call_in",
}
# Element -> the field of an item that its HTML fills.
ITEM_PROSE: Final[dict[str, str]] = {
    "agendatext": "text",
    "decisionnonemptyhtmlbody": "decision",
    "minutesnonemptyhtmlbody": "minutes",
}
# A council's own label stands in one element, its value in the other.
ITEM_COMMENTS: Final = (("commentlabel1", "commenttext1"), ("commentlabel2", "commenttext2"))

COMMITTEE_NAMES: Final = frozenset(
    {"committeeid", "committeetitle", "committeedeleted", "committeeexpired", "committeecategory", "committeemeetings"}
)
MEETING_NAMES: Final = frozenset(
    {
        "meetingid", "committeeid", "committeetitle", "meetingdate", "meetingtime", "meetinglocation", "meetingroom",
        "agendaid", "agendaitems", "attendees",
        *MEETING_TEXTS, *MEETING_FLAGS,
    }
)  # fmt: skip
ITEM_NAMES: Final = frozenset(
    {
        "agendaitemid", "agendaitemtitle", "agendaitemnumber", "agendaitemsubnumber", "fulldisplaynumberformat",
        "minutesitemnumber", "linkeddocuments", "isdecisionpublished", "isminutepublished", "isdisplayallowed",
        "declarationcount", "preferreddate", "refertocommittee",
        *ITEM_FLAGS, *ITEM_PROSE, *(name for pair in ITEM_COMMENTS for name in pair),
    }
)  # fmt: skip

# What counts other elements says nothing of its own where they are all there.
COUNT_ENDING: Final = "count"

TRUE: Final = frozenset({"true", "1", "yes"})
FALSE: Final = frozenset({"false", "0", "no"})
