"""Entries of the lists at an issue page's end: decisions, agenda items, documents."""

import re
from collections.abc import Sequence
from typing import Final

from .blocks import Block
from .dates import iso_day
from .pages import Source
from .records import AgendaEntry, DecisionEntry, DocumentEntry
from .urls import attachment_id
from .vocabulary.statuses import RESTRICTED_ENCLOSURES

_DATED: Final = re.compile(r"(\d{1,2}/\d{1,2}/\d{4})\s*[-\u2013]\s*(.*)", re.DOTALL)
_REPEATED_DATE: Final = re.compile(r"\s*\d{1,2}/\d{1,2}/\d{4}$")
_SIZE: Final = re.compile(
    r"[\s(]{0,9}(?:\b(?P<icon>\w{2,5}) e?icon\b)?"
    r"(?:\s*\b(?P<type>[A-Za-z]{2,5}),?\s+(?P<size>\d[\d.,]* ?[KMG]?B)\b\)?)?$",
    re.IGNORECASE,
)
_SIZE_ENDINGS: Final = ("B", "B)", "icon")
_ITEM_ANCHOR: Final = re.compile(r"#AI(\d+)$")
_EXTENSION: Final = re.compile(r"\.([A-Za-z0-9]{2,5})(?:[?#]|$)")


def decision_entry(block: Block, source: Source) -> DecisionEntry:
    """An entry such as `04/02/2021 - Title of the decision`."""
    day, title = _dated(block.text)
    target = source.resolve(block.links[0].href) if block.links else None
    return {
        "date": day,
        "title": title,
        "url": target.canonical if target else None,
        "decision_id": target.params.get("ID") if target else None,
    }


def agenda_entry(block: Block, source: Source, titles: Sequence[str], maker: str | None) -> AgendaEntry:
    """An entry such as `04/02/2021 - Cabinet Title of the item`.

    Committee and item are parted where the entry's links part them, else where one of the issue's own titles (with and
    without its reference) or its decision maker is found in the words; otherwise the committee stays unknown.
    """
    text = block.text
    day, rest = _dated(_REPEATED_DATE.sub("", text) if text[-1:].isdigit() else text)
    committee, title = _committee(rest, block, titles, maker)
    href = block.links[-1].href if block.links else ""
    target = source.resolve(href) if href else None
    params = target.params if target else {}
    anchor = _ITEM_ANCHOR.search(href)
    is_item = target is not None and target.script == "mgAi.aspx"
    return {
        "date": day,
        "committee": committee,
        "title": title,
        "url": target.canonical if target else None,
        "meeting_id": params.get("MId"),
        "agenda_item_id": params.get("ID") if is_item else anchor[1] if anchor else None,
    }


def document_entry(block: Block, source: Source) -> DocumentEntry:
    """A document: a link, a promise in words, or ModernGov's words for a restricted one."""
    link = block.links[0] if block.links else None
    title, file_type, size = block.text, "", ""
    if link and link.size:
        file_type, _, size = link.size.partition(" ")
    elif title.endswith(_SIZE_ENDINGS) and (printed := _SIZE.search(title)):
        title = title[: printed.start()]
        file_type, size = printed["type"] or printed["icon"] or "", printed["size"] or ""
    target = source.resolve(link.href) if link else None
    if not file_type and link and not (target and target.script):
        file_type = _extension(link.href)
    return {
        "title": title or (link.text if link else ""),
        "url": target.canonical if target else None,
        "attachment_id": attachment_id(target.canonical) if target else None,
        "file_type": file_type.upper() or None,
        "size": size or None,
        "restricted": block.text.lower().startswith(RESTRICTED_ENCLOSURES),
    }


def _extension(href: str) -> str:
    """The ending of the file that an address names."""
    found = _EXTENSION.search(href)
    return found[1] if found else ""


def _dated(text: str) -> tuple[str | None, str]:
    if text[10:13] == " - " and (day := iso_day(text[:10])) is not None:  # as nearly every entry is printed
        return day, text[13:]
    found = _DATED.fullmatch(text)
    return (iso_day(found[1]), found[2]) if found else (None, text)


def _committee(rest: str, block: Block, titles: Sequence[str], maker: str | None) -> tuple[str | None, str]:
    if len(block.links) > 1:
        _, title = _dated(block.links[-1].text)
        if title and rest.endswith(title) and rest != title:
            return rest[: -len(title)].strip(" -\u2013") or None, title
    folded = rest.lower()
    for title in titles:
        if len(rest) > len(title) and folded.endswith(title.lower()):
            committee = rest[: -len(title)].strip(" -\u2013")
            return committee or None, rest[-len(title) :]
    if maker and rest.startswith(f"{maker} "):
        return maker, rest[len(maker) :].strip(" -\u2013")
    return None, rest
