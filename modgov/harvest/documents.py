"""One council's documents: which are asked for, after the pages, by the same client at the same pace."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import scraper
import storage

from ..documents import policy
from ..exchanges import exchange
from ..options import iso
from ..outcomes import Outcome
from ..targets import Target
from .corridor import keep, recalled, understand
from .document_answers import DocumentAnswers, confirmed
from .texts import Texts
from .times import Clock

LARGEST: Final = 200 * 1024 * 1024  # bytes; a pack of a whole meeting may have several hundred pages
LONGEST: Final = 600.0  # seconds


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
        self._archive, self._client, self._outcome, self._now = archive, client, outcome, now
        self._council, self._run_id, self._limit, self._since = target.council, run_id, limit, since
        self._leave_alone, self._tell = leave_alone, tell
        self._answers = DocumentAnswers(archive, target, outcome, now)

    async def gather(self, is_stopping: Callable[[], bool]) -> None:
        """Ask for every document that is due, up to the limit, and have the texts of all of them read."""
        self._answers.queue()
        self._outcome.documents["restricted"] = self._archive.documents_restricted(self._council)
        async with Texts(self._archive, self._outcome.without_text) as texts:
            for row in self._archive.texts_missing(self._council):
                texts.wish(row["sha256"], row["media_type"], row["capture_id"])
            await self._ask_for_all(texts, is_stopping)
            await self._resolve_doubts(texts)
            if self._outcome.interrupted:
                texts.drop()
        waiting = self._archive.documents_waiting(self._council, iso(self._now()), self._since)
        self._outcome.documents["queued"] = waiting

    def take_pending(self, capture: Mapping[str, Any]) -> None:
        """Take in an answer that an earlier run stored and could not read any more; it is asked for again."""
        if not confirmed(self._archive, capture):
            keep(self._archive, understand(recalled(self._archive, capture["id"])), Outcome())

    async def _ask_for_all(self, texts: Texts, is_stopping: Callable[[], bool]) -> None:
        asked = 0
        while row := self._archive.documents_next(self._council, iso(self._now()), self._since):
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
        if self._answers.take(row, capture_id):
            sha256 = self._archive.capture(capture_id)["content_sha256"]
            texts.wish(sha256, self._archive.media_type_of(capture_id) or "", capture_id)
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
            self._answers.put_off(row, str(error), policy.FORBIDDEN)
        except scraper.TooLarge as error:
            self._outcome.documents["too_large"] += 1
            self._answers.put_off(row, str(error), policy.TOO_LARGE)
        except scraper.FetchError as error:
            if not self._leave_alone(error):
                self._answers.defer(row, str(error))
        else:
            told = exchange(capture, url, self._council, self._run_id)
            return self._archive.add_capture(told, is_document=True)
        return None

    async def _resolve_doubts(self, texts: Texts) -> None:
        """Ask for a document that was there, where the last that the site gave were none."""
        doubted = self._answers.doubted
        if not doubted or self._outcome.held or self._outcome.interrupted:
            return
        witness = self._archive.document_witness(self._council, doubted)
        if witness is not None:
            await self._ask(witness, texts)
            if len(self._answers.doubted) < len(doubted):
                return
        self._answers.leave_doubts()
