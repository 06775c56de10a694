"""Which of a plan's items `--since` leaves out: those whose dates all lie before it."""

from collections.abc import Iterable

from parsers import PlanItem, Record


def is_stale(records: Iterable[Record], since: str | None) -> frozenset[str]:
    """URLs of the plan items published and due before `since` (ISO date); an undated item is never left out."""
    if since is None:
        return frozenset()
    return frozenset(
        record.url
        for record in records
        if isinstance(record, PlanItem) and record.url is not None and _latest(record) < since
    )


def _latest(item: PlanItem) -> str:
    """The last date that an item states; items without one sort after every date."""
    return max((day for day in (item.first_published, item.due_from, item.due_to) if day), default="9999")
