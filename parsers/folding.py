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
    if text.isascii():  # a few searches, where a look at each letter takes longer
        is_folded = not ("  " in text or "\t" in text or "\r" in text or "\f" in text)
    else:
        is_folded = "  " not in text and text.isprintable()
    return text if is_folded else " ".join(text.translate(_INVISIBLE).split())
