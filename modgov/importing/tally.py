"""What became of one source of an import, in numbers, and in words."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ..output import counted, listed


@dataclass(slots=True)
class Tally:
    """One source: its answers, the pages that were new and known, and why the others were passed over.

    `unread` counts pieces of pages that no rule understood. `broke` says where a file ends too early, `held` why
    another archive is to be asked for the rest later. In a rehearsal, which writes nothing, `new` are pages that would
    be taken, `wanted` captures that would be fetched (`at`, `url`, `place`), and nobody knows of changes.
    """

    source: str
    records: int = 0
    new: int = 0
    known: int = 0
    unread: int = 0
    passed: Counter[str] = field(default_factory=Counter)
    verdicts: Counter[str] = field(default_factory=Counter)
    councils: Counter[str] = field(default_factory=Counter)
    changes: int = 0
    queued: int = 0
    wanted: list[dict[str, str]] = field(default_factory=list)
    is_rehearsal: bool = False
    broke: str | None = None
    held: str | None = None

    def as_row(self) -> dict[str, Any]:
        """The tally as plain values."""
        counters = {name: dict(getattr(self, name)) for name in ("verdicts", "passed", "councils")}
        plain = ("source", "records", "new", "known", "unread", "changes", "queued", "broke", "held")
        row = {name: getattr(self, name) for name in plain} | counters
        return row | {"changes": None, "unread": None, "wanted": self.wanted} if self.is_rehearsal else row


def told(tally: Tally) -> str:
    """A tally in one line, and one more for what is left."""
    return "\n".join(_lines(tally))


def _lines(tally: Tally) -> Iterator[str]:
    parts = [counted(tally.new, "new page"), f"{tally.known:,} known"]
    parts += [f"{len(tally.wanted):,} to be fetched"] if tally.wanted else []
    parts += [] if tally.is_rehearsal else [counted(tally.changes, "change")]
    parts += [f"{number:,} {why}" for why, number in sorted(tally.passed.items())]
    if tally.unread:
        parts.append(counted(tally.unread, "piece") + " not understood")
    yield f"{tally.source}: {counted(tally.records, 'answer')}: {', '.join(parts)}."
    if tally.councils:
        yield "  " + listed(f"{council} {number:,}" for council, number in sorted(tally.councils.items())) + "."
    for capture in tally.wanted:
        yield f"  {capture['at']} {capture['url']}"
    if tally.broke:
        yield f"  {tally.broke}: what is whole before that was taken."
    if tally.queued and not tally.held:
        yield f"  {counted(tally.queued, 'capture')} left by --limit: run the same command again to go on."
    if tally.held:
        yield f"  {tally.held} Run the same command again later to go on."
