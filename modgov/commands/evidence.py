"""`modgov evidence`: a capture's page as it was served, and what proves that it was."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import click

from ..archives import opened
from ..exits import Exit, stop
from ..options import Number, archive_option, json_option
from ..output import counted, print_fields, print_json
from ..proofs import SUMMARY, files, summary

_STATED: Final = 8  # records that are named; a register's page states hundreds


@click.command("evidence", short_help="Write a page as it was served, with its proof.")
@click.argument("capture", type=Number())
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder to write to; by default evidence-CAPTURE.",
)
@archive_option
@json_option
def command(capture: int, out: Path | None, archive: Path, as_json: bool) -> None:
    """Write a capture's page as it was served, and what proves it: headers, digests, time, TLS, and its WARC records.

    CAPTURE is a number that `modgov changes`, `modgov history` and `modgov show` print. The bytes are checked against
    their digest. evidence.json holds everything, with commands by which a third person checks it without ModGov.

    \b
    Example:
      modgov evidence 17 --out evidence-17
    """
    folder = out or Path(f"evidence-{capture}")
    _check(folder)
    with opened(archive, read_only=True) as store:
        try:
            evidence = store.evidence(capture)
        except KeyError:
            stop(
                f"The archive in {archive} has no capture {capture}: `modgov history` and `modgov changes` print the "
                "numbers of those that it has.",
                Exit.NOTHING_USABLE,
            )
    written = files(evidence)
    told = summary(evidence, written)
    _write(folder, written, told)
    if as_json:
        print_json(told)
    else:
        _print(folder, written, told)


def _check(folder: Path) -> None:
    """Make sure that nothing but earlier evidence is written over."""
    if folder.is_dir() and any(folder.iterdir()) and not (folder / SUMMARY).is_file():
        stop(f"{folder} holds other files: name a new folder with --out.", Exit.USAGE)


def _write(folder: Path, written: Mapping[str, bytes], told: Mapping[str, Any]) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("body*"):
            old.unlink()
        for name, held in written.items():
            (folder / name).write_bytes(held)
        (folder / SUMMARY).write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", "utf-8")
    except OSError as error:
        stop(f"{folder} cannot be written ({error.strerror}): name another folder with --out.", Exit.NOTHING_USABLE)


def _print(folder: Path, written: Mapping[str, bytes], told: Mapping[str, Any]) -> None:
    names = ("capture_id", "council", "url", "captured_at", "status", "content_type", "verdict", "source")
    print_fields({name: told[name] for name in names})
    print_fields({"final_url": told["final_url"]} if told["final_url"] != told["url"] else {})
    print_fields({"sha256 of what was sent": told["payload"]["sha256"], "bytes": told["payload"]["size"]})
    print_fields({"in the WARC files": _place(told["warc"])})
    if told["original"]:
        same = f"capture {told['original']['capture_id']} of {told['original']['captured_at']}"
        print_fields({"same payload as": same, "whose record is": _place(told["original"]["warc"])})
    print_fields(told["security"])
    print_fields({"states": _states(told["states"])})
    click.echo(f"\nWritten to {folder}:")
    for name, held in written.items():
        click.echo(f"  {name:<28}{counted(len(held), 'byte')}")
    click.echo(f"  {SUMMARY:<28}all of this, and {counted(len(told['check']), 'command')} to check it with")


def _place(warc: Mapping[str, Any]) -> str:
    return f"{warc['file']} from byte {warc['offset']}, {counted(warc['length'], 'byte')}, a {warc['type']} record"


def _states(states: list[Mapping[str, Any]]) -> str:
    named = [f"{one['kind']} {one['id']}{' is gone' if one['is_gone'] else ''}" for one in states[:_STATED]]
    more = len(states) - len(named)
    return ", ".join((*named, *([f"and {more} more"] if more else [])))
