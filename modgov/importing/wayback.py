"""Another archive on the web: its captures of a council, listed and then fetched one at a time, politely.

What is here already is not asked for again, nor a page that has the digest of one that is here: such a capture is
stored with those bytes. So a broken-off import goes on where it was.
"""

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from typing import Any, Final

import scraper

from ..harvest import LARGEST, LONGEST
from ..moments import archived_at
from ..statements import document_of
from .admission import FAILED, FAILING, MOVED, NO_TIME, Admission
from .cdx import PAGE, Listed, question, read_listing
from .replays import is_replay, original
from .tally import Tally

REPEATED: Final = "the same as one to be fetched"
_AS_FILES: Final = scraper.Asking(max_bytes=LARGEST, deadline=LONGEST)
_FOR_NOW: Final = frozenset({408, 425, 429})


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Which captures are wanted: from a day, to a day (ISO, both included), and how many are fetched at most."""

    first: str | None = None
    last: str | None = None
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Wayback:
    """An archive on the web: where it lists its captures, and where it replays them."""

    cdx: str
    replay: str

    def place(self, listed: Listed) -> str:
        """Where a capture is replayed as it was archived."""
        return f"{self.replay}/{listed.stamp}id_/{listed.url}"


class Refused(Exception):  # noqa: N818  # the name is what happened
    """The archive is to be left alone for now; the message is a sentence."""


async def import_wayback(
    admission: Admission, client: scraper.Client, source: Wayback, sites: Iterable[str], span: Span, tally: Tally
) -> None:
    """Import an archive's captures of a council's addresses. `tally` is filled as they come."""
    visit = _Visit(admission, client, source, span, tally)
    try:
        for site in sites:
            async for listed in visit.listed(site):
                await visit.take(listed)
    except (Refused, scraper.FetchError) as error:
        tally.held = f"{str(error).rstrip('.')}."


class _Visit:
    """One import from one archive."""

    def __init__(self, admission: Admission, client: scraper.Client, source: Wayback, span: Span, tally: Tally) -> None:
        self._admission, self._client, self._source = admission, client, source
        self._span, self._tally = span, tally
        self._refused = admission.archive.refused_imports()
        self._page: tuple[str, dict[str, int]] = ("", {})
        self._fetched = 0
        self._expected: set[tuple[str, str | None]] = set()

    async def listed(self, site: str) -> AsyncIterator[Listed]:
        """The captures that the archive lists below an address."""
        limit, key = PAGE, None
        while True:
            asked = question(self._source.cdx, site, self._span.first, self._span.last, key, limit or None)
            answer = await self._get(asked)
            if answer.status != 200:
                raise Refused(f"{asked} answered with status {answer.status}")
            try:
                rows, key, has_keys = read_listing(answer.payload().decode("utf-8", "replace"))
            except (ValueError, TypeError, AttributeError) as error:
                raise Refused(f"{asked} answered with no CDX listing") from error
            if not has_keys and limit and len(rows) >= limit:
                limit = 0  # it cannot go on from a key: ask for all at once
                continue
            for row in rows:
                yield row
            if key is None:
                return

    async def take(self, listed: Listed) -> None:
        """Take in a listed capture, by its digest if that is known, else by fetching it."""
        self._tally.records += 1
        admission, place = self._admission, self._source.place(listed)
        why = admission.passes(listed.url) or self._passes(listed, place)
        if why:
            self._tally.passed[why] += 1
            return
        known = admission.addressed({"final_url": listed.url})
        if admission.archive.taken_at(known["council"], known["url"], listed.at) is not None:
            self._tally.known += 1
            return
        bodies = self._bodies(known["council"], known["url"])
        if listed.digest in bodies:
            admission.take(self._same(listed, place, bodies[listed.digest]), self._tally)
        elif (known["url"], listed.digest) in self._expected:
            self._tally.passed[REPEATED] += 1
        elif self._span.limit is not None and self._fetched >= self._span.limit:
            self._tally.queued += 1
        elif admission.is_rehearsal:
            self._expect(known["url"], listed, place)
        else:
            await self._fetch(listed, place)

    def _expect(self, url: str, listed: Listed, place: str) -> None:
        """Note what would be fetched, once for each digest."""
        self._fetched += 1
        self._tally.wanted.append({"at": listed.at, "url": listed.url, "place": place})
        if listed.digest:
            self._expected.add((url, listed.digest))

    async def _fetch(self, listed: Listed, place: str) -> None:
        self._fetched += 1
        try:
            answer = await self._get(place, _AS_FILES if document_of(listed.url) else None)
        except scraper.TooLarge as error:
            self._refuse(place, str(error), "too large")
            return
        if not is_replay(answer):
            self._refuse(place, f"the archive answered with status {answer.status}", "not replayed")
            return
        before = self._tally.passed.copy()
        page = original(answer, listed)
        capture_id = self._admission.take(page, self._tally)
        if capture_id is None:
            (why,) = self._tally.passed - before
            self._admission.archive.refuse_import(place, why)
        elif page["imported_from"]["digest_agrees"]:
            self._page[1].setdefault(listed.digest or "", capture_id)

    def _refuse(self, place: str, reason: str, why: str) -> None:
        self._admission.archive.refuse_import(place, reason)
        self._tally.passed[why] += 1

    async def _get(self, url: str, asking: scraper.Asking | None = None) -> scraper.Capture:
        """Fetch from the archive; raises Refused where it fails, or asks for patience beyond what was waited."""
        answer = await self._client.get(url, asking)
        if answer.challenge:
            raise Refused(f"{url} answered with a bot check ({answer.challenge})")
        if answer.status >= FAILING or answer.status in _FOR_NOW:
            raise Refused(f"{url} answered with status {answer.status} after {answer.attempts} attempts")
        return answer

    def _passes(self, listed: Listed, place: str) -> str | None:
        """Why a listed capture is not asked for."""
        if archived_at(listed.at) is None:
            return NO_TIME
        if place in self._refused:
            return "refused before"
        if listed.status is None:
            return None
        if 300 <= listed.status < 400:
            return MOVED
        return FAILED if listed.status >= FAILING else None

    def _bodies(self, council: str, url: str) -> dict[str, int]:
        """The digests of a page's bodies that are here; listings come page by page."""
        if self._page[0] != url:
            self._page = url, self._admission.archive.payloads(council, url)
        return self._page[1]

    def _same(self, listed: Listed, place: str, holder: int) -> dict[str, Any]:
        """A capture that was not fetched: the archive lists it with the digest of bytes that are here."""
        archive = self._admission.archive
        first = archive.capture(holder)
        return {
            "final_url": listed.url,
            "captured_at": listed.at,
            "status": listed.status or first["status"],
            "headers": first["headers"],
            "content_type": first["content_type"],
            "body": archive.body(holder),
            "imported_from": {"archive": place, "digest": f"sha1:{listed.digest}", "same_as": first["captured_at"]},
        }
