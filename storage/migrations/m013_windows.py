"""Which windows of a list were too much for the site to answer in one."""

from sqlite_utils import Database

from .shape import migrations


@migrations()
def m013_halved_windows(db: Database) -> None:
    """When a window was last given up for its halves, so that a run that is taken up again asks for these at once."""
    db.table("windows").add_column("halved_at", str)
