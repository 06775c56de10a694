"""The replica council's site: an address in, an answer out. It does no I/O; `server` puts it on a port."""

import gzip
import re
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from . import story
from .failures import CUT_OFF, FAILURES, UNREADABLE, cut_off
from .model import Document
from .routes import ERROR_SCRIPT, ISSUE_SCRIPT, find_page, read_params
from .skins import Page, dress

_SESSION = re.compile(r"/\((?:[A-Z]\([^/()]*\))+\)(?=/)", re.IGNORECASE)
_DOCUMENT = re.compile(r"/documents/s(\d+)/[^/]+", re.IGNORECASE)
_HTML = "text/html; charset=utf-8"
_ROBOTS = "User-agent: *\nDisallow: /mgRss.aspx\nAllow: /\n"
_HIDDEN_EMAIL = "<html><body><h1>Email Protection</h1><p>This address is hidden from robots.</p></body></html>"
_NOT_FOUND = "<html><body><h1>404 - File or directory not found.</h1></body></html>"
_PDF = (
    "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


class Answer(NamedTuple):
    """What the site answers."""

    status: int
    headers: dict[str, str]
    body: bytes


class Replica:
    """A small invented council's ModernGov site.

    `day` is the day of its story, 1 or 2, and can be set while the site is being served. `requests` logs what was
    asked of a server: when, on the clock of `time.monotonic`, and which path and query.
    """

    def __init__(self, day: int = 1) -> None:
        self.requests: list[tuple[float, str]] = []
        self.day = day

    @property
    def day(self) -> int:
        """The day of the story that the site tells."""
        return self._day

    @day.setter
    def day(self, day: int) -> None:
        if day not in story.DATES:
            raise ValueError(f"The story has the days 1 and 2, not {day!r}.")
        self._day = day
        self._issues = story.issues(day)

    @staticmethod
    def expected_issue_ids(day: int) -> frozenset[str]:
        """Name the issues that a harvest of that day can read; the rest have no page, or none that is whole."""
        return frozenset(story.issues(day)) - UNREADABLE

    def answer(self, target: str, headers: Mapping[str, str] | None = None) -> Answer:
        """Answer a request for a path and query; of the request's headers only `Accept-Encoding` matters."""
        answer = self._answer(target)
        accepted = {name.lower(): value.lower() for name, value in (headers or {}).items()}.get("accept-encoding", "")
        if "gzip" not in accepted:
            return answer
        packed = gzip.compress(answer.body, mtime=0)
        return Answer(answer.status, {**answer.headers, "Content-Encoding": "gzip"}, packed)

    def _answer(self, target: str) -> Answer:
        parts = urlsplit(target)
        path = _SESSION.sub("", unquote(parts.path))
        script = path.removeprefix("/").lower()
        if script.endswith(".aspx"):
            return self._scripted(script, read_params(parts.query))
        if document := _DOCUMENT.fullmatch(path):
            return self._document(document[1])
        return _fixed(path)

    def _scripted(self, script: str, params: dict[str, str]) -> Answer:
        issue_id = params.get("iid") if script == ISSUE_SCRIPT else None
        if issue_id in FAILURES:
            status, headers, body = FAILURES[issue_id]
            return _answered(body, {"Content-Type": _HTML, **headers}, status)
        page = find_page(script, params, self._issues)
        if page is None:
            return _redirect(ERROR_SCRIPT)
        text = self._dressed(page, params)
        return _answered(cut_off(text) if issue_id in CUT_OFF else text, {"Cache-Control": "private"}, page=page)

    def _dressed(self, page: Page, params: Mapping[str, str]) -> str:
        skin = "text" if params.get("txtonly") == "1" else page.skin
        return dress(page, skin, story.DATES[self.day])

    def _document(self, document_id: str) -> Answer:
        documents = (document for issue in self._issues.values() for document in issue.documents or ())
        if any(isinstance(document, Document) and document.id == document_id for document in documents):
            return _answered(_PDF, {"Content-Type": "application/pdf"})
        return _redirect(f"/{ERROR_SCRIPT}")


def _fixed(path: str) -> Answer:
    """Answer for the addresses that are no ModernGov page."""
    if path == "/":
        return _redirect("mgPlansHome.aspx?bcr=1")
    if path == "/robots.txt":
        return _answered(_ROBOTS, {"Content-Type": "text/plain"})
    if path == "/cdn-cgi/l/email-protection":
        return _answered(_HIDDEN_EMAIL, {"Content-Type": _HTML})
    return _answered(_NOT_FOUND, {"Content-Type": _HTML}, 404)


def _answered(text: str, headers: Mapping[str, str], status: int = 200, page: Page | None = None) -> Answer:
    """Make an answer; a page says itself which charset it is in."""
    if page is None:
        return Answer(status, dict(headers), text.encode())
    typed = {"Content-Type": f"text/html; charset={page.charset}", **headers}
    return Answer(status, typed, text.encode(page.charset, "xmlcharrefreplace"))


def _redirect(target: str) -> Answer:
    moved = f'<html><head><title>Object moved</title></head><body><h2><a href="{target}">here</a></h2></body></html>'
    return _answered(moved, {"Location": target, "Content-Type": _HTML}, 302)
