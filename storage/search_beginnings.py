"""Beginnings spelt out: the words of the index that begin as a person asks.

FTS5 goes through exact words entry by entry, and stops when it has enough. For a beginning it first gathers all entries
of all words that begin so, and does that again to rank them: too long where these are common words.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from itertools import takewhile
from typing import Final

from sqlite_utils import Database

from .search_query import Form, Query, words_of

WORDS: Final = 120  # the words of one question that are spelt out, half a millisecond each at worst
_ENTRIES: Final = 100_000  # that FTS5 may gather, in a tenth of a microsecond each
_AFTER: Final = "\x01"  # stands before all letters, so what begins with a word is more than the word with this
_NEXT: Final = "select term from temp.search_terms where term >= ? limit 1"
_COUNTS: Final = "select term, doc from temp.search_counts where term >= ?"


def spelt_out(db: Database, query: Query) -> tuple[Query, list[Form]]:
    """A question with the words of its beginnings, and the beginnings that too many words have, left as they are."""
    beginnings = query.beginnings
    if not beginnings:
        return query, []
    most = WORDS // len(beginnings)
    with _vocabulary(db):
        words = {form: list(_words(db, words_of(form)[0], most + 1)) for form in beginnings if len(words_of(form)) == 1}
        spelt = {form: found for form, found in words.items() if 0 < len(found) <= most}
        wide = [form for form in beginnings if form not in spelt and not _is_rare(db, form)]
    return query.spelt(spelt), wide


def loosened(query: Query, wide: Collection[Form]) -> Query:
    """A question for more: without wide beginnings, but with what stands before them in phrases."""
    groups = [tuple(_before_last_word(form) if form in wide else form for form in forms) for forms in query.wanted]
    wanted = tuple(forms for forms in groups if all(form.text for form in forms))
    return query._replace(wanted=wanted, unwanted=tuple(form for form in query.unwanted if form not in wide))


def _before_last_word(form: Form) -> Form:
    return Form(" ".join(words_of(form)[:-1]))


@contextmanager
def _vocabulary(db: Database) -> Iterator[None]:
    db.conn.execute("create virtual table temp.search_terms using fts5vocab (main, search_words, instance)")
    db.conn.execute("create virtual table temp.search_counts using fts5vocab (main, search_words, row)")
    try:
        yield
    finally:
        db.conn.execute("drop table temp.search_terms")
        db.conn.execute("drop table temp.search_counts")


def _words(db: Database, beginning: str, most: int) -> Iterator[Form]:
    """The first words that begin so, each looked up by itself: to go on from one to the next means all its entries."""
    term = beginning
    for _ in range(most):
        row = db.conn.execute(_NEXT, [term]).fetchone()
        if not row or not row[0].startswith(beginning):
            return
        yield Form(row[0])
        term = row[0] + _AFTER


def _is_rare(db: Database, form: Form) -> bool:
    """Whether few entries have words that begin as the last of a form does: FTS5 gathers these at once."""
    beginning = "".join(words_of(form)[-1:])
    entries = 0
    for _, count in takewhile(lambda found: found[0].startswith(beginning), db.conn.execute(_COUNTS, [beginning])):
        entries += count
        if entries > _ENTRIES:
            return False
    return True
