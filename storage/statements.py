"""What one capture says of a record, and how far it is to be believed."""

import json
from typing import Any, Final, NamedTuple

from .absences import SILENCES, is_whole

GONE_SINCE: Final = "gone_since"
GONE: Final = '{"gone": true}'  # the statement of a page that ModernGov no longer has

_TITLE_IN_DOUBT: Final = ("title-uncertain", "title-missing")


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
        return self.row != GONE and self.row not in SILENCES

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
