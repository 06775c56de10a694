"""The tables of the search index, made empty whatever is left of them."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlite_utils import Database

from .errors import SearchDamaged
from .search_entries import COMPOSITION

RANK: Final = "8.0, 10.0, 1.0"  # a word in the title or the reference weighs more
TOKENIZER: Final = '"unicode61 remove_diacritics 2"'
_WORDS: Final = f"using fts5 (title, reference, body, content = '', tokenize = {TOKENIZER})"
_SHAPE: Final = (
    f"create virtual table search_words {_WORDS}",
    f"insert into search_words (search_words, rank) values ('rank', 'bm25({RANK})')",  # noqa: S608  # our own numbers
    # Fewer merges, and eight megabytes of words before any is written: a page of many rows costs half as much.
    "insert into search_words (search_words, rank) values ('automerge', 16), ('hashsize', 8000000)",
    """create table search_entries (entry_id integer primary key, council text not null,
        kind text not null, id text not null, date text, status text, digest blob not null)""",
    "create unique index idx_search_entries_record on search_entries (council, kind, id)",
    "create table search_waiting (entry_id integer primary key, title text, reference text, body text)",
    "create table search_state (composition integer not null)",
)
_TABLES: Final = ("search_words", "search_entries", "search_waiting", "search_state")
# FTS5 keeps its words in tables of its own, and drops an index only where it finds them and they are not blank.
_SIDES: Final = {
    "search_words_data": "(id integer primary key, block blob)",
    "search_words_idx": "(segid, term, pgno, primary key (segid, term)) without rowid",
    "search_words_docsize": "(id integer primary key, sz blob)",
    "search_words_config": "(k primary key, v) without rowid",
}
_BLANK: Final = (
    "insert or replace into search_words_data values (1, x''), (10, x'00000000000000')",
    "insert or replace into search_words_config values ('version', 4)",
)
_DAMAGED: Final = (
    "malformed",
    "fts5: corruption",
    "vtable constructor failed",
    "no such table: search_",
    "no such table: main.search_",
    "fts5: missing",
    "SQL logic error",  # all that FTS5 says of a table of its own that is not there
)


def is_there(db: Database) -> bool:
    """Whether the index is there, made as this release makes it."""
    named = ", ".join(f"'{table}'" for table in _TABLES)
    there = f"select count(*) from sqlite_master where name in ({named})"  # noqa: S608  # our own names
    if db.conn.execute(there).fetchone()[0] < len(_TABLES):
        return False
    return bool(db.conn.execute("select composition from search_state").fetchall() == [(COMPOSITION,)])


def make_blank(db: Database) -> None:
    """Drop what there is of the index, and make it empty."""
    has_words = db.conn.execute("select 1 from sqlite_master where name = 'search_words'").fetchone()
    if has_words:
        for table, shape in _SIDES.items():
            db.conn.execute(f"create table if not exists {table} {shape}")
        for statement in _BLANK:
            db.conn.execute(statement)
    for table in (*_TABLES, *_SIDES):
        db.conn.execute(f"drop table if exists {table}")
    for statement in _SHAPE:
        db.conn.execute(statement)


@contextmanager
def fresh_words(db: Database) -> Iterator[str]:
    """The name of an empty index of the same kind that only this connection has, and not for long."""
    db.conn.execute(f"create virtual table temp.search_fresh {_WORDS}")
    try:
        yield "search_fresh"
    finally:
        db.conn.execute("drop table temp.search_fresh")


@contextmanager
def border_of_search() -> Iterator[None]:
    """Say of damage to the index that it is the index, which can be made anew, and not the archive."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        if not any(part in str(error) for part in _DAMAGED):
            raise
        raise SearchDamaged(
            f"The search index is damaged ({error}): make it anew with `modgov search --rebuild`; the records are not "
            "touched."
        ) from error
