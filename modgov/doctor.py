"""What stands between a person and a site, found out by asking it politely, in words that need no technician.

A site is *looked at* page by page; the looks come to one *finding*: a page came, or one that is none of ModernGov's,
somebody stopped us (the site, its certificate, its robots.txt), or it failed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

import parsers
import scraper

from .advice import PAGE_WORDS, advice_on_answer, advice_on_error
from .outcomes import USABLE
from .statements import REFUSALS, judged

# Where each part of a ModernGov site begins.
ENTRIES: Final[Mapping[str, str]] = {
    "mgPlansHome.aspx": "forward plans",
    "mgDelegatedDecisions.aspx": "decisions",
    "mgListOfficerDecisions.aspx": "officer decisions",
    "mgListCommittees.aspx": "committees",
    "ieDocHome.aspx": "meetings",
}
PAGE: Final = "page"
OTHER: Final = "other"  # a page, and none of ModernGov's
STOPPED: Final = "stopped"
FAILED: Final = "failed"
_STOPPING: Final = (scraper.TlsError, scraper.RobotsDenied, scraper.UnsafeRedirect, scraper.Parked)


@dataclass(frozen=True, slots=True)
class Patient:
    """A site to look at: the address to begin with, and where it is a whole site, the address of its install."""

    url: str
    base_url: str | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """One page asked for: the answer and the verdict on it, or the error."""

    url: str
    capture: scraper.Capture | None = None
    verdict: str | None = None
    error: scraper.FetchError | None = None

    @property
    def outcome(self) -> str:
        """`page`, `other`, `stopped` or `failed`."""
        if self.error is not None:
            return STOPPED if isinstance(self.error, _STOPPING) else FAILED
        if self.verdict == "challenge":
            return STOPPED
        if self.verdict in USABLE:
            return PAGE
        return OTHER if self.verdict == "not-moderngov" and _status(self) < 400 else FAILED

    @property
    def words(self) -> str:
        """What came of it, in a sentence."""
        if self.error is not None:
            return str(self.error)
        if self.outcome in (PAGE, OTHER):
            return PAGE_WORDS[self.verdict or ""]
        words = REFUSALS[self.verdict or ""]
        return f"{words[0].upper()}{words[1:]} (status {_status(self)})."


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What was found of one site; `pages` says of each entry page what came of it."""

    url: str
    outcome: str
    reason: str
    tls: Mapping[str, Any] | None
    handshakes: int
    robots: str
    verdict: str | None
    advice: str | None
    address: str | None = None
    certificate: Mapping[str, Any] | None = None
    pages: Mapping[str, str] = field(default_factory=dict)
    events: Sequence[Mapping[str, str]] = ()


async def examine(client: scraper.Client, patient: Patient, today: date) -> Finding:
    """Look at a site and say what stands in the way; `today` is for the end of an opt-in that may be proposed."""
    looks = [await _look(client, patient.url)]
    if patient.base_url is not None and _is_worth_asking(looks[0]):
        looks += [await _look(client, f"{patient.base_url}/{script}") for script in ENTRIES]
    return finding(patient.url, looks, today)


async def _look(client: scraper.Client, url: str) -> Look:
    try:
        capture = await client.get(url)
        body = capture.payload()
    except scraper.FetchError as error:
        return Look(url, error=error)
    reading = parsers.read(body, url=capture.final_url, content_type=capture.content_type)
    return Look(url, capture, judged(reading.verdict, capture.status, capture.challenge))


def _is_worth_asking(first: Look) -> bool:
    """Whether other pages of the site may answer otherwise."""
    return isinstance(first.error, scraper.RobotsDenied) or (first.capture is not None and first.outcome != STOPPED)


def finding(url: str, looks: Sequence[Look], today: date) -> Finding:
    """What the looks at a site come to: the best of them speaks for it."""
    first, *entries = looks
    told = next((look for look in looks if look.verdict in USABLE), first)
    return Finding(
        url=url,
        outcome=told.outcome,
        reason=told.words,
        tls=_tls(told),
        handshakes=_handshakes(looks),
        robots=_robots(told),
        verdict=told.verdict,
        advice=advice_on_error(told.error, today) if told.error else advice_on_answer(told.capture, told.verdict),
        address=told.capture.peer if told.capture else None,
        certificate=_certificate(told.capture),
        pages={look.url.rpartition("/")[2]: look.verdict or look.words for look in entries},
    )


def _status(look: Look) -> int:
    return look.capture.status if look.capture else 0


def _tls(look: Look) -> dict[str, Any] | None:
    """How the connection was secured; nothing for a plain one, or where none came about."""
    if isinstance(look.error, scraper.TlsError):
        return {"switches": list(look.error.switches), "authenticated": "no", "version": None, "opt_in": None}
    if look.capture is None or look.capture.tls is None:
        return None
    capture = look.capture
    return {
        "switches": list(capture.switches),
        "authenticated": capture.authenticated,
        "version": capture.tls.version if capture.tls else None,
        "opt_in": capture.opt_in,
    }


def _handshakes(looks: Sequence[Look]) -> int:
    """All handshakes that the looks took."""
    made = [look.capture.handshakes for look in looks if look.capture]
    return sum(made) + sum(look.error.handshakes for look in looks if isinstance(look.error, scraper.TlsError))


def _robots(look: Look) -> str:
    """`allowed`, `denied`, or `unknown` where nobody could ask."""
    if isinstance(look.error, scraper.RobotsDenied):
        return "denied"
    return "allowed" if look.capture else "unknown"


def _certificate(capture: scraper.Capture | None) -> dict[str, Any] | None:
    if capture is None or capture.tls is None:
        return None
    tls = capture.tls
    return {
        "names": list(tls.names),
        "issuer": tls.issuer,
        "valid_to": tls.not_after,
        "sha256": tls.certificate_sha256,
    }
