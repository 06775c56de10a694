"""What is known of a council's lists."""

from sqlite_utils import Database

from .shape import migrations, texts


@migrations()
def m008_lists(db: Database) -> None:
    """Which windows of each list were read, how many rows each list had, and which lists a council does not have."""
    db.table("windows").create(
        texts("council list first last state reason read_at")
        | {"rows": int, "rows_before": int, "capture_id": int, "attempts": int},
        pk=("council", "list", "first", "last"),
        not_null={"state", "attempts"},
        foreign_keys=[("capture_id", "captures", "id")],
    )
    db.table("list_counts").create(
        {"count_id": int} | texts("council list counted_at") | {"run_id": int, "rows": int},
        pk="count_id",
        not_null={"council", "list", "counted_at", "rows"},
    )
    db.table("list_counts").create_index(["council", "list"])
    db.table("absent_lists").create(texts("council list reason found_at"), pk=("council", "list"))
