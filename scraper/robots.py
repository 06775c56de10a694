"""robots.txt: what it allows us, with ModernGov's case-blind paths in mind."""

import re
from typing import Final
from urllib.parse import urlsplit

from protego import Protego

LARGEST: Final = 512 * 1024  # bytes that are read; RFC 9309 asks for 500 KiB at least
_FOR_NOW: Final = frozenset({408, 425, 429})
_HTML: Final = re.compile(
    r"\s*(?:<!--.*?-->\s*)*<(?:!doctype|html|head|body|script|\?xml)\b", re.IGNORECASE | re.DOTALL
)

_RULE: Final = re.compile(r"^[^#\n]*\bd[^#\n]*:[ \t]*[^\s#]", re.IGNORECASE | re.MULTILINE)  # misspelt ones, too
_ALLOW: Final = re.compile(r"\ballow", re.IGNORECASE)


class Robots:
    """What an origin's robots.txt allows. Without one, everything is allowed."""

    def __init__(self, text: str, agent: str) -> None:
        self._is_open = not _RULE.search(text)
        self._only_forbids = not _ALLOW.search(text) and _is_plain(text)
        self._rules = Protego.parse(text)
        self._folded = Protego.parse(text.lower())
        self._agent = agent

    @classmethod
    def read(cls, status: int, body: bytes, agent: str) -> "Robots | None":
        """Read an answer to /robots.txt; `None` where it says nothing for now, and nothing may be fetched."""
        if 400 <= status < 500 and status not in _FOR_NOW:
            return cls("", agent)
        if not 200 <= status < 300:
            return None
        if len(body) > LARGEST:  # without the line that was cut, which may be half of a rule
            body = body[:LARGEST].rpartition(b"\n")[0]
        text = _decoded(body)
        return cls("" if _HTML.match(text) else text, agent)  # a page in its place holds no rules

    def allows(self, url: str) -> bool:
        """Whether a page may be fetched. IIS ignores case in paths, so a rule counts in whatever case it is written."""
        if self._is_open:  # which is common, and asking the parser costs as much as a twentieth of a request
            return True
        if not self._folded.can_fetch(url.lower(), self._agent):
            return False
        if self._only_forbids and _is_plain(url):  # then it forbids in lower case whatever it forbids as written
            return True
        parts = urlsplit(url)
        folded = parts._replace(path=parts.path.lower()).geturl()
        return bool(self._rules.can_fetch(url, self._agent) and self._rules.can_fetch(folded, self._agent))

    @property
    def crawl_delay(self) -> float:
        """The pause that robots.txt asks for, in seconds; 0 where it asks for none."""
        return max(0.0, float(self._rules.crawl_delay(self._agent) or 0))


def _is_plain(text: str) -> bool:
    """Whether nothing in a text means one thing as written and another in lower case."""
    return text.isascii() and "%" not in text


def _decoded(body: bytes) -> str:
    """A robots.txt as text: UTF-8, or UTF-16 where Notepad wrote it so."""
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return body.decode("utf-16", "replace")
    return body.decode("utf-8-sig", "replace")
