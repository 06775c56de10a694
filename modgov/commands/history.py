"""`modgov history`: every value that a record's fields ever had, from when to when, and the captures that show it."""

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, Final

import click

import storage

from ..archives import held_council, opened
from ..differences import told
from ..exits import Exit, stop
from ..options import archive_option, json_option
from ..output import as_text, listed, print_json, shorten, width
from ..targets import stored_as

_CAUSES: Final = {
    "page": "The page changed",
    "reader": "Our reader changed, not the page,",
    "wording": "Another page came to word it otherwise",
}


@click.command("history", short_help="Tell every value that a record ever had.")
@click.argument("council")
@click.argument("ref")
@click.option("--field", help="Only this field, such as status or gone_since, with its values in full.")
@click.option("--kind", type=click.Choice(storage.KINDS), help="Only the record of this kind.")
@click.option("--all", "every", is_flag=True, help="Also the fields that never changed.")
@archive_option
@json_option
def command(council: str, ref: str, archive: Path, as_json: bool, **wanted: Any) -> None:
    """Tell every value that a record's fields ever had, from when to when, why it changed, and which captures show it.

    COUNCIL is its slug, REF a council's reference (21/00019) or ModernGov's id of a record of any kind. A value is
    known only at the moments at which a capture shows it: in between, all that is known is that it changed. `modgov
    evidence` writes a capture's page as it was served.

    \b
    Example:
      modgov history kent 21/00019 --field status
    """
    field = wanted["field"]
    with opened(archive, read_only=True) as store:
        council = stored_as(council)
        records = store.lookup(council, ref, wanted["kind"])
        if not records:
            held_council(store, council)
            stop(
                f"The archive in {archive} has no {wanted['kind'] or 'record'} {ref!r} of {council!r}: harvest or "
                "import it first, or check both words with `modgov changes`.",
                Exit.NOTHING_USABLE,
            )
        for record in records:
            record["history"] = store.spans(council, record["kind"], record["id"], field)
    records = [record for record in records if record["history"]]
    if not records:
        stop(f"No {field!r} is stated of {ref!r}: leave --field out to see which fields changed.", Exit.NOTHING_USABLE)
    if as_json:
        print_json(records)
        return
    for record in records:
        _print(record, in_full=field is not None, every=wanted["every"] or field is not None)


def _print(record: Mapping[str, Any], *, in_full: bool, every: bool) -> None:
    name = " ".join(filter(None, (record["reference"], record["title"])))
    click.echo(f"{record['council']}  {record['kind']} {record['id']}: {shorten(name or 'without a title')}")
    if record["url"]:
        click.echo(f"  {record['url']}")
    fields = [(field, list(spans)) for field, spans in groupby(record["history"], itemgetter("field"))]
    steady = [field for field, spans in fields if len(spans) == 1 and field != "gone_since"]
    for field, spans in fields:
        if every or len(spans) > 1:
            click.echo(f"\n  {field}")
            _print_spans(field, spans, in_full=in_full)
    if steady and not every:
        told_of = f"Never changed: {listed(steady)}. `--all` prints them, too."
        click.echo("\n" + textwrap.fill(told_of, width(), initial_indent="  ", subsequent_indent="  "))
    click.echo()


def _print_spans(field: str, spans: Sequence[Mapping[str, Any]], *, in_full: bool) -> None:
    for before, span in zip([None, *spans], spans, strict=False):
        if before:
            seen = f"between {before['last']['at']} and {span['since']}"
            click.echo(f"    {_CAUSES.get(span['cause'], 'Its place among the others changed')} {seen}:")
        for line in _value(field, before, span, in_full=in_full):
            click.echo(f"    {line}")
        for line in _seen(span):
            click.echo(f"        {line}")
        for one in span["misread"]:
            click.echo(f"        an older reader of ours made of capture {one['capture_id']}: {shorten(one['value'])}")


def _value(field: str, before: Mapping[str, Any] | None, span: Mapping[str, Any], *, in_full: bool) -> Iterator[str]:
    """A value in lines: whole where that is asked for, else short, and of one that follows another what differs."""
    value = span["value"]
    if field == "gone_since":
        yield told(field, before and before["value"], value) if before or value else "there"
    elif in_full:
        yield from (as_text(value) or "none").split("\n")
    elif before:
        yield told(field, before["value"], value).removeprefix(f"{field}: ")
    else:
        yield shorten(value) or "none"


def _seen(span: Mapping[str, Any]) -> Iterator[str]:
    """When and where a value was seen first and last."""
    first, last = span["first"], span["last"]
    if first == last:
        yield f"seen {first['at']} in capture {first['capture_id']}: {first['url']}"
        return
    yield f"first seen {first['at']} in capture {first['capture_id']}: {first['url']}"
    yield f"last seen  {last['at']} in capture {last['capture_id']}: {last['url']}"
