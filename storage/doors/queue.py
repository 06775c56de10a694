"""What is still to be fetched, and what was read of each list."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from ..errors import guarded
from ..files import Files
from ..frontier import Frontier
from ..lists import Lists
from ..records import Key
from ..relisted import relisted


class Queue:
    """What is still to be fetched, and what was read of each list."""

    folder: Path
    _frontier: Frontier
    _lists: Lists
    _files: Files
    _db: Database

    @guarded
    def frontier_add(self, council: str, links: Iterable[Mapping[str, Any]]) -> None:
        """Queue pages (`url`; `kind`, `priority`, `due_at`); one that is known keeps its state."""
        self._frontier.add(council, links)

    @guarded
    def frontier_next(
        self, council: str, before: str | None = None, limit: int = 1, *, kinds: Sequence[str] | None = None
    ) -> list[dict[str, Any]]:
        """The pages due before a time (now), the most urgent first; with `kinds`, of these kinds only."""
        return self._frontier.next(council, before, limit, kinds)

    @guarded
    def frontier_facts(self, council: str, url: str) -> dict[str, Any]:
        """The facts kept with a page when it was read last, and how often it was read (`looks`) and changed (`finds`).

        `facts` in the `done` of `absorb` and `repeat` keeps them.
        """
        return self._frontier.facts(council, url)

    @guarded
    def frontier_settled(self, council: str, after: str) -> list[str]:
        """The pages that were read and are not due before a time."""
        return self._frontier.settled(council, after)

    @guarded
    def frontier_done(self, council: str, url: str, *, due_at: str | None = None, run_id: int | None = None) -> None:
        """Take a page off the queue, until `due_at` where that is given."""
        self._frontier.done(council, url, due_at, run_id)

    @guarded
    def frontier_defer(self, council: str, url: str, reason: str, due_at: str | None) -> None:
        """Put a page off; without `due_at` until it is reset."""
        self._frontier.defer(council, url, reason, due_at)

    @guarded
    def frontier_hold(self, council: str, reason: str, due_at: str) -> None:
        """Let every page of a council that waits wait until `due_at`, because the site is to be left alone."""
        self._frontier.hold(council, reason, due_at)
        self._files.hold(council, due_at)

    @guarded
    def frontier_reset(self, council: str, urls: Iterable[str]) -> None:
        """Make pages due again."""
        self._frontier.reset(council, urls)

    @guarded
    def frontier_counts(self, council: str | None = None) -> dict[str, int]:
        """How many pages are waiting, done and deferred."""
        return self._frontier.counts(council)

    @guarded
    def window_read(self, council: str, list: str, first: str, last: str, capture_id: int, rows: int) -> int | None:  # noqa: A002  # the name of the column
        """Note that a list's window of days (ISO, both included) was read in full from an absorbed capture.

        Returns how many rows it had when it was read before. Raises ValueError where the capture was no list page.
        """
        window = {"council": council, "list": list, "first": first, "last": last}
        return self._lists.window_read(window, capture_id, rows)

    @guarded
    def window_failed(self, council: str, list: str, first: str, last: str, reason: str) -> None:  # noqa: A002  # the name of the column
        """Note that a window could not be read, and why."""
        self._lists.window_failed({"council": council, "list": list, "first": first, "last": last}, reason)

    @guarded
    def frontier_attempts(self, council: str, url: str) -> int:
        """How often in a row a page could not be had."""
        return self._frontier.attempts(council, url)

    @guarded
    def relisted(self, capture_id: int, new: Collection[Key] = ()) -> Sequence[Key]:
        """The records that an absorbed capture lists anew though they are gone. Its `new` ones are not asked for."""
        return relisted(self._db, capture_id, new)

    @guarded
    def window_halved(self, council: str, list: str, first: str, last: str, reason: str) -> None:  # noqa: A002  # the name of the column
        """Note that the halves of a list's window are asked for in its place, and why."""
        self._lists.window_halved({"council": council, "list": list, "first": first, "last": last}, reason)

    @guarded
    def windows(self, council: str, list: str) -> Sequence[dict[str, Any]]:  # noqa: A002  # the name of the column
        """The windows of a list, the newest days first; `state` is `read` or `failed`, `read_at` when it was read."""
        return self._lists.windows(council, list)

    @guarded
    def list_counted(self, council: str, list: str, rows: int, *, run_id: int | None = None) -> None:  # noqa: A002  # the name of the column
        """Note how many rows a list had in a run."""
        self._lists.counted(council, list, rows, run_id)

    @guarded
    def list_history(self, council: str, list: str) -> Sequence[int]:  # noqa: A002  # the name of the column
        """How many rows a list had each time that it was counted, the oldest first."""
        return self._lists.history(council, list)

    @guarded
    def list_absent(self, council: str, list: str, reason: str) -> None:  # noqa: A002  # the name of the column
        """Remember that a council has no such list."""
        self._lists.mark_absent(council, list, reason)

    @guarded
    def list_present(self, council: str, list: str) -> None:  # noqa: A002  # the name of the column
        """Forget that a list was missing."""
        self._lists.mark_present(council, list)

    @guarded
    def absent_lists(self, council: str) -> dict[str, dict[str, Any]]:
        """The lists that a council does not have, each with its `reason` and when that was found (`found_at`)."""
        return self._lists.absent(council)
