"""`modgov show`: everything that the archive holds of one issue, or of a decision that no issue leads to."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import click

from ..archives import held_council, opened
from ..exits import Exit, stop
from ..options import archive_option, json_option
from ..output import as_text, print_fields, print_json, shorten
from ..targets import stored_as

_FIRST: Final = ("council", "issue_id", "decision_id", "reference", "title", "url", "status")
_ROWS: Final = ("decision_rows", "agenda_item_rows", "meeting_rows", "document_rows", "translations")
_FOR_MACHINES: Final = frozenset({"kind", "labels", "plan_items", "timeline", *_ROWS})
_LABEL_WIDTH: Final = 26


@click.command("show", short_help="Show the whole record of an issue.")
@click.argument("council")
@click.argument("ref")
@archive_option
@json_option
def command(council: str, ref: str, archive: Path, as_json: bool) -> None:
    """Show the whole record of an issue: its fields, plans, decisions, meetings, documents, and how its status changed.

    COUNCIL is its slug, REF the council's reference (21/00019) or ModernGov's id, of the issue or of a decision on it.
    What only a title and a day tie to the issue is marked as likely. `capture_id` is the capture that shows the record
    last: `modgov evidence` writes its page as it was served, `modgov history` tells how every value came about.

    \b
    Example:
      modgov show kent 21/00019
    """
    with opened(archive, read_only=True) as store:
        council = stored_as(council)
        records = [{"kind": "issue", **issue} for issue in store.find(council, ref)]
        records += [{"kind": "decision", **decision} for decision in store.find_decisions(council, ref)]
        if not records:
            held_council(store, council)
            stop(
                f"The archive in {archive} has no issue or decision {ref!r} of {council!r}: harvest or import it "
                "first, check both words with `modgov changes`, or look for another kind with `modgov history`.",
                Exit.NOTHING_USABLE,
            )
        for record in records:
            kind = record["kind"]
            record["timeline"] = list(store.timeline(council, kind, record[f"{kind}_id"], "status"))
    if as_json:
        print_json(records)
        return
    for record in records:
        _print(record)


def _print(record: dict[str, Any]) -> None:
    told_twice = {"description"} if record.get("sections") else set()
    print_fields({name: record[name] for name in _FIRST if name in record})
    print_fields({name: record[name] for name in record if name not in _FOR_MACHINES.union(_FIRST, told_twice)})
    for item in record.get("plan_items", ()):
        _line("in plan", " | ".join((f"{item['plan_id']}: {as_text(item.get('section'))}", *_standing(item))))
    for label, text in _linked(record):
        _line(label, text)
    for step in record["timeline"]:
        _line("status since", f"{step['at']}: {as_text(step['value'])}  [capture {step['capture_id']}]")


def _linked(record: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What belongs to a record, each with its label: where it is linked by a guess, that says so."""
    for row in record.get("decision_rows", ()):
        title = row["title"] or row["listed_title"]
        made = ", ".join(filter(None, (row["decision_maker"], row["status"])))
        yield (
            _label("decision", row),
            _told(row["decision_date"] or row["date"], title, made, *_standing(row), row["url"]),
        )
    for row in record.get("agenda_item_rows", ()):
        yield (
            _label("agenda item", row),
            _told(row["date"], row["committee"], row["title"], *_standing(row), row["url"]),
        )
    for row in record["meeting_rows"]:
        yield _label("meeting", row), _told(row["date"], row["committee"], *_standing(row), row["url"])
    for row in record["document_rows"]:
        yield _label("document", row), _told(row["title"], *_standing(row), row["url"])
    for row in record["translations"]:
        yield f"in language {row['language']}", _told(row["title"], row["url"])


def _label(name: str, row: Mapping[str, Any]) -> str:
    return f"{name} (likely)" if row.get("link") == "likely" else name


def _standing(row: Mapping[str, Any]) -> Iterator[str]:
    """That a record was removed, or is restricted."""
    if row.get("gone_since"):
        yield f"removed, as seen on {row['gone_since'][:10]}"
    if row.get("restricted") or row.get("is_restricted"):
        yield "restricted"


def _told(*parts: str | None) -> str:
    """Parts in a row, the last of them, an address, whole."""
    *words, address = [*filter(None, parts)] or ["not stated"]
    return " | ".join((*(shorten(word) for word in words), address))


def _line(label: str, text: str) -> None:
    click.echo(f"{label:<{_LABEL_WIDTH}}{text}")
