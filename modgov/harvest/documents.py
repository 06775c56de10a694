"""One council's documents: which are asked for, and what becomes of each answer.

They come after the pages, by the same client at the same pace. A document that is gone is believed to be gone only
once the site gives another one.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import Any, Final

import scraper
import storage

from ..documents import policy
from ..exchanges import exchange
from ..options import iso
from ..outcomes import Outcome
from ..statements import REFUSALS, document_of
from ..targets import Target
from .corridor import Understood, believe_gone, keep, recalled, said_gone, understand
from .texts import Texts
from .times import RETRY_AFTER, Clock

LARGEST: Final = 200 * 1024 * 1024  # bytes; a pack of a whole meeting may have several hundred pages
LONGEST: Final = 600.0  # seconds
_NOT_MODIFIED: Final = 304


class Documents:
    """Gathers the documents of one council in one run. `leave_alone` is told of an error that concerns the site.

    `tell` hears of each address that was dealt with.
    """

    def __init__(
        self,
        archive: storage.Archive,
        client: scraper.Client,
        target: Target,
        outcome: Outcome,
        now: Clock,
        *,
        run_id: int,
        limit: int | None,
        since: str | None,
        leave_alone: Callable[[scraper.FetchError], bool],
        tell: Callable[[str], None],
    ) -> None:
        self._archive, self._client, self._target, self._outcome, self._now = archive, client, target, outcome, now
        self._council, self._run_id, self._limit, self._since = target.council, run_id, limit, since
        self._leave_alone, self._tell = leave_alone, tell
        self._doubted: list[tuple[int, Mapping[str, Any]]] = []

    async def gather(self, is_stopping: Callable[[], bool]) -> None:
        """Ask for every document that is due, up to the limit, and have the texts of all of them read."""
        self._list()
        async with Texts(self._archive, self._outcome.without_text) as texts:
            for row in self._archive.texts_missing(self._council):
                texts.wish(row["sha256"], row["media_type"], row["capture_id"])
            await self._ask_for_all(texts, is_stopping)
            await self._resolve_doubts(texts)
            if self._outcome.interrupted:
                texts.drop()
        waiting = self._archive.documents_waiting(self._council, since=self._since)
        self._outcome.documents["queued"] = waiting

    def take_pending(self, capture: Mapping[str, Any]) -> None:
        """Take in an answer that an earlier run stored and could not read any more; it is asked for again."""
        if not confirmed(self._archive, capture):
            keep(self._archive, understand(recalled(self._archive, capture["id"])), Outcome())

    def _list(self) -> None:
        """Queue what the pages link to on the council's own site."""
        listed, base = [], f"{self._target.base_url}/"
        for row in self._archive.documents_listed(self._council):
            document_id = row["document_id"] or document_of(row["url"])
            if not row["url"].startswith(base):
                self._outcome.documents["elsewhere"] += 1
            elif document_id is not None:
                listed.append({**row, "document_id": document_id})
        self._archive.documents_add(self._council, listed)
        self._outcome.documents["restricted"] = self._archive.documents_restricted(self._council)

    async def _ask_for_all(self, texts: Texts, is_stopping: Callable[[], bool]) -> None:
        asked = 0
        while row := self._archive.documents_next(self._council, since=self._since):
            if is_stopping():
                self._outcome.interrupted = True
                return
            if asked == self._limit:
                self._outcome.limited = True
                return
            if not await self._ask(row, texts):
                return
            asked += 1
            self._tell(row["url"])

    async def _ask(self, row: Mapping[str, Any], texts: Texts) -> bool:
        """Ask for one document; false where the site is to be left alone."""
        capture_id = await self._fetch(row)
        if capture_id is None:
            return not self._outcome.held
        capture = self._archive.capture(capture_id)
        if confirmed(self._archive, capture):
            self._settle(row, "unchanged")
            self._believe()
            return True
        understood = understand(recalled(self._archive, capture_id))
        found = Outcome()
        keep(self._archive, understood, found)
        self._outcome.new.update(found.new)
        self._outcome.changed += found.changed
        if understood.is_usable:
            self._take(row, capture_id, texts)
            self._believe()
        elif said_gone(understood):
            self._doubted.append((capture_id, row))
            self._put_off(row, _reason(understood), RETRY_AFTER)
        else:
            self._outcome.defer(row["url"], _reason(understood))
            self._outcome.documents["put_off"] += 1
            self._put_off(row, _reason(understood), self._patience(row))
        return True

    async def _fetch(self, row: Mapping[str, Any]) -> int | None:
        """Fetch and store an answer; where there is none, put the document off."""
        url = row["url"]
        known = {name: row[name] for name in ("etag", "last_modified")}
        asking = scraper.Asking(max_bytes=LARGEST, deadline=LONGEST, **known)
        try:
            capture = await self._client.get(url, asking)
        except scraper.RobotsDenied as error:
            self._outcome.documents["forbidden"] += 1
            self._put_off(row, str(error), policy.FORBIDDEN)
        except scraper.TooLarge as error:
            self._outcome.documents["too_large"] += 1
            self._put_off(row, str(error), policy.TOO_LARGE)
        except scraper.FetchError as error:
            if not self._leave_alone(error):
                self._outcome.defer(url, str(error))
                self._outcome.documents["put_off"] += 1
                self._put_off(row, str(error), self._patience(row))
        else:
            told = exchange(capture, url, self._council, self._run_id)
            return self._archive.add_capture(told, is_document=True)
        return None

    def _take(self, row: Mapping[str, Any], capture_id: int, texts: Texts) -> None:
        """Take in a document's file."""
        capture = self._archive.capture(capture_id)
        sha256 = capture["content_sha256"]
        found = {"at": capture["captured_at"], "sha256": sha256, "capture_id": capture_id, **_known(capture["headers"])}
        self._archive.document_fetched(self._council, row["url"], found)
        texts.wish(sha256, self._archive.media_type_of(capture_id) or "", capture_id)
        kind = "fetched" if row["sha256"] is None else "unchanged" if row["sha256"] == sha256 else "replaced"
        changed_at = capture["captured_at"] if kind == "replaced" else row["changed_at"]
        self._settle({**row, "changed_at": changed_at}, kind)

    def _settle(self, row: Mapping[str, Any], kind: str) -> None:
        self._outcome.documents[kind] += 1
        self._archive.document_settle(self._council, row["url"], "done", iso(policy.due(row, self._now())))

    def _put_off(self, row: Mapping[str, Any], reason: str, wait: timedelta, state: str = "deferred") -> None:
        until = iso(self._now() + wait)
        self._archive.document_settle(self._council, row["url"], state, until, reason)

    def _patience(self, row: Mapping[str, Any]) -> timedelta:
        """How long a document waits that could not be had: twice as long each time, up to a month."""
        times: int = min(row["attempts"], 10)
        return min(RETRY_AFTER * (1 << times), policy.MISSING)

    def _believe(self) -> None:
        """The site gives documents: those that it says are not there are gone, or never were."""
        doubted, self._doubted = self._doubted, []
        for capture_id, row in doubted:
            understood = understand(recalled(self._archive, capture_id))
            if self._archive.last_capture(self._council, row["url"]) is not None:
                believe_gone(self._archive, understood, self._outcome)
                self._outcome.documents["removed"] += 1
            else:
                self._outcome.documents["missing"] += 1
            self._put_off(row, _reason(understood), policy.MISSING, "missing")

    async def _resolve_doubts(self, texts: Texts) -> None:
        """Ask for a document that was there, where the last that the site gave were none."""
        if not self._doubted or self._outcome.held or self._outcome.interrupted:
            return
        witness = self._archive.document_witness(self._council, [row["url"] for _, row in self._doubted])
        if witness is not None:
            doubts = len(self._doubted)
            await self._ask(witness, texts)
            if len(self._doubted) < doubts:
                return
        self._outcome.documents["put_off"] += len(self._doubted)
        for capture_id, row in self._doubted:
            self._outcome.defer(row["url"], _reason(understand(recalled(self._archive, capture_id))))
        self._doubted = []


def confirmed(archive: storage.Archive, capture: Mapping[str, Any]) -> bool:
    """Whether the site says that a document is what it was; if so, that is kept."""
    last = archive.last_capture(capture["council"], capture["url"])
    if capture["status"] != _NOT_MODIFIED or last is None:
        return False
    told = {name: last[name] for name in ("page_type", "content_sha256", "reader")}
    archive.absorb(capture["id"], verdict="page", warnings=["not-modified"], records=[], **told)
    return True


def _known(headers: Iterable[tuple[str, str]] | None) -> dict[str, str | None]:
    """What an answer says of itself, to be told when it is asked for again."""
    named = {name.lower(): value for name, value in headers or ()}
    return {"etag": named.get("etag"), "last_modified": named.get("last-modified")}


def _reason(understood: Understood) -> str:
    verdict, status = understood.verdict, understood.capture["status"]
    if verdict == "not-moderngov" and status < 400:
        return f"the answer is no document (status {status})"
    return f"{REFUSALS.get(verdict, verdict)} (status {status})"
