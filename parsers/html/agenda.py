"""The walk over pages that have an agenda: titles of items are told from other paragraphs."""

from collections.abc import Mapping
from typing import ClassVar

from selectolax.lexbor import LexborNode

from ..blocks import AGENDA_HEADING, AGENDA_TITLE
from .nodes import classes
from .walker import Enter, Leave, Walker


class AgendaWalker(Walker):
    """Marks an agenda item's number or title, and the headings within the item."""

    def paragraph(self, node: LexborNode) -> Leave:
        """Enter a paragraph, which may be one of the agenda's own."""
        kind = _kind(classes(node))
        if kind is None:
            return super().paragraph(node)
        self.end_block()
        return self.titled(kind)

    entering: ClassVar[Mapping[str, Enter]] = {**Walker.entering, "p": paragraph}


def _kind(of_paragraph: str) -> str | None:
    if "mgAiTitleTxt" in of_paragraph:
        return AGENDA_TITLE
    return AGENDA_HEADING if "mgSubItemTitleTxt" in of_paragraph else None
