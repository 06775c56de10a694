"""What a person types, as an FTS5 expression that is never a syntax error.

Words are all looked for, each in the singular or plural of English. `"in quotes"` is exact, `clos*` is how a word
begins, `OR` joins what stands beside it, and what follows a `-` must not be there. Nothing is cut to a stem: stems of
English rules would cut Welsh words and names, and hide words from `clos*` and from exact phrases.
"""

import re
import unicodedata
from collections.abc import Sequence
from typing import Final, NamedTuple

_PIECE: Final = re.compile(r'(?P<minus>-?)"(?P<phrase>[^"]*)"?(?P<star>\*?)|(?P<word>[^\s"]+)')
_STRAIGHT: Final = str.maketrans({"\u201c": '"', "\u201d": '"', "\u201e": '"', "\0": " "})
_PLAIN: Final = re.compile(r"[a-z]{3,}", re.IGNORECASE)
_HISSING: Final = ("s", "x", "ch", "sh")


class Query(NamedTuple):
    """Expressions: one that finds, one that finds in titles and references, one that marks what was found.

    `words` are those to be found, as they were typed.
    """

    match: str
    title_match: str
    marking: str
    words: tuple[str, ...]


def translated(asked: str) -> Query | None:
    """What a person asks for; `None` where there is no word to find."""
    wanted: list[list[str]] = []
    unwanted: list[str] = []
    words: list[str] = []
    joins = False
    for piece in _PIECE.finditer(asked.translate(_STRAIGHT).encode("utf-8", "replace").decode()):
        if piece["word"] == "OR":
            joins = bool(wanted)
            continue
        is_unwanted, word, forms = _term(piece)
        if not forms:
            continue
        if is_unwanted:
            unwanted.extend(forms)
            continue
        if joins:
            wanted[-1].extend(forms)
        else:
            wanted.append(forms)
        words.append(word)
        joins = False
    if not wanted:
        return None
    found = " AND ".join(map(_any_of, wanted))
    but_not = f" NOT {_any_of(unwanted)}" if unwanted else ""
    in_titles = f"({{title reference}} : ({found})){but_not}"
    return Query(
        f"({found}){but_not}", in_titles, " OR ".join(form for forms in wanted for form in forms), tuple(words)
    )


def _term(piece: re.Match[str]) -> tuple[bool, str, list[str]]:
    """Whether a piece must not be there, its text, and the forms in which it may be found: none for mere signs."""
    if piece["word"] is None:
        text, is_unwanted, star = piece["phrase"], bool(piece["minus"]), piece["star"]
        forms = [text]
    else:
        text = piece["word"]
        is_unwanted = text.startswith("-") and len(text) > 1
        star = "*" if text.endswith("*") else ""
        text = text.removeprefix("-").rstrip("*")
        forms = [text] if star or is_unwanted else numbers_of(text)
    if not any(unicodedata.category(letter)[0] in "LN" for letter in text):
        return is_unwanted, text, []
    return is_unwanted, text, [f'"{form}"{" *" if star else ""}' for form in forms]


def numbers_of(word: str) -> list[str]:
    """A word, and what may be its plural or singular in English. A wrong guess finds nothing, and does no harm."""
    if not _PLAIN.fullmatch(word):
        return [word]
    low = word.lower()
    if low.endswith("ies"):
        return [low, f"{low[:-3]}y", low[:-1]]
    if low.endswith("es") and low[:-2].endswith(_HISSING):
        return [low, low[:-2], low[:-1]]
    if low.endswith("s") and not low.endswith(("ss", "us", "is")):
        return [low, low[:-1]]
    if low.endswith("y") and low[-2] not in "aeiou":
        return [low, f"{low[:-1]}ies"]
    return [low, f"{low}es" if low.endswith(_HISSING) else f"{low}s"]


def _any_of(forms: Sequence[str]) -> str:
    return forms[0] if len(forms) == 1 else f"({' OR '.join(forms)})"
