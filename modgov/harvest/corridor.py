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
from .finding import LISTS

_ADDRESSES = frozenset({"url", "council", "number", "place", "labels"})


@dataclass(frozen=True, slots=True)
class Understood:
    """A stored capture and what its page says; `reading` is null where an unchanged page was not read again."""

    capture: Mapping[str, Any]
    verdict: str
    reading: parsers.Reading | None

    @property
    def is_usable(self) -> bool:
        """Whether it is a real page."""
        return self.verdict in USABLE


def understand(archive: storage.Archive, capture_id: int) -> Understood:
    """Read a stored capture, unless the same reader read the same page before."""
    capture = archive.capture(capture_id)
    body = body_of(archive, capture)
    if _is_unchanged(archive, capture, body):
        return Understood(capture, "page", None)
    reading = parsers.read(body, url=capture["final_url"], content_type=capture["content_type"])
    return Understood(capture, judged(reading.verdict, capture["status"], capture["challenge"]), reading)


def body_of(archive: storage.Archive, capture: Mapping[str, Any]) -> bytes:
    """A capture's body, unpacked; nothing for one that would fill the memory, which stays packed in the archive."""
    headers = {name.lower(): value for name, value in capture["headers"] or ()}
    try:
        return scraper.unpacked(archive.body(capture["id"]), headers.get("content-encoding"), capture["url"])
    except scraper.TooLarge:
        return b""


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
    told = _told(archive, capture) if reading is None else said(reading, capture["council"])
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
    return absorbed


def said_gone(understood: Understood) -> Sequence[tuple[str, str, str]]:
    """The records of which an error page says, if it is to be believed, that they are no longer there."""
    return gone(understood.capture, understood.verdict)


def believe_gone(archive: storage.Archive, understood: Understood, outcome: Outcome) -> None:
    """Keep that the record of an error page is gone."""
    capture, reading = understood.capture, understood.reading
    told = _told(archive, capture) if reading is None else said(reading, capture["council"])
    nothing: dict[str, Any] = {"records": [], "unread": []}
    absorbed = archive.absorb(capture["id"], verdict=understood.verdict, gone=said_gone(understood), **told | nothing)
    outcome.changed += len(absorbed.changed)
    outcome.gone += len({(change.kind, change.id) for change in absorbed.changed})


def reread(folder: Path, capture: Mapping[str, Any]) -> dict[str, Any]:
    """What today's reader makes of a stored capture, as storage takes it; nothing is written. For another process.

    Raises ArchiveDamaged where the bytes are not what was stored.
    """
    place = storage.Place(capture["body_file"], capture["body_offset"], capture["body_length"])
    packed = storage.payload(folder, place)
    if sha256(packed).hexdigest() != capture["sha256"]:
        raise storage.ArchiveDamaged(f"Capture {capture['id']} is not what was stored: run `modgov verify`.")
    headers = {name.lower(): value for name, value in capture["headers"] or ()}
    try:
        body = scraper.unpacked(packed, headers.get("content-encoding"), capture["url"])
    except scraper.TooLarge:
        body = b""
    reading = parsers.read(body, url=capture["final_url"], content_type=capture["content_type"])
    verdict = judged(reading.verdict, capture["status"], capture["challenge"])
    told = said(reading, capture["council"]) | {"verdict": verdict}
    if verdict not in USABLE:
        return told | {"records": [], "unread": []}
    return told | {"records": [record for record in told["records"] if _states_something(record)]}


def import_page(archive: storage.Archive, page: Mapping[str, Any]) -> tuple[Understood, Outcome]:
    """Store a saved page and read it; its place in the history is its capture time."""
    return take_in(archive, archive.add_capture(page))


def take_in(archive: storage.Archive, capture_id: int) -> tuple[Understood, Outcome]:
    """Read a stored page that nobody asked a site for: what it says holds, whatever came before and after it."""
    outcome = Outcome()
    understood = understand(archive, capture_id)
    keep(archive, understood, outcome)
    if said_gone(understood):
        believe_gone(archive, understood, outcome)
    return understood, outcome


def _substantial(
    records: Sequence[Mapping[str, Any]], capture: Mapping[str, Any], outcome: Outcome
) -> list[Mapping[str, Any]]:
    """The records that state something; one that is nothing but an id and an address is reported, and not kept."""
    kept = [record for record in records if _states_something(record)]
    if len(kept) < len(records):
        number = len(records) - len(kept)
        outcome.warn(capture["council"], capture["url"], f"{number} of its entries say nothing and were not kept.")
    return kept


def _states_something(record: Mapping[str, Any]) -> bool:
    return any(
        value and isinstance(value, (str, list, dict))
        for name, value in record["columns"].items()
        if name not in _ADDRESSES and not name.endswith("_id")
    )


def _is_unchanged(archive: storage.Archive, capture: Mapping[str, Any], body: bytes) -> bool:
    """Whether the page says what it said when it was last read by the same reader.

    Lists are never passed over: which of their links are followed depends on what was asked for.
    """
    reader = parsers.reader_of(capture["final_url"])
    if reader.partition("/")[0] in LISTS | {"none"} or capture["challenge"] or (capture["status"] or 200) >= 400:
        return False
    last = archive.last_capture(capture["council"], capture["url"])
    if last is None or last["id"] == capture["id"] or last["reader"] != reader:
        return False
    same = last["content_sha256"]
    return bool(last["sha256"] == capture["sha256"] or same == parsers.digest(body, capture["content_type"]))


def _told(archive: storage.Archive, capture: Mapping[str, Any]) -> dict[str, Any]:
    """What the last capture of an unchanged page said of itself; its records hold again."""
    last = archive.last_capture(capture["council"], capture["url"]) or {}
    names = ("page_type", "warnings", "content_sha256", "reader")
    return {name: last[name] for name in names} | {"records": [], "unread": []}
