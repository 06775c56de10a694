"""What the days on a page say: which of a plan's items `--since` leaves out, and when a page is to be read again."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from parsers import PlanItem, Record

_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
_DAY_LONG: Final = 10
_SUBJECTS: Final = {"plan_items": "plan"}  # elsewhere a page type is called as the kind of record that it is about


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


def facts_of(page_type: str | None, records: Iterable[Record]) -> dict[str, str]:
    """What of a page's records says when it is to be read again: columns of `schedule.Facts`, less what is not stated.

    The record that the page is about says how it stands; of all that the page lists only the newest day counts.
    """
    stated = [(record.kind, record.columns()) for record in records]
    own = next((columns for kind, columns in stated if kind in (page_type, _SUBJECTS.get(page_type or ""))), {})
    days = [day for _, columns in stated for day in _days(columns)]
    facts = {
        "status": own.get("status") if page_type in ("issue", "decision") else None,
        "due_to": own.get("due_to") or own.get("due_from"),
        "effective_from": own.get("effective_from"),
        "newest": max(days, default=None),
    }
    return {name: value for name, value in facts.items() if value}


def _days(columns: dict[str, Any]) -> Iterator[str]:
    for value in columns.values():
        if isinstance(value, str):
            if len(value) == _DAY_LONG and _DAY.fullmatch(value):
                yield value
        elif isinstance(value, list):
            yield from (entry["date"] for entry in value if isinstance(entry, dict) and entry.get("date"))
