"""robots.txt: fetched once for each origin, obeyed, with ModernGov's case-blind paths in mind."""

from urllib.parse import urlsplit

from protego import Protego

_LARGEST = 512 * 1024


class Robots:
    """What an origin's robots.txt allows. Without one, everything is allowed."""

    def __init__(self, text: str, agent: str) -> None:
        text = text.removeprefix("\ufeff")
        self._rules = Protego.parse(text)
        self._folded = Protego.parse(text.lower())
        self._agent = agent

    @classmethod
    def read(cls, status: int, body: bytes, agent: str) -> "Robots | None":
        """Read an answer to /robots.txt; `None` where it says nothing for now, and nothing may be fetched."""
        if 200 <= status < 300:
            return cls(body[:_LARGEST].decode("utf-8", "replace"), agent)
        return cls("", agent) if 400 <= status < 500 and status != 429 else None

    def allows(self, url: str) -> bool:
        """Whether a page may be fetched. IIS ignores case in paths, so a rule counts in whatever case it is written."""
        parts = urlsplit(url)
        folded = parts._replace(path=parts.path.lower()).geturl()
        as_written = self._rules.can_fetch(url, self._agent) and self._rules.can_fetch(folded, self._agent)
        return bool(as_written and self._folded.can_fetch(url.lower(), self._agent))

    @property
    def crawl_delay(self) -> float:
        """The pause that robots.txt asks for, in seconds; 0 where it asks for none."""
        return float(self._rules.crawl_delay(self._agent) or 0)
