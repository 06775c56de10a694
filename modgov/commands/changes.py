"""`modgov changes`: what councils changed, newest first."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import click

from storage import KINDS, Archive

from ..archives import held_council, opened
from ..differences import told
from ..exits import Exit, stop
from ..options import Day, Number, archive_option, json_option
from ..output import listed, print_json, shorten

_CAUSES: Final = {"reader": "  (our reader)", "wording": "  (as another page words it)"}


@click.command("changes", short_help="List what changed, newest first.")
@click.option("--council", help="Only this council's, by its slug.")
@click.option("--since", type=Day(), help="Only what was seen on this day or later.")
@click.option("--field", help="Only this field, such as status or due_from.")
@click.option("--ref", help="Only the records of this reference or id.")
@click.option("--kind", type=click.Choice(KINDS), help="Only records of this kind.")
@click.option("--limit", type=Number(), help="At most so many, the newest.")
@click.option(
    "--reader", "include_reader", is_flag=True, help="Also what a newer ModGov, or another page, only words otherwise."
)
@archive_option
@json_option
def command(archive: Path, as_json: bool, **wanted: Any) -> None:
    """List what changed on councils' pages, newest first: the field, its old value and its new one.

    So is what was removed, what came back, and what became restricted. The numbers in brackets are the captures that
    show the one and the other: `modgov evidence` writes a capture's page as it was served.
    That a label is worded otherwise (the field `labels`) is listed only when it is asked for.

    \b
    Example:
      modgov changes --council kent --field status --since 2026-03-01
    """
    with opened(archive, read_only=True) as store:
        if wanted["council"]:
            wanted["council"] = held_council(store, wanted["council"])
        rows = [row for row in store.changes(**wanted) if row["field"] != "labels" or wanted["field"] == "labels"]
        if not rows:
            _refuse_unknown(store, wanted)
    if as_json:
        print_json(rows)
    elif not rows:
        click.echo("Nothing changed that this asks for.")
    else:
        print_changes(rows)


def _refuse_unknown(store: Archive, wanted: Mapping[str, Any]) -> None:
    """End the command where no record has the field that is asked for, or the reference or id."""
    field, ref, council, kind = (wanted[name] for name in ("field", "ref", "council", "kind"))
    if field and field not in store.fields(kind):
        changed = listed(store.changed_fields()) or "none so far"
        stop(f"No {kind or 'record'} has a field {field!r}. Fields that changed: {changed}.", Exit.NOTHING_USABLE)
    if ref and not store.is_known(ref, council):
        stop(
            f"The archive in {store.folder} has no record {ref!r}{f' of {council!r}' if council else ''}: harvest or "
            "import it first, or look for its title with `modgov search`.",
            Exit.NOTHING_USABLE,
        )


def print_changes(rows: list[dict[str, Any]]) -> None:
    """Print changes in groups: a line for the record, a line for each of its fields."""
    heading = ""
    for row in rows:
        if (line := _heading(row)) != heading:
            heading = line
            click.echo(heading)
        note = _CAUSES.get(row["cause"], "")
        captures = f"  [{row['old_capture_id']} -> {row['new_capture_id']}]"
        click.echo(f"    {told(row['field'], row['old'], row['new'])}{note}{captures}")


def _heading(row: Mapping[str, Any]) -> str:
    name = " ".join(filter(None, (row.get("reference"), row.get("title")))) or row["id"]
    return f"{row['at']}  {row['council']}  {row['kind']} {row['id']}: {shorten(name)}"
