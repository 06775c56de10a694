"""Indexes that hold no more rows than are asked for by them: every page that is stored writes each of its indexes."""

from sqlite_utils import Database

from .shape import migrations, texts

# The columns of links that most rows leave out. Whoever asks for a value asks for no null, so SQLite still uses these.
_LINKS = {
    "decisions": "agenda_item_id meeting_id",
    "documents": "issue_id decision_id agenda_item_id meeting_id",
}


@migrations()
def m020_links_that_are_stated(db: Database) -> None:
    """An index of a link, of a file or of a reading has the rows that state one."""
    for table, columns in _LINKS.items():
        for column in texts(columns):
            _narrow(db, table, column, f"council, {column}")
    _narrow(db, "documents", "sha256", "sha256")
    _narrow(db, "captures", "reading_id", "reading_id")


@migrations()
def m020_one_order_of_the_frontier(db: Database) -> None:
    """Whatever is asked of the frontier is found by the index that has the priority, too."""
    db.execute("drop index if exists idx_frontier_council_due_at")


def _narrow(db: Database, table: str, column: str, columns: str) -> None:
    name = f"idx_{table}_{columns.replace(', ', '_')}"
    db.execute(f"drop index if exists {name}")
    db.execute(f"create index {name} on {table} ({columns}) where {column} is not null")
