"""Pages that say what they said last: known by their bytes, or by their content, and not read again."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, NamedTuple

import parsers
import storage

from ..outcomes import USABLE, Outcome
from .corridor import Arrived, arrived, place_of
from .finding import LISTS

_ALWAYS_READ = LISTS | {"none"}  # which of a list's links are followed depends on what was asked for
_ERROR = 400


def repeatable(archive: storage.Archive, capture: Mapping[str, Any]) -> storage.Last | None:
    """What an answer, stored or not, may repeat: the last of its page, if that was one, and read by the same reader."""
    if capture["challenge"] or (capture["status"] or 0) >= _ERROR:
        return None
    reader = parsers.reader_of(place_of(capture))
    if reader.partition("/")[0] in _ALWAYS_READ:
        return None
    last = archive.last_read(capture["council"], capture["url"])
    return last if last is not None and last.reader == reader and last.verdict in USABLE else None


class Stored(NamedTuple):
    """An answer whose bytes are in their file: as it came, what was written, and what it may repeat until `due_at`."""

    exchange: Mapping[str, Any]
    written: storage.Written
    last: storage.Last | None
    due_at: str


@contextmanager
def received(archive: storage.Archive, stored: Stored, outcome: Outcome) -> Iterator[Arrived | None]:
    """Give what is to be read of an answer whose bytes are safe; `None` where it says what the last one said.

    Its row is written together with all that is done in the block. What says the same is done until it is due again.
    """
    exchange, written, last, due_at = stored
    if last is not None and _keep_same(archive, written, last, outcome, {"due_at": due_at}):
        yield None
        return
    try:
        answer = arrived(exchange, exchange["body"])
    except BaseException:
        with archive.adding(written):  # whatever is wrong with its bytes, they are kept
            raise
    if last is not None and _keep_same(archive, written, last, outcome, {"due_at": due_at}, answer.content_sha256):
        yield None
        return
    with archive.adding(written) as capture_id:
        yield replace(answer, capture={**exchange, "id": capture_id})


def _keep_same(
    archive: storage.Archive,
    written: storage.Written,
    last: storage.Last,
    outcome: Outcome,
    done: Mapping[str, Any],
    content_sha256: str | None = None,
) -> bool:
    if archive.add_repeat(written, last, content_sha256=content_sha256, done=done) is None:
        return False
    outcome.verdicts[last.verdict] += 1
    return True


def keep_repeated(
    archive: storage.Archive,
    answer: Arrived,
    last: storage.Last | None,
    outcome: Outcome,
    *,
    due_at: str | None = None,
) -> bool:
    """Keep that a stored page says what `last` said, and that it is done until `due_at`; false where it is to be read.

    Only what was fetched is done.
    """
    if last is None or last.content_sha256 != answer.content_sha256:
        return False
    done = {"due_at": due_at} if answer.capture["source"] == "fetch" else None
    if not archive.repeat(answer.capture["id"], last, done=done):
        return False
    outcome.verdicts[last.verdict] += 1
    return True
