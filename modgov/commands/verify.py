"""`modgov verify`: whether the archive is whole, and making it so again."""

import asyncio
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

import click
from rich.console import Console
from rich.status import Status

import storage

from ..archives import opened, refusals_told
from ..exits import Exit, stop
from ..harvest import read_texts, rebuild, texts_waiting
from ..options import archive_option, json_option
from ..output import counted, print_json

_MOST_TOLD: Final = 200  # findings that are printed; JSON has them all
_CURES: Final[Mapping[str | None, str]] = {
    storage.MEND: "`modgov verify --repair` mends it, and so does the next harvest or import where a run was killed",
    storage.REBUILD: "`modgov verify --repair` makes the database again from the WARC files",
    storage.RETELL: "`modgov verify --repair` tells it again from the captures",
    storage.RESTORE: "restore the file from a copy; nothing else has these bytes",
}
_AFTERWARDS: Final = (
    "restore what is lost first; then `modgov verify --repair` makes the database again from the WARC files"
)
_NOT_REBUILT: Final = (
    "when each page is due, which windows of registers were read, and what was learnt of each site are not in the WARC "
    "files: the next harvest learns them again"
)


@click.command("verify", short_help="Check that the archive is whole; mend it.")
@click.option("--fast", is_flag=True, help="Only sizes, places and counts: no page is unpacked.")
@click.option("--repair", is_flag=True, help="Mend what can be mended; make a lost database again from the WARC files.")
@archive_option
@json_option
def command(archive: Path, fast: bool, repair: bool, as_json: bool) -> None:
    """Check that every page is as it was stored, and that every record follows from the pages.

    Damage is listed by record, each with what to do. The exit code is 0 if the archive is whole and 5 if it is not. An
    archive of an older release is brought up to date by --repair.

    \b
    Example:
      modgov verify --fast
    """
    done = _bring_up_to_date(archive) if repair else []
    with Console(stderr=True).status("") as status:
        found = _verify(archive, fast, status)
        if repair and _damage(found):
            with refusals_told():
                done += _repair(archive, found, status)
            found = _verify(archive, fast, status)
    if as_json:
        print_json({"whole": not _damage(found), "findings": [one._asdict() for one in found], "done": done})
    else:
        _print(found, done, archive)
    if _damage(found):
        stop(f"The archive in {archive} is not whole.", Exit.ARCHIVE_DAMAGED)


def _bring_up_to_date(archive: Path) -> list[tuple[str, str]]:
    """Let an archive of an older release become one of this; what else may be wrong with it is not looked at."""
    try:
        storage.Archive.open(archive, read_only=True).close()
    except storage.OlderRelease:
        with opened(archive):
            return [("modgov.db", "brought up to date: an older release of modgov had made it")]
    except storage.StorageError:
        pass  # the look at everything says it
    return []


def _verify(archive: Path, fast: bool, status: Status) -> list[storage.Finding]:
    seen: set[str] = set()

    def progress(file: str, files: int) -> None:
        seen.add(file)
        status.update(f"Checking {file} ({len(seen)} of {files} files)")

    with refusals_told():
        return storage.verify(archive, is_fast=fast, progress=progress)


def _repair(archive: Path, found: list[storage.Finding], status: Status) -> list[tuple[str, str]]:
    """Do what the findings ask for; return what was done, by place."""
    cures = {one.cure for one in found}
    if storage.REBUILD in cures and not _is_put_off(found):
        restored = rebuild(archive, lambda done, all_: status.update(f"Reading page {done:,} of {all_:,} again"))
        came_back = f"made again from the WARC files: {counted(restored.captures, 'capture')}"
        texts = _read_texts(archive, status)
        read = [("modgov.db", f"the text of {counted(texts, 'document')} was read again")] if texts else []
        return [("modgov.db", came_back), *restored.words, *read, ("modgov.db", _NOT_REBUILT)]
    if cures & {storage.MEND, storage.RETELL}:
        return [(one.file, one.words) for one in storage.mend(archive, now=storage.utc_now)]
    return []


def _read_texts(archive: Path, status: Status) -> int:
    """Read the texts of all contents; one that is stopped is gone on with by `modgov reparse`."""
    with storage.Archive.open(archive) as store:
        waiting = texts_waiting(store)
        status.update(f"Reading the text of {counted(len(waiting), 'document')}")
        asyncio.run(read_texts(store, waiting))
    return len(waiting)


def _is_put_off(found: Iterable[storage.Finding]) -> bool:
    """Whether bytes are lost, so that a database that can be opened may know more than what is left of them."""
    return any(one.cure == storage.RESTORE for one in found) and all(one.place != "modgov.db" for one in found)


def _damage(found: Iterable[storage.Finding]) -> list[storage.Finding]:
    return [one for one in found if one.cure]


def _print(found: list[storage.Finding], done: Iterable[tuple[str, str]], archive: Path) -> None:
    for place, words in done:
        click.echo(f"{place}: {words}.")
    told = sorted(found, key=lambda one: one.cure is None)
    for one in told[:_MOST_TOLD]:
        click.echo(f"{one.place}: {one.words.rstrip('.')}.")
    if len(told) > _MOST_TOLD:
        click.echo(f"… and {len(told) - _MOST_TOLD:,} more; --json lists them all.")
    for cure in dict.fromkeys(one.cure for one in _damage(found)):
        number = sum(one.cure == cure for one in found)
        todo = _AFTERWARDS if cure == storage.REBUILD and _is_put_off(found) else _CURES[cure]
        click.echo(f"What to do about {'it' if len(found) == 1 else f'{number:,} of these'}: {todo}.")
    if not _damage(found):
        click.echo(f"The archive in {archive} is whole.")
