"""The search index, and what lets questions of a large archive be answered at once."""

from sqlite_utils import Database

from .shape import migrations


@migrations()
def m016_search(db: Database) -> None:
    """Words of every record, without a copy of its text: the row itself is that. What is there is indexed on opening.

    `search_state` is empty until then. Deleting by the old text works in every SQLite that has FTS5; a table that
    could forget a row by its number needs 3.43.
    """
    db.execute(
        """create virtual table search_words using fts5 (
            title, reference, body, content = '', tokenize = "unicode61 remove_diacritics 2")"""
    )
    db.execute("insert into search_words (search_words, rank) values ('rank', 'bm25(8.0, 10.0, 1.0)')")
    db.execute("insert into search_words (search_words, rank) values ('automerge', 16), ('hashsize', 8000000)")
    db.execute(
        """create table search_entries (entry_id integer primary key, council text not null,
            kind text not null, id text not null, date text, status text, digest blob not null)"""
    )
    db.execute("create unique index idx_search_entries_record on search_entries (council, kind, id)")
    db.execute("create table search_state (composition integer not null)")


@migrations()
def m016_questions_of_a_large_archive(db: Database) -> None:
    """Changes of a council and of a field, the newest first; records that have more references than they print."""
    db.table("changes").create_index(["council", "at"])
    db.table("changes").create_index(["field", "at"])
    db.table("changes").create_index(["council", "field", "at"])
    db.table("issue_decisions").create_index(["council", "reference"])
    for table in ("issues", "plan_items", "decisions", "issue_decisions"):
        db.execute(
            f"""create index idx_{table}_more_references on {table} (council)
            where "references" is not '["' || reference || '"]' and "references" is not null"""
        )
