"""Reasons for a restriction are asked for once something tells that they may be gone."""

from pathlib import Path

import pytest

from modgov.harvest.restrictions import led_to, to_ask
from storage import Archive, Change
from tests.modgov.sites import BASE, ERROR, page

COUNCIL = "thornmouth"
ISSUE = f"{BASE}/mgIssueHistoryHome.aspx?IId=7"
REASONS = f"{BASE}/mgReasonsRestricted.aspx?OID=7&OT=I"
PAGE = page(
    "Issue details",
    '<p><span class="mgLabel">Anticipated restriction: </span>Fully exempt - '
    '<a href="mgReasonsRestricted.aspx?OID=7&amp;OT=I">view reasons</a></p>',
    "Quay repairs",
)


@pytest.fixture
def archive(tmp_path: Path):
    """An issue that leads to reasons, and whose page is ModernGov's error page a day later."""
    with Archive.open(tmp_path / "archive", create=True) as opened:
        for day, body, verdict in ((1, PAGE, "page"), (2, ERROR, "moderngov-error")):
            at = f"2026-03-{day:02}T01:00:00Z"
            told = {"council": COUNCIL, "url": ISSUE, "final_url": ISSUE, "captured_at": at, "body": body}
            read = {"page_type": "issue", "warnings": [], "content_sha256": None, "reader": "issue/1"}
            opened.absorb(opened.add_capture(told), verdict=verdict, records=[], **read)
        yield opened


def change(kind: str, field: str, old: str | None, new: str | None) -> Change:
    return Change(COUNCIL, kind, "7", field, old, new, "2026-03-02T01:00:00Z", 1, 2, "page")


def test_a_page_that_is_gone_led_to_reasons(archive: Archive):
    assert led_to(archive, COUNCIL, ISSUE) == [REASONS]
    assert led_to(archive, COUNCIL, f"{ISSUE}8") == []


@pytest.mark.parametrize(
    ("told", "asked"),
    [
        (change("issue", "gone_since", "2026-03-01T01:00:00Z", None), [REASONS]),
        (change("issue", "gone_since", None, "2026-03-01T01:00:00Z"), [REASONS]),
        (change("issue", "status", "Open", "Withdrawn"), []),
        (change("document", "gone_since", "2026-03-01T01:00:00Z", None), []),
        (change("agenda_item", "restriction_url", f"{REASONS}A", None), [f"{REASONS}A"]),
        (change("agenda_item", "restriction_url", None, f"{REASONS}A"), []),
    ],
)
def test_reasons_are_asked_for_where_a_change_casts_doubt_on_them(archive: Archive, told: Change, asked: list[str]):
    assert list(to_ask(archive, [told], ISSUE)) == asked
