"""`modgov doctor`: what stands between you and a site."""

import asyncio
import ssl
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

import scraper

from ..contacts import contact_for
from ..doctor import OTHER, PAGE, Finding, Patient, examine
from ..exits import Exit
from ..findings import lines_of
from ..loopback import is_loopback, plain_here, worth_telling
from ..opt_ins import origins_of
from ..options import Seconds, contact_option, json_option
from ..output import print_json
from ..settings_file import SettingsFile
from ..targets import find_target

_STEPS = 5  # to the first page of a site: as many handshakes as are ever made


class RootFile(click.ParamType[Path]):
    """A file of certificates to trust."""

    name = "file"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """Check that OpenSSL can read it."""
        try:
            ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cafile=str(value))
        except ssl.SSLError:
            self.fail(f"{value} holds no certificate that can be read: give a file in PEM form.", param, ctx)
        except OSError as error:
            self.fail(f"{value} cannot be read: {error.strerror}.", param, ctx)
        return Path(value)


@click.command("doctor", short_help="Say what stands between you and a site.")
@click.argument("urls", nargs=-1, required=True, metavar="URL...")
@click.option("--ca", type=RootFile(), help="Trust one further root certificate, in a PEM file.")
@click.option(
    "--allow-private", is_flag=True, help="Let missing certificates be fetched from addresses inside a private network."
)
@click.option(
    "--timeout",
    type=Seconds(is_some=True),
    default=30.0,
    show_default=True,
    help="Seconds that each step may take.",
)
@contact_option
@json_option
@click.pass_obj
def command(
    file: SettingsFile,
    urls: tuple[str, ...],
    ca: Path | None,
    allow_private: bool,
    timeout: float,
    contact: str | None,
    as_json: bool,
) -> None:
    """Find out what stands between you and a site: names, TLS, robots.txt, bot checks, which pages answer.

    A URL is a page, a site's base address, or a council's slug. Exits with 0 only if every one gave a page
    of ModernGov's.

    \b
    Example:
      modgov doctor https://democracy.kent.gov.uk --contact you@example.org
    """
    patients = list(map(_patient, urls))
    addresses = [patient.url for patient in patients]
    settings = scraper.Settings(
        contact=contact_for(contact, addresses),
        interval=0.0 if all(map(is_loopback, addresses)) else 1.0,
        connect_timeout=timeout,
        read_timeout=timeout,
        deadline=_STEPS * timeout,
        attempts=1,
        ca_file=ca,
        allow_private_aia=allow_private,
        opt_ins=file.opt_ins,
    )
    findings = _examine_all(settings, patients)
    if as_json:
        print_json([asdict(finding) for finding in findings])
    else:
        click.echo("\n\n".join("\n".join(lines_of(finding)) for finding in findings))
    if any(finding.outcome != PAGE for finding in findings):
        raise SystemExit(int(Exit.NOTHING_USABLE))


def _patient(words: str) -> Patient:
    target = find_target(words)
    whole = target.base_url if target.is_whole else None
    return Patient(words if "://" in words else f"{target.base_url}/", whole)


def _examine_all(settings: scraper.Settings, patients: Sequence[Patient]) -> list[Finding]:
    """Examine all sites. One on this machine that turns out to have no TLS is examined again without."""
    findings = asyncio.run(_side_by_side(settings, patients))
    shut = {finding.url for finding in findings if finding.outcome not in (PAGE, OTHER)}
    again = [patient for patient in patients if patient.url in shut and plain_here([patient.url], settings.opt_ins)]
    if not again:
        return findings
    plain = plain_here((patient.url for patient in again), settings.opt_ins)
    later = asyncio.run(_side_by_side(replace(settings, opt_ins=(*settings.opt_ins, *plain)), again))
    mended = {finding.url: finding for finding in later}
    return [mended.get(finding.url, finding) for finding in findings]


async def _side_by_side(settings: scraper.Settings, patients: Sequence[Patient]) -> list[Finding]:
    """One client for all, so that a site named twice is still asked at its pace."""
    today = datetime.now(UTC).date()
    async with scraper.Client(settings) as client:
        findings = await asyncio.gather(*(examine(client, patient, today) for patient in patients))
        return [_with_events(finding, client.events()) for finding in findings]


def _with_events(finding: Finding, events: Sequence[scraper.Event]) -> Finding:
    mine = origins_of(finding.url)
    return replace(finding, events=[asdict(event) for event in worth_telling(events) if event.origin in mine])
