"""What a run learnt of each site, kept in the archive for the next run, and asked of it again there."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import scraper
import storage

_OF_TLS: Final = ("switches", "authenticated", "since", "why", "last_strict", "opt_in")
_OF_PACE: Final = ("breaker", "failures")


def remember(archive: storage.Archive, client: scraper.Client) -> None:
    """Write down what a client has learnt, whole for the next run and in columns for people."""
    for origin, state in client.learnt().items():
        archive.save_origin(origin, state, _told(state))


def recalled(archive: storage.Archive, opt_ins: Iterable[scraper.OptIn]) -> dict[str, dict[str, Any]]:
    """What earlier runs learnt, by origin. Who has just opted a site in need not wait because it failed before."""
    states = archive.origin_states()
    for opt_in in opt_ins:
        state = states.get(opt_in.origin)
        if state is None:
            continue
        tls, pace = state.get("tls") or {}, state.get("pace") or {}
        if opt_in.kind not in (tls.get("kinds") or ()) and not pace.get("challenge"):
            states[opt_in.origin] = {**state, "pace": {"hold_until": pace.get("hold_until")}}
    return states


def _told(state: Mapping[str, Any]) -> dict[str, Any]:
    """What of a state has a column of its own."""
    parts = ((state.get("tls") or {}, _OF_TLS), (state.get("pace") or {}, _OF_PACE))
    pace = state.get("pace") or {}
    until = max(filter(None, (pace.get("hold_until"), pace.get("open_until"))), default=None)
    return {name: part.get(name) for part, names in parts for name in names} | {"hold_until": until}
