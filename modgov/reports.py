"""How a run is reported to a person: one paragraph, and a line for each thing that should be known of a site."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from .documents.tally import figures
from .outcomes import Outcome
from .output import counted, listed
from .targets import Target

_MOST_REASONS: Final = 5
_MOST_WARNINGS: Final = 20
_WIDEST_NAME: Final = 50
EVENTS: Final = {
    "tls-regression": "{} needs less security than it once did",
    "tls-mended": "{} has mended its security",
    "opt-in-used": "{} was read by an opt-in of yours",
    "opt-in-expired": "Your opt-in for {} has ended and is without effect",
    "blocked": "{} lets no program in",
    "given-up": "{} failed so often that it was given up",
}


def told(outcome: Outcome, archive: Path) -> str:
    """An outcome in one paragraph, with a line below it for each event."""
    lines = [" ".join(_sentences(outcome, archive)), *map(_event, outcome.events), *_warnings(outcome)]
    return "\n".join(lines)


def told_by_council(outcomes: Mapping[Target, Outcome]) -> Iterator[str]:
    """A line for each of several councils; nothing for a single one, of which the total says it all."""
    if len(outcomes) < 2:
        return
    width = min(_WIDEST_NAME, max(len(target.title) for target in outcomes))
    for target, outcome in outcomes.items():
        yield f"{target.title:<{width}}  {', '.join(_figures(outcome))}"


def _figures(outcome: Outcome) -> Iterator[str]:
    yield counted(outcome.usable, "page")
    yield f"{sum(outcome.new.values()):,} new"
    yield counted(outcome.changed, "change")
    for number, words in ((outcome.gone, "gone"), (outcome.put_off, "put off"), (outcome.queued, "queued")):
        if number:
            yield f"{number:,} {words}"
    if outcome.warnings:
        yield counted(len(outcome.warnings), "warning")
    if outcome.held:
        yield "left alone"
    if outcome.failures:
        yield "failed"


def _warnings(outcome: Outcome) -> Iterator[str]:
    for row in outcome.warnings[:_MOST_WARNINGS]:
        yield f"Look at {row['council']}, {row['place']}: {row['reason']}"
    more = len(outcome.warnings) - _MOST_WARNINGS
    if more > 0:
        yield f"And {counted(more, 'more warning')}: `--json` and the table `runs` have them all."
    for row in outcome.failures:
        yield f"{row['council']} ended with an error of ModGov's own, please report it: {row['reason'].rstrip('.')}."


def _sentences(outcome: Outcome, archive: Path) -> Iterator[str]:
    new = listed(counted(number, kind.replace("_", " ")) for kind, number in sorted(outcome.new.items()))
    yield (
        f"{counted(outcome.usable, 'page')} read into {archive}: {'new: ' + new if outcome.new else 'no new record'}, "
        f"{counted(outcome.changed, 'change')}."
    )
    if outcome.sampled["read"]:
        read, changed = outcome.sampled["read"], outcome.sampled["changed"]
        share = f"{changed / read:.1%}"
        yield f"Of {counted(read, 'settled page')} read to check, {changed:,} had changed ({share})."
    if told := list(figures(outcome.documents, outcome.without_text)):
        yield f"Documents: {', '.join(told)}."
    if outcome.gone:
        verb = "is" if outcome.gone == 1 else "are"
        yield f"{counted(outcome.gone, 'record')} {verb} gone."
    if outcome.deferred:
        yield _deferred(outcome)
    for row in outcome.held:
        yield f"{row['council']} is left alone until {row['not_before']}: {row['reason']}"
    if outcome.queued:
        verb = "is" if outcome.queued == 1 else "are"
        without = ", without --only for the other kinds of pages" if outcome.narrowed else ""
        yield f"{counted(outcome.queued, 'page')} {verb} queued: run the same command again to go on{without}."
    if outcome.interrupted:
        yield "Stopped early; nothing that was read is lost."


def _deferred(outcome: Outcome) -> str:
    reasons = "; ".join(f"{row['url']}: {row['reason'].rstrip('.')}" for row in outcome.deferred[:_MOST_REASONS])
    more = outcome.put_off - len(outcome.deferred[:_MOST_REASONS])
    tail = f"; and {more} more" if more > 0 else ""
    return f"{counted(outcome.put_off, 'page')} could not be read and will be tried again: {reasons}{tail}."


def _event(event: Mapping[str, str]) -> str:
    words = EVENTS.get(event["kind"], f"{event['kind']}: {{}}").format(event["origin"])
    return f"{words}: {event['detail'].rstrip('.')}." if event["detail"] else f"{words}."
