"""Options that several commands share. Values come from flags, then `MODGOV_*`, then `modgov.toml`."""

import math
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])


def archive_option(command: Command) -> Command:
    """`--archive DIR`: the folder that the archive is."""
    return click.option(
        "--archive",
        type=click.Path(path_type=Path, file_okay=False),
        default=Path("archive"),
        show_default=True,
        envvar="MODGOV_ARCHIVE",
        help="The archive's folder.",
    )(command)


def json_option(command: Command) -> Command:
    """`--json`: machine-readable output."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON, for machines.")(command)


def contact_option(command: Command) -> Command:
    """`--contact`: who fetches."""
    return click.option(
        "--contact", envvar="MODGOV_CONTACT", help="Your e-mail address or page, told to the sites you visit."
    )(command)


def interval_option(words: str) -> Callable[[Command], Command]:
    """`--interval`: how far apart requests are, in seconds; `words` are its help."""
    return click.option(
        "--interval",
        envvar="MODGOV_INTERVAL",
        type=Seconds(),
        default=1.0,
        show_default=True,
        help=words,
    )


class Number(click.ParamType[int]):
    """A whole number from 1 on, or from 1 to `most`."""

    name = "number"

    def __init__(self, most: int | None = None) -> None:
        self._most = most

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number."""
        text = str(value)
        number = int(text) if text.isascii() and text.isdigit() else 0
        if 1 <= number <= (self._most or number):
            return number
        return self.fail(
            f"{text!r} is not a whole number from 1 {f'to {self._most}' if self._most else 'on'}.", param, ctx
        )


class Seconds(click.ParamType[float]):
    """A time in seconds, from 0 on; with `is_some`, longer than that."""

    name = "seconds"

    def __init__(self, *, is_some: bool = False) -> None:
        self._is_some = is_some

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The seconds."""
        try:
            seconds = float(value)
        except (TypeError, ValueError):
            seconds = math.nan
        if math.isfinite(seconds) and seconds >= 0 and (seconds or not self._is_some):
            return seconds
        least = "more than 0" if self._is_some else "0 or more"
        return self.fail(f"{value!r} is not a time in seconds: write {least}, such as 1.5.", param, ctx)


class Day(click.ParamType[str]):
    """A day as ISO 8601 (2026-03-02), or as ModernGov prints it (02/03/2026)."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The day in ISO 8601."""
        day, month, year = [*value.split("/"), "", ""][:3]
        try:
            return date.fromisoformat(f"{year}-{month:0>2}-{day:0>2}" if year else value).isoformat()
        except ValueError:
            return self.fail(f"{value!r} is not a date: write it as 2026-03-02.", param, ctx)


def iso(moment: datetime) -> str:
    """A moment in UTC, to the second, as the archive writes it."""
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
