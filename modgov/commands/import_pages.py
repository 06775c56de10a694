"""Saved pages, given one by one or by a list, into the archive; and how every import is reported."""

from collections import Counter
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import click

from storage import Archive

from ..archives import opened
from ..exits import Exit, stop
from ..harvest import Understood, look_at, store_page, take_in
from ..importing import Tally, listed_pages, told
from ..importing.admission import stored_address
from ..importing.folders import BadList
from ..outcomes import Outcome, merged, summary
from ..output import counted, print_json
from ..targets import council_of, find_target
from .import_runs import admitting, read_new_texts, rehearsed
from .page_files import VERDICT_WORDS, own_time


def report(tallies: Sequence[Tally], archive: Path, *, is_dry: bool, as_json: bool) -> None:
    """Print what an import came to, and end the command with its exit code."""
    new, known = sum(tally.new for tally in tallies), sum(tally.known for tally in tallies)
    wanted = sum(len(tally.wanted) for tally in tallies)
    if as_json:
        print_json({"sources": [tally.as_row() for tally in tallies], "new": new, "known": known, "dry_run": is_dry})
    else:
        for tally in tallies:
            click.echo(told(tally))
        click.echo(f"{counted(new, 'new page')} {_done(is_dry)} into {archive}; {known:,} known before.")
        _say_if_dry(is_dry)
    if any(tally.held or tally.broke for tally in tallies):
        raise SystemExit(int(Exit.IN_PART))
    if not any(tally.records for tally in tallies):
        stop("There is no page in it: check the address, the days or the file.", Exit.NOTHING_USABLE)
    if not new and not known and not wanted:
        stop("Nothing in it is a ModernGov page of a council in the register; --any takes other sites' pages, too.",
             Exit.NOTHING_USABLE)  # fmt: skip


def import_listed(archive: Path, listing: Path, folder: Path, *, is_dry: bool) -> list[Tally]:
    """Import the pages that a CSV lists."""
    try:
        pages = listed_pages(listing, folder)
    except BadList as error:
        stop(str(error), Exit.USAGE)
    tally = Tally(listing.name, is_rehearsal=is_dry)
    # Who lists a page by name means it: it is taken from any site.
    with admitting(archive, [listing.name], [tally], is_open=True, is_dry=is_dry) as admission:
        for page in pages:
            tally.records += 1
            body = page.pop("path").read_bytes()
            admission.take({**page, "body": body}, tally)
    return [tally]


def import_saved(
    archive: Path, files: Sequence[tuple[str, bytes]], url: str, at: str | None, *, is_dry: bool, as_json: bool
) -> None:
    """Import several captures of one page; their bytes are kept whatever they are."""
    pages = [_exchange(name, body, url, at or _own_time(name)) for name, body in files]
    rows, total = _rehearse(archive, pages) if is_dry else _store(archive, pages)
    rows = [
        {"file": name, "at": page["captured_at"], **row}
        for (name, _), page, row in zip(files, pages, rows, strict=True)
    ]
    if as_json:
        came = {"pages": dict(total.verdicts)} if is_dry else summary(total)
        print_json({"files": rows, **came, "dry_run": is_dry})
    else:
        _print(rows, total, archive, is_dry=is_dry)
    refused = [row for row in rows if row["verdict"] in VERDICT_WORDS]
    if refused:
        code = Exit.IN_PART if total.usable else Exit.NOTHING_USABLE
        kept = "would be kept" if is_dry else "are kept"
        stop(f"{refused[0]['file']}: {VERDICT_WORDS[refused[0]['verdict']]}. Its bytes {kept}.", code)


def _store(archive: Path, pages: Sequence[Mapping[str, Any]]) -> tuple[list[dict[str, Any]], Outcome]:
    with opened(archive, create=True) as store:
        for row in find_target(pages[0]["url"]).council_rows():
            store.save_council(row)
        taken = [_take(store, page) for page in pages]
        read_new_texts(store, {page["council"] for page in pages})
    return [row for row, _ in taken], merged(outcome for _, outcome in taken)


def _rehearse(archive: Path, pages: Sequence[Mapping[str, Any]]) -> tuple[list[dict[str, Any]], Outcome]:
    """What each page is, and whether it is there already; the outcome counts their verdicts only."""
    with rehearsed(archive) as store:
        known = [store.has_import(page, sha256(page["body"]).hexdigest()) for page in pages]
    read = [look_at(page) for page in pages]
    rows = [_row(understood) | {"known": is_known} for understood, is_known in zip(read, known, strict=True)]
    return rows, Outcome(verdicts=Counter(understood.verdict for understood in read))


def _own_time(name: str) -> str:
    try:
        return own_time(name)
    except ValueError as error:
        stop(f"{str(error).rstrip('.')}; or say with --at when it was saved.", Exit.USAGE)


def _take(store: Archive, page: Mapping[str, Any]) -> tuple[dict[str, Any], Outcome]:
    """Store a page and read it. One that was stored before, with this time and these bytes, was read then."""
    capture = store.capture(store_page(store, page))
    if capture["absorbed_at"]:
        row = {name: capture[name] for name in ("verdict", "page_type", "warnings")}
        return {**row, "records": [], "unread": 0, "known": True}, Outcome(verdicts=Counter([capture["verdict"]]))
    understood, outcome = take_in(store, capture["id"])
    return {**_row(understood), "known": False}, outcome


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


def _print(rows: Sequence[dict[str, Any]], total: Outcome, archive: Path, *, is_dry: bool) -> None:
    for row in rows:
        records = ", ".join(f"{record['kind']} {record['id']}" for record in row["records"][:4])
        told = "known before" if row["known"] else records or "no record"
        warnings = f" ({', '.join(row['warnings'])})" if row["warnings"] else ""
        click.echo(f"{row['file']}: {row['verdict']}, as of {row['at']}: {told}{warnings}")
    known = sum(row["known"] for row in rows)
    new, changed = counted(sum(total.new.values()), "new record"), counted(total.changed, "change")
    came = "" if is_dry else f": {new}, {changed}"
    before = f", {known:,} known before" if known else ""
    click.echo(f"{counted(len(rows) - known, 'file')} {_done(is_dry)} into {archive}{before}{came}.")
    _say_if_dry(is_dry)


def _say_if_dry(is_dry: bool) -> None:
    if is_dry:
        click.echo("Nothing was written.")


def _done(is_dry: bool) -> str:
    return "would be imported" if is_dry else "imported"
