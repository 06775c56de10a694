"""Keeps what was fetched and read: one SQLite file and the WARC files beside it. Knows no HTTP client and no HTML.

The bytes come first. An answer is written to a WARC file, then indexed as a row of `captures`; only then may a reader
look at it. What the reader says of a record in that capture is a *sighting*. All the rest is worked out from sightings
in the order of their capture times: *versions* (sightings that say something new), *changes* (between versions) and
the record's row (what was said last). So an old capture that is imported late takes its place in time, the order of
arrival never matters, and everything can be read again from the bytes by a better reader.

A record that pages of several types state is one row (`voices.py` says whom to believe). Links between records are
columns that hold ids, as pages state them. A link that only a title and a day suggest is never stored: the view
`issue_links` works it out from the records as they are and calls it `likely`, the others `stated`.

What a page says by its silence is worked out, too: a record that is known from lists alone is gone once every page that
listed it was read in full again and lists it no more (`absences.py`).

What a page in a council's other language says of a record is kept beside it, in `translations`, as a record of its own
whose id names the kind, the id and the language (`issue/4101/cy`), with its own versions and changes.
"""

from .archive import Archive
from .captures import Written
from .changes import Change
from .errors import (
    ArchiveBusy,
    ArchiveDamaged,
    ArchiveUnwritable,
    DiskFull,
    NotAnArchive,
    OlderRelease,
    SearchDamaged,
    StorageError,
    WrongVersion,
)
from .imports import base32
from .mending import Mended
from .readings import Absorbed
from .rebuilding import Restored
from .records import KINDS, Key
from .repeats import Last
from .rereading import Difference
from .search import Hits
from .values import utc_now
from .verification import MEND, REBUILD, RESTORE, RETELL, Finding
from .warc import Place, payload
from .warc_reading import ForeignRecord, NotAWebArchive, WebArchive, is_web_archive
from .wholeness import mend, verify

__all__ = [
    "KINDS",
    "MEND",
    "REBUILD",
    "RESTORE",
    "RETELL",
    "Absorbed",
    "Archive",
    "ArchiveBusy",
    "ArchiveDamaged",
    "ArchiveUnwritable",
    "Change",
    "Difference",
    "DiskFull",
    "Finding",
    "ForeignRecord",
    "Hits",
    "Key",
    "Last",
    "Mended",
    "NotAWebArchive",
    "NotAnArchive",
    "OlderRelease",
    "Place",
    "Restored",
    "SearchDamaged",
    "StorageError",
    "WebArchive",
    "Written",
    "WrongVersion",
    "base32",
    "is_web_archive",
    "mend",
    "payload",
    "utc_now",
    "verify",
]
