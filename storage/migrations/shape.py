"""What all migrations have: the list that they join, and the usual columns."""

from sqlite_utils import Migrations

migrations = Migrations("modgov")


def texts(names: str) -> dict[str, type]:
    """Columns of text."""
    return dict.fromkeys(names.split(), str)


def numbers(names: str) -> dict[str, type]:
    """Columns of whole numbers, truth values among them."""
    return dict.fromkeys(names.split(), int)


def seen() -> dict[str, type]:
    """When a record was seen, and the capture that shows it last."""
    return texts("first_seen last_seen gone_since") | {"capture_id": int}
