"""Where words stand: a part of a text around them. Of a long one only the part where the first of them stands."""

import re
import sqlite3
from collections.abc import Iterable, Sequence
from typing import Final

from .search_entries import Entry
from .search_query import Query
from .search_shape import TOKENIZER

_SNIPPET: Final = 24  # words
_BODY: Final = 2  # the number of the column
_BEFORE: Final = 500
_LENGTH: Final = 8000
_LETTERS: Final = re.compile(r"\w+")


def snippets(query: Query, found: Sequence[Entry], marks: tuple[str, str]) -> list[str]:
    """Where the words stand, worked out by the same tokenizer as the index: it holds no text of its own."""
    db = sqlite3.connect(":memory:")
    try:
        db.execute(f"create virtual table told using fts5 (title, reference, body, tokenize = {TOKENIZER})")
        texts = [(*entry.words[:2], window(entry.body, query.words)) for entry in found]
        db.executemany("insert into told values (?, ?, ?)", texts)
        sql = f"select rowid, snippet(told, ?, ?, ?, ' … ', {_SNIPPET}) from told where told match ?"  # noqa: S608  # our own number
        marked = dict(db.execute(sql, [-1, *marks, query.marking]).fetchall())
        marked |= dict(db.execute(sql, [_BODY, *marks, f"{{body}} : ({query.marking})"]).fetchall())
    finally:
        db.close()
    return [" ".join(marked.get(number, "").split()) for number in range(1, len(found) + 1)]


def window(text: str, words: Iterable[str]) -> str:
    """A part of a text around the first of the words that it holds; its beginning where none is found as written."""
    if len(text) <= _LENGTH:
        return text
    sought = [found[0] for word in words if (found := _LETTERS.search(word))]
    place = re.search(rf"\b(?:{'|'.join(map(re.escape, sought))})", text, re.IGNORECASE) if sought else None
    start = max(0, (place.start() if place else 0) - _BEFORE)
    return text[start : start + _LENGTH]
