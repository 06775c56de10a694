"""Saved pages, given one by one or by a list, into the archive; and how every import is reported."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from ..archives import opened
from ..exits import Exit, stop
from ..harvest import Understood, import_page
from ..importing import Admission, Tally, listed_pages, told
from ..importing.admission import stored_address
from ..importing.folders import BadList
from ..outcomes import Outcome, merged, summary
from ..output import counted, print_json
from ..targets import council_of, find_target
from .page_files import VERDICT_WORDS, own_time


def report(tallies: Sequence[Tally], archive: Path, *, as_json: bool) -> None:
    """Print what an import came to, and end the command with its exit code."""
    new, known = sum(tally.new for tally in tallies), sum(tally.known for tally in tallies)
    if as_json:
        print_json({"sources": [tally.as_row() for tally in tallies], "new": new, "known": known})
    else:
        for tally in tallies:
            click.echo(told(tally))
        click.echo(f"{counted(new, 'new page')} imported into {archive}; {known:,} known before.")
    if any(tally.held or tally.broke for tally in tallies):
        raise SystemExit(int(Exit.IN_PART))
    if not new and not known:
        stop("Nothing in it is a ModernGov page of a council in the register; --any takes other sites' pages, too.",
             Exit.NOTHING_USABLE)  # fmt: skip


def import_listed(archive: Path, listing: Path, folder: Path) -> list[Tally]:
    """Import the pages that a CSV lists."""
    try:
        pages = listed_pages(listing, folder)
    except BadList as error:
        stop(str(error), Exit.USAGE)
    tally = Tally(listing.name)
    with opened(archive, create=True) as store:
        run_id = store.begin_run("import", [listing.name])
        admission = Admission(store, run_id, is_open=True)  # who lists a page by name means it
        try:
            for page in pages:
                tally.records += 1
                body = page.pop("path").read_bytes()
                admission.take({**page, "body": body}, tally)
        except KeyboardInterrupt:
            tally.held = "Stopped early; nothing that was taken is lost."
        finally:
            store.end_run(run_id, {"sources": [tally.as_row()]}, is_complete=tally.held is None)
    return [tally]


def import_saved(archive: Path, files: Sequence[tuple[str, bytes]], url: str, at: str | None, *, as_json: bool) -> None:
    """Import several captures of one page; their bytes are kept whatever they are."""
    outcomes: list[Outcome] = []
    rows: list[dict[str, Any]] = []
    moments = [at or _own_time(name) for name, _ in files]
    with opened(archive, create=True) as store:
        for row in find_target(url).council_rows():
            store.save_council(row)
        for (name, body), moment in zip(files, moments, strict=True):
            understood, outcome = import_page(store, _exchange(name, body, url, moment))
            outcomes.append(outcome)
            rows.append({"file": name, "at": moment, **_row(understood)})
    total = merged(outcomes)
    if as_json:
        print_json({"files": rows, **summary(total)})
    else:
        _print(rows, total, archive)
    refused = [row for row in rows if row["verdict"] in VERDICT_WORDS]
    if refused:
        code = Exit.IN_PART if total.usable else Exit.NOTHING_USABLE
        stop(f"{refused[0]['file']}: {VERDICT_WORDS[refused[0]['verdict']]}. Its bytes are kept.", code)


def _own_time(name: str) -> str:
    try:
        return own_time(name)
    except ValueError as error:
        stop(f"{str(error).rstrip('.')}; or say with --at when it was saved.", Exit.USAGE)


def _exchange(name: str, body: bytes, url: str, moment: str) -> dict[str, Any]:
    """A saved file as a capture: no headers, no connection, only bytes and a time."""
    return {
        "council": council_of(url),
        "url": stored_address(url),
        "final_url": url,
        "captured_at": moment,
        "body": body,
        "source": "import",
        "imported_from": {"file": Path(name).name},
    }


def _row(understood: Understood | None) -> dict[str, Any]:
    """What became of a page; one that says what the last one said was not read again."""
    if understood is None:
        return {"verdict": "page", "page_type": None, "warnings": ["unchanged"], "records": [], "unread": 0}
    reading = understood.reading
    return {
        "verdict": understood.verdict,
        "page_type": reading.page_type,
        "warnings": list(reading.warnings),
        "records": [{"kind": record.kind, "id": record.id} for record in reading.records],
        "unread": len(reading.unread),
    }


def _print(rows: Sequence[dict[str, Any]], total: Outcome, archive: Path) -> None:
    for row in rows:
        records = ", ".join(f"{record['kind']} {record['id']}" for record in row["records"][:4]) or "no record"
        warnings = f" ({', '.join(row['warnings'])})" if row["warnings"] else ""
        click.echo(f"{row['file']}: {row['verdict']}, as of {row['at']}: {records}{warnings}")
    new, changed = counted(sum(total.new.values()), "new record"), counted(total.changed, "change")
    click.echo(f"{counted(len(rows), 'file')} imported into {archive}: {new}, {changed}.")
