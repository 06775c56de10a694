"""Whitespace: folded everywhere, and nothing else about a text is changed."""

from typing import Final

_INVISIBLE: Final = {0x200B: None, 0xFEFF: None, 0xAD: None}


def fold(text: str) -> str:
    """Make every run of whitespace one space and cut it from the ends.

    Most strings need little, so the costly splitting is kept for those that have a double space or a rarer blank.
    """
    if "\n" in text:
        text = text.replace("\n", " ")
    if "\xa0" in text:
        text = text.replace("\xa0", " ")
    text = text.strip()
    if "  " in text or not (_is_plain(text) if text.isascii() else text.isprintable()):
        return " ".join(text.translate(_INVISIBLE).split())
    return text


def _is_plain(text: str) -> bool:
    """Whether an ASCII text has no blank in it but spaces: a few searches, where a look at each letter takes longer."""
    return "\t" not in text and "\r" not in text and "\f" not in text
