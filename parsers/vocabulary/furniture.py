"""Site furniture that a council's skin prints in among a page's content, folded to lower case."""

from typing import Final

# Never the council's own words on a record, wherever they stand.
FURNITURE: Final = frozenset(
    {
        "share this item",  # Surrey
        "share this page",
        "back to the top of the page",  # York
        "back to top",
        "skip to content",
        "skip to main content",
        "print this page",
    }
)

# Furniture where a whole site was saved; within ModernGov's own element the same words are the council's.
FURNITURE_OF_SITES: Final = FURNITURE | {"feedback"}  # York

# An A to Z of the site, by how it begins.
ALPHABET_STRIPS: Final = ("a b c d e f g", "a | b | c | d", "a|b|c|d")  # Rutland

# Where a site's own footer begins in a text rendering: nothing below belongs to the record.
FOOTERS: Final = (
    "\u00a9 ",
    "copyright \u00a9",
    "copyright 20",
    "cookie policy",
    "cookies policy",
    "cookie notice",
    "cookies notice",
    "accessibility statement",
)
