"""ModernGov's way of writing HTML: punctuation as entities, two spaces in a tag, lines broken in mid-sentence."""

import re
import textwrap

from .model import Html

_MARKS = {"<": "&lt;", ">": "&gt;", '"': "&quot;", "\u2018": "&#8216;", "\u2019": "&#8217;", "£": "&pound;"}
_PROSE = str.maketrans({"&": "&amp;", **_MARKS})
_VALUES = str.maketrans({**{mark: f"&#{ord(mark)};" for mark in "/:()&'"}, **_MARKS})
_ATTRIBUTES = str.maketrans({**{mark: f"&#{ord(mark)};" for mark in " /:()&'"}, **_MARKS})
_EMAIL = re.compile(r"[\w.]+@[\w.]+\.example")
_LINE = 76


def spelt(text: str) -> str:
    """Escape a title or a value, its punctuation as numbers."""
    return text if isinstance(text, Html) else text.translate(_VALUES)


def prose(text: str) -> str:
    """Escape running text, apostrophes and the like as entities."""
    return text if isinstance(text, Html) else text.translate(_PROSE)


def linked(text: str) -> str:
    """Escape a contact line, its e-mail addresses as links."""
    if isinstance(text, Html):
        return text
    parts, end = "", 0
    for found in _EMAIL.finditer(text):
        parts += spelt(text[end : found.start()]) + link(f"mailto:{found[0]}", found[0])
        end = found.end()
    return parts + spelt(text[end:])


def link(href: str, words: str, title: str = "", name: str = "") -> str:
    """Write a link; `words` is markup, `title` the text that a pointer shows, `name` a class."""
    named = f'  class="{name}"' if name else ""
    hint = f"  title='{title.translate(_ATTRIBUTES)}'" if title else ""
    return f'<a{named}  href="{href.replace("&", "&amp;")}"{hint} >{words}</a>'


def wrapped(markup: str) -> str:
    """Break lines in mid-sentence, as Word does on export."""
    return "\n".join(textwrap.wrap(markup, _LINE, break_long_words=False, break_on_hyphens=False))


def hidden(text: str) -> str:
    """Write what only screen readers are told."""
    return f'<span  class="mgHide" >{text}</span>'


def actions(*entries: str) -> str:
    """Write what can be done with a page; entries are markup."""
    return "".join(f"<li>{entry}</li>" for entry in entries)
