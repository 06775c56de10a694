"""`modgov show`: everything that the archive holds of one issue."""

from pathlib import Path
from typing import Any

import click

from ..archives import opened
from ..exits import Exit, stop
from ..options import archive_option, json_option
from ..output import as_text, print_fields, print_json

_FIRST = ("council", "issue_id", "reference", "title", "url", "status")
_FOR_MACHINES = frozenset({"labels", "capture_id", "document_rows"})


@click.command("show")
@click.argument("council")
@click.argument("ref")
@archive_option
@json_option
def command(council: str, ref: str, archive: Path, as_json: bool) -> None:
    """Show an issue: every field, the plans that list it, and how its status changed.

    COUNCIL is its slug, REF the council's reference (21/00019) or ModernGov's issue id.

    \b
    Example:
      modgov show kent 21/00019
    """
    with opened(archive, read_only=True) as store:
        issues = store.find(council, ref)
        if not issues:
            stop(
                f"The archive in {archive} has no issue {ref!r} of {council!r}: harvest or import it first, "
                "or check both words with `modgov changes`.",
                Exit.NOTHING_USABLE,
            )
        for issue in issues:
            issue["timeline"] = list(store.timeline(council, "issue", issue["issue_id"], "status"))
    if as_json:
        print_json(issues)
        return
    for issue in issues:
        _print(issue)


def _print(issue: dict[str, Any]) -> None:
    plan_items, timeline = issue.pop("plan_items"), issue.pop("timeline")
    told_twice = {"description"} if issue["sections"] else set()
    print_fields({name: issue[name] for name in _FIRST})
    print_fields({name: issue[name] for name in issue if name not in _FOR_MACHINES.union(_FIRST, told_twice)})
    for item in plan_items:
        click.echo(f"{'in plan':<26}{item['plan_id']}: {as_text(item.get('section'))}")
    for step in timeline:
        click.echo(f"{'status since':<26}{step['at']}: {as_text(step['value'])}")
