"""What a command did, in numbers and reasons, and the exit code that it means."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from .exits import Exit

USABLE: Final = ("page", "empty-list")
MOST_TOLD: Final = 500  # pages and warnings that one outcome names; a site may have thousands of either


@dataclass(slots=True)
class Outcome:
    """What a command did: pages by verdict, records by what became of them, and what could not be had and why.

    `deferred` are pages put off, of many only the first; `put_off` counts all of them. `held` are the councils whose
    site is left alone until `not_before`, `events` what a person should hear of a site. `warnings` say what is
    suspicious of a council's list or page, `failures` which council ended with an error of ours, and which. `sampled`
    counts the settled pages `read` though they were not due, and those of them that had `changed`. `documents` counts
    documents by what became of them (`documents/tally.py`), `without_text` those read for their text that gave none.
    Pages are `queued` on purpose where the run was `limited` to some number, or `narrowed` to some kinds of pages.
    """

    verdicts: Counter[str] = field(default_factory=Counter)
    new: Counter[str] = field(default_factory=Counter)
    changed: int = 0
    gone: int = 0
    deferred: list[dict[str, str]] = field(default_factory=list)
    put_off: int = 0
    held: list[dict[str, str]] = field(default_factory=list)
    events: list[dict[str, str]] = field(default_factory=list)
    warnings: list[dict[str, str]] = field(default_factory=list)
    failures: list[dict[str, str]] = field(default_factory=list)
    sampled: Counter[str] = field(default_factory=Counter)
    documents: Counter[str] = field(default_factory=Counter)
    without_text: Counter[str] = field(default_factory=Counter)
    queued: int = 0
    limited: bool = False
    narrowed: bool = False
    interrupted: bool = False

    @property
    def usable(self) -> int:
        """How many real pages were got."""
        return sum(self.verdicts[verdict] for verdict in USABLE)

    @property
    def exit(self) -> Exit:
        """The exit code that this outcome means."""
        if not self.usable:
            return Exit.NOTHING_USABLE
        is_short = self.queued and not (self.limited or self.narrowed)
        is_part = self.interrupted or self.put_off or self.held or self.failures or is_short
        return Exit.IN_PART if is_part else Exit.DONE

    def defer(self, url: str, reason: str) -> None:
        """Note that a page was put off."""
        self.put_off += 1
        if len(self.deferred) < MOST_TOLD:
            self.deferred.append({"url": url, "reason": reason})

    def warn(self, council: str, place: str, reason: str) -> None:
        """Note what is suspicious of a council's list or page: `place` names it, `reason` is a sentence."""
        if len(self.warnings) < MOST_TOLD:
            self.warnings.append({"council": council, "place": place, "reason": reason})


def summary(outcome: Outcome) -> dict[str, Any]:
    """An outcome as plain values."""
    return {
        "pages": dict(outcome.verdicts),
        "new": dict(outcome.new),
        "changed": outcome.changed,
        "gone": outcome.gone,
        "deferred": outcome.deferred,
        "put_off": outcome.put_off,
        "held": outcome.held,
        "events": outcome.events,
        "warnings": outcome.warnings,
        "failures": outcome.failures,
        "sampled": {name: outcome.sampled[name] for name in ("read", "changed")},
        "documents": {name: number for name, number in outcome.documents.items() if number},
        "without_text": dict(outcome.without_text),
        "queued": outcome.queued,
    }


def merged(outcomes: Iterable[Outcome]) -> Outcome:
    """Several outcomes as one."""
    total = Outcome()
    for outcome in outcomes:
        total.verdicts.update(outcome.verdicts)
        total.new.update(outcome.new)
        total.changed += outcome.changed
        total.gone += outcome.gone
        total.deferred.extend(outcome.deferred[: MOST_TOLD - len(total.deferred)])
        total.put_off += outcome.put_off
        total.held.extend(outcome.held)
        total.events.extend(event for event in outcome.events if event not in total.events)
        total.warnings.extend(outcome.warnings[: MOST_TOLD - len(total.warnings)])
        total.failures.extend(outcome.failures)
        total.sampled.update(outcome.sampled)
        total.documents.update(outcome.documents)
        total.without_text.update(outcome.without_text)
        total.queued += outcome.queued
        total.limited |= outcome.limited
        total.narrowed |= outcome.narrowed
        total.interrupted |= outcome.interrupted
    return total
