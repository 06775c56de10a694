"""What to do about a site that does not let us in: what each defect means, and the lines for `modgov.toml`."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

import scraper

PAGE_WORDS: Final = {
    "page": "A ModernGov page came.",
    "empty-list": "A ModernGov page came, with an empty list.",
    "not-moderngov": "A page came, but it is none of ModernGov's.",
}
SWITCHES: Final = {
    "x509-lax": "its certificate breaks a formal rule",
    "aia": "it does not send the certificate that links its own to a trusted root, so that was fetched",
    "reneg": "it lacks secure renegotiation (RFC 5746)",
    "ciphers": "it knows only ciphers without forward secrecy",
    "no-dhe": "its Diffie-Hellman keys are too short, so another key exchange was taken",
    "seclevel1": "its keys are short",
    "seclevel0": "it signs with SHA-1, which can be forged",
    "tls10": "it speaks only TLS 1.0 or 1.1",
}
_ON_VERDICTS: Final = {
    "challenge": "The site wants a browser, and ModGov does not pretend to be one: ask the council to let it in, or "
    "save the page from a browser and use `modgov import`.",
    "maintenance": "Try again later.",
    "server-error": "The server is in trouble: try again later.",
    "moderngov-error": "ModernGov has no such page: check the address.",
    "truncated": "The answer broke off: try again.",
    "not-moderngov": "Check the address: the council's ModernGov may be elsewhere (`modgov councils WORD`).",
}
_ON_ERRORS: Final[tuple[tuple[type[scraper.FetchError], str], ...]] = (
    (scraper.RobotsDenied, "ModGov obeys robots.txt: ask the council to allow it, or save pages from a browser and use "
                           "`modgov import`."),
    (scraper.Blocked, "Leave the site alone until then. ModGov does not work around bot checks: ask the council."),
    (scraper.Parked, "Leave the site alone until then."),
    (scraper.UnsafeRedirect, "Ask the council to mend the redirect."),
    (scraper.DnsError, "Check the address for a slip; `modgov councils WORD` lists the known ones."),
    (scraper.TimedOut, "Try again with a longer --timeout. Some sites never answer strangers: try another network."),
    (scraper.Unreachable, "Check the address and the port, and try again later or from another network."),
    (scraper.IncompleteBody, "Try again later."),
    (scraper.TooLarge, "No page of ModernGov is so large: check the address."),
    (scraper.TooManyRedirects, "Check the address in a browser: the site sends its visitors in circles."),
)  # fmt: skip
_ROOTS: Final = frozenset({"verify 2", "verify 18", "verify 19", "verify 20", "verify 21"})
_DAYS: Final = 30
# What a person has to know before an opt-in is no leap in the dark.
_BEFORE: Final = {
    "alias": "If that name is the same council's, allow it in modgov.toml:",
    "expired-ok": "Until the council has renewed it, you may allow it in modgov.toml; name and issuer still count:",
    "pin": "Once the council has confirmed the fingerprint, by another way than this site, allow it in modgov.toml:",
    "http": "If it does not matter who else reads or changes what you get, allow it in modgov.toml:",
}


def opt_in_lines(opt_in: scraper.OptIn, until: date | None) -> str:
    """The lines for `modgov.toml` that allow what an opt-in allows; the reason is left to the person."""
    lines = ["[[opt-in]]", f"origin = {json.dumps(opt_in.origin)}", f"kind = {json.dumps(opt_in.kind)}"]
    if opt_in.value is not None:
        lines.append(f"value = {json.dumps(opt_in.value)}")
    lines.append('reason = "say why you allow this, and who vouches for it"')
    return "\n".join([*lines, f"until = {until}"] if until else lines)


def advice_on_error(error: scraper.FetchError, today: date) -> str | None:
    """What to do when no answer came."""
    parts = [words for kind, words in _ON_ERRORS if isinstance(error, kind)][:1]
    if isinstance(error, scraper.TlsError):
        parts += _on_tls(error)
    if error.way_out is not None:
        parts.append(_BEFORE.get(error.way_out.kind, "You may allow it in modgov.toml:"))
        parts.append(opt_in_lines(error.way_out, error.way_out.until or today + timedelta(days=_DAYS)))
    return "\n".join(parts) or None


def advice_on_answer(capture: scraper.Capture | None, verdict: str | None) -> str | None:
    """What to do, or to know, when an answer came."""
    parts = [_ON_VERDICTS[verdict]] if verdict in _ON_VERDICTS else []
    if capture is not None and capture.switches:
        defects = "; ".join(SWITCHES.get(switch, switch) for switch in capture.switches)
        parts.append(f"The council should mend its TLS: {defects}. ModGov copes by itself, for this site only.")
    return "\n".join(parts) or None


def _on_tls(error: scraper.TlsError) -> Iterator[str]:
    if error.diagnosis in _ROOTS:
        yield (
            "If your own network inspects TLS, or the council has a root of its own, trust that root: --ca FILE. "
            "If the missing certificate lies inside your network: --allow-private."
        )
    elif error.way_out is None:
        yield "No setting helps: tell the council what the result says."
