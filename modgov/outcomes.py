"""What a command did, in numbers and reasons, and the exit code that it means."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from .exits import Exit

USABLE: Final = ("page", "empty-list")


@dataclass(slots=True)
class Outcome:
    """What a command did: pages by verdict, records by what became of them, and what could not be had and why.

    `held` are the councils whose site is left alone until `not_before`, `events` what a person should hear of a site.
    """

    verdicts: Counter[str] = field(default_factory=Counter)
    new: Counter[str] = field(default_factory=Counter)
    changed: list[dict[str, Any]] = field(default_factory=list)
    deferred: list[dict[str, str]] = field(default_factory=list)
    held: list[dict[str, str]] = field(default_factory=list)
    events: list[dict[str, str]] = field(default_factory=list)
    queued: int = 0
    limited: bool = False
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
        return Exit.IN_PART if self.interrupted or self.deferred or (self.queued and not self.limited) else Exit.DONE


def summary(outcome: Outcome) -> dict[str, Any]:
    """An outcome as plain values."""
    return {
        "pages": dict(outcome.verdicts),
        "new": dict(outcome.new),
        "changed": len(outcome.changed),
        "deferred": outcome.deferred,
        "held": outcome.held,
        "events": outcome.events,
        "queued": outcome.queued,
    }


def merged(outcomes: Iterable[Outcome]) -> Outcome:
    """Several outcomes as one."""
    total = Outcome()
    for outcome in outcomes:
        total.verdicts.update(outcome.verdicts)
        total.new.update(outcome.new)
        total.changed.extend(outcome.changed)
        total.deferred.extend(outcome.deferred)
        total.held.extend(outcome.held)
        total.events.extend(event for event in outcome.events if event not in total.events)
        total.queued += outcome.queued
        total.limited |= outcome.limited
        total.interrupted |= outcome.interrupted
    return total
