"""Values behind labels: pick-lists, restrictions, contacts, yes and no."""

import re
from itertools import chain
from typing import Final

from .vocabulary.statuses import AFFIRMATIVE, URGENCY_SENTENCES

_EVERYWHERE: Final = re.compile(r"\((?:all|pob)\b[^)]*\)", re.IGNORECASE)
_VIEW_REASONS: Final = re.compile(r"\s*-\s*(?:view reasons|gweld rhesymau)?\s*$", re.IGNORECASE)
_EMAIL: Final = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE: Final = re.compile(
    r"(?:(?:tel|phone|telephone|mobile|ff[oô]n)\s*(?:no)?[.:]*\s*|(?<![\w@/]))(\(?\+?\d(?:[\d ()-]|\(0\)){7,18}\d)",
    re.IGNORECASE,
)
_DIGIT: Final = re.compile(r"\d")
_LONGEST_LEAD: Final = 20  # what is printed right before a number's first digit
_LONGEST_URGENCY: Final = 200
_DATE_LIKE: Final = re.compile(r"\d{4}\s*-\s*\d{2,4}")


def pick_list(text: str) -> list[str]:
    """The values of a pick-list, which end in a semicolon each."""
    return [value for part in text.split(";") if (value := part.strip())]


def picked(text: str) -> str | None:
    """A value without the semicolon that ModernGov ends a pick-list's value with."""
    return text.removesuffix(";").rstrip() or None


def covers_everywhere(areas: list[str]) -> bool:
    """Whether a list of areas is one of ModernGov's words for all of them, such as `(All Wards)`."""
    return any(_EVERYWHERE.fullmatch(area) for area in areas)


def restriction(text: str) -> str | None:
    """A restriction without the link text that stands behind it: `Part exempt  - view reasons` is `Part exempt`."""
    return picked(_VIEW_REASONS.sub("", text)) if text else None


def affirmed(text: str) -> bool | None:
    """Yes and no; anything else is not known to mean either."""
    return AFFIRMATIVE.get((picked(text) or "").lower()) if text else None


def is_urgency_sentence(text: str) -> bool:
    """Whether a paragraph is ModernGov's sentence that a decision is taken under urgency procedures."""
    return len(text) < _LONGEST_URGENCY and text.lower().startswith(URGENCY_SENTENCES)


def emails(text: str) -> list[str]:
    """E-mail addresses in a text, in order, each once."""
    found = (_EMAIL.findall(word) for word in text.split() if "@" in word)
    return list(dict.fromkeys(chain.from_iterable(found)))


def phones(text: str) -> list[str]:
    """Phone numbers in a text, as printed, in order, each once."""
    first = _DIGIT.search(text)
    if first is None:
        return []
    found = (number.strip() for number in _PHONE.findall(text, max(first.start() - _LONGEST_LEAD, 0)))
    return list(dict.fromkeys(number for number in found if not _DATE_LIKE.fullmatch(number)))
