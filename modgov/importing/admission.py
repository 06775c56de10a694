"""Which foreign pages are taken in: pages that ModGov reads, of councils in the register or the archive, each once."""

from collections.abc import Mapping
from typing import Any, Final

import parsers
import storage

from ..harvest import look_at, store_page, take_in
from ..outcomes import USABLE
from ..register import Register
from ..targets import council_of, find_target
from .tally import Tally

NOT_MODERNGOV: Final = "not ModernGov"
STRANGER: Final = "not in the register"
MOVED: Final = "redirects"
FAILED: Final = "server errors"
FAILING: Final = 500
NO_TIME: Final = "without a usable time"
_NO_READER: Final = "none"
_HEAD: Final = ("status", "headers", "content_type")
_STATES: Final = (*USABLE, "moderngov-error")


class Admission:
    """Takes pages into one archive. With `is_open`, also those of sites that are not in the register."""

    is_rehearsal = False

    def __init__(self, archive: storage.Archive, run_id: int, *, is_open: bool = False) -> None:
        self.archive, self.run_id, self._is_open = archive, run_id, is_open
        self._met: set[str] = set()
        self._kept = archive.councils()

    def passes(self, url: str) -> str | None:
        """Why the page at an address is passed over without a look at it; nothing where it may be one."""
        try:
            reader = parsers.reader_of(url)
        except ValueError:
            return NOT_MODERNGOV
        if reader.partition("/")[0] == _NO_READER:
            return NOT_MODERNGOV
        is_ours = self._is_open or Register.load().by_url(url) or parsers.locate(url).base in self._kept
        return None if is_ours else STRANGER

    def take(self, page: Mapping[str, Any], tally: Tally) -> int | None:
        """Store a page and read it; one that is no ModernGov page is counted, and never stored.

        `page` has `final_url`, `captured_at` and `body`, and what else is known of the answer. Returns the capture.
        """
        exchange = self.addressed(page)
        why = self._refuses(exchange)
        if why:
            tally.passed[why] += 1
            return None
        return self._store(exchange, tally)

    def take_again(self, page: Mapping[str, Any], holder: int, tally: Tally) -> None:
        """Store a page with the body of one that was taken, and with its head where it has none of its own."""
        first = self.archive.capture(holder)
        head = {} if page.get("headers") else {name: first[name] for name in _HEAD}
        self.take({**page, **head, "body": self.archive.body(holder)}, tally)

    def _refuses(self, exchange: Mapping[str, Any]) -> str | None:
        """Why an answer is not stored, now that its body is known."""
        status = exchange.get("status") or 200
        if 300 <= status < 400:
            return MOVED
        verdict = look_at(exchange).verdict
        if verdict in _STATES:
            return None
        if status >= FAILING:
            return FAILED
        return NOT_MODERNGOV if verdict == "not-moderngov" else f"no page ({verdict})"

    def _store(self, exchange: dict[str, Any], tally: Tally) -> int:
        self._meet(exchange["final_url"])
        capture_id = store_page(self.archive, exchange)
        tally.councils[exchange["council"]] += 1
        if self.archive.capture(capture_id)["absorbed_at"]:
            tally.known += 1
            return capture_id
        understood, outcome = take_in(self.archive, capture_id)
        tally.new += 1
        tally.verdicts.update(outcome.verdicts)
        tally.changes += outcome.changed
        tally.unread += len(understood.reading.unread) if understood else 0
        return capture_id

    def addressed(self, page: Mapping[str, Any]) -> dict[str, Any]:
        """A page as an exchange: whose it is, and under which address it is stored."""
        url = page["final_url"]
        return {
            **page,
            "council": self._council(url),
            "url": stored_address(url),
            "source": "import",
            "run_id": self.run_id,
        }

    def _council(self, url: str) -> str:
        """Whose a page is: as the archive calls the council of its install, else as the register does."""
        return self._kept.get(parsers.locate(url).base) or council_of(url)

    def _meet(self, url: str) -> None:
        council = self._council(url)
        if council not in self._met and parsers.locate(url).base not in self._kept:
            self._met.add(council)
            for row in find_target(url).council_rows():
                self.archive.save_council(row)


def stored_address(url: str) -> str:
    """The address under which a page is stored: the one that it has today.

    So a page that once was at http://, or at an earlier host, is the same page. A second install, in Welsh, keeps its
    own addresses.
    """
    location = parsers.locate(url)
    entry = Register.load().by_url(url)
    if entry is None or Register.load().is_welsh(url):
        return location.canonical
    base = parsers.locate(f"{entry.base_url.rstrip('/')}/mgPlansHome.aspx").base
    return base + location.canonical.removeprefix(location.base)
