"""Lists that a council does not have: remembered, so that they are not asked for every night."""

from datetime import datetime

import storage

from ..outcomes import Outcome
from .times import ABSENT_FOR, Clock


class Absences:
    """One council's lists that answer with status 404. That counts once another answer shows that the site is there."""

    def __init__(self, archive: storage.Archive, council: str, outcome: Outcome, now: Clock) -> None:
        self._archive, self._council, self._outcome, self._now = archive, council, outcome, now
        self._noted: dict[str, str] = {}

    def has(self, name: str) -> bool:
        """Whether a list was missing not long ago."""
        absent = self._archive.absent_lists(self._council).get(name)
        return absent is not None and self._now() - datetime.fromisoformat(absent["found_at"]) < ABSENT_FOR

    def note(self, name: str, url: str) -> None:
        """A list answered with status 404."""
        self._noted[name] = url

    def clear(self, name: str) -> None:
        """A list answers."""
        self._archive.list_present(self._council, name)

    def close(self) -> None:
        """Remember what was missing of a site that gave pages; of one that gave none it is only reported."""
        for name, url in self._noted.items():
            if self._outcome.usable:
                self._archive.list_absent(self._council, name, "the address answers with status 404")
            else:
                self._outcome.defer(url, "the address answers with status 404")
