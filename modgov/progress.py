"""Progress while a command works, on standard error and only on a terminal, and the paragraph that it ends with."""

from pathlib import Path
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.live import Live
from rich.table import Table

from .outcomes import Outcome
from .output import counted, listed
from .targets import Target

_MOST_REASONS = 5


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


def told(outcome: Outcome, archive: Path) -> str:
    """An outcome in one paragraph."""
    new = listed(counted(number, kind.replace("_", " ")) for kind, number in sorted(outcome.new.items()))
    sentences = [
        f"{counted(outcome.usable, 'page')} read into {archive}: {'new: ' + new if outcome.new else 'no new record'}, "
        f"{counted(len(outcome.changed), 'change')}."
    ]
    if outcome.deferred:
        reasons = "; ".join(f"{row['url']}: {row['reason'].rstrip('.')}" for row in outcome.deferred[:_MOST_REASONS])
        more = len(outcome.deferred) - _MOST_REASONS
        tail = f"; and {more} more" if more > 0 else ""
        sentences.append(
            f"{counted(len(outcome.deferred), 'page')} could not be read and will be tried again: {reasons}{tail}."
        )
    if outcome.queued:
        verb = "is" if outcome.queued == 1 else "are"
        sentences.append(f"{counted(outcome.queued, 'page')} {verb} queued: run the same command again to go on.")
    if outcome.interrupted:
        sentences.append("Stopped early; nothing that was read is lost.")
    return " ".join(sentences)
