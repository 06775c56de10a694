"""Which of several pages is to be believed about a record of which each states some fields.

A page that repeats itself contradicts no other, and
a page not seen before counts as repeating what its page type said last, so that the windows of a register are one
voice. Where a page type speaks of a field for the first time, it changes nothing that the record's own page said; what
another list said it may put right, which is a change of wording and no news. A few fields are facts that any page may
be the first to know. A document has no page: the first page that lists it holds what is said of it.
"""

from collections.abc import Mapping
from typing import Any, Final

from .records import Key

_FACTS: Final = frozenset({("decision", "status"), ("decision", "call_ins"), ("meeting", "is_cancelled")})
# What a page says only where it is so: once a page that did not say it does, something was closed to the public.
_CLOSING: Final = frozenset({("agenda_item", "is_restricted"), ("document", "restricted")})
_OWN_PAGES: Final = {"plan": "plan_items"}  # elsewhere the page type is called as the kind of record
_NOTHING: Final[Mapping[str, Any]] = {}


class Voices:
    """What each page, and each page type, said last of one record."""

    def __init__(self, key: Key) -> None:
        self._is_document = key.kind == "document"
        self._kind = key.id.partition("/")[0] if key.kind == "translation" else key.kind
        self._own_page = _OWN_PAGES.get(self._kind, self._kind)
        self._pages: dict[str, dict[str, Any]] = {}
        self._types: dict[str | None, dict[str, Any]] = {}

    def note(self, url: str, page_type: str | None, said: Mapping[str, Any]) -> None:
        """Remember what a page said."""
        self._pages.setdefault(url, {}).update(said)
        self._types.setdefault(page_type, {}).update(said)

    def may_say(self, field: str, value: Any, url: str, page_type: str | None) -> bool:
        """Whether a value that differs from the record's is this page's to say: no mere repetition, nor hearsay."""
        for said in (self._pages.get(url, _NOTHING), self._kin(page_type)):
            if field in said:
                return bool(said[field] != value)
        if self._is_document:
            return False
        return self._is_fact(field) or field not in self._types.get(self._own_page, _NOTHING)

    def is_news(self, field: str, url: str, page_type: str | None) -> bool:
        """Whether a page that tells a field otherwise has told it before, or is believed at its first word."""
        spoke = field in self._pages.get(url, _NOTHING) or field in self._kin(page_type)
        return spoke or self._is_fact(field)

    def is_closing(self, field: str) -> bool:
        """Whether a page that says a field for the first time says that something became restricted."""
        return (self._kind, field) in _CLOSING

    def _kin(self, page_type: str | None) -> Mapping[str, Any]:
        """What pages of the same type said last. Lists of documents do not speak for one another."""
        return _NOTHING if self._is_document else self._types.get(page_type, _NOTHING)

    def _is_fact(self, field: str) -> bool:
        return (self._kind, field) in _FACTS
