"""Where imported captures come from, and what other archives did not have."""

from sqlite_utils import Database

from .shape import migrations, texts


@migrations()
def m017_imports(db: Database) -> None:
    """Of an imported capture, where it came from (JSON); of a place in another archive, why nothing came of it."""
    db.table("captures").add_column("imported_from", str)
    db.table("import_refusals").create(texts("place reason found_at"), pk="place", not_null={"reason", "found_at"})
