"""Bytes before reading: which encoding they are in, and where ModernGov's own content stands among them.

The digest of the content element is taken without parsing, so that an unchanged page is not read again.
"""

import hashlib
import re
from itertools import accumulate
from typing import Final, NamedTuple

_CHARSET: Final = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_DIV_WITH_ID: Final = re.compile(rb"<div\s[^<>]*>", re.IGNORECASE)
_NESTING_TAG: Final = re.compile(
    rb"<(/?)(?:div|ul|ol|li|dl|dd|table|tr|td|blockquote|section|span|font|a|b|i|u|em|strong|small|big)\b",
    re.IGNORECASE,
)
_MANY_TAGS: Final = 20_000
_DEEPEST: Final = 3_000
_ID: Final = re.compile(rb"id\s*=\s*[\"']?modgov\b", re.IGNORECASE)
_RECORD_TAG: Final = re.compile(rb"<\w+\s[^<>]*\bmg(?:Label|SubTitleTxt|PlanItemTitle|BulletList)\b")
_OPENING: Final = b'<div id="modgov"'
_HTML: Final = re.compile(rb"<(?:!doctype|html|head|body|div|p|span|h[1-6]|ul|table|meta)\b", re.IGNORECASE)
_BINARY: Final = (
    b"%PDF",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0",
    b"\x89PNG",
    b"GIF8",
    b"\xff\xd8\xff",
    b"\x1f\x8b",
)


class Content(NamedTuple):
    """A body made ready for reading: UTF-8 bytes, whether they are HTML, and ModernGov's own part of them.

    `element` is `div#modgov` where that stands in the page whole, else everything; `sliced` says which.
    """

    body: bytes
    is_html: bool
    is_binary: bool
    element: bytes
    sliced: bool
    warnings: tuple[str, ...]

    def digest(self) -> str:
        """SHA-256 of the content element, in hexadecimal."""
        return hashlib.sha256(self.element).hexdigest()


def prepare(body: bytes | str, content_type: str | None = None) -> Content:
    """Decode a body and find ModernGov's part of it; never raises."""
    warnings: tuple[str, ...] = ()
    if isinstance(body, str):
        body, warnings = body.encode("utf-8", "replace"), ()
    elif body.startswith(_BINARY) or (b"\0" in body[:4096] and not body.startswith((b"\xff\xfe", b"\xfe\xff"))):
        return Content(body, is_html=False, is_binary=True, element=body, sliced=False, warnings=())
    else:
        body, warnings = _utf8(body, content_type)
    is_html = _HTML.search(body, 0, 65536) is not None
    element = _element(body) if is_html else None
    return Content(
        body,
        is_html=is_html,
        is_binary=False,
        element=body if element is None else element,
        sliced=element is not None,
        warnings=warnings,
    )


def digest(body: bytes | str, content_type: str | None = None) -> str:
    """SHA-256 of a page's content element, without reading the page."""
    return prepare(body, content_type).digest()


def _utf8(body: bytes, content_type: str | None) -> tuple[bytes, tuple[str, ...]]:
    """Re-encode a body as UTF-8 where it is not; a guess at its encoding is a warning."""
    if body.startswith(b"\xef\xbb\xbf"):  # a mark in the bytes beats whatever is declared
        body = body[3:]
        return (body, ()) if _is_utf8(body) else (_from_windows(body), ("encoding-guessed",))
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return body.decode("utf-16", "replace").encode("utf-8", "replace"), ()
    if body.isascii():
        return body, ()
    declared = _declared(body, content_type)
    if declared is None or declared in {"utf-8", "utf8", "us-ascii", "ascii"}:
        return (body, ()) if _is_utf8(body) else (_from_windows(body), ("encoding-guessed",))
    try:
        return body.decode(declared).encode("utf-8"), ()
    except (LookupError, UnicodeError):
        return (body, ("encoding-guessed",)) if _is_utf8(body) else (_from_windows(body), ("encoding-guessed",))


def _declared(body: bytes, content_type: str | None) -> str | None:
    """The charset of the HTTP header, else of the page's own `meta`; Latin-1 means Windows-1252, as in browsers."""
    found = _CHARSET.search((content_type or "").encode("utf-8", "replace")) or _CHARSET.search(body, 0, 2048)
    if found is None:
        return None
    name = found[1].decode("ascii").lower()
    return "windows-1252" if name in {"iso-8859-1", "latin1", "latin-1"} else name


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _from_windows(body: bytes) -> bytes:
    return body.decode("windows-1252", "replace").encode("utf-8")


def _element(body: bytes) -> bytes | None:
    """The bytes of `div#modgov`, from its opening tag to its own closing tag."""
    start = _opening(body)
    if start is None:
        return None
    end = _end_by_footer(body, start)
    if end is not None:
        return body[start:end]
    depth, at = 0, start
    while (closing := body.find(b"</div", at)) >= 0:
        depth += body.count(b"<div", at, closing) - 1
        at = closing + len(b"</div>")
        if depth == 0:
            # Word's HTML can close a `div` too many: then the record goes on behind what looks like its end.
            return None if _RECORD_TAG.search(body, at) else body[start:at]
    return None


def _end_by_footer(body: bytes, start: int) -> int | None:
    """Where the element ends by ModernGov's own footer, which is the last thing in it, whatever Word closed before."""
    footer = body.find(b'class="mgFooter"', start)
    if footer < 0:
        return None
    closing = body.find(b"</div", body.find(b"</div", footer) + 1)
    if closing < 0 or body.find(b"<div", footer, closing) >= 0:
        return None
    return closing + len(b"</div>")


def _opening(body: bytes) -> int | None:
    """Where `<div id="modgov">` begins: as ModernGov prints it, else however a council's own template spells it."""
    at = body.find(_OPENING)  # a long needle is found faster than a short one
    if at >= 0:
        return at
    for tag in _DIV_WITH_ID.finditer(body):
        if _ID.search(tag[0]):
            return tag.start()
    return None


def is_too_deep(html: bytes) -> bool:
    """Whether elements are nested deeper than any real page's: the parser's time grows with the square of the depth."""
    if len(html) < _MANY_TAGS or html.count(b"<") < _MANY_TAGS:
        return False
    steps = (-1 if tag[1] else 1 for tag in _NESTING_TAG.finditer(html))
    return any(depth > _DEEPEST for depth in accumulate(steps, lambda depth, step: max(depth + step, 0)))
