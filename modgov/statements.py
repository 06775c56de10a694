"""What a reading states, in the plain values that storage takes."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, Final

import parsers

from .languages import language_of, unswitched
from .lists import Listed, ids, listed
from .outcomes import USABLE

REFUSALS: Final = {
    "moderngov-error": "ModernGov answered with its error page",
    "challenge": "the site answered with a bot check",
    "maintenance": "the site is under maintenance",
    "server-error": "the server failed",
    "not-moderngov": "the answer is no ModernGov page",
    "truncated": "the page was cut short",
}
_GONE: Final = frozenset({404, 410})
# The page that a record has for itself, and how its parameters make the record's id, the surest first.
_OWN_PAGES: Final[Mapping[str, Sequence[tuple[str, str]]]] = {
    "mgIssueHistoryHome.aspx": (("issue", "{IId}"),),
    "mgListPlanItems.aspx": (("plan", "{PlanId}"),),
    "ieDecisionDetails.aspx": (("decision", "{ID}"), ("decision", "AIId/{AIId}")),
    "mgCommitteeDetails.aspx": (("committee", "{ID}"),),
    "ieListDocuments.aspx": (("meeting", "{MId}"),),
    "mgAi.aspx": (("agenda_item", "{ID}"),),
    "mgReasonsRestricted.aspx": (("restriction", "{ID}"), ("restriction", "{OT}{OID}")),
}


def said(reading: parsers.Reading, council: str) -> dict[str, Any]:
    """A reading as the plain values that storage takes: its records, and those that they list."""
    language = language_of(reading.url)
    return {
        "page_type": reading.page_type,
        "warnings": list(reading.warnings),
        "content_sha256": reading.content_sha256,
        "reader": reading.reader,
        "records": [
            {"kind": kind, "council": council, "id": id_, "language": language, "columns": columns}
            for kind, id_, columns in _stated(reading.records)
        ],
        "unread": [piece._asdict() for piece in reading.unread],
    }


def _stated(records: Sequence[parsers.Record]) -> Iterator[Listed]:
    """What records list comes first: where a page says more of the same record itself, that holds."""
    for record in records:
        yield from listed(record)
    for record in records:
        yield Listed(record.kind, record.id, _columns(record))


def _columns(record: parsers.Record) -> dict[str, Any]:
    """A record's columns without its key. Of a record that several page types share a null says nothing."""
    columns = {name: value for name, value in record.columns().items() if name not in ("council", record.key)}
    if record.is_shared:
        columns = {name: value for name, value in (columns | ids(record)).items() if value is not None}
    if columns.get("url"):
        columns["url"] = unswitched(columns["url"])
    return columns


def judged(verdict: str, status: int | None, challenge: str | None = None) -> str:
    """A body's verdict in the light of its status: a bot check or an error status never makes a page."""
    if challenge:
        return "challenge"
    if verdict not in USABLE or status is None or status < 400:
        return verdict
    return "server-error" if status >= 500 else "not-moderngov"


def gone(capture: Mapping[str, Any], verdict: str) -> Sequence[tuple[str, str, str]]:
    """The record whose page ModernGov no longer has; only its own error page says so.

    A document is no page: that it is not there its status may say as well.
    """
    document_id = document_of(capture["url"])
    if document_id is not None:
        is_gone = verdict == "moderngov-error" or (verdict == "not-moderngov" and capture["status"] in _GONE)
        return (("document", capture["council"], document_id),) if is_gone else ()
    if verdict != "moderngov-error":
        return ()
    asked = parsers.locate(capture["url"])
    for kind, form in _OWN_PAGES.get(asked.script or "", ()):
        with suppress(KeyError):
            id_ = form.format_map(asked.params)
            return (storage_key(kind, capture["council"], id_, language_of(capture["url"])),)
    return ()


def document_of(url: str) -> str | None:
    """The id of the document that an address leads to; `None` for a page's."""
    return parsers.document_id(url)


def storage_key(kind: str, council: str, id_: str, language: str | None) -> tuple[str, str, str]:
    """A record's key in the archive, or that of what it is called in another language."""
    return ("translation", council, f"{kind}/{id_}/{language}") if language else (kind, council, id_)
