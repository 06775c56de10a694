"""Web archive files into the archive: answers as they come, revisits once their originals are known."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import storage

from ..moments import archived_at
from .admission import NO_TIME, Admission
from .tally import Tally

_LOST = "without their original"
_UNCHANGED = "not modified"  # an answer that had no body, and was never to have one
_NOT_MODIFIED = 304


def import_web_archives(admission: Admission, paths: Iterable[Path], tallies: list[Tally]) -> None:
    """Import WARC, ARC and WACZ files as one set. `tallies` is filled as files come, one for each."""
    shelf = _Shelf(admission)
    for path in paths:
        tally = Tally(path.name, is_rehearsal=admission.is_rehearsal)
        tallies.append(tally)
        shelf.read(path, tally)
    shelf.settle()


class _Shelf:
    """Files whose revisits may refer to one another."""

    def __init__(self, admission: Admission) -> None:
        self._admission = admission
        self._holders: dict[str, int] = {}
        self._waiting: list[tuple[storage.ForeignRecord, str, Tally]] = []

    def read(self, path: Path, tally: Tally) -> None:
        """Take in a file's answers; revisits wait."""

        def is_wanted(url: str) -> bool:
            why = self._admission.passes(url)
            if why:
                tally.passed[why] += 1
            return why is None

        whole = storage.WebArchive(path, is_wanted)
        for record in whole.records():
            self._take(record, path.name, tally)
        tally.records, tally.broke = whole.answers, whole.broke

    def settle(self) -> None:
        """Take in the revisits."""
        for record, name, tally in self._waiting:
            holder = next((self._holders[word] for word in record.refers_to if word in self._holders), None)
            if holder is None:
                tally.passed[_UNCHANGED if record.status == _NOT_MODIFIED else _LOST] += 1
            else:
                self._admission.take_again(_page(record, name), holder, tally)

    def _take(self, record: storage.ForeignRecord, name: str, tally: Tally) -> None:
        if archived_at(record.captured_at) is None:
            tally.passed[NO_TIME] += 1
        elif record.is_revisit:
            self._waiting.append((record, name, tally))
        elif record.trouble or record.body is None:
            tally.passed["damaged"] += 1
        else:
            capture_id = self._admission.take(_page(record, name) | {"body": record.body}, tally)
            if capture_id is not None:
                self._holders.update((word, capture_id) for word in record.names if word)


def _page(record: storage.ForeignRecord, name: str) -> dict[str, Any]:
    """An answer as a page, less its body."""
    known = {"file": name, "record": record.record_id, "digest": record.digest}
    return {
        "final_url": record.url,
        "captured_at": archived_at(record.captured_at),
        "status": record.status,
        "reason": record.reason,
        "http_version": record.http_version,
        "headers": record.headers,
        "content_type": record.content_type,
        "peer": record.peer,
        "imported_from": {key: value for key, value in known.items() if value},
    }
