"""Looking at a few settled pages that are not due: what share of them had changed says what the policy misses."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final
from zlib import crc32

SHARE: Final = 0.002  # of a council's settled pages, in a night
MOST: Final = 50  # pages of one council


def draw(urls: Iterable[str], seed: str, *, share: float = SHARE, most: int = MOST) -> list[str]:
    """The pages that this seed (a day) draws: the same whatever their order, and others on another day."""
    lots = sorted((crc32(f"{seed} {url}".encode()) / 2**32, url) for url in urls)
    return [url for lot, url in lots if lot < share][:most]


@dataclass(slots=True)
class Sample:
    """The settled pages drawn in a run, those of them that were read, and how many of these had changed."""

    drawn: frozenset[str] = frozenset()
    read: set[str] = field(default_factory=set)
    changed: set[str] = field(default_factory=set)

    def note(self, url: str, *, is_changed: bool) -> None:
        """Note what a look at a page came to, if it was drawn."""
        if url in self.drawn:
            self.read.add(url)
            if is_changed:
                self.changed.add(url)

    def counts(self) -> dict[str, int]:
        """The sample in numbers."""
        return {"read": len(self.read), "changed": len(self.changed)}
