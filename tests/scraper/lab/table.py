"""The table of the lab's runs, as docs/tls.md shows it."""

from scraper.diagnosis import BY_REASON, BY_VERIFY_CODE, Diagnosis
from scraper.ladder import in_order, step

_HEAD = """\
# What the TLS ladder does

Every row is a server that is broken in one way, or in several, and what came of a fetch from it. The tests wrote this
page: they run all these servers on loopback (`tests/scraper/lab`), with real handshakes, and compare. The strict context
has the flags of Python 3.13 in all of them, and one root of the lab's own.

- *Says first*: what the first failed handshake said: OpenSSL's verify code, or the reason of its error.
- *Switches*: what was switched on for that site, and nothing else. `seclevel1`, `seclevel0` and `tls10` are weak.
- *Authenticated*: `yes`, `weak` (a weak switch, or the opt-in alias, expired-ok or pin), `no` (unverified, http).
- *Handshakes*: to the first page, with every next connection, and to the first page of the next run, which begins strictly
  again and remembers the rest. Looks at a certificate count as well. At most 5 are made.
"""
_COLUMNS = ("server", "what is broken", "says first", "switches", "authenticated", "outcome", "handshakes")
_UNSEEN = """\

## Not produced here

This OpenSSL does not bring these about, or brings them about under another name. Their answers are tested on errors that
are made by hand.

| says | first step |
|---|---|
"""


def compose(runs):
    """The page."""
    text, part = _HEAD, None
    for run in runs:
        if run.row.part != part:
            part = run.row.part
            text += f"\n## {part}\n\n| {' | '.join(_COLUMNS)} |\n|{'---|' * len(_COLUMNS)}\n"
        text += f"| {' | '.join(_cells(run))} |\n"
    return text + _UNSEEN + "".join(_unseen(runs))


def _cells(run):
    outcome = "page"
    if run.error is not None:
        outcome = f"stopped: {_named(getattr(run.error, 'diagnosis', type(run.error).__name__))}"
    return (
        run.row.name,
        run.row.says,
        _named(run.first) if run.first else "–",
        ", ".join(run.switches) or "–",
        run.authenticated or "–",
        outcome,
        ", ".join(map(str, run.handshakes)),
    )


def _named(words):
    """A reason as OpenSSL 3.0 spells it."""
    return words.replace("TLS_ALERT_", "SSLV3_ALERT_")


def _unseen(runs):
    seen = {run.first for run in runs} | {getattr(run.error, "diagnosis", None) for run in runs}
    for words in (*(f"verify {code}" for code in sorted(BY_VERIFY_CODE)), *sorted(BY_REASON)):
        if words in seen or (words in {"pin"} | ALSO_KNOWN_AS and ALSO_KNOWN_AS & seen):
            continue
        steps = step(frozenset(), Diagnosis(words), frozenset())
        answer = "aia" if Diagnosis(words).defect == "issuer" else ", ".join(in_order(steps or frozenset()))
        yield f"| {words} | {answer or 'stop'} |\n"


ALSO_KNOWN_AS = {"TLS_ALERT_HANDSHAKE_FAILURE", "SSLV3_ALERT_HANDSHAKE_FAILURE"}
