"""A folder of saved pages, and the CSV that says what they are: columns `file`, `url` and `time`."""

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import parsers

from ..moments import read_moment

_COLUMNS: Final = ("file", "url", "time")


class BadList(Exception):  # noqa: N818  # the name is the sentence
    """The CSV has a mistake; the message is one sentence that names the line."""


def listed_pages(listing: Path, folder: Path) -> list[dict[str, Any]]:
    """The pages that a CSV lists, each with its `path`, `final_url` and `captured_at`. Raises BadList.

    All lines are checked before any page is imported.
    """
    try:
        text = listing.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadList(f"{listing} cannot be read as a CSV in UTF-8: {error}.") from error
    reader = csv.DictReader(text.splitlines())
    missing = [name for name in _COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        raise BadList(f"{listing} has no column {missing[0]!r}: its first line should be file,url,time.")
    pages = []
    for row in reader:
        try:
            pages.append(_page(row, folder) | {"imported_from": {"file": row["file"], "listed_in": listing.name}})
        except ValueError as error:
            raise BadList(f"{listing}, line {reader.line_num}: {error}") from error
    return pages


def _page(row: Mapping[str, str | None], folder: Path) -> dict[str, Any]:
    name, url, time = ((row[column] or "").strip() for column in _COLUMNS)
    path = folder / name
    if not name or not path.resolve().is_relative_to(folder.resolve()):
        raise ValueError(f"{name!r} is no file in {folder}.")
    if not path.is_file():
        raise ValueError(f"there is no file {path}.")
    parsers.locate(url)
    return {"path": path, "final_url": url, "captured_at": read_moment(time)}
