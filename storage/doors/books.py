"""The books of an archive: its runs, its councils, and what was learnt of each server."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ..errors import guarded
from ..frontier import Frontier
from ..imports import Imports
from ..ledger import Ledger
from ..warc import WarcFolder


class Books:
    """The books of an archive: its runs, its councils, and what was learnt of each server."""

    folder: Path
    _ledger: Ledger
    _frontier: Frontier
    _imports: Imports
    _warc: WarcFolder

    @guarded
    def begin_run(self, command: str, targets: Sequence[str], *, resume_since: str | None = None) -> int:
        """Note that a command began; return the run's id.

        With `resume_since`, the last run of the same words is taken up again if it began after that and broke off.
        """
        return self._ledger.begin_run(command, targets, resume_since)

    @guarded
    def end_run(self, run_id: int, summary: Mapping[str, Any], *, is_complete: bool = True) -> None:
        """Note how a run ended."""
        self._ledger.end_run(run_id, summary, is_complete=is_complete)
        self._warc.end_run(run_id)

    @guarded
    def run(self, run_id: int) -> dict[str, Any]:
        """A run's row; `first_run_id` is the first of the runs that this one goes on with."""
        return self._ledger.run(run_id)

    @guarded
    def save_council(self, council: Mapping[str, Any]) -> None:
        """Add a council, or change what is given of it."""
        self._ledger.save_council(council)

    @guarded
    def council(self, slug: str) -> dict[str, Any] | None:
        """A council's row, if there is one."""
        return self._ledger.council(slug)

    @guarded
    def origin_state(self, origin: str) -> dict[str, Any] | None:
        """What was learned about a server."""
        return self._ledger.origin_state(origin)

    @guarded
    def origin_states(self) -> dict[str, dict[str, Any]]:
        """What was learned about every server, by origin."""
        return self._ledger.origin_states()

    @guarded
    def save_origin(self, origin: str, state: Mapping[str, Any], told: Mapping[str, Any] | None = None) -> None:
        """Remember what was learned about a server.

        `told` is what of it has a column of its own: `switches`, `authenticated`, `since`, `why`, `last_strict`,
        `opt_in`, `hold_until`, `breaker`, `failures`. What is left out is null.
        """
        self._ledger.save_origin(origin, state, told or {})

    @guarded
    def counts(self) -> dict[str, Any]:
        """How much of everything there is."""
        return self._ledger.counts() | {"frontier": self._frontier.counts(None)}

    @guarded
    def taken_at(self, council: str, url: str, at: str) -> int | None:
        """The capture of a page at a second, if there is one."""
        return self._imports.taken_at(council, url, at)

    @guarded
    def has_import(self, exchange: Mapping[str, Any], sha256: str) -> bool:
        """Whether an answer that is to be imported is here already: the same bytes of a page from the same second."""
        return self._imports.has(exchange, sha256)

    @guarded
    def payloads(self, council: str, url: str) -> dict[str, int]:
        """The distinct bodies of a page: SHA-1 in base32, as other archives list it, and a capture that has it."""
        return self._imports.payloads(council, url)

    @guarded
    def councils(self) -> dict[str, str]:
        """The slugs of the councils in the archive, by the address of their install."""
        return self._imports.councils()

    @guarded
    def refuse_import(self, place: str, reason: str) -> None:
        """Remember that nothing came of a place in another archive."""
        self._imports.refuse(place, reason)

    @guarded
    def refused_imports(self) -> frozenset[str]:
        """The places in other archives of which nothing came."""
        return self._imports.refused()
