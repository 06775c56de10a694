"""`modgov import --wayback`: what another archive on the web has, fetched from there."""

import asyncio
from pathlib import Path

import scraper

from ..contacts import contact_for
from ..exits import Exit, stop
from ..importing import Admission, Span, Tally, Wayback, import_wayback
from ..importing.cdx import replay_of
from ..loopback import plain_here
from ..origins import recalled, remember
from ..settings_file import SettingsFile
from ..targets import Target
from .import_runs import admitting


def source_of(cdx: str, replay: str | None) -> Wayback:
    """The archive behind a CDX server; ends the command where nobody knows where it replays its pages."""
    place = replay or replay_of(cdx)
    if place is None:
        stop(f"Where the archive of {cdx} replays its pages is not known: give it with --replay URL.", Exit.USAGE)
    return Wayback(cdx, place.rstrip("/"))


def settings_for(file: SettingsFile, contact: str | None, interval: float, source: Wayback) -> scraper.Settings:
    """How another archive is asked."""
    addresses = [source.cdx, source.replay]
    return scraper.Settings(
        contact=contact_for(contact, addresses),
        interval=interval,
        retry_base=min(2.0, 2 * interval),
        opt_ins=(*file.opt_ins, *plain_here(addresses, file.opt_ins)),
    )


def import_from(
    archive: Path,
    settings: scraper.Settings,
    target: Target,
    source: Wayback,
    span: Span,
    *,
    is_open: bool,
    is_dry: bool,
) -> list[Tally]:
    """Import what another archive has of a council; with `is_dry`, only ask what that would be."""
    tallies = [Tally(f"{target.council} in {source.replay}", is_rehearsal=is_dry)]
    words = ["--wayback", target.council, source.cdx]
    with admitting(archive, words, tallies, is_open=is_open, is_dry=is_dry) as admission:
        asyncio.run(_fetch(settings, target, source, span, admission, tallies[0]))
    return tallies


async def _fetch(
    settings: scraper.Settings, target: Target, source: Wayback, span: Span, admission: Admission, tally: Tally
) -> None:
    sites = target.entry.urls if target.entry else (target.base_url,)
    store = admission.archive
    async with scraper.Client(settings, remembered=recalled(store, settings.opt_ins)) as client:
        try:
            await import_wayback(admission, client, source, sites, span, tally)
        finally:
            if not admission.is_rehearsal:
                remember(store, client)
