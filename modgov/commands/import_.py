"""`modgov import`: saved pages into the archive, each at the time it was saved."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

import parsers

from ..archives import opened
from ..exits import Exit, stop
from ..harvest import Understood, import_page
from ..options import Moment, archive_option, iso, json_option
from ..outcomes import Outcome, merged, summary
from ..output import counted, print_json
from ..targets import council_of, find_target
from .page_files import PAGE_FILE, VERDICT_WORDS, page_url


@click.command("import")
@click.argument("files", type=PAGE_FILE, nargs=-1, required=True)
@click.option("--url", required=True, callback=page_url, help="The address that the pages were saved from.")
@click.option("--at", type=Moment(), help="When they were saved; without it, each file's own time.")
@archive_option
@json_option
def command(files: tuple[tuple[str, bytes], ...], url: str, at: str | None, archive: Path, as_json: bool) -> None:
    """Put saved pages, HTML or text, into the archive.

    Several FILES are several captures of one page. Each takes its place in the history by the time it was saved.

    \b
    Example:
      modgov import saved.html --url "https://democracy.kent.gov.uk/mgIssueHistoryHome.aspx?IId=56526"
    """
    outcomes: list[Outcome] = []
    rows: list[dict[str, Any]] = []
    with opened(archive, create=True) as store:
        for row in find_target(url).council_rows():
            store.save_council(row)
        for name, body in files:
            moment = at or _saved_at(name)
            understood, outcome = import_page(store, _exchange(body, url, moment))
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


def _exchange(body: bytes, url: str, moment: str) -> dict[str, Any]:
    """A saved file as a capture: no headers, no connection, only bytes and a time."""
    return {
        "council": council_of(url),
        "url": parsers.canonical(url),
        "final_url": url,
        "captured_at": moment,
        "body": body,
        "source": "import",
    }


def _saved_at(name: str) -> str:
    path = Path(name)
    moment = datetime.fromtimestamp(path.stat().st_mtime, UTC) if path.exists() else datetime.now(UTC)
    return iso(moment)


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


def _print(rows: list[dict[str, Any]], total: Outcome, archive: Path) -> None:
    for row in rows:
        records = ", ".join(f"{record['kind']} {record['id']}" for record in row["records"][:4]) or "no record"
        warnings = f" ({', '.join(row['warnings'])})" if row["warnings"] else ""
        click.echo(f"{row['file']}: {row['verdict']}, as of {row['at']}: {records}{warnings}")
    new, changed = counted(sum(total.new.values()), "new record"), counted(total.changed, "change")
    click.echo(f"{counted(len(rows), 'file')} imported into {archive}: {new}, {changed}.")
