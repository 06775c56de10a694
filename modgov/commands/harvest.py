"""`modgov harvest`: what councils have decided and mean to decide, from their sites into the archive."""

import asyncio
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console

import scraper
import storage

from ..archives import opened
from ..contacts import contact_for
from ..exits import Exit, stop
from ..harvest import KINDS, Wishes, harvest_all
from ..harvest.side_by_side import Watcher
from ..loopback import plain_here, worth_telling
from ..options import Day, archive_option, contact_option, interval_option, json_option
from ..origins import recalled, remember
from ..outcomes import Outcome, merged, summary
from ..output import print_json
from ..progress import Progress
from ..reports import told, told_by_council
from ..settings_file import SettingsFile
from ..targets import Target, distinct, find_all, find_target


@click.command("harvest")
@click.argument("targets", nargs=-1, metavar="TARGET...")
@click.option("--all", "everybody", is_flag=True, help="Harvest every council of the register, side by side.")
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    help="Fetch at most so many pages of each council; the rest is queued.",
)
@click.option("--since", type=Day(), help="Leave out what was published, decided and due before this day.")
@click.option("--from-start", is_flag=True, help="Go back to where the council's history begins, not only one year.")
@click.option(
    "--only",
    type=click.Choice(list(KINDS)),
    multiple=True,
    help="Fetch pages of this kind only; give it again for more. What they lead to is queued.",
)
@click.option(
    "--search",
    multiple=True,
    metavar="WORDS",
    help="Begin at what the site's own search finds for these words, not at its lists; give it again for more.",
)
@click.option(
    "--documents",
    is_flag=True,
    help="Fetch the documents that pages link to, after the pages; --limit bounds them by themselves.",
)
@contact_option
@interval_option("Seconds between two requests to one site; 0 only for a site of your own.")
@archive_option
@json_option
@click.pass_obj
def command(
    file: SettingsFile,
    targets: tuple[str, ...],
    everybody: bool,
    limit: int | None,
    since: str | None,
    from_start: bool,
    only: tuple[str, ...],
    search: tuple[str, ...],
    documents: bool,
    contact: str | None,
    interval: float,
    archive: Path,
    as_json: bool,
) -> None:
    """Fetch councils' plans, registers, issues, decisions and meetings, and keep what changed.

    A TARGET is a council's slug (`modgov councils` lists them), its base URL, or the URL of one page. Several are
    harvested side by side. Stopped at any moment, the same command goes on where it was; run again another night, it
    asks only for what is due.

    \b
    Example:
      modgov harvest kent --limit 20 --contact you@example.org
    """
    if since and from_start:
        stop("--since leaves out what --from-start would go back to: give one of them.", Exit.USAGE)
    if search and from_start:
        stop("--search asks for what the site finds, however old it is: leave out --from-start.", Exit.USAGE)
    wanted = _wanted(targets, everybody=everybody, search=search)
    addresses = [target.base_url for target in wanted]
    settings = scraper.Settings(
        contact=contact_for(contact, addresses),
        interval=interval,
        retry_base=min(2.0, 2 * interval),
        opt_ins=(*file.opt_ins, *plain_here(addresses, file.opt_ins)),
    )
    wishes = Wishes(limit=limit, since=since, from_start=from_start, only=only, documents=documents)
    with opened(archive, create=True) as store, Progress(Console(stderr=True), len(wanted)) as progress:
        outcomes, rest = _run(store, settings, wanted, progress, wishes)
    total = merged([*outcomes.values(), rest])
    if as_json:
        print_json(summary(total) | {"councils": {one.council: summary(said) for one, said in outcomes.items()}})
    else:
        click.echo("\n".join([*told_by_council(outcomes), told(total, archive)]))
    if total.exit is not Exit.DONE:
        raise SystemExit(int(total.exit))


def _wanted(words: tuple[str, ...], *, everybody: bool, search: tuple[str, ...]) -> list[Target]:
    """The targets that are meant, each install once."""
    if everybody == bool(words):
        stop("Name the councils to harvest, or give --all for every one of the register: one of the two.", Exit.USAGE)
    if not all(map(str.strip, search)):
        stop("--search '' looks for nothing: give the words to look for.", Exit.USAGE)
    found = find_all() if everybody else distinct(map(find_target, words))
    return distinct(target.searching(search) for target in found) if search else found


def _run(
    store: storage.Archive, settings: scraper.Settings, targets: list[Target], watcher: Watcher, wishes: Wishes
) -> tuple[Mapping[Target, Outcome], Outcome]:
    """Harvest all targets with one client; return each one's outcome, and what concerns no single one.

    Ctrl-C keeps what was done and learnt.
    """
    outcomes, rest = {target: Outcome() for target in targets}, Outcome()

    async def work() -> None:
        async with scraper.Client(settings, remembered=recalled(store, settings.opt_ins)) as client:
            try:
                await harvest_all(store, client, outcomes, watcher, wishes)
            finally:
                remember(store, client)
                rest.events = [asdict(event) for event in worth_telling(client.events())]

    try:
        asyncio.run(work())
    except KeyboardInterrupt:
        rest.interrupted = True
    except BaseExceptionGroup as group:
        raise _first(group) from group
    return outcomes, rest


def _first(error: BaseException) -> BaseException:
    """The first error of a group: one full disk stops every task with the same sentence."""
    return _first(error.exceptions[0]) if isinstance(error, BaseExceptionGroup) else error
