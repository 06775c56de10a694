"""The corridor: a page's way from its URL to rows, and nothing beside it. The only module that knows all three rooms.

Bytes are stored before anyone reads them, and only a real page changes a record. A crash leaves either a capture that
is absorbed next time, or everything.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import parsers
import scraper
import storage

from .exits import Exit
from .freshness import is_stale
from .options import iso
from .targets import Target

FOLLOWED = ("plans_home", "plans", "plan_items", "issue")
_USABLE = ("page", "empty-list")
_RETRY_AFTER = timedelta(hours=6)
_RESUME_WITHIN = timedelta(hours=20)
_FAILURES_IN_A_ROW = 5


@dataclass(slots=True)
class Outcome:
    """What a command did: pages by verdict, records by what became of them, and what could not be had and why."""

    verdicts: Counter[str] = field(default_factory=Counter)
    new: Counter[str] = field(default_factory=Counter)
    changed: list[dict[str, Any]] = field(default_factory=list)
    deferred: list[dict[str, str]] = field(default_factory=list)
    queued: int = 0
    limited: bool = False
    interrupted: bool = False

    @property
    def usable(self) -> int:
        """How many real pages were got."""
        return sum(self.verdicts[verdict] for verdict in _USABLE)

    @property
    def exit(self) -> Exit:
        """The exit code that this outcome means."""
        if not self.usable:
            return Exit.NOTHING_USABLE
        return Exit.IN_PART if self.interrupted or self.deferred or (self.queued and not self.limited) else Exit.DONE


class Observer(Protocol):
    """Who is told of progress."""

    def page(self, target: Target, url: str, outcome: Outcome) -> None:
        """A page was dealt with."""


def absorb(archive: storage.Archive, capture_id: int, outcome: Outcome) -> parsers.Reading:
    """Read a stored capture and keep what it says, in one transaction."""
    capture = archive.capture(capture_id)
    council = capture["council"]
    reading = parsers.read(archive.payload(capture_id), url=capture["final_url"], content_type=capture["content_type"])
    verdict = _verdict(reading.verdict, capture["status"])
    known = [_mapping(record, council, partial=reading.is_partial) for record in reading.records]
    usable = verdict in _USABLE
    absorbed = archive.absorb(
        capture_id,
        verdict=verdict,
        page_type=reading.page_type,
        warnings=reading.warnings,
        content_sha256=reading.content_sha256,
        reader=reading.reader,
        records=known if usable else [],
        unread=[piece._asdict() for piece in reading.unread] if usable else [],
        gone=_gone(capture, verdict),
    )
    outcome.verdicts[verdict] += 1
    outcome.new.update(kind for kind, _ in absorbed.new)
    outcome.changed.extend(absorbed.changed)
    return reading


def absorb_pending(archive: storage.Archive, outcome: Outcome) -> None:
    """Absorb the captures that a crash left unread."""
    for capture in list(archive.pending()):
        absorb(archive, capture["id"], outcome)


def import_page(archive: storage.Archive, exchange: Mapping[str, Any]) -> tuple[parsers.Reading, Outcome]:
    """Store a saved page and read it; its place in the history is its capture time."""
    outcome = Outcome()
    reading = absorb(archive, archive.add_capture(exchange), outcome)
    return reading, outcome


async def harvest(
    archive: storage.Archive,
    client: scraper.Client,
    target: Target,
    observer: Observer,
    *,
    limit: int | None = None,
    since: str | None = None,
    now: datetime | None = None,
) -> Outcome:
    """Harvest one council: follow its forward plans to their issues, one page at a time, until nothing is waiting.

    What an interrupted harvest of the last hours had done is not done again.
    """
    outcome = Outcome()
    run = _Run(archive, client, target, observer, outcome, since=since, limit=limit, now=now or datetime.now(UTC))
    try:
        await run.crawl()
    except BaseException:
        outcome.interrupted = True
        raise
    finally:
        run.close()
    return outcome


class _Run:
    """One council's harvest under way."""

    def __init__(
        self,
        archive: storage.Archive,
        client: scraper.Client,
        target: Target,
        observer: Observer,
        outcome: Outcome,
        *,
        since: str | None,
        limit: int | None,
        now: datetime,
    ) -> None:
        self._archive, self._client, self._target = archive, client, target
        self._observer, self.outcome = observer, outcome
        self._since, self._limit = since, limit
        self._failures = 0
        archive.save_council(target.council_row())
        self._run_id = archive.begin_run("harvest", target.council, resume_after=iso(now - _RESUME_WITHIN))
        self._began = archive.run(self._run_id)["started_at"]
        archive.frontier_add(target.council, [_seed(url) for url in target.seeds], self._began)

    async def crawl(self) -> None:
        """Fetch, store and read until the frontier is empty, the limit is reached, or the site keeps failing."""
        fetched = 0
        while (waiting := self._archive.frontier_next(self._target.council)) is not None:
            if self._limit is not None and fetched >= self._limit:
                self.outcome.limited = True
                return
            await self._visit(waiting["url"])
            fetched += 1
            self._observer.page(self._target, waiting["url"], self.outcome)
            if self._failures >= _FAILURES_IN_A_ROW:
                return

    def close(self) -> None:
        """Write down how the run ended; one with work left is taken up again by the next."""
        self.outcome.queued = self._archive.frontier_waiting(self._target.council)
        self._archive.end_run(self._run_id, complete=not self.outcome.queued, summary=summary(self.outcome))

    async def _visit(self, url: str) -> None:
        try:
            capture = await self._client.get(url)
        except scraper.FetchError as error:
            self._defer(url, str(error))
            return
        capture_id = self._archive.add_capture(exchange(capture, self._target.council, self._run_id))
        reading = absorb(self._archive, capture_id, self.outcome)
        verdict = _verdict(reading.verdict, capture.status)
        if verdict not in _USABLE:
            self._defer(url, _refusal(verdict, capture.status), gone=verdict == "moderngov-error")
            return
        self._failures = 0
        self._archive.frontier_done(self._target.council, url)
        self._archive.frontier_add(self._target.council, list(self._followed(reading)), self._began)

    def _defer(self, url: str, reason: str, *, gone: bool = False) -> None:
        """Put a page off to another run. ModernGov's own error page is an answer, not a failure of the site."""
        self._failures = 0 if gone else self._failures + 1
        self.outcome.deferred.append({"url": url, "reason": reason})
        self._archive.frontier_defer(self._target.council, url, reason, iso(datetime.now(UTC) + _RETRY_AFTER))

    def _followed(self, reading: parsers.Reading) -> Iterator[dict[str, Any]]:
        """The links to follow: plans and issues, less what lies before `--since`."""
        stale = is_stale(reading.records, self._since)
        for link in reading.links:
            if link.page_type in FOLLOWED and link.url not in stale:
                yield {"url": link.url, "kind": link.page_type, "priority": FOLLOWED.index(link.page_type)}


