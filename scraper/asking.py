"""How one address is asked for, where that differs from how pages are."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """How a file is asked for. `max_bytes` and `deadline` (seconds) stand in place of those of the settings.

    `encoding` are the codings in which it may come: a file that comes as it is has one digest, whatever packs it.
    `etag` and `last_modified` are what an earlier answer said of itself: where that still holds, the answer is a 304.
    """

    max_bytes: int
    deadline: float
    encoding: str = "identity"
    etag: str | None = None
    last_modified: str | None = None

    @property
    def headers(self) -> dict[str, str]:
        """The headers in which the request differs."""
        known = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {"Accept-Encoding": self.encoding, **{name: value for name, value in known.items() if value}}
