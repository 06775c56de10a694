"""What becomes of each answer to the question for a document: in its record, and in the queue that asks again.

A document that is gone is believed to be gone only once the site gives another one.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, Final

import storage

from ..documents import policy
from ..options import iso
from ..outcomes import Outcome
from ..statements import REFUSALS, document_of
from ..targets import Target
from .corridor import Understood, believe_gone, keep, recalled, said_gone, understand
from .times import RETRY_AFTER, Clock

_NOT_MODIFIED: Final = 304


class DocumentAnswers:
    """Takes in the answers for one council's documents in one run, and keeps their queue."""

    def __init__(self, archive: storage.Archive, target: Target, outcome: Outcome, now: Clock) -> None:
        self._archive, self._target, self._outcome, self._now = archive, target, outcome, now
        self._council = target.council
        self._doubted: list[tuple[int, Mapping[str, Any]]] = []

    @property
    def doubted(self) -> list[str]:
        """The addresses at which there may be no document any more."""
        return [row["url"] for _, row in self._doubted]

    def queue(self) -> None:
        """Queue what the pages link to on the council's own site."""
        listed, base = [], f"{self._target.base_url}/"
        for row in self._archive.documents_listed(self._council):
            document_id = row["document_id"] or document_of(row["url"])
            if not row["url"].startswith(base):
                self._outcome.documents["elsewhere"] += 1
            elif document_id is not None:
                listed.append({**row, "document_id": document_id})
        self._archive.documents_add(self._council, listed)

    def take(self, row: Mapping[str, Any], capture_id: int) -> bool:
        """Take in the answer for a row of `document_files`; return whether it is a file that may be new."""
        if confirmed(self._archive, self._archive.capture(capture_id)):
            self._settle(row, "unchanged")
            self._believe()
            return False
        understood = understand(recalled(self._archive, capture_id))
        found = Outcome()
        keep(self._archive, understood, found)
        self._outcome.new.update(found.new)
        self._outcome.changed += found.changed
        if understood.is_usable:
            self._take_file(row, understood)
            self._believe()
        elif said_gone(understood):
            self._doubted.append((capture_id, row))
            self.put_off(row, _reason(understood), RETRY_AFTER)
        else:
            self.defer(row, _reason(understood))
        return understood.is_usable

    def defer(self, row: Mapping[str, Any], reason: str) -> None:
        """Put off a document that could not be had: twice as long each time, up to a month."""
        self._outcome.defer(row["url"], reason)
        self._outcome.documents["put_off"] += 1
        times: int = min(row["attempts"], 10)
        self.put_off(row, reason, min(RETRY_AFTER * (1 << times), policy.MISSING))

    def put_off(self, row: Mapping[str, Any], reason: str, wait: timedelta, state: str = "deferred") -> None:
        """Ask for a document again after a time."""
        until = iso(self._now() + wait)
        self._archive.document_settle(self._council, row["url"], state, until, reason)

    def leave_doubts(self) -> None:
        """End without knowing of the doubted ones whether they are gone: they are asked for again."""
        self._outcome.documents["put_off"] += len(self._doubted)
        for capture_id, row in self._doubted:
            self._outcome.defer(row["url"], _reason(understand(recalled(self._archive, capture_id))))
        self._doubted = []

    def _take_file(self, row: Mapping[str, Any], understood: Understood) -> None:
        capture, sha256 = understood.capture, understood.reading.content_sha256
        at = capture["captured_at"]
        found = {"at": at, "sha256": sha256, "capture_id": capture["id"], **_known(capture["headers"])}
        self._archive.document_fetched(self._council, row["url"], found)
        kind = "fetched" if row["sha256"] is None else "unchanged" if row["sha256"] == sha256 else "replaced"
        self._settle({**row, "changed_at": at} if kind == "replaced" else row, kind)

    def _settle(self, row: Mapping[str, Any], kind: str) -> None:
        self._outcome.documents[kind] += 1
        self._archive.document_settle(self._council, row["url"], "done", iso(policy.due(row, self._now())))

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
            self.put_off(row, _reason(understood), policy.MISSING, "missing")


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
