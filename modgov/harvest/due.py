"""When a page is to be looked at again."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from ..options import iso

_NIGHTLY = timedelta(hours=20)


def due_at(capture: Mapping[str, Any], now: datetime) -> str | None:
    """When a page is due again (UTC); `None` for never."""
    del capture
    return iso(now + _NIGHTLY)
