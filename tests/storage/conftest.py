"""An archive in a temporary folder, and captures of an invented council to put into it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from storage import Absorbed, Archive

NOW = "2026-11-24T06:00:00Z"
URL = "https://democracy.example.gov.uk/mgIssueHistoryHome.aspx?IId=56526"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "archive"


@pytest.fixture
def archive(folder: Path) -> Iterator[Archive]:
    with Archive.open(folder, create=True, now=lambda: NOW) as opened:
        yield opened


@pytest.fixture
def exchange() -> Callable[..., dict[str, Any]]:
    def make(**changed: Any) -> dict[str, Any]:
        return {
            "council": "exampleshire",
            "url": URL,
            "final_url": URL,
            "captured_at": "2026-01-01T09:00:00Z",
            "status": 200,
            "reason": "OK",
            "http_version": "HTTP/1.1",
            "headers": [["Content-Type", "text/html; charset=utf-8"], ["Server", "Microsoft-IIS/10.0"]],
            "request_headers": [["Host", "democracy.example.gov.uk"], ["User-Agent", "modgov"]],
            "body": b"<div id='modgov'>a page</div>",
            "content_type": "text/html; charset=utf-8",
            "source": "fetch",
        } | changed

    return make


@pytest.fixture
def issue() -> Callable[..., dict[str, Any]]:
    def make(issue_id: str = "56526", council: str = "exampleshire", **columns: Any) -> dict[str, Any]:
        return {"kind": "issue", "council": council, "id": issue_id, "columns": columns}

    return make


@pytest.fixture
def see(
    exchange: Callable[..., dict[str, Any]], issue: Callable[..., dict[str, Any]]
) -> Callable[..., tuple[int, Absorbed]]:
    """Store a capture of the issue's page and absorb what it says; without columns, as a page that is not read again."""

    def see(
        archive: Archive,
        at: str,
        body: bytes | None = None,
        *,
        url: str = URL,
        reader: str = "issue/1",
        content: str | None = None,
        **columns: Any,
    ) -> tuple[int, Absorbed]:
        body = repr(columns).encode() if body is None else body
        capture_id = archive.add_capture(exchange(captured_at=at, body=body, url=url, final_url=url))
        return capture_id, archive.absorb(
            capture_id,
            verdict="page",
            page_type="issue",
            warnings=[],
            content_sha256=content,
            reader=reader,
            records=[issue(**columns)] if columns else [],
        )

    return see
