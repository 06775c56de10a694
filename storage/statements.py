"""What one capture says of a record, and how far it is to be believed."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Final, NamedTuple

from .absences import SILENCES, is_whole
from .values import text

GONE_SINCE: Final = "gone_since"

_TITLE_IN_DOUBT: Final = ("title-uncertain", "title-missing")


class Statement(NamedTuple):
    """What a page says of a record: the text of it, the digest under which that is kept, and its values.

    One that was kept before has no `values`, nor has one that says that the page is gone.
    """

    row: str
    digest: str
    values: Mapping[str, Any] | None = None


def statement(values: Mapping[str, Any]) -> Statement:
    """What a page says of a record, always written in the same order."""
    row = text(dict(sorted(values.items())))
    return Statement(row, digest_of(row), values)


def digest_of(row: str) -> str:
    """The name under which a statement is kept."""
    return sha256(row.encode()).hexdigest()


_GONE: Final = '{"gone": true}'
GONE: Final = Statement(_GONE, digest_of(_GONE))  # that of a page that ModernGov no longer has
_ABSENT: Final = SILENCES | {GONE.digest}  # a silence is no statement, and has itself for a digest


class Sighting(NamedTuple):
    """A record seen in a capture: what the capture says of it, and who read that, with which warnings."""

    capture_id: int
    at: str
    url: str
    sha256: str
    content_sha256: str | None
    reader: str | None
    digest: str
    row: str
    is_version: int
    page_type: str | None = None
    rank: str = ""  # of imported captures: one second may have several, which may arrive in any order
    warnings: str | None = None

    def says(self) -> dict[str, Any]:
        """The fields that this sighting states. A page says by being there that the record is not gone."""
        if not self.shows:
            return {GONE_SINCE: self.at}
        return {GONE_SINCE: None, **json.loads(self.row)}

    @property
    def shows(self) -> bool:
        """Whether the capture shows the record; another says only that it is not there."""
        return self.digest not in _ABSENT

    @property
    def is_whole(self) -> bool:
        """Whether all is read that the page says of the record, so that its silence means something."""
        return self.shows and is_whole(self.warnings)

    @property
    def doubts_title(self) -> bool:
        """Whether the title of the page is only likely to be one, or was lost."""
        return self.warnings is not None and any(warning in self.warnings for warning in _TITLE_IN_DOUBT)

    def repeats(self, other: "Sighting") -> bool:
        """Whether it says what another sighting says, read as well."""
        return self.digest == other.digest and self.warnings == other.warnings

    def shares_content(self, other: "Sighting") -> bool:
        """Whether both captures hold the same page, as far as it is ModernGov's."""
        if self.sha256 == other.sha256:
            return True
        return self.content_sha256 is not None and self.content_sha256 == other.content_sha256
