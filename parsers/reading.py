"""What a body comes to: whether it is a page, the records that it states, its links, and what no rule understood."""

from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

from .frame import Frame
from .pages import Unread
from .records import Record


class PageLink(NamedTuple):
    """A link to another page of the same council: its canonical URL, its page type where we read that, its text."""

    url: str
    page_type: str | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a body says, and what of it was not understood.

    `verdict` says whether it is a page at all; only with `page` or `empty-list` can there be records. `content_sha256`
    is the digest of ModernGov's own part of the page, `reader` the name and version of the reader.
    """

    url: str
    page_type: str | None
    verdict: str
    warnings: tuple[str, ...]
    frame: Frame
    records: tuple[Record, ...]
    links: tuple[PageLink, ...]
    unread: tuple[Unread, ...]
    content_sha256: str
    reader: str

    def as_json(self) -> dict[str, Any]:
        """The reading as plain values, each record with its `kind`."""
        plain = {name: getattr(self, name) for name in ("url", "page_type", "verdict", "reader", "content_sha256")}
        return {
            **plain,
            "warnings": list(self.warnings),
            "frame": self.frame._asdict() | {"breadcrumb": list(self.frame.breadcrumb)},
            "records": [{"kind": record.kind, **asdict(record)} for record in self.records],
            "links": [link._asdict() for link in self.links],
            "unread": [piece._asdict() for piece in self.unread],
        }
