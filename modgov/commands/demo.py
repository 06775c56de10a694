"""`modgov demo`: the whole product offline, on a replica council whose story takes two days."""

import asyncio
import shutil
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console

import scraper

from ..archives import opened
from ..exits import Exit, stop
from ..harvest import harvest
from ..options import iso, json_option
from ..outcomes import Outcome
from ..output import print_json
from ..progress import Progress
from ..replica import Replica, serve
from ..reports import told
from ..targets import PLANS_HOME, Target
from .changes import print_changes

_DAYS = (datetime(2026, 3, 2, 1, 0, tzinfo=UTC), datetime(2026, 3, 3, 1, 0, tzinfo=UTC))
_SLUG, _NAME = "wexcombe", "Wexcombe County Council"


@click.command("demo")
@click.option(
    "--archive",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("modgov-demo"),
    show_default=True,
    help="Where to leave the demo's archive; an earlier demo's is replaced.",
)
@json_option
def command(archive: Path, as_json: bool) -> None:
    """Harvest an invented council twice, a day apart in its story, and print what changed. Needs no network.

    \b
    Example:
      modgov demo
    """
    _clear(archive)
    replica = Replica(day=1)
    with serve(replica) as base_url:
        for day, moment in enumerate(_DAYS, 1):
            replica.day = day
            outcome = _harvest_day(archive, base_url, moment)
            if not as_json:
                click.echo(f"Night {day} ({moment:%d %B %Y}): {told(outcome, archive)}\n")
    with opened(archive, read_only=True) as store:
        rows = [row for row in store.changes() if row["field"] != "labels"]
    if as_json:
        print_json(rows)
        return
    click.echo("What changed between the two nights:")
    print_changes(rows)
    click.echo("\nAsk it yourself:")
    click.echo(f'  sqlite3 {archive / "modgov.db"} "select * from status_timeline"')  # noqa: S608 - words for a person


def _clear(archive: Path) -> None:
    """Make room for a fresh archive; a folder that is no earlier demo's is left alone."""
    if not archive.exists() or not any(archive.iterdir()):
        return
    if not (archive / "modgov.db").is_file() or not (archive / "warc" / _SLUG).is_dir():
        stop(f"{archive} is not an earlier demo's archive: give another folder with --archive.", Exit.USAGE)
    shutil.rmtree(archive)


def _harvest_day(archive: Path, base_url: str, moment: datetime) -> Outcome:
    plain = scraper.OptIn(base_url, "http", "the demo's replica, on this machine")
    settings = scraper.Settings(contact="demo", interval=0, retry_base=0, opt_ins=(plain,))
    target = Target(_SLUG, _NAME, base_url, (f"{base_url}/{PLANS_HOME}",))

    async def night() -> Outcome:
        async with scraper.Client(settings, now=lambda: moment) as client:
            return await harvest(store, client, target, progress, now=lambda: moment)

    with opened(archive, create=True, now=lambda: iso(moment)) as store, Progress(Console(stderr=True)) as progress:
        return asyncio.run(night())
