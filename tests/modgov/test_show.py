"""`modgov show` prints the whole record: what is tied to it by ids, and what is only likely."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from modgov.cli import cli
from modgov.output import print_fields
from storage import Archive

AT = "2026-03-10T00:00:00Z"


def issue(**columns):
    return {
        "kind": "issue",
        "council": "kent",
        "id": "9",
        "columns": {"title": "Gritting", "url": "https://k/i"} | columns,
    }


RECORDS = [
    issue(reference="26/1", status="For Determination", due_from="2026-03-02"),
    {"kind": "plan_item", "council": "kent", "id": "5/9", "columns": {"plan_id": "5", "issue_id": "9", "section": "NEW"}},
    {"kind": "decision", "council": "kent", "id": "40", "columns": {
        "listed_title": "26/1 - Gritting", "date": "2026-03-02", "issue_id": "9", "reference": "OD/40", "url": "https://k/d"}},
    {"kind": "decision", "council": "kent", "id": "41", "columns": {
        "title": "Gritting", "decision_date": "2026-03-02", "decision_maker": "Leader", "status": "Approved"}},
    {"kind": "decision", "council": "kent", "id": "60", "columns": {
        "title": "Alone", "reference": "OD/60", "meeting_id": "21", "url": "https://k/60", "status": "Approved"}},
    {"kind": "agenda_item", "council": "kent", "id": "31", "columns": {
        "issue_id": "9", "meeting_id": "21", "date": "2026-03-02", "committee": "Cabinet", "title": "Item", "url": "https://k/a"}},
    {"kind": "meeting", "council": "kent", "id": "21", "columns": {
        "date": "2026-03-02", "committee": "Cabinet", "url": "https://k/m"}},
    {"kind": "document", "council": "kent", "id": "7", "columns": {
        "issue_id": "9", "title": "Report", "url": "https://k/s7"}},
    issue(title="Graeanu", url="https://k/i?LLL=1") | {"language": "cy"},
]  # fmt: skip


@pytest.fixture
def show(tmp_path: Path):
    with Archive.open(tmp_path / "archive", create=True) as archive:
        archive.save_council({"slug": "kent", "name": "Kent County Council"})
        capture_id = archive.add_capture({"council": "kent", "url": "https://k/i", "captured_at": AT, "body": b"x"})
        archive.absorb(
            capture_id,
            verdict="page",
            page_type="issue",
            warnings=[],
            content_sha256=None,
            reader="issue/1",
            records=RECORDS,
        )

    def show(*words: str) -> str:
        result = CliRunner().invoke(cli, ["show", "kent", *words, "--archive", str(tmp_path / "archive")])
        assert result.exit_code == 0, result.output
        return result.stdout

    return show


def test_what_belongs_to_an_issue_is_printed_with_it(show):
    lines = show("26/1").splitlines()
    for label, text in (
        ("in plan", "5: NEW"),
        ("decision", "2026-03-02 | 26/1 - Gritting | https://k/d"),
        ("decision (likely)", "2026-03-02 | Gritting | Leader, Approved"),
        ("agenda item", "2026-03-02 | Cabinet | Item | https://k/a"),
        ("meeting", "2026-03-02 | Cabinet | https://k/m"),
        ("document", "Report | https://k/s7"),
        ("in language cy", "Graeanu | https://k/i?LLL=1"),
        ("status since", f"{AT}: For Determination  [capture 1]"),
    ):
        assert f"{label:<26}{text}" in lines
    assert f"{'capture_id':<30}1" in lines


def test_what_was_removed_or_is_restricted_is_marked(show, tmp_path):
    reading = {"verdict": "page", "page_type": "issue", "warnings": [], "content_sha256": None, "reader": "issue/1"}
    with Archive.open(tmp_path / "archive") as archive:
        for at, more in (("2026-03-11T00:00:00Z", []), ("2026-03-12T00:00:00Z", [{**RECORDS[7], "id": "8"}])):
            page = {"council": "kent", "url": "https://k/i", "captured_at": at, "body": at.encode()}
            closed = {**RECORDS[5], "columns": RECORDS[5]["columns"] | {"is_restricted": True}}
            records = [record for record in (*RECORDS, closed) if record["kind"] != "document"]
            archive.absorb(archive.add_capture(page), **reading, records=[*records, *more])
    lines = show("26/1").splitlines()
    assert f"{'document':<26}Report | removed, as seen on 2026-03-11 | https://k/s7" in lines
    assert f"{'document':<26}Report | https://k/s7" in lines
    assert f"{'agenda item':<26}2026-03-02 | Cabinet | Item | restricted | https://k/a" in lines


@pytest.mark.parametrize("ref", ["26/1", "9", "40", "OD/40", "41"])
def test_an_issue_is_found_by_the_refs_of_its_decisions_too(show, ref):
    (record,) = json.loads(show(ref, "--json"))
    assert (record["kind"], record["issue_id"]) == ("issue", "9")
    assert [row["link"] for row in record["decision_rows"]] == ["stated", "likely"]


@pytest.mark.parametrize("ref", ["60", "OD/60"])
def test_a_decision_without_an_issue_is_shown_itself(show, ref):
    (record,) = json.loads(show(ref, "--json"))
    assert (record["kind"], record["decision_id"], record["title"]) == ("decision", "60", "Alone")
    assert record["timeline"][0]["value"] == "Approved"
    assert f"{'meeting':<26}2026-03-02 | Cabinet | https://k/m" in show(ref).splitlines()


@pytest.mark.parametrize(("room", "widest"), [("60", 60), ("20", 40), ("300", 100)])
def test_lines_are_no_longer_than_the_terminal_has_room(room, widest, monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", room)
    print_fields({"description": "ferry " * 60})
    assert widest - len("ferry ") < max(map(len, capsys.readouterr().out.splitlines())) <= widest


def test_an_address_stays_in_one_piece(capsys):
    url = f"https://k.example/mgDelegatedDecisions.aspx?DR=01%2f01%2f2026-31%2f01%2f2026&{'x-' * 60}"
    print_fields({"url": url, "documents": [{"title": "Report", "url": url}]})
    assert capsys.readouterr().out.split().count(url) == 2