def exchange(capture: scraper.Capture, council: str, run_id: int) -> dict[str, Any]:
    """A capture as the plain mapping that storage takes."""
    tls = capture.tls
    return {
        "council": council,
        "url": parsers.canonical(capture.url),
        "final_url": capture.final_url,
        "captured_at": capture.captured_at,
        "status": capture.status,
        "reason": capture.reason,
        "http_version": capture.http_version,
        "headers": capture.headers,
        "request_headers": capture.request_headers,
        "body": capture.body,
        "content_type": capture.content_type,
        "completeness": capture.completeness,
        "peer": capture.peer,
        "tls_version": tls.version if tls else None,
        "tls_cipher": tls.cipher if tls else None,
        "certificate_sha256": tls.certificate_sha256 if tls else None,
        "issuer": tls.issuer if tls else None,
        "switches": list(capture.switches),
        "authenticated": capture.authenticated,
        "diagnosis": capture.diagnosis,
        "attempts": capture.attempts,
        "errors": list(capture.errors),
        "redirects": [asdict(hop) for hop in capture.redirects],
        "source": "fetch",
        "run_id": run_id,
    }


def summary(outcome: Outcome) -> dict[str, Any]:
    """An outcome as plain values."""
    return {
        "pages": dict(outcome.verdicts),
        "new": dict(outcome.new),
        "changed": len(outcome.changed),
        "deferred": outcome.deferred,
        "queued": outcome.queued,
    }


def _seed(url: str) -> dict[str, Any]:
    return {"url": url, "kind": "seed", "priority": 0}


def _mapping(record: parsers.Record, council: str, *, partial: bool) -> dict[str, Any]:
    """A record as the plain mapping that storage takes, under the council's own name."""
    columns = {name: value for name, value in record.columns().items() if name not in ("council", record.key)}
    if partial:
        columns = {name: value for name, value in columns.items() if value is not None}
    return {"kind": record.kind, "council": council, "id": record.id, "columns": columns}


def _verdict(verdict: str, status: int | None) -> str:
    """A body's verdict in the light of its status: an error status never makes a page."""
    if verdict not in _USABLE or status is None or status < 400:
        return verdict
    return "server-error" if status >= 500 else "not-moderngov"


def _refusal(verdict: str, status: int) -> str:
    words = {
        "moderngov-error": "ModernGov answered with its error page",
        "challenge": "the site answered with a bot check",
        "maintenance": "the site is under maintenance",
        "server-error": "the server failed",
        "not-moderngov": "the answer is no ModernGov page",
        "truncated": "the page was cut short",
    }
    return f"{words.get(verdict, verdict)} (status {status})"


def _gone(capture: Mapping[str, Any], verdict: str) -> Sequence[tuple[str, str]]:
    """The record whose page ModernGov no longer has; only its own error page says so."""
    if verdict != "moderngov-error":
        return ()
    asked = parsers.locate(capture["url"])
    issue_id = asked.params.get("IId")
    return (("issue", issue_id),) if asked.script == "mgIssueHistoryHome.aspx" and issue_id else ()


def merged(outcomes: Iterable[Outcome]) -> Outcome:
    """Several outcomes as one."""
    total = Outcome()
    for outcome in outcomes:
        total.verdicts.update(outcome.verdicts)
        total.new.update(outcome.new)
        total.changed.extend(outcome.changed)
        total.deferred.extend(outcome.deferred)
        total.queued += outcome.queued
        total.limited |= outcome.limited
        total.interrupted |= outcome.interrupted
    return total
