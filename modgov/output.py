"""How results are printed: JSON for machines, plain lines for people."""

import json
import shutil
import textwrap
from collections.abc import Iterable, Mapping
from typing import Any

import click

_LABEL_WIDTH = 30
_INDENT = "    "
_WIDEST = 100
_NARROWEST = 40


def print_json(value: Any) -> None:
    """Print a value as JSON, with its letters as they are."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def width() -> int:
    """How many letters a line may have: as many as the terminal has room for, up to a hundred."""
    return max(_NARROWEST, min(_WIDEST, shutil.get_terminal_size((_WIDEST, 0)).columns))


def print_fields(values: Mapping[str, Any]) -> None:
    """Print the stated fields of a record, a line each, long texts indented below their name."""
    for name, value in values.items():
        if value is None or value in ([], {}):
            continue
        _print_field(name, value)


def _print_field(name: str, value: Any) -> None:
    text = as_text(value)
    if "\n" not in text and len(text) <= width() - _LABEL_WIDTH:
        click.echo(f"{name:<{_LABEL_WIDTH}}{text}")
        return
    click.echo(name)
    for paragraph in text.split("\n"):
        click.echo("\n".join(_lines(paragraph)))


def _lines(paragraph: str) -> list[str]:
    """A paragraph in lines, indented. An address stays whole, to be copied, however long it is."""
    wrapped = textwrap.wrap(paragraph, width() - len(_INDENT), break_long_words=False, break_on_hyphens=False)
    return [f"{_INDENT}{line}" for line in wrapped]


def as_text(value: Any) -> str:
    """A value in words: yes and no, lists by line, records by their parts."""
    if value is None:
        return "not stated"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return "\n".join(f"{name}: {as_text(part)}" for name, part in value.items() if part is not None)
    if isinstance(value, list):
        return "\n".join(entry(part) for part in value)
    return str(value)


def entry(part: Any) -> str:
    """An entry of a list on a line: what it states, parted by bars."""
    if not isinstance(part, Mapping):
        return str(part)
    if set(part) == {"heading", "text"}:
        return f"[{part['heading'] or '-'}]\n{part['text']}"
    stated = {name: value for name, value in part.items() if value not in (None, False)}
    return " | ".join(name if value is True else str(value) for name, value in stated.items())


def shorten(value: Any, letters: int = 70) -> str:
    """A value on one line, of so many letters at most."""
    return textwrap.shorten(as_text(value), letters, placeholder=" …")


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """A number with its noun: `1 page`, `2 pages`."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def listed(words: Iterable[str]) -> str:
    """Words in a row: `a`, `a and b`, `a, b and c`."""
    *most, last = list(words) or [""]
    return f"{', '.join(most)} and {last}" if most else last
