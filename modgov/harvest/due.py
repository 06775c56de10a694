"""When a page is to be looked at again, from what it says and what looking at it came to."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import storage

from .. import schedule
from ..options import iso


def due_at(page_type: str | None, url: str, facts: Mapping[str, Any], now: datetime) -> str:
    """When a page is due again (UTC). `facts` are columns of `schedule.Facts`."""
    return iso(schedule.due(schedule.Facts(kind=page_type or "", url=url, **facts), now))


def due_again(last: storage.Last, url: str, now: datetime) -> str:
    """When a page that says what it said last is due again."""
    facts = json.loads(last.facts) if last.facts else {}
    facts |= {"looks": (last.looks or 0) + 1, "finds": last.finds or 0}
    return due_at(last.page_type, url, facts, now)
