"""Which of several pages is to be believed about a record of which each states some fields.

A page that repeats itself contradicts no other, and
a page not seen before counts as repeating what its page type said last, so that the windows of a register are one
voice. Where a page type speaks of a field for the first time, it changes nothing that the record's own page said; what
another list said it may put right, which is a change of wording and no news. A few fields are facts that any page may
be the first to know. A document has no page: the first page that lists it holds what is said of it. What its file is
the file says itself, at whatever address it lies.

Silence counts where a page was read in full. A field that nothing stated yet, and that a page states which showed the
record without it before, is news: it was null. So is a field that a page leaves out and stated before, once no other
page states it: it is null then. A page that is new to us says nothing of what was before, however much it states. The
addresses of the record's own page are one page in this; a list is compared with itself alone.

A title that is only likely to be one fills a missing one. It replaces no certain one, and gives way to any.
"""

from collections.abc import Mapping
from typing import Any, Final

from .absences import kind_of
from .records import Key
from .statements import Sighting
from .values import names

_FACTS: Final = frozenset({("decision", "status"), ("decision", "call_ins"), ("meeting", "is_cancelled")})
# Where a record stands among others: that moves with every other one, and says nothing of this one.
_PLACES: Final = frozenset({("plan_item", "number"), ("agenda_item", "number"), ("agenda_item", "place")})
# Elsewhere the page type is called as the kind of record.
_OWN_PAGES: Final = {"plan": "plan_items", "issue_decision": "issue_decisions"}
_TITLES: Final = {  # what is read from the title of the record's own page
    "issue": names("title reference references"),
    "decision": names("title reference references"),
    "issue_decision": names("issue_title"),
}
_FILE: Final = "document_file"
_NOTHING: Final[Mapping[str, Any]] = {}
_NONE: Final[frozenset[str]] = frozenset()


class Voices:
    """What each page, and each page type, said last of one record."""

    def __init__(self, key: Key) -> None:
        self._kind = kind_of(key)
        self._is_document = key.kind == "document"
        self._own_page = _OWN_PAGES.get(self._kind, self._kind)
        self._titles = _TITLES.get(self._kind, _NONE)
        self._pages: dict[str, dict[str, Any]] = {}
        self._types: dict[str | None, dict[str, Any]] = {}
        self._showing: set[str] = set()
        self._whole: dict[str, Sighting] = {}
        self._own: Sighting | None = None

    def note(self, sighting: Sighting, said: Mapping[str, Any]) -> None:
        """Remember what a page said."""
        self._pages.setdefault(sighting.url, {}).update(said)
        self._types.setdefault(sighting.page_type, {}).update(said)

    def mark(self, sighting: Sighting, before: Sighting | None) -> None:
        """Remember whether a page shows the record; of captures that say the same the first one counts."""
        if not sighting.shows:
            self._showing.discard(sighting.url)
            return
        self._showing.add(sighting.url)
        is_repeated = before and sighting.repeats(before) and sighting.reader == before.reader
        if not is_repeated and sighting.is_whole:
            self._whole[sighting.url] = sighting
            self._own = sighting if self._is_own(sighting) else self._own

    def silent(self, sighting: Sighting, said: Mapping[str, Any]) -> list[str]:
        """The fields that a page stated before and, read in full, states no longer."""
        stated = self._pages.get(sighting.url)
        if stated is None or not sighting.is_whole:
            return []
        in_doubt = self.in_doubt(sighting)
        return [field for field, value in stated.items() if not (value is None or field in said or field in in_doubt)]

    def is_stated(self, field: str, sighting: Sighting) -> bool:
        """Whether another page that shows the record said last what this one is silent on."""
        return any(self._pages[url].get(field) is not None for url in self._showing if url != sighting.url)

    def witness(self, field: str, sighting: Sighting) -> Sighting | None:
        """The capture in which a page, read in full, shows the record without a field that it states now."""
        own = self._is_own(sighting)
        if field in self._pages.get(sighting.url, _NOTHING) or (own and field in self._kin(sighting.page_type)):
            return None
        return self._own if own else self._whole.get(sighting.url)

    def in_doubt(self, sighting: Sighting) -> frozenset[str]:
        """The fields that come from a title which is only likely to be one."""
        is_doubted = self._titles and self._is_own(sighting) and sighting.shows and sighting.doubts_title
        return self._titles if is_doubted else _NONE

    def may_say(self, field: str, value: Any, sighting: Sighting) -> bool:
        """Whether a value that differs from the record's is this page's to say: no mere repetition, nor hearsay."""
        for said in (self._pages.get(sighting.url, _NOTHING), self._kin(sighting.page_type)):
            if field in said:
                return bool(said[field] != value)
        if self._is_document:
            return False
        return self._is_fact(field) or self._types.get(self._own_page, _NOTHING).get(field) is None

    def is_news(self, field: str, sighting: Sighting) -> bool:
        """Whether a page that tells a field otherwise has told it before, or is believed at its first word."""
        spoke = field in self._pages.get(sighting.url, _NOTHING) or field in self._kin(sighting.page_type)
        return spoke or self._is_fact(field)

    def is_place(self, field: str) -> bool:
        """Whether a field says only where the record stands among others."""
        return (self._kind, field) in _PLACES

    def _is_own(self, sighting: Sighting) -> bool:
        return sighting.page_type == self._own_page

    def _kin(self, page_type: str | None) -> Mapping[str, Any]:
        """What pages of the same type said last. Lists of documents do not speak for one another."""
        is_list = self._is_document and page_type != _FILE
        return _NOTHING if is_list else self._types.get(page_type, _NOTHING)

    def _is_fact(self, field: str) -> bool:
        return (self._kind, field) in _FACTS
