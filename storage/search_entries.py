"""What of a record is searched: its title, its references, and all else that it says in words."""

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from hashlib import blake2b
from typing import Any, Final, NamedTuple

from .values import names

COMPOSITION: Final = 1  # raise it when an entry is composed otherwise: every archive is then indexed anew
TEXT: Final = "text"  # the kind of an entry that is the text of a document; its id is the document's digest

_TITLES: Final = ("title", "listed_title", "issue_title")
_DATES: Final = ("decision_date", "date", "first_published", "publication_date", "due_from", "period_from")
# Columns, and parts of lists, that are no words: ids, addresses, days, and what pages print before a value.
_WORDLESS: Final = names(
    "council url urls file_type size bytes labels number place time date sha256 content_sha256 first_seen last_seen "
    "gone_since due_from due_to due_qualifier first_published publication_date decision_date effective_from "
    "period_from period_to of_kind language published started finish_planned finished is_new is_made reference "
    "references"
)
_ID: Final = re.compile(r"(?:^|_)(?:id|url)$")


class Entry(NamedTuple):
    """What is searched of a record; `date` and `status` are for filters."""

    title: str
    reference: str
    body: str
    date: str | None = None
    status: str | None = None

    @property
    def words(self) -> tuple[str, str, str]:
        """The columns that are indexed."""
        return self.title, self.reference, self.body

    @property
    def digest(self) -> bytes:
        """Eight bytes that are others when anything is."""
        told = f"{self.title}\0{self.reference}\0{self.body}\0{self.date or ''}\0{self.status or ''}"
        return blake2b(told.encode("utf-8", "replace"), digest_size=8).digest()


def entry_of(kind: str, row: Mapping[str, Any]) -> Entry:
    """The entry of a record, its row given with lists and mappings as such. A missing column is a null one."""
    said = {**row, **(row.get("fields") or {})} if kind == "translation" else row
    title = next((said[name] for name in _TITLES if said.get(name)), None)
    printed = said.get("reference"), *(said.get("references") or ())
    told_twice = {"description"} if said.get("sections") else set()
    skipped = {*_TITLES[: 1 if title == said.get("title") else 0], "fields", *told_twice}
    dated = next((said[name] for name in _DATES if said.get(name)), None) or (row.get("first_seen") or "")
    return Entry(
        title=str(title or meeting_title(said) or ""),
        reference=" ".join(dict.fromkeys(filter(None, printed))),
        body="\n".join(_body(said, skipped)),
        date=dated[:10] or None,
        status=said.get("status"),
    )


def meeting_title(row: Mapping[str, Any]) -> str | None:
    """What a record without a title is called: a meeting by its committee and day."""
    parts = [row[name] for name in ("committee", "date") if row.get(name)]
    return ", ".join(parts) or None


def _body(said: Mapping[str, Any], skipped: set[str]) -> list[str]:
    texts: list[str] = []
    for name in _worded(tuple(said)):
        value = said[name]
        if value is None or name in skipped:
            continue
        if isinstance(value, str):  # as nearly all are
            texts.append(value)
        else:
            texts.extend(_texts(value))
    return texts


@lru_cache(maxsize=1000)  # a table has dozens of columns, and each kind of record always the same
def _worded(columns: tuple[str, ...]) -> tuple[str, ...]:
    """The columns that have words, in an order that is always the same."""
    return tuple(sorted(filter(_has_words, columns)))


@cache
def _has_words(name: str) -> bool:
    return name not in _WORDLESS and not _ID.search(name)


def _texts(value: Any) -> Iterator[str]:
    """The texts in a value, those of lists and of mappings among them."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, part in value.items():
            if _has_words(name):
                yield from _texts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _texts(part)
