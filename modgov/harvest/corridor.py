"""A page's way from its bytes to rows, and nothing beside it. The only module that knows all three rooms.

Bytes are stored before anyone reads them, and only a real page changes a record. A crash leaves either a capture that
is absorbed next time, or everything.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import parsers
import scraper
import storage

from ..outcomes import USABLE, Outcome
from ..statements import gone, judged, said

_ADDRESSES = frozenset({"url", "council", "number", "place", "labels"})


@dataclass(frozen=True, slots=True)
class Arrived:
    """A stored answer on its way: its row, or what it was stored from with its `id`; its body, unpacked; its digest."""

    capture: Mapping[str, Any]
    body: bytes
    content_sha256: str


@dataclass(frozen=True, slots=True)
class Understood:
    """A stored capture and what its page says."""

    capture: Mapping[str, Any]
    verdict: str
    reading: parsers.Reading

    @property
    def is_usable(self) -> bool:
        """Whether it is a real page."""
        return self.verdict in USABLE


def understand(arrived: Arrived) -> Understood:
    """Read a stored answer."""
    capture, told = arrived.capture, arrived.content_sha256
    content_type = capture["content_type"]
    reading = parsers.read(arrived.body, url=place_of(capture), content_type=content_type, content_sha256=told)
    return Understood(capture, judged(reading.verdict, capture["status"], capture["challenge"]), reading)


def arrived(capture: Mapping[str, Any], packed: bytes) -> Arrived:
    """A stored answer, unpacked; with nothing in it where it would fill the memory: the archive has it as it came."""
    headers = {name.lower(): value for name, value in capture["headers"] or ()}
    try:
        body = scraper.unpacked(packed, headers.get("content-encoding"), capture["url"])
    except scraper.TooLarge:
        body = b""
    return Arrived(capture, body, parsers.digest(body, capture["content_type"]))


def recalled(archive: storage.Archive, capture_id: int) -> Arrived:
    """An answer that was stored before."""
    return arrived(archive.capture(capture_id), archive.body(capture_id))


def keep(
    archive: storage.Archive,
    understood: Understood,
    outcome: Outcome,
    links: Sequence[Mapping[str, Any]] = (),
    *,
    done: Mapping[str, Any] | None = None,
) -> storage.Absorbed:
    """Keep what a page says, its links and that it is done (`due_at`, `facts`), in one transaction.

    Only a real page states anything. An error page's word that a record is gone is kept by `believe_gone`.
    """
    capture, reading = understood.capture, understood.reading
    told = said(reading, capture["council"])
    if understood.is_usable:
        told |= {"records": _substantial(told["records"], capture, outcome)}
    else:
        told |= {"records": [], "unread": []}
    absorbed = archive.absorb(
        capture["id"],
        verdict=understood.verdict,
        links=links,
        done=(done or {}) if understood.is_usable and capture["source"] == "fetch" else None,
        **told,
    )
    outcome.verdicts[understood.verdict] += 1
    outcome.new.update(key.kind for key in absorbed.new)
    outcome.changed += len(absorbed.changed)
    outcome.gone += sum(change.field == "gone_since" and change.new is not None for change in absorbed.changed)
    return absorbed


def said_gone(understood: Understood) -> Sequence[tuple[str, str, str]]:
    """The records of which an error page says, if it is to be believed, that they are no longer there."""
    return gone(understood.capture, understood.verdict)


def believe_gone(archive: storage.Archive, understood: Understood, outcome: Outcome) -> None:
    """Keep that the record of an error page is gone."""
    capture, reading = understood.capture, understood.reading
    told = said(reading, capture["council"]) | {"records": [], "unread": []}
    absorbed = archive.absorb(capture["id"], verdict=understood.verdict, gone=said_gone(understood), **told)
    outcome.changed += len(absorbed.changed)
    outcome.gone += len({(change.kind, change.id) for change in absorbed.changed})


def look_at(page: Mapping[str, Any]) -> Understood:
    """What a saved page is and says, before anything of it is stored."""
    unknown = dict.fromkeys(("status", "headers", "content_type", "challenge"))
    return understand(arrived({**unknown, **page}, page["body"]))


def reread(folder: Path, capture: Mapping[str, Any]) -> dict[str, Any]:
    """What today's reader makes of a stored capture, as storage takes it; nothing is written. For another process.

    Raises ArchiveDamaged where the bytes are not what was stored.
    """
    place = storage.Place(capture["body_file"], capture["body_offset"], capture["body_length"])
    packed = storage.payload(folder, place)
    if sha256(packed).hexdigest() != capture["sha256"]:
        raise storage.ArchiveDamaged(f"Capture {capture['id']} is not what was stored: run `modgov verify`.")
    understood = understand(arrived(capture, packed))
    told = said(understood.reading, capture["council"]) | {"verdict": understood.verdict}
    if not understood.is_usable:
        return told | {"records": [], "unread": []}
    return told | {"records": [record for record in told["records"] if _states_something(record)]}


def _substantial(
    records: Sequence[Mapping[str, Any]], capture: Mapping[str, Any], outcome: Outcome
) -> list[Mapping[str, Any]]:
    """The records that state something; one that is nothing but an id and an address is reported, and not kept.

    An agenda item states something by its meeting alone: issues list items of which neither day nor title is told.
    """
    kept = [record for record in records if _states_something(record)]
    if len(kept) < len(records):
        number = len(records) - len(kept)
        outcome.warn(capture["council"], capture["url"], f"{number} of its entries say nothing and were not kept.")
    return kept


def _states_something(record: Mapping[str, Any]) -> bool:
    if record["kind"] == "agenda_item" and record["columns"].get("meeting_id"):
        return True
    return any(
        value and isinstance(value, (str, list, dict))
        for name, value in record["columns"].items()
        if name not in _ADDRESSES and not name.endswith("_id")
    )


def place_of(capture: Mapping[str, Any]) -> str:
    """The address that says what a capture is: that of a document even where the file was elsewhere."""
    asked, reached = str(capture["url"]), str(capture["final_url"] or capture["url"])
    if asked == reached:
        return asked
    is_moved_file = parsers.document_id(asked) is not None and parsers.locate(reached).script is None
    return asked if is_moved_file else reached
