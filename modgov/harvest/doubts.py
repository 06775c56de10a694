"""Error pages that say a record is gone: believed only once the site has shown that it still gives real pages.

A site may answer everything with ModernGov's error page for a while. Then nothing is gone.
"""

from datetime import timedelta
from typing import Final

import storage

from ..options import iso
from ..outcomes import Outcome
from ..sampling import Sample
from ..schedule import retry_after
from .corridor import Understood, believe_gone, recalled, understand
from .restrictions import led_to
from .times import Clock

GRAVE: Final = 3  # error pages without a real page between them, from which on the site itself is in doubt
LOOK_AGAIN: Final = timedelta(days=7)  # after which a record that is gone is asked for again: some come back


class Doubts:
    """Error pages of one council, each the last that was heard of its record."""

    def __init__(self, archive: storage.Archive, council: str, outcome: Outcome, sample: Sample, now: Clock) -> None:
        self._archive, self._council, self._outcome, self._now = archive, council, outcome, now
        self._sample = sample
        self._captures: list[tuple[int, str]] = []

    def __len__(self) -> int:
        return len(self._captures)

    @property
    def is_grave(self) -> bool:
        """Whether the site may answer everything with its error page."""
        return len(self) >= GRAVE

    def add(self, understood: Understood, reason: str) -> None:
        """Doubt an error page; `reason` is told where there never was a page, or where the doubt remains."""
        self._captures.append((understood.capture["id"], reason))

    def believe(self) -> list[str]:
        """The site gives real pages: what it answers with its error page is gone, or never was there.

        Which of the two may be learnt later, when an older page is imported; the history works it out.
        Returns the pages that this makes worth a look: reasons for restricting what is gone.
        """
        captures, self._captures = self._captures, []
        to_ask: list[str] = []
        for capture_id, reason in captures:
            understood = understand(recalled(self._archive, capture_id))
            url = understood.capture["url"]
            believe_gone(self._archive, understood, self._outcome)
            self._sample.note(url, is_changed=True)
            if self._archive.last_capture(self._council, url) is not None:
                to_ask += led_to(self._archive, self._council, url)
                self._archive.frontier_done(self._council, url, due_at=iso(self._now() + LOOK_AGAIN))
            else:
                self._put_off(url, reason)
        return to_ask

    def leave(self) -> None:
        """The harvest ends in doubt: nothing is gone, and the pages are asked for again."""
        captures, self._captures = self._captures, []
        for capture_id, reason in captures:
            self._put_off(self._archive.capture(capture_id)["url"], reason)

    def _put_off(self, url: str, reason: str) -> None:
        self._outcome.defer(url, reason)
        wait = retry_after(self._archive.frontier_attempts(self._council, url))
        self._archive.frontier_defer(self._council, url, reason, iso(self._now() + wait))
