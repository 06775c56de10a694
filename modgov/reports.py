"""How a run is reported to a person: one paragraph, and a line for each thing that should be known of a site."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from .outcomes import Outcome
from .output import counted, listed

_MOST_REASONS: Final = 5
EVENTS: Final = {
    "tls-regression": "{} needs less security than it once did",
    "tls-mended": "{} has mended its security",
    "opt-in-used": "{} was read by an opt-in of yours",
    "opt-in-expired": "Your opt-in for {} has ended and is without effect",
    "blocked": "{} answers with a bot check",
    "given-up": "{} failed so often that it was given up",
}


def told(outcome: Outcome, archive: Path) -> str:
    """An outcome in one paragraph, with a line below it for each event."""
    lines = [" ".join(_sentences(outcome, archive)), *map(_event, outcome.events)]
    return "\n".join(lines)


def _sentences(outcome: Outcome, archive: Path) -> Iterator[str]:
    new = listed(counted(number, kind.replace("_", " ")) for kind, number in sorted(outcome.new.items()))
    yield (
        f"{counted(outcome.usable, 'page')} read into {archive}: {'new: ' + new if outcome.new else 'no new record'}, "
        f"{counted(len(outcome.changed), 'change')}."
    )
    if outcome.deferred:
        yield _deferred(outcome)
    for row in outcome.held:
        yield f"{row['council']} is left alone until {row['not_before']}: {row['reason']}"
    if outcome.queued:
        verb = "is" if outcome.queued == 1 else "are"
        yield f"{counted(outcome.queued, 'page')} {verb} queued: run the same command again to go on."
    if outcome.interrupted:
        yield "Stopped early; nothing that was read is lost."


def _deferred(outcome: Outcome) -> str:
    reasons = "; ".join(f"{row['url']}: {row['reason'].rstrip('.')}" for row in outcome.deferred[:_MOST_REASONS])
    more = len(outcome.deferred) - _MOST_REASONS
    tail = f"; and {more} more" if more > 0 else ""
    return f"{counted(len(outcome.deferred), 'page')} could not be read and will be tried again: {reasons}{tail}."


def _event(event: Mapping[str, str]) -> str:
    words = EVENTS.get(event["kind"], f"{event['kind']}: {{}}").format(event["origin"])
    return f"{words}: {event['detail'].rstrip('.')}." if event["detail"] else f"{words}."
