"""An agenda item alone, with its text, decision, minutes and documents."""

from typing import Final

from ..agenda_item import Item
from ..agenda_layout import item_blocks
from ..blocks import AGENDA_TITLE, TITLE
from ..title_block import part_title
from ..vocabulary.meetings import AGENDA_ITEM_KINDS, ITEM_LABELS
from . import Found, PageType, Source

PAGE = PageType(
    name="agenda_item",
    scripts=("mgAi.aspx",),
    version=1,
    is_labelled=False,
    kinds=AGENDA_ITEM_KINDS,
    own_kinds=AGENDA_ITEM_KINDS,
    has_agenda=True,
)

_TITLES: Final = (TITLE, AGENDA_TITLE)
_LONGEST_SENTENCE: Final = 120


def read(source: Source) -> Found:
    """Read an item's page. Without its heading it is known by headings within, which in HTML stand below a title."""
    title, rest = part_title(source)
    item = Item(None, None)
    if title and _is_no_title(title.text, is_text=source.is_text):
        title, rest = None, source.blocks
    if title:
        item.entitle(title, source)
    for block in item_blocks(source, rest):
        item.take(block, source)
    is_headed = (source.frame.kind or "").lower() in AGENDA_ITEM_KINDS
    is_marked = bool(item.fields.labels) and (source.is_text or (title is not None and title.kind in _TITLES))
    if item.is_blank or not (is_headed or is_marked):
        return Found(recognised=False)
    item_id = source.location.params.get("ID")
    if not item_id:
        return Found(warnings=("id-missing",), unread=tuple(item.unread))
    record = item.record(source, None, None, agenda_item_id=item_id, url=source.location.canonical)
    warnings = () if record.title else ("title-missing",)
    return Found(records=(record,), unread=tuple(item.unread), warnings=warnings)


def _is_no_title(text: str, *, is_text: bool) -> bool:
    """Whether what stands where a title should is the item's first part, or in a text whose title was lost, prose."""
    if is_text and len(text) > _LONGEST_SENTENCE and text.endswith("."):
        return True
    return text.lower().rstrip(": ") in ITEM_LABELS
