"""An import that writes nothing: what would be taken, what is there already, and what is passed over and why."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Final

import storage

from .admission import MOVED, Admission
from .tally import Tally

_NO_RUN: Final = 0


class Rehearsal(Admission):
    """Judges pages as an admission does, and only counts them: the captures that it returns are numbers of its own."""

    is_rehearsal = True

    def __init__(self, archive: storage.Archive, *, is_open: bool = False) -> None:
        super().__init__(archive, _NO_RUN, is_open=is_open)
        self._digests: list[str] = []
        self._seen: set[tuple[str, ...]] = set()

    def take_again(self, page: Mapping[str, Any], holder: int, tally: Tally) -> None:
        """Count a page that has the body of one that was counted, and so is a page as that is."""
        if 300 <= (page["status"] or 200) < 400:
            tally.passed[MOVED] += 1
        else:
            self._count(self.addressed(page), self._digests[holder], tally)

    def _store(self, exchange: dict[str, Any], tally: Tally) -> int:
        return self._count(exchange, sha256(exchange["body"]).hexdigest(), tally)

    def _count(self, exchange: dict[str, Any], digest: str, tally: Tally) -> int:
        answer = (exchange["council"], exchange["url"], exchange["captured_at"], digest)
        tally.councils[exchange["council"]] += 1
        if answer in self._seen or self.archive.has_import(exchange, digest):
            tally.known += 1
        else:
            tally.new += 1
        self._seen.add(answer)
        self._digests.append(digest)
        return len(self._digests) - 1
