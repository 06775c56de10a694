"""`modgov import`: the past into the archive: saved pages, web archive files, what other archives on the web have."""

from pathlib import Path

import click

import storage

from ..exits import Exit, stop
from ..importing import Span, Tally, import_web_archives
from ..importing.cdx import WAYBACK
from ..options import Day, archive_option, contact_option, interval_option, json_option
from ..targets import find_target
from .import_pages import import_listed, import_saved, report
from .import_runs import admitting
from .import_wayback import import_from, settings_for, source_of
from .page_files import PAGE_FILE, page_time, page_url


@click.command("import")
@click.argument("files", type=click.Path(), nargs=-1, metavar="[FILE]...")
@click.option("--url", callback=page_url, help="The address that saved pages were saved from.")
@click.option("--at", callback=page_time, help="When they were saved, with the zone; without it, each file's own time.")
@click.option(
    "--csv",
    "listing",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A list of saved pages: columns file, url and time (with its zone). FILE is then their folder.",
)
@click.option("--any", "is_open", is_flag=True, help="Take ModernGov pages of sites that are not in the register, too.")
@click.option("--wayback", "site", metavar="SITE", help="Fetch what the Wayback Machine has of a council.")
@click.option("--from", "first", type=Day(), help="With --wayback: nothing captured before this day.")
@click.option("--to", "last", type=Day(), help="With --wayback: nothing captured after this day.")
@click.option("--limit", type=click.IntRange(min=1), help="With --wayback: fetch at most so many captures.")
@click.option("--cdx", help=f"With --wayback: the CDX server of another archive than {WAYBACK}.")
@click.option("--replay", help="With --cdx: where that archive replays pages, if its CDX address does not tell.")
@click.option("--dry-run", is_flag=True, help="Only say what would be imported; write nothing, fetch no page.")
@contact_option
@interval_option("Seconds between two requests to the other archive.")
@archive_option
@json_option
@click.pass_context
def command(
    ctx: click.Context,
    files: tuple[str, ...],
    url: str | None,
    at: str | None,
    listing: Path | None,
    is_open: bool,
    site: str | None,
    first: str | None,
    last: str | None,
    limit: int | None,
    cdx: str | None,
    replay: str | None,
    dry_run: bool,
    contact: str | None,
    interval: float,
    archive: Path,
    as_json: bool,
) -> None:
    """Put old pages into the archive: saved pages, web archives, or what the Wayback Machine has.

    A FILE is a WARC, ARC or WACZ file, or, with --url, a saved page, HTML or text. Each page takes its place in the
    history by the time it was captured. What is there already is not imported again.

    \b
    Examples:
      modgov import saved.html --url "https://democracy.kent.gov.uk/mgIssueHistoryHome.aspx?IId=56526"
      modgov import crawl.warc.gz
      modgov import pages --csv pages.csv
      modgov import --wayback kent --to 2020-12-31 --limit 200 --contact you@example.org
    """
    _check(files, url, at, listing, site, (first, last, limit, cdx, replay))
    if is_open and (url or listing):
        stop("--any is for web archives: a page whose address you give is taken anyway.", Exit.USAGE)
    if url:
        saved = [PAGE_FILE.convert(name, None, ctx) for name in files]
        import_saved(archive, saved, url, at, is_dry=dry_run, as_json=as_json)
        return
    if site:
        source = source_of(cdx or WAYBACK, replay)
        settings, span = settings_for(ctx.obj, contact, interval, source), Span(first=first, last=last, limit=limit)
        tallies = import_from(archive, settings, find_target(site), source, span, is_open=is_open, is_dry=dry_run)
    elif listing:
        folder = Path(files[0]) if files else listing.parent
        tallies = import_listed(archive, listing, folder, is_dry=dry_run)
    else:
        tallies = _web_archives(archive, [_web_archive(name) for name in files], is_open=is_open, is_dry=dry_run)
    report(tallies, archive, is_dry=dry_run, as_json=as_json)


def _check(
    files: tuple[str, ...],
    url: str | None,
    at: str | None,
    listing: Path | None,
    site: str | None,
    of_wayback: tuple[object, ...],
) -> None:
    """End the command where its options contradict one another, or have nothing to work on."""
    ways = [name for name, given in (("--url", url), ("--csv", listing), ("--wayback", site)) if given]
    if len(ways) > 1:
        stop(f"{ways[0]} and {ways[1]} are two ways to import: give one of them.", Exit.USAGE)
    if at and not url:
        stop("--at says when saved pages were saved: give their --url, too.", Exit.USAGE)
    if not site and any(given is not None for given in of_wayback):
        stop("--from, --to, --limit, --cdx and --replay are for --wayback SITE.", Exit.USAGE)
    first, last = of_wayback[:2]
    if first and last and str(first) > str(last):
        stop(f"--from {first} is after --to {last}: no day lies between them.", Exit.USAGE)
    if site and files:
        stop("--wayback SITE fetches pages by itself: give no FILE with it.", Exit.USAGE)
    if listing and len(files) > 1:
        stop("With --csv give one folder, that of the files which it lists.", Exit.USAGE)
    if not (files or listing or site):
        stop("Give a FILE to import, or --csv, or --wayback SITE.", Exit.USAGE)


def _web_archive(name: str) -> Path:
    path = Path(name)
    try:
        is_one = storage.is_web_archive(path)
    except OSError as error:
        what = f"{name} is a folder: give its files, or --csv" if path.is_dir() else f"{name} cannot be read"
        stop(f"{what}{'' if path.is_dir() else f': {error.strerror}'}.", Exit.USAGE)
    if not is_one:
        stop(f"{name} is no WARC, ARC or WACZ file: if it is a saved page, give its --url.", Exit.USAGE)
    return path


def _web_archives(archive: Path, paths: list[Path], *, is_open: bool, is_dry: bool) -> list[Tally]:
    tallies: list[Tally] = []
    names = [path.name for path in paths]
    with admitting(archive, names, tallies, is_open=is_open, is_dry=is_dry) as admission:
        try:
            import_web_archives(admission, paths, tallies)
        except storage.NotAWebArchive as error:
            stop(str(error), Exit.IN_PART if any(tally.new for tally in tallies) else Exit.NOTHING_USABLE)
    return tallies
