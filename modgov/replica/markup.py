"""ModernGov's way of writing HTML: punctuation as entities, two spaces in a tag, mixed quotes."""

import html
import re
import textwrap

from .model import Html

_PUNCTUATION = str.maketrans({mark: f"&#{ord(mark)};" for mark in "/:()&'"})
_EMAIL = re.compile(r"[\w.]+@[\w.]+\.example")
_LINE = 76


def spelt(text: str) -> str:
    """Escape a title or a value, its punctuation as numbers."""
    return text if isinstance(text, Html) else _plain(text).translate(_PUNCTUATION).replace("\x00", "&")


def prose(text: str) -> str:
    """Escape running text, typographic marks as entities."""
    return text if isinstance(text, Html) else _plain(text).replace("\x00", "&")


def _plain(text: str) -> str:
    """Escape what HTML needs; a NUL stands for the ampersand of an entity already made."""
    marks = {"<": "\x00lt;", ">": "\x00gt;", "\u2019": "\x00#8217;", "\u2018": "\x00#8216;", "£": "\x00pound;"}
    text = text.translate(str.maketrans(marks))
    return text


def linked(text: str) -> str:
    """Escape a contact line, its e-mail addresses as links."""
    if isinstance(text, Html):
        return text
    pieces, end = [], 0
    for found in _EMAIL.finditer(text):
        pieces += [spelt(text[end : found.start()]), f"<a  href=\"mailto&#58;{found[0]}\" >{found[0]}</a>"]
        end = found.end()
    return "".join([*pieces, spelt(text[end:])])


def link(href: str, words: str, title: str = "") -> str:
    """Write a link; `words` is markup, `title` text."""
    hint = f"  title=\"{attribute(title)}\"" if title else ""
    return f"<a  href=\"{href.replace('&', '&amp;')}\"{hint} >{words}</a>"


def attribute(text: str) -> str:
    """Escape a text for an attribute, its spaces as numbers."""
    return html.escape(text).replace(" ", "&#32;")


def wrapped(markup: str) -> str:
    """Break lines in mid-sentence, as Word does on export."""
    return "\n".join(textwrap.wrap(markup, _LINE, break_long_words=False, break_on_hyphens=False))
