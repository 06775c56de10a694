"""What a run learnt of each site, kept in the archive for the next run, and asked of it again there."""

from collections.abc import Mapping
from typing import Any, Final

import scraper
import storage

_OF_TLS: Final = ("switches", "authenticated", "since", "why", "last_strict", "opt_in")
_OF_PACE: Final = ("breaker", "failures")


def remember(archive: storage.Archive, client: scraper.Client) -> None:
    """Write down what a client has learnt, whole for the next run and in columns for people."""
    for origin, state in client.learnt().items():
        archive.save_origin(origin, state, _told(state))


def _told(state: Mapping[str, Any]) -> dict[str, Any]:
    """What of a state has a column of its own."""
    parts = ((state.get("tls") or {}, _OF_TLS), (state.get("pace") or {}, _OF_PACE))
    pace = state.get("pace") or {}
    until = max(filter(None, (pace.get("hold_until"), pace.get("open_until"))), default=None)
    return {name: part.get(name) for part, names in parts for name in names} | {"hold_until": until}
