"""The replica council's site: an address in, an answer out. It does no I/O; `server` puts it on a port."""

import gzip
import re
from collections.abc import Mapping
from hashlib import sha256
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from . import news_pages, papers, register, service, story
from .census import census
from .councils import WEXCOMBE, Council
from .design import Page
from .failures import CUT_OFF, FAILURES, TIMED_OUT, UNREADABLE, cut_off
from .routes import ERROR_SCRIPT, ISSUE_SCRIPT, find_page, read_params
from .skins import dress

_SESSION = re.compile(r"/\((?:[A-Z]\([^/()]*\))+\)(?=/)", re.IGNORECASE)
_DOCUMENT = re.compile(r"/documents/([sg])(\d+)/[^/]+", re.IGNORECASE)
_SERVICE = "mgwebservice.asmx/"
_REGISTERS = frozenset({"mgdelegateddecisions.aspx", "mglistofficerdecisions.aspx"})
_NOT_MODIFIED = 304
_PACKING = 6  # as servers pack
_HTML = "text/html; charset=utf-8"
_XML = "text/xml; charset=utf-8"
_HIDDEN_EMAIL = "<html><body><h1>Email Protection</h1><p>This address is hidden from robots.</p></body></html>"
_NOT_FOUND = "<html><body><h1>404 - File or directory not found.</h1></body></html>"


class Answer(NamedTuple):
    """What the site answers."""

    status: int
    headers: dict[str, str]
    body: bytes


