"""Site furniture that a council's skin prints in among a page's content, folded to lower case."""

import re
from typing import Final

FURNITURE: Final = frozenset(
    {
        "share this item",  # Surrey
        "share this page",
        "feedback",
        "back to the top of the page",  # York
        "back to top",
        "skip to content",
        "skip to main content",
        "print this page",
        "no. item",  # the head of a plan's table, in text
        "no.",
        "item",
    }
)

ALPHABET_STRIP: Final = re.compile(r"(?:a b c d e f g|[a-z](?:\s*\|\s*[a-z]){5,}).*", re.IGNORECASE)  # Rutland

# Where a site's own footer begins in a text rendering: nothing below belongs to the record.
FOOTERS: Final = re.compile(
    r"(?:©|copyright\b|cookies? (?:policy|notice)\b|accessibility statement\b).*", re.IGNORECASE
)
