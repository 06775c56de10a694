"""`modgov search`: what the archive holds on some words, the best first."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import click

from storage import KINDS, Archive, Hits

from ..archives import held_council, opened
from ..exits import Exit, stop
from ..options import Day, Number, archive_option, json_option
from ..output import print_json, shorten

_PLACES: Final = ("records", "documents")
_INDENT: Final = "    "


class _Wordy(click.Command):
    """A command whose words may begin with a `-`: `-highways` is not `-h`, which by itself is help all the same."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read `-h` as every other command does; after `--` it is a word."""
        options = args[: args.index("--")] if "--" in args else args
        return super().parse_args(ctx, ["--help" if arg == "-h" else arg for arg in options] + args[len(options) :])


@click.command(
    "search",
    short_help="Search records and the text of documents.",
    cls=_Wordy,
    context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]},
)
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
@click.option("--council", help="Only this council's, by its slug.")
@click.option("--status", help="Only records of this status, such as Withdrawn.")
@click.option("--since", type=Day(), help="Only what is dated on this day or later.")
@click.option("--kind", type=click.Choice(KINDS), help="Only records of this kind.")
@click.option("--in", "place", type=click.Choice(_PLACES), help="Only the records, or only the text of documents.")
@click.option("--limit", type=Number(), default=20, show_default=True, help="At most so many, the best.")
@click.option("--rebuild", is_flag=True, help="First make the search index anew from the records.")
@archive_option
@json_option
def command(words: tuple[str, ...], archive: Path, rebuild: bool, as_json: bool, **wanted: Any) -> None:
    """Search the records and the text of documents for WORDS, the best first.

    All words are looked for, in the singular and plural. "In quotes" is exact, clos* is how a word begins, OR stands
    between words of which one will do, and -word must not be there.

    \b
    Example:
      modgov search bus lane clos* --council kent --since 2026-01-01
    """
    asked = _joined(words)
    if unknown := next((word for word in words if word.startswith("--")), None):
        raise click.NoSuchOption(unknown)
    if not asked and not rebuild:
        stop("Nothing to look for: give one word or more, as in `modgov search bus lane`.", Exit.USAGE)
    with opened(archive, read_only=not rebuild) as store:
        if wanted["council"]:
            wanted["council"] = held_council(store, wanted["council"])
        if rebuild:
            store.rebuild_search()
            click.echo("The search index was made anew.", err=True)
        hits = _found(store, asked, wanted) if asked else Hits()
    for note in hits.notes:
        click.echo(note, err=True)
    if as_json:
        print_json(hits)
    elif asked:
        _print(hits, asked, wanted)


def _joined(words: Sequence[str]) -> str:
    """The words as one question. What the shell kept together, because it was quoted there, stays a phrase."""
    is_phrase = len(words) > 1
    return " ".join(f'"{word}"' if is_phrase and " " in word and '"' not in word else word for word in words)


def _found(store: Archive, asked: str, wanted: Mapping[str, Any]) -> Hits:
    try:
        return store.search(asked, **wanted)
    except ValueError as error:
        stop(str(error), Exit.USAGE)


def _print(hits: Sequence[Mapping[str, Any]], asked: str, wanted: Mapping[str, Any]) -> None:
    if not hits:
        narrowed = [f"--{'in' if name == 'place' else name}" for name, value in wanted.items() if value]
        narrowed.remove("--limit")
        without = f"leave out {' or '.join(narrowed)}, or " if narrowed else ""
        fewer = "fewer words, or for " if " " in asked else ""
        click.echo(f"Nothing says {'all of ' if fewer else ''}that: {without}ask for {fewer}how a word begins (clos*).")
    for hit in hits:
        name = " ".join(filter(None, (hit["reference"], hit["title"]))) or hit["id"]
        gone = f", gone since {hit['gone_since']}" if hit["gone_since"] else ""
        click.echo(f"{hit['council']}  {hit['kind']} {hit['id']}: {shorten(name)}")
        dated = ", ".join(filter(None, (hit["date"], hit["status"])))
        click.echo(f"{_INDENT}{dated}{gone}{' (in the text)' if hit['in'] == 'documents' else ''}")
        click.echo(f"{_INDENT}{hit['snippet']}")
        click.echo(f"{_INDENT}{hit['url']}")
