"""Saved pages given on the command line: read with care, refused with one sentence."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import click

import parsers

from ..moments import past, read_moment
from ..options import iso

_LARGEST: Final = 64 * 1024 * 1024

VERDICT_WORDS: Final = {
    "moderngov-error": "this is ModernGov's error page, so it says nothing of a record",
    "challenge": "this is a bot check, not the page behind it; save the page from a browser that passed it",
    "maintenance": "this is a maintenance notice, not a page; save it again later",
    "server-error": "this is a server's error message, not a page; save it again later",
    "not-moderngov": "this is no ModernGov page of the kind that the address names; check the file and --url",
    "truncated": "this page is cut off before its end; save it again, whole",
}


class PageFile(click.ParamType[tuple[str, bytes]]):
    """A file that holds a saved page: its name and its bytes."""

    name = "file"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, bytes]:
        """Read the file; a missing, unreadable, empty or huge one is refused."""
        if value == "-":
            return "standard input", self._checked("standard input", sys.stdin.buffer.read(), param, ctx)
        path = Path(value)
        try:
            if path.is_dir():
                self.fail(f"{value} is a folder: give the files in it.", param, ctx)
            if path.stat().st_size > _LARGEST:
                self.fail(f"{value} is larger than any page (over 64 MB).", param, ctx)
            body = path.read_bytes()
        except OSError as error:
            self.fail(f"{value} cannot be read: {error.strerror or error}.", param, ctx)
        return value, self._checked(value, body, param, ctx)

    def _checked(self, name: str, body: bytes, param: click.Parameter | None, ctx: click.Context | None) -> bytes:
        if not body.strip():
            self.fail(f"{name} is empty: save the page again.", param, ctx)
        return body


PAGE_FILE: Final = PageFile()


def page_url(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """Check that an option is a web address, if it is given."""
    if value is None:
        return None
    try:
        parsers.locate(value)
    except ValueError as error:
        raise click.BadParameter(str(error), ctx=ctx, param=param) from error
    return value


def page_time(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """Read an option that is a moment, if it is given."""
    if value is None:
        return None
    try:
        return read_moment(value)
    except ValueError as error:
        raise click.BadParameter(str(error), ctx=ctx, param=param) from error


def own_time(name: str) -> str:
    """When a file was written, as its folder has it; of standard input, now. Raises ValueError where that cannot be."""
    path = Path(name)
    if not path.exists():
        return iso(datetime.now(UTC))
    return past(datetime.fromtimestamp(path.stat().st_mtime, UTC), f"The time of {name}")