class Replica:
    """A small invented council's ModernGov site.

    `day` is the day of its story, 1 to 3, and can be set while the site is being served. `requests` logs what was
    asked of a server: when, on the clock of `time.monotonic`, and which path and query. A register's window that holds
    more than `most_rows` decisions ends in a server's error, as it does at councils whose servers give up.
    """

    def __init__(self, day: int = 1, council: Council = WEXCOMBE, *, most_rows: int | None = None) -> None:
        self.requests: list[tuple[float, str]] = []
        self.council = council
        self._most_rows = most_rows
        self.day = day

    @property
    def day(self) -> int:
        """The day of the story that the site tells."""
        return self._day

    @day.setter
    def day(self, day: int) -> None:
        if day not in story.DATES:
            raise ValueError(f"The story has the days 1 to {max(story.DATES)}, not {day!r}.")
        self._day = day
        self._world = self.council.world(day)

    def records(self, day: int | None = None) -> frozenset[tuple[str, str]]:
        """Name the kind and id of every record that a full harvest finds on a day, this one unless given."""
        return census(self._world if day is None else self.council.world(day), UNREADABLE)

    @staticmethod
    def expected_issue_ids(day: int) -> frozenset[str]:
        """Name Wexcombe's issues that a harvest of that day can read; the rest have no page, or none that is whole."""
        return frozenset(story.issues(day)) - UNREADABLE

    def answer(self, target: str, headers: Mapping[str, str] | None = None) -> Answer:
        """Answer a request for a path and query; only the headers named here matter."""
        given = {name.lower(): value for name, value in (headers or {}).items()}
        answer = self._answer(target, f"http://{given.get('host', 'replica.example')}", given)
        if answer.status == _NOT_MODIFIED or "gzip" not in given.get("accept-encoding", "").lower():
            return answer
        packed = gzip.compress(answer.body, _PACKING, mtime=0)
        return Answer(answer.status, {**answer.headers, "Content-Encoding": "gzip"}, packed)

    def _answer(self, target: str, base: str, given: Mapping[str, str]) -> Answer:
        parts = urlsplit(target)
        path = _SESSION.sub("", unquote(parts.path))
        script, params = path.removeprefix("/").lower(), read_params(parts.query)
        if script == "mgrss.aspx":
            return _answered(news_pages.feed(self._world, base), {"Content-Type": _XML})
        if script.startswith(_SERVICE):
            return self._service(script.removeprefix(_SERVICE), params, base)
        if script == "mgconvert2pdf.aspx":
            return _unless_known(self._document(params.get("id", "")), given)
        if script.endswith(".aspx"):
            return self._scripted(script, params)
        if document := _DOCUMENT.fullmatch(path):
            is_attachment = document[1].lower() == "s"
            return _unless_known(self._document(document[2]) if is_attachment else self._pack(document[2]), given)
        return self._fixed(path)

    def _scripted(self, script: str, params: dict[str, str]) -> Answer:
        issue_id = params.get("iid") if script == ISSUE_SCRIPT else None
        if issue_id in FAILURES:
            status, headers, body = FAILURES[issue_id]
            return _answered(body, {"Content-Type": _HTML, **headers}, status)
        if script in _REGISTERS and self._is_too_much(params):
            return _answered(TIMED_OUT, {"Content-Type": _HTML}, 500)
        page = find_page(script, params, self._world)
        if page is None:
            return _redirect(ERROR_SCRIPT)
        text = self._dressed(page, script, params)
        return _answered(cut_off(text) if issue_id in CUT_OFF else text, {"Cache-Control": "private"}, page=page)

    def _is_too_much(self, params: dict[str, str]) -> bool:
        window = register.read_window(params, self._world.day)
        if self._most_rows is None or window is None:
            return False
        return len(register.held_in(window, self._world)) > self._most_rows

    def _dressed(self, page: Page, script: str, params: Mapping[str, str]) -> str:
        if self.council.tongue:
            return self.council.tongue(page, script, params, self._world.day)
        skin = "text" if params.get("txtonly") == "1" else page.skin
        return dress(page, skin, self._world.day)

    def _service(self, method: str, params: dict[str, str], base: str) -> Answer:
        body = service.reply(method, params, self._world, base)
        if body is None:
            return _answered("Missing parameter.", {"Content-Type": "text/plain; charset=utf-8"}, 500)
        return _answered(body, {"Content-Type": _XML})

    def _document(self, document_id: str) -> Answer:
        document = next((one for one in self._world.documents() if one.id == document_id), None)
        if document is None:
            return _redirect(f"/{ERROR_SCRIPT}")
        paper = papers.paper(document, self.council.name, self._day)
        return _answered(_NOT_FOUND, {"Content-Type": _HTML}, 404) if paper is None else _served(paper)

    def _pack(self, meeting_id: str) -> Answer:
        meeting = self._world.meetings.get(meeting_id)
        if meeting and meeting.packs:
            return _served(papers.pack(f"Meeting {meeting_id}", self.council.name))
        return _redirect(f"/{ERROR_SCRIPT}")

    def _fixed(self, path: str) -> Answer:
        """Answer for the addresses that are no ModernGov page."""
        if path == "/":
            return _redirect("mgPlansHome.aspx?bcr=1")
        if path == "/robots.txt":
            return _answered(self.council.robots, {"Content-Type": "text/plain"})
        if path == "/cdn-cgi/l/email-protection":
            return _answered(_HIDDEN_EMAIL, {"Content-Type": _HTML})
        return _answered(_NOT_FOUND, {"Content-Type": _HTML}, 404)


def _answered(text: str, headers: Mapping[str, str], status: int = 200, page: Page | None = None) -> Answer:
    """Make an answer; a page says itself which charset it is in."""
    if page is None:
        return Answer(status, dict(headers), text.encode())
    typed = {"Content-Type": f"text/html; charset={page.charset}", **headers}
    return Answer(status, typed, text.encode(page.charset, "xmlcharrefreplace"))


def _served(paper: papers.Paper) -> Answer:
    mark = f'"{sha256(paper.body).hexdigest()[:16]}"'
    return Answer(200, {"Content-Type": paper.content_type, "ETag": mark}, paper.body)


def _unless_known(answer: Answer, given: Mapping[str, str]) -> Answer:
    """An answer, or only that it is what the asker has already."""
    mark = answer.headers.get("ETag")
    if mark is None or given.get("if-none-match") != mark:
        return answer
    return Answer(_NOT_MODIFIED, {"ETag": mark}, b"")


def _redirect(target: str) -> Answer:
    moved = f'<html><head><title>Object moved</title></head><body><h2><a href="{target}">here</a></h2></body></html>'
    return _answered(moved, {"Location": target, "Content-Type": _HTML}, 302)
