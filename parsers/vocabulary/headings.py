"""Headings: of page kinds, of the lists at a page's end, and of the parts that councils write into a description."""

import re
from typing import Final

# The heading of the page itself, which is never the record's title. Those of the first kind are no other heading.
ISSUE_KINDS: Final = frozenset({"issue details", "manylion y mater", "manylion mater"})
PLAIN_PAGE_KINDS: Final = ISSUE_KINDS | frozenset({"decision details", "issue - decisions", "issue - meetings"})
PAGE_KINDS: Final = ISSUE_KINDS | frozenset(
    {
        "issue",
        "mater",  # Welsh
        "forward plan",
        "forward plans",
        "forward plan(s)",
        "browse forward plans",
        "blaenraglen",  # Welsh
    }
)

# Headings on an issue page that are followed by a list or by prose, and the field which that fills.
SECTION_FIELDS: Final[dict[str, str]] = {
    "decisions": "decisions",
    "penderfyniadau": "decisions",  # Welsh
    "agenda items": "agenda_items",
    "eitemau agenda": "agenda_items",  # Welsh
    "eitemau ar yr agenda": "agenda_items",  # Welsh
    "documents": "documents",
    "dogfennau": "documents",  # Welsh
    "dogfennau ategol": "documents",  # Welsh
    "accompanying documents": "documents",
    "supporting documents": "documents",
    "additional documents": "documents",
    "consultation process": "consultation_process",
    "consultees": "consultees",
}

LIST_FIELDS: Final = frozenset({"decisions", "agenda_items", "documents"})

PLAN_ITEMS_HEADINGS: Final = frozenset({"plan items", "eitemau'r cynllun"})

# Headings above a plan's introduction and its table: they say nothing themselves.
PLAN_FURNITURE: Final = frozenset(
    {"plan description", "description", "no.", "item", "no. item", "rhif", "eitem", "rhif eitem"}
)

# Headings inside a description, by their first word. Only these are taken for headings where the page does not mark
# them as such.
DESCRIPTION_HEADINGS: Final[dict[str, re.Pattern[str]]] = {
    word: re.compile(rf"{word}{rest}\s*:?", re.IGNORECASE)
    for words, rest in (
        ("proposed", r" decision"),
        ("reason reasons", r" for (?:the )?(?:proposed )?(?:decision|recommendation)s?"),
        ("background summary recommendation recommendations", ""),
        ("options", r"(?: \(.*\)| considered(?: .{0,40})?)?"),
        ("other alternative", r" options(?: \(.*\)| considered(?: .{0,40})?)?"),
        ("how", r" the proposed decision (?:meets|supports|relates|furthers)\b.*"),
        ("purpose", r"(?: of (?:the )?report)?"),
        ("notice", r" of intention to conduct business in private"),
        ("access", r" to information"),
    )
    for word in words.split()
}
