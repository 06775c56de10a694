"""Progress while a command works, on standard error and only on a terminal."""

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.live import Live
from rich.table import Table

from .outcomes import Outcome
from .targets import Target

_PER_SECOND = 4  # however many pages come
_ROOM = 6  # lines of a terminal that are not for councils


class Progress:
    """A live table with a row for each council under way; silent where nobody watches."""

    def __init__(self, console: Console, councils: int = 1) -> None:
        self._console, self._councils, self._over = console, councils, 0
        self._rows: dict[str, tuple[str, Outcome, str]] = {}
        self._is_stopping = False
        self._live: Live | None = None
        if console.is_terminal:
            self._live = Live(
                console=console, transient=True, refresh_per_second=_PER_SECOND, get_renderable=self._table
            )

    def page(self, target: Target, url: str, outcome: Outcome) -> None:
        """Note that a page was dealt with."""
        self._rows[target.council] = (target.name, outcome, url)

    def over(self, target: Target) -> None:
        """Note that a council is done with."""
        self._rows.pop(target.council, None)
        self._over += 1

    def stopping(self) -> None:
        """Say that the command ends with the pages in hand."""
        self._is_stopping = True
        if self._live is not None:
            self._console.print("Stopping after the pages in hand; Ctrl-C again stops at once.")

    def _table(self) -> Table:
        state = "stopping" if self._is_stopping else f"{self._over} of {self._councils} done"
        caption = state if self._councils > 1 or self._is_stopping else None
        table = Table("council", "pages", "new", "changes", "put off", "last page", box=None, caption=caption)
        rows = list(self._rows.values())
        shown = max(1, self._console.height - _ROOM)
        for name, outcome, url in rows[:shown]:
            figures = (outcome.usable, sum(outcome.new.values()), outcome.changed, outcome.put_off)
            table.add_row(name, *map(str, figures), url.rpartition("/")[2])
        if len(rows) > shown:
            table.add_row(f"and {len(rows) - shown} more")
        return table

    def __enter__(self) -> Self:
        if self._live is not None:
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live is not None:
            self._live.stop()
