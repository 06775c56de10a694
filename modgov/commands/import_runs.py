"""An import in the archive's own books, from its beginning to its end; one that is only rehearsed is in none."""

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import storage

from ..archives import opened
from ..harvest import read_texts
from ..importing import Admission, Rehearsal, Tally


@contextmanager
def admitting(
    archive: Path, words: list[str], tallies: list[Tally], *, is_open: bool, is_dry: bool
) -> Iterator[Admission]:
    """Let pages into an archive; with `is_dry`, only count them. `tallies` are filled meanwhile.

    Ctrl-C ends the block, and the command goes on to say what was done.
    """
    with rehearsed(archive) if is_dry else opened(archive, create=True) as store:
        run_id = None if is_dry else store.begin_run("import", words)
        is_complete = False
        try:
            yield Rehearsal(store, is_open=is_open) if run_id is None else Admission(store, run_id, is_open=is_open)
            if run_id is not None:
                read_new_texts(store, {council for tally in tallies for council in tally.councils})
            is_complete = True
        except KeyboardInterrupt:
            for tally in tallies[-1:]:
                tally.held = "Stopped early; nothing that was taken is lost."
        finally:
            if run_id is not None:
                is_complete = is_complete and not any(tally.held for tally in tallies)
                store.end_run(run_id, {"sources": [tally.as_row() for tally in tallies]}, is_complete=is_complete)


def read_new_texts(store: storage.Archive, councils: Iterable[str]) -> None:
    """Read the text of the documents that came, as far as nobody has."""
    for council in sorted(councils):
        asyncio.run(read_texts(store, store.texts_missing(council)))


@contextmanager
def rehearsed(archive: Path) -> Iterator[storage.Archive]:
    """An archive to be read; where there is none yet, an empty one that is thrown away."""
    if archive.exists() and (not archive.is_dir() or any(archive.iterdir())):
        with opened(archive, read_only=True) as store:
            yield store
    else:
        with TemporaryDirectory() as nowhere, opened(Path(nowhere), create=True) as store:
            yield store
