"""Saved pages on their way into the archive: each takes its place in the history by the time that it was saved."""

from collections.abc import Mapping
from typing import Any

import storage

from ..outcomes import Outcome
from ..statements import document_of
from .corridor import Understood, believe_gone, keep, recalled, said_gone, understand
from .repeats import keep_repeated, repeatable


def import_page(archive: storage.Archive, page: Mapping[str, Any]) -> tuple[Understood | None, Outcome]:
    """Store a saved page and read it; there is nothing to understand in one that says what the last one said."""
    return take_in(archive, store_page(archive, page))


def store_page(archive: storage.Archive, page: Mapping[str, Any]) -> int:
    """Store a saved page, or a document, whose bytes are stored once for all addresses; return the capture's id."""
    return archive.add_capture(page, is_document=document_of(str(page["url"])) is not None)


def take_in(archive: storage.Archive, capture_id: int) -> tuple[Understood | None, Outcome]:
    """Read a stored page that was saved: what it says holds, whatever came before and after it."""
    outcome = Outcome()
    arrived = recalled(archive, capture_id)
    if keep_repeated(archive, arrived, repeatable(archive, arrived.capture), outcome):
        return None, outcome
    understood = understand(arrived)
    if said_gone(understood):  # all in one transaction, so that an import that is killed loses no half of it
        outcome.verdicts[understood.verdict] += 1
        believe_gone(archive, understood, outcome)
    else:
        keep(archive, understood, outcome)
    return understood, outcome
