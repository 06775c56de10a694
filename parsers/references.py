"""References that councils print in titles: `21/00019 - Title`, `Title - 11/01652`, `KD 5760 - Title`."""

import re
from typing import Final, NamedTuple

_NUMBER: Final = r"\d{2}/\d{5,6}(?:/\d{1,2})?(?:\s\(\d{1,2}\))?"
_KEY_DECISION: Final = r"KD\s?\d{3,5}"
_ONE: Final = re.compile(rf"{_NUMBER}|{_KEY_DECISION}")
_LEADING: Final = re.compile(
    rf"((?:{_NUMBER})(?:\s*(?:&|,|and|/)\s*(?:{_NUMBER}))*|{_KEY_DECISION})(?=[\s:\-\u2013]|$)\s*[-\u2013:]?\s*"
)
_TRAILING: Final = re.compile(rf"\s*[-\u2013]\s*({_NUMBER})$|\s*\(({_NUMBER})\)$")


class Titled(NamedTuple):
    """A title without its reference, the reference as printed, and each single reference in it."""

    title: str
    reference: str | None
    references: tuple[str, ...]


def split_reference(printed: str) -> Titled:
    """Take the reference out of a printed title; a title that is nothing but a reference stays whole."""
    leading = _LEADING.match(printed)
    if leading:
        rest, reference = printed[leading.end() :], leading[1]
    else:
        trailing = _TRAILING.search(printed)
        if not trailing:
            return Titled(printed, None, ())
        rest, reference = printed[: trailing.start()], trailing[1] or trailing[2]
    return Titled(rest.strip() or printed, reference, tuple(_ONE.findall(reference)))
