"""Which of a council's pages comes next: where a harvest begins, what it looks at again, and in which order."""

import storage

from ..options import iso
from ..sampling import draw
from ..schedule import SETTLED
from ..targets import Target
from .absences import Absences
from .finding import REGISTERS_AT, SEED, entries
from .intake import Intake
from .times import Clock
from .walking import Step, Walks
from .wishes import Wishes


class Order:
    """The order of one council's pages in one run."""

    def __init__(
        self,
        archive: storage.Archive,
        target: Target,
        wishes: Wishes,
        intake: Intake,
        absences: Absences,
        walks: Walks | None,
        now: Clock,
    ) -> None:
        self._archive, self._target, self._wishes, self._now = archive, target, wishes, now
        self._intake, self._absences, self._walks = intake, absences, walks

    def begin(self) -> None:
        """Make the pages due at which the harvest begins."""
        if self._target.is_whole:
            kinds = self._wishes.kinds
            wanted = [row for row in entries(self._target.base_url) if kinds is None or row["kind"] in kinds]
            wanted = [row for row in wanted if not self._absences.has(row["kind"])]
        else:
            wanted = [{"url": url, "kind": SEED, "priority": 0} for url in self._target.seeds]
        self._archive.frontier_add(self._target.council, wanted)
        self._intake.make_due(row["url"] for row in wanted)
        if self._target.is_whole:
            self._draw()

    def _draw(self) -> None:
        """Make a few settled pages due, to see what the policy misses."""
        now = self._now()
        settled = self._archive.frontier_settled(self._target.council, iso(now + SETTLED))
        drawn = draw(settled, now.date().isoformat())
        self._intake.sample.drawn = frozenset(drawn)
        self._intake.make_due(drawn)

    def next(self) -> tuple[str, Step | None] | None:
        """What to ask for next: lists of plans, then windows of registers, then all that these lead to."""
        rows = self._archive.frontier_next(self._target.council, kinds=self._wishes.kinds)
        if self._walks and (not rows or rows[0]["priority"] >= REGISTERS_AT):
            step = self._walks.next()
            if step is not None:
                return step.url, step
        return (rows[0]["url"], None) if rows else None
