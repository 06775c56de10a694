"""What a reading states, in the plain values that storage takes."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import parsers

from .outcomes import USABLE

REFUSALS: Final = {
    "moderngov-error": "ModernGov answered with its error page",
    "challenge": "the site answered with a bot check",
    "maintenance": "the site is under maintenance",
    "server-error": "the server failed",
    "not-moderngov": "the answer is no ModernGov page",
    "truncated": "the page was cut short",
}


def said(reading: parsers.Reading, council: str) -> dict[str, Any]:
    """A reading as the plain values that storage takes."""
    return {
        "page_type": reading.page_type,
        "warnings": list(reading.warnings),
        "content_sha256": reading.content_sha256,
        "reader": reading.reader,
        "records": [_mapping(record, council) for record in reading.records],
        "unread": [piece._asdict() for piece in reading.unread],
    }


def _mapping(record: parsers.Record, council: str) -> dict[str, Any]:
    """A record as the plain mapping that storage takes, under the council's own name."""
    columns = {name: value for name, value in record.columns().items() if name not in ("council", record.key)}
    if record.is_shared:
        columns = {name: value for name, value in columns.items() if value is not None}
    return {"kind": record.kind, "council": council, "id": record.id, "columns": columns}


def judged(verdict: str, status: int | None, challenge: str | None = None) -> str:
    """A body's verdict in the light of its status: a bot check or an error status never makes a page."""
    if challenge:
        return "challenge"
    if verdict not in USABLE or status is None or status < 400:
        return verdict
    return "server-error" if status >= 500 else "not-moderngov"


def gone(capture: Mapping[str, Any], verdict: str) -> Sequence[tuple[str, str, str]]:
    """The record whose page ModernGov no longer has; only its own error page says so."""
    if verdict != "moderngov-error":
        return ()
    asked = parsers.locate(capture["url"])
    issue_id = asked.params.get("IId")
    return (("issue", capture["council"], issue_id),) if asked.script == "mgIssueHistoryHome.aspx" and issue_id else ()
