"""The part of a long text in which a word stands first: a snippet need not go through all of a report."""

import re
from collections.abc import Iterable
from typing import Final

_BEFORE: Final = 500
_LENGTH: Final = 8000
_LETTERS: Final = re.compile(r"\w+")


def window(text: str, words: Iterable[str]) -> str:
    """A part of a text around the first of the words that it holds; its beginning where none is found as written."""
    if len(text) <= _LENGTH:
        return text
    sought = [found[0] for word in words if (found := _LETTERS.search(word))]
    place = re.search(rf"\b(?:{'|'.join(map(re.escape, sought))})", text, re.IGNORECASE) if sought else None
    start = max(0, (place.start() if place else 0) - _BEFORE)
    return text[start : start + _LENGTH]
