"""`modgov harvest`: councils' forward plans and issues, from their sites into the archive."""

import asyncio
from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console

import scraper
import storage

from ..archives import opened
from ..contacts import contact_for
from ..exits import Exit
from ..harvest import harvest as harvest_council
from ..loopback import plain_here, worth_telling
from ..options import Day, archive_option, contact_option, json_option
from ..origins import recalled, remember
from ..outcomes import Outcome, merged, summary
from ..output import print_json
from ..progress import Progress
from ..reports import told
from ..settings_file import SettingsFile
from ..targets import Target, find_target


@click.command("harvest")
@click.argument("targets", nargs=-1, required=True, metavar="TARGET...")
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    help="Fetch at most so many pages of each council; the rest is queued.",
)
@click.option("--since", type=Day(), help="Leave out issues that were published and due before this day.")
@contact_option
@click.option(
    "--interval",
    envvar="MODGOV_INTERVAL",
    type=click.FloatRange(min=0),
    default=1.0,
    show_default=True,
    help="Seconds between two requests to one site; 0 only for a site of your own.",
)
@archive_option
@json_option
@click.pass_obj
def command(
    file: SettingsFile,
    targets: tuple[str, ...],
    limit: int | None,
    since: str | None,
    contact: str | None,
    interval: float,
    archive: Path,
    as_json: bool,
) -> None:
    """Fetch councils' forward plans and the issues on them, and keep what changed.

    A TARGET is a council's slug (`modgov councils` lists them), its base URL, or the URL of an issue or a plan. Stopped
    at any moment, the same command goes on where it was.

    \b
    Example:
      modgov harvest kent --limit 20 --contact you@example.org
    """
    wanted = [find_target(words) for words in targets]
    addresses = [target.base_url for target in wanted]
    settings = scraper.Settings(
        contact=contact_for(contact, addresses),
        interval=interval,
        retry_base=min(2.0, 2 * interval),
        opt_ins=(*file.opt_ins, *plain_here(addresses, file.opt_ins)),
    )
    with opened(archive, create=True) as store, Progress(Console(stderr=True)) as progress:
        total = merged(_run(store, settings, wanted, progress, limit, since))
    if as_json:
        print_json(summary(total))
    else:
        click.echo(told(total, archive))
    if total.exit is not Exit.DONE:
        raise SystemExit(int(total.exit))


def _run(
    store: storage.Archive,
    settings: scraper.Settings,
    targets: list[Target],
    progress: Progress,
    limit: int | None,
    since: str | None,
) -> list[Outcome]:
    """Harvest all targets side by side with one client, one task each; Ctrl-C keeps what was done and learnt."""
    outcomes = [Outcome() for _ in targets]

    async def work() -> None:
        async with scraper.Client(settings, remembered=recalled(store, settings.opt_ins)) as client:
            try:
                async with asyncio.TaskGroup() as tasks:
                    for target, outcome in zip(targets, outcomes, strict=True):
                        tasks.create_task(
                            harvest_council(store, client, target, progress, limit=limit, since=since, outcome=outcome)
                        )
            finally:
                remember(store, client)
                outcomes.append(Outcome(events=[asdict(event) for event in worth_telling(client.events())]))

    try:
        asyncio.run(work())
    except KeyboardInterrupt:
        outcomes[0].interrupted = True
    except BaseExceptionGroup as group:
        raise _first(group) from group
    return outcomes


def _first(error: BaseException) -> BaseException:
    """The first error of a group: one full disk stops every task with the same sentence."""
    return _first(error.exceptions[0]) if isinstance(error, BaseExceptionGroup) else error
