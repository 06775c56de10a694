"""The order in which pages are fetched, as an index: a large council is asked for its first page at every page."""

from sqlite_utils import Database

from .shape import migrations


@migrations()
def m010_order_of_the_frontier(db: Database) -> None:
    """The most urgent first, and of those the longest due."""
    db.table("frontier").create_index(["council", "priority", "due_at", "added_at", "url"])
