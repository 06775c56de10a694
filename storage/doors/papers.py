"""Documents: where each is, when it is asked for again, and its text."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ..errors import guarded
from ..files import Files
from ..texts import Texts


class Papers:
    """Documents: where each is, when it is asked for again, and its text."""

    folder: Path
    _files: Files
    _texts: Texts

    @guarded
    def documents_listed(self, council: str) -> list[dict[str, Any]]:
        """The documents that a council's pages link to, each with its `url`, `document_id` and `day`."""
        return self._files.listed(council)

    @guarded
    def documents_restricted(self, council: str) -> int:
        """How many documents a council's pages name as restricted."""
        return self._files.restricted(council)

    @guarded
    def documents_add(self, council: str, files: Iterable[Mapping[str, Any]]) -> None:
        """Queue documents (`url`, `document_id`, `day`); one that is known keeps its place."""
        self._files.add(council, files)

    @guarded
    def document_row(self, council: str, url: str) -> dict[str, Any] | None:
        """The row of `document_files` for an address, if it is queued."""
        return self._files.row(council, url)

    @guarded
    def documents_next(self, council: str, before: str, since: str | None = None) -> dict[str, Any] | None:
        """The row of `document_files` that is due longest, less days before `since`; `None` where none is."""
        return self._files.next(council, before, since)

    @guarded
    def documents_waiting(self, council: str, before: str, since: str | None = None) -> int:
        """How many documents are due, less those of days before `since`."""
        return self._files.waiting(council, before, since)

    @guarded
    def media_type_of(self, capture_id: int) -> str | None:
        """The kind of file that a document's newest capture holds."""
        return self._files.media_type(capture_id)

    @guarded
    def document_witness(self, council: str, besides: Iterable[str]) -> dict[str, Any] | None:
        """A document that was there when it was asked for last, other than some."""
        return self._files.witness(council, besides)

    @guarded
    def document_fetched(self, council: str, url: str, said: Mapping[str, Any]) -> None:
        """Note what a document's address gave: `at`, `sha256`, `capture_id`, `etag`, `last_modified`."""
        self._files.fetched(council, url, said)

    @guarded
    def document_settle(self, council: str, url: str, state: str, due_at: str, reason: str | None = None) -> None:
        """Let a document be `done`, `deferred` or `missing` until `due_at`."""
        self._files.settle(council, url, state, due_at, reason)

    @guarded
    def save_text(self, sha256: str, found: Mapping[str, Any]) -> None:
        """Keep the text of a content (`media_type`, `text`, `pages`, `extractor`), or the `error` in its place."""
        self._texts.save(sha256, found)

    @guarded
    def text(self, sha256: str) -> dict[str, Any] | None:
        """The text of a content; `None` where nobody has looked for one."""
        return self._texts.get(sha256)

    @guarded
    def texts_missing(self, council: str, today: Mapping[str, str] | None = None) -> list[dict[str, Any]]:
        """The contents that a council's documents have or had, without a text: `sha256`, `media_type`, `capture_id`.

        With `today`, the extractor for each media type, also those whose text another one read.
        """
        return self._texts.missing(council, today)
