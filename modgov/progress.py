"""Progress while a command works, on standard error and only on a terminal."""

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.live import Live
from rich.table import Table

from .outcomes import Outcome
from .targets import Target


class Progress:
    """A live table with a row for each council under way; silent where nobody watches."""

    def __init__(self, console: Console) -> None:
        self._rows: dict[str, tuple[str, Outcome, str]] = {}
        self._live = Live(console=console, transient=True, auto_refresh=False) if console.is_terminal else None

    def page(self, target: Target, url: str, outcome: Outcome) -> None:
        """Show that a page was dealt with."""
        self._rows[target.council] = (target.name, outcome, url)
        if self._live is not None:
            self._live.update(self._table(), refresh=True)

    def _table(self) -> Table:
        table = Table("council", "pages", "new", "changes", "put off", "last page", box=None)
        for name, outcome, url in self._rows.values():
            figures = (outcome.usable, sum(outcome.new.values()), len(outcome.changed), len(outcome.deferred))
            table.add_row(name, *map(str, figures), url.rpartition("/")[2])
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
