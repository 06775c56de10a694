"""How a finding is told to a person: what stands in the way, step by step, and what to do."""

import textwrap
from collections.abc import Iterator
from typing import Final

from .doctor import ENTRIES, Finding
from .outcomes import USABLE

_WIDTH: Final = 100
_OUTCOMES: Final = {
    "page": "lets you in",
    "other": "lets you in, but not to ModernGov",
    "stopped": "does not let you in",
    "failed": "does not answer as it should",
}
_ROBOTS: Final = {"allowed": "allows it", "denied": "forbids it", "unknown": "was not reached"}
_AUTHENTICATED: Final = {
    "yes": "the site is who it says it is",
    "weak": "the site is who it says it is, as far as weak cryptography can tell",
    "no": "nobody vouches for who the site is",
}


def lines_of(finding: Finding) -> Iterator[str]:
    """A finding line by line: the site and what it does, then what was found of each step."""
    yield f"{finding.url} {_OUTCOMES[finding.outcome]}"
    yield from _field("result", finding.reason)
    if finding.address:
        yield from _field("address", finding.address)
    yield from _secured(finding)
    yield from _field("robots.txt", _ROBOTS[finding.robots])
    for script, verdict in finding.pages.items():
        answers = "answers" if verdict in USABLE else verdict
        yield from _field("pages", f"{ENTRIES[script]} ({script}): {answers}")
    for event in finding.events:
        yield from _field("note", event["detail"])
    if finding.advice:
        yield from _field("advice", finding.advice)


def _secured(finding: Finding) -> Iterator[str]:
    tls = finding.tls
    if tls is None:
        return
    needs = ", ".join(tls["switches"])
    if tls["version"] is None:
        yield from _field("TLS", f"no connection{', not even with ' + needs if needs else ''}")
        return
    how = f"{tls['version']}{', with ' + needs if needs else ''}"
    yield from _field("TLS", f"{how}: {_AUTHENTICATED[tls['authenticated']]}")
    if tls["opt_in"]:
        yield from _field("opt-in", tls["opt_in"])
    if finding.certificate:
        shown = finding.certificate
        names = ", ".join(shown["names"]) or "no name"
        yield from _field("certificate", f"for {names}, by {shown['issuer']}, until {shown['valid_to']}")


def _field(label: str, text: str) -> Iterator[str]:
    """A labelled text, its further lines below its first."""
    lines = [line for part in text.split("\n") for line in textwrap.wrap(part, _WIDTH, break_long_words=False)]
    for number, line in enumerate(lines):
        yield f"  {'' if number else label:<12} {line}"
