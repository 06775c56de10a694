"""A page's body laid out in blocks."""

from . import html, text
from .blocks import FIELD, Block
from .content import Content
from .labelling import label_fields
from .pages import PageType
from .vocabulary.labels import ISSUE_WORDS, OPENING_FIELDS


def lay(content: Content, page_type: PageType | None, *, whole: bool) -> list[Block]:
    """Lay a body out in blocks; labels are found by the vocabulary where the markup does not give them.

    `whole` reads the page around the content element too, where the default template's banner stands.
    """
    words, opening = (page_type.words, page_type.opening) if page_type else (ISSUE_WORDS, OPENING_FIELDS)
    if content.is_html:
        laid = html.blocks(
            content.body if whole else content.element,
            is_register=page_type is not None and page_type.is_register,
            has_agenda=page_type is not None and page_type.has_agenda,
        )
        if any(block.kind is FIELD for block in laid):
            return laid
    elif page_type is not None and page_type.is_xml:
        return []
    else:
        laid = text.blocks(content.body.decode("utf-8", "replace"), words)
    if page_type is not None and not page_type.is_labelled:
        return laid
    return label_fields(laid, opening, words)
