"""`modgov reparse`: all stored pages read again by today's readers."""

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import click
from rich.console import Console
from rich.status import Status

import storage

from ..archives import held_council, opened
from ..exits import Exit, stop
from ..harvest import PRIORITIES, Reread, Wanted, read_texts, reread_all, texts_waiting
from ..options import Number, archive_option, iso, json_option
from ..output import counted, print_json

_RESUME_WITHIN: Final = timedelta(days=30)  # one that broke off longer ago begins anew
_MOST_TOLD: Final = 20
_FILE: Final = "document_file"


@click.command("reparse", short_help="Read all stored pages again with today's readers.")
@click.option("--council", help="Only this council's pages, by its slug.")
@click.option("--kind", type=click.Choice(sorted((*PRIORITIES, _FILE))), help="Only pages of this type.")
@click.option("--jobs", type=Number(64), help="How many processes read; without it, one for each core.")
@click.option("--all", "read_all", is_flag=True, help="Also pages that today's reader has read already.")
@click.option("--dry-run", is_flag=True, help="Say what would change, and write nothing.")
@archive_option
@json_option
def command(
    archive: Path, council: str | None, kind: str | None, jobs: int | None, read_all: bool, dry_run: bool, as_json: bool
) -> None:
    """Read all stored pages again with today's readers.

    A page that today's reader has read is passed over, and so is a document whose text today's library has read. What
    changes by it is never news: `modgov changes --reader` lists it. Stopped at any moment, the same command goes on
    where it was.

    \b
    Example:
      modgov reparse --council kent --dry-run
    """
    with opened(archive, read_only=dry_run) as store:
        council = held_council(store, council) if council else None
        run = _Run.begin(store, [*filter(None, (council, kind)), *(["--all"] if read_all else [])], is_dry=dry_run)
        wanted = Wanted(council, kind, run.began if read_all else None)
        with run.told(), Console(stderr=True).status("Reading") as status:
            done = run.done = _reread(store, wanted, jobs or os.cpu_count() or 1, status, is_dry=dry_run)
    if as_json:
        print_json(_summary(done) | {"dry_run": dry_run})
    else:
        _print(done, dry_run)
    if done.skipped:
        stop(
            f"{counted(len(done.skipped), 'page')} could not be read and stay as they were: `modgov verify` says more.",
            Exit.IN_PART,
        )


def _reread(store: storage.Archive, wanted: Wanted, jobs: int, status: Status, *, is_dry: bool) -> Reread:
    """Read the pages again, and then the documents whose text today's library has not read."""
    done = reread_all(
        store,
        wanted,
        jobs=jobs,
        is_dry=is_dry,
        progress=lambda done: status.update(f"{done.read:,} pages read, {done.different:,} say something else"),
    )
    if wanted.page_type in (None, _FILE):
        waiting = texts_waiting(store, wanted.council)
        status.update(f"Reading the text of {counted(len(waiting), 'document')}")
        if not is_dry:
            asyncio.run(read_texts(store, waiting))
        done.texts = len(waiting)
    return done


@dataclass(slots=True)
class _Run:
    """The command in the archive's own books, so that it can be gone on with; one that writes nothing is in none."""

    store: storage.Archive
    run_id: int | None
    began: str
    done: Reread | None = None

    @classmethod
    def begin(cls, store: storage.Archive, words: list[str], *, is_dry: bool) -> "_Run":
        """Begin, or go on with what was begun."""
        now = datetime.now(UTC)
        if is_dry:
            return cls(store, None, iso(now + timedelta(seconds=1)))
        run_id = store.begin_run("reparse", words, resume_since=iso(now - _RESUME_WITHIN))
        return cls(store, run_id, str(store.run(store.run(run_id)["first_run_id"])["started_at"]))

    @contextmanager
    def told(self) -> Iterator[None]:
        """Write down how it ended; Ctrl-C ends it with the code for work that is done in part."""
        try:
            yield
        except KeyboardInterrupt:
            stop("Stopped: what was read is kept, and the same command goes on.", Exit.IN_PART)
        finally:
            if self.run_id is not None:
                summary = _summary(self.done) if self.done else {}
                self.store.end_run(self.run_id, summary, is_complete=self.done is not None)


def _summary(done: Reread) -> dict[str, Any]:
    return {
        "read": done.read,
        "passed": done.passed,
        "different": done.different,
        "changes": done.noted,
        "texts": done.texts,
        "fields": [{"kind": kind, "field": name, "pages": pages} for (kind, name), pages in done.fields.most_common()],
        "skipped": [{"capture_id": capture_id, "reason": reason} for capture_id, reason in done.skipped],
    }


def _print(done: Reread, is_dry: bool) -> None:
    says = "would say" if is_dry else "say"
    click.echo(f"{counted(done.read, 'page')} read again, {done.passed:,} passed over.")
    click.echo(f"{done.different:,} {says} something else.")
    for (kind, name), pages in done.fields.most_common(_MOST_TOLD):
        click.echo(f"  {kind} {name or '(the record itself)'}: on {counted(pages, 'page')}")
    if len(done.fields) > _MOST_TOLD:
        click.echo(f"  … and {len(done.fields) - _MOST_TOLD} more fields; --json lists them all.")
    if done.texts:
        click.echo(f"The text of {counted(done.texts, 'document')} {'would be' if is_dry else 'was'} read.")
    for capture_id, reason in done.skipped[:_MOST_TOLD]:
        click.echo(f"  capture {capture_id}: {reason}")
    if is_dry:
        click.echo("Nothing was written.")
