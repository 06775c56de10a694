"""`modgov demo`: the whole product offline, on two replica councils whose story takes three days."""

import asyncio
import json
import shutil
import sqlite3
from collections.abc import Mapping
from contextlib import ExitStack, closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import click
from rich.console import Console

import scraper

from ..archives import opened
from ..exits import Exit, stop
from ..harvest import Wishes, harvest
from ..options import iso, json_option
from ..outcomes import Outcome, merged
from ..output import print_fields, print_json
from ..progress import Progress
from ..replica import HIRWERN, WEXCOMBE, Replica, serve
from ..reports import told, told_by_council
from ..targets import PLANS_HOME, Target
from .changes import print_changes

_DAYS = (
    datetime(2026, 3, 2, 1, 0, tzinfo=UTC),
    datetime(2026, 3, 3, 1, 0, tzinfo=UTC),
    datetime(2026, 3, 4, 1, 0, tzinfo=UTC),
)
_COUNCILS: Final = (WEXCOMBE, HIRWERN)
# What a person may ask of any archive: everything about one decision, from its first notice to its call-in.
_RECORD: Final = "select * from decision_record where council = 'wexcombe' and issue_id = '4104'"


@click.command("demo", short_help="Harvest two invented councils; needs no network.")
@click.option(
    "--archive",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("modgov-demo"),
    show_default=True,
    help="Where to leave the demo's archive; an earlier demo's is replaced.",
)
@json_option
def command(archive: Path, as_json: bool) -> None:
    """Harvest two invented councils three nights running in their story. Print what changed. Needs no network.

    \b
    Example:
      modgov demo
    """
    _clear(archive)
    replicas = [Replica(1, council) for council in _COUNCILS]
    with ExitStack() as served:
        targets = [_target(replica, served.enter_context(serve(replica))) for replica in replicas]
        for day, moment in enumerate(_DAYS, 1):
            for replica in replicas:
                replica.day = day
            outcomes = _harvest_day(archive, targets, moment)
            if not as_json:
                click.echo(f"Night {day} ({moment:%d %B %Y}): {told(merged(outcomes.values()), archive)}")
                click.echo("".join(f"  {line}\n" for line in told_by_council(outcomes)))
    with opened(archive, read_only=True) as store:
        rows = [row for row in store.changes() if row["field"] != "labels"]
    if as_json:
        print_json(rows)
    else:
        _print(rows, archive)


def _print(rows: list[dict[str, Any]], archive: Path) -> None:
    click.echo(
        "What changed from night to night, and in which captures (`modgov evidence` writes one as it was served):"
    )
    print_changes(rows)
    click.echo("\nOne decision, as all of the council's pages together tell it:")
    print_fields(_record(archive))
    click.echo("\nAsk it yourself:")
    click.echo(f'  sqlite3 -line {archive / "modgov.db"} "{_RECORD}"')


def _clear(archive: Path) -> None:
    """Make room for a fresh archive; a folder that is no earlier demo's is left alone."""
    if not archive.exists() or not any(archive.iterdir()):
        return
    if not (archive / "modgov.db").is_file() or not (archive / "warc" / WEXCOMBE.slug).is_dir():
        stop(f"{archive} is not an earlier demo's archive: give another folder with --archive.", Exit.USAGE)
    shutil.rmtree(archive)


def _target(replica: Replica, base_url: str) -> Target:
    return Target(replica.council.slug, replica.council.name, base_url, (f"{base_url}/{PLANS_HOME}",))


def _harvest_day(archive: Path, targets: list[Target], moment: datetime) -> Mapping[Target, Outcome]:
    """Harvest both councils side by side, from where their history begins."""
    plain = tuple(scraper.OptIn(one.base_url, "http", "the demo's replica, on this machine") for one in targets)
    settings = scraper.Settings(contact="demo", interval=0, retry_base=0, opt_ins=plain)

    async def night() -> list[Outcome]:
        async with scraper.Client(settings, now=lambda: moment) as client:
            wishes = Wishes(from_start=True, documents=True)
            return await asyncio.gather(
                *(harvest(store, client, one, progress, wishes=wishes, now=lambda: moment) for one in targets)
            )

    with (
        opened(archive, create=True, now=lambda: iso(moment)) as store,
        Progress(Console(stderr=True), len(targets)) as progress,
    ):
        return dict(zip(targets, asyncio.run(night()), strict=True))


def _record(archive: Path) -> dict[str, Any]:
    """What the archive has of one decision, in the words of the view that ties its pages together."""
    place = f"{(archive / 'modgov.db').resolve().as_uri()}?mode=ro"
    with closing(sqlite3.connect(place, uri=True)) as db:
        db.row_factory = sqlite3.Row
        row = dict(db.execute(_RECORD).fetchone() or {})
    return row | {"documents": json.loads(row.get("documents") or "[]")}
