"""`modgov doctor`: what stands between you and a site."""

import asyncio
import ssl
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

import scraper

from ..contacts import contact_for
from ..doctor import ENTRIES, PAGE, Finding, Patient, examine
from ..exits import Exit
from ..loopback import is_loopback, plain_here, worth_telling
from ..opt_ins import origins_of
from ..options import contact_option, json_option
from ..output import print_json
from ..settings_file import SettingsFile
from ..targets import find_target

_STEPS = 5  # to the first page of a site: as many handshakes as are ever made
_OUTCOMES = {"page": "lets you in", "stopped": "does not let you in", "failed": "does not answer as it should"}
_ROBOTS = {"allowed": "allows it", "denied": "forbids it", "unknown": "was not reached"}
_AUTHENTICATED = {
    "yes": "the site is who it says it is",
    "weak": "the site is who it says it is, as far as weak cryptography can tell",
    "no": "nobody vouches for who the site is",
}


class RootFile(click.ParamType[Path]):
    """A file of certificates to trust."""

    name = "file"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """Check that OpenSSL can read it."""
        try:
            ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cafile=str(value))
        except (OSError, ssl.SSLError):
            self.fail(f"{value} holds no certificate that can be read: give a file in PEM form.", param, ctx)
        return Path(value)


@click.command("doctor")
@click.argument("urls", nargs=-1, required=True, metavar="URL...")
@click.option("--ca", type=RootFile(), help="Trust one further root certificate, in a PEM file.")
@click.option(
    "--allow-private", is_flag=True, help="Let missing certificates be fetched from addresses inside a private network."
)
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
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

    A URL is a page, a site's base address, or a council's slug. Exits with 0 only if every one gave a page.

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
        click.echo("\n\n".join("\n".join(_lines(finding)) for finding in findings))
    if any(finding.outcome != PAGE for finding in findings):
        raise SystemExit(int(Exit.NOTHING_USABLE))


def _patient(words: str) -> Patient:
    target = find_target(words)
    whole = target.base_url if target.is_whole else None
    return Patient(words if "://" in words else f"{target.base_url}/", whole)


def _examine_all(settings: scraper.Settings, patients: Sequence[Patient]) -> list[Finding]:
    """Examine all sites. One on this machine that turns out to have no TLS is examined again without."""
    findings = asyncio.run(_side_by_side(settings, patients))
    shut = {finding.url for finding in findings if finding.outcome != PAGE}
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


def _lines(finding: Finding) -> Iterator[str]:
    yield f"{finding.url} {_OUTCOMES[finding.outcome]}"
    yield from _field("result", finding.reason)
    if finding.address:
        yield from _field("address", finding.address)
    yield from _secured(finding)
    yield from _field("robots.txt", _ROBOTS[finding.robots])
    for script, verdict in finding.pages.items():
        answers = "answers" if verdict in {"page", "empty-list"} else verdict
        yield from _field("pages", f"{ENTRIES[script]} ({script}): {answers}")
    for event in finding.events:
        yield from _field("note", event["detail"])
    if finding.advice:
        yield from _field("advice", finding.advice)


def _secured(finding: Finding) -> Iterator[str]:
    tls = finding.tls
    if tls is None:
        return
    needs = f", with {', '.join(tls['switches'])}" if tls["switches"] else ""
    yield from _field("TLS", f"{tls['version'] or 'no connection'}{needs}: {_AUTHENTICATED[tls['authenticated']]}")
    if tls.get("opt_in"):
        yield from _field("opt-in", tls["opt_in"])
    if finding.certificate:
        shown = finding.certificate
        names = ", ".join(shown["names"]) or "no name"
        yield from _field("certificate", f"for {names}, by {shown['issuer']}, until {shown['valid_to']}")


def _field(label: str, text: str) -> Iterator[str]:
    """A labelled text, its further lines below its first."""
    first, *rest = text.split("\n")
    yield f"  {label:<12} {first}"
    yield from (f"  {'':<12} {line}" for line in rest)
