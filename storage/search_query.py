"""What a person types, as an FTS5 expression that is never a syntax error.

Words are all looked for (`AND` says no more), each in the singular or plural of English. `"in quotes"` is exact,
`clos*` is how a word begins, `OR` joins what stands beside it, and what follows a `-` must not be there. Nothing is cut
to a stem: stems of English rules would cut Welsh words and names, and hide words from `clos*` and from exact phrases.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

_PIECE: Final = re.compile(r'(?P<minus>-?)"(?P<phrase>[^"]*)"?(?P<star>\*?)|(?P<word>[^\s"]+)')
_STRAIGHT: Final = str.maketrans({"\u201c": '"', "\u201d": '"', "\u201e": '"', "\0": " "})
_PLAIN: Final = re.compile(r"[a-z]{3,}", re.IGNORECASE)
_JOINS: Final = ("AND", "OR")
_WORD: Final = re.compile(r"[^\W_]+")
_HISSING: Final = ("s", "x", "ch", "sh")


class Form(NamedTuple):
    """A way in which a word or a phrase may be written; of a beginning, the last word may go on."""

    text: str
    is_beginning: bool = False

    def __str__(self) -> str:
        return f'"{self.text}"{" *" if self.is_beginning else ""}'


_Forms = tuple[Form, ...]


class Query(NamedTuple):
    """What is to be found, some form of each of `wanted` and none of `unwanted`; `words` are as they were typed."""

    wanted: tuple[_Forms, ...]
    unwanted: _Forms
    words: tuple[str, ...]

    @property
    def match(self) -> str:
        """The expression that finds."""
        return f"({self._found}){self._but_not}"

    @property
    def title_match(self) -> str:
        """The expression that finds in titles and references."""
        return f"({{title reference}} : ({self._found})){self._but_not}"

    @property
    def marking(self) -> str:
        """The expression that marks what was found."""
        return " OR ".join(str(form) for forms in self.wanted for form in forms)

    @property
    def beginnings(self) -> list[Form]:
        """The forms of which the last word may go on."""
        every = (*self.unwanted, *(form for forms in self.wanted for form in forms))
        return [form for form in dict.fromkeys(every) if form.is_beginning]

    def spelt(self, words: Mapping[Form, Iterable[Form]]) -> "Query":
        """The same, with beginnings spelt out as the words that begin so."""
        return self._replace(
            wanted=tuple(_spelt(forms, words) for forms in self.wanted), unwanted=_spelt(self.unwanted, words)
        )

    @property
    def _found(self) -> str:
        return " AND ".join(map(_any_of, self.wanted))

    @property
    def _but_not(self) -> str:
        return f" NOT {_any_of(self.unwanted)}" if self.unwanted else ""


def translated(asked: str) -> Query | None:
    """What a person asks for; `None` where there is no word to find."""
    wanted: list[_Forms] = []
    unwanted: list[Form] = []
    words: list[str] = []
    joins = False
    for piece in _PIECE.finditer(asked.translate(_STRAIGHT).encode("utf-8", "replace").decode()):
        if piece["word"] in _JOINS:
            joins = piece["word"] == "OR" and bool(wanted)
            continue
        is_unwanted, word, forms = _term(piece)
        if not forms:
            continue
        if is_unwanted:
            unwanted.extend(forms)
            continue
        wanted.append((*wanted.pop(), *forms) if joins else forms)
        words.append(word)
        joins = False
    if not wanted:
        return None
    once = dict.fromkeys(tuple(dict.fromkeys(forms)) for forms in wanted)  # ranking goes through every word it is given
    return Query(tuple(once), tuple(dict.fromkeys(unwanted)), tuple(words))


def words_of(form: Form) -> list[str]:
    """The words of a form, nearly as the tokenizer parts them: no capitals, no accents."""
    letters = unicodedata.normalize("NFD", form.text.lower())
    return _WORD.findall("".join(letter for letter in letters if not unicodedata.combining(letter)))


def _term(piece: re.Match[str]) -> tuple[bool, str, _Forms]:
    """Whether a piece must not be there, its text, and the forms in which it may be found: none for mere signs."""
    if piece["word"] is None:
        text, is_unwanted, star = piece["phrase"], bool(piece["minus"]), bool(piece["star"])
        texts = [text]
    else:
        text = piece["word"]
        is_unwanted = text.startswith("-") and len(text) > 1
        star = text.endswith("*")
        text = text.removeprefix("-").rstrip("*")
        texts = [text] if star or is_unwanted else numbers_of(text)
    if not any(unicodedata.category(letter)[0] in "LN" for letter in text):
        return is_unwanted, text, ()
    goes_on = star and text[-1:].isalnum()  # what follows a sign is another word, any that there is
    return is_unwanted, text, tuple(Form(each, is_beginning=goes_on) for each in texts)


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


def _spelt(forms: _Forms, words: Mapping[Form, Iterable[Form]]) -> _Forms:
    return tuple(dict.fromkeys(each for form in forms for each in words.get(form, (form,))))


def _any_of(forms: _Forms) -> str:
    return str(forms[0]) if len(forms) == 1 else f"({' OR '.join(map(str, forms))})"
