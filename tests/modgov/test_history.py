"""`modgov history`: every value that a field had, in words, with the captures that show it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from modgov.cli import cli
from storage import Archive

URL = "https://k.example/issue"
LONG = "The council will be asked to agree to the plan for the harbour wall, " * 5


def see(
    archive: Archive, day: int, *documents: str, body: bytes | None = None, reader: str = "issue/1", **columns
) -> int:
    """A capture of an issue's page, of what it says and which documents it lists."""
    body = repr((columns, documents)).encode() if body is None else body
    at = f"2026-03-{day:02}T00:00:00Z"
    capture_id = archive.add_capture({"council": "kent", "url": URL, "captured_at": at, "body": body})
    own = {
        "kind": "issue",
        "council": "kent",
        "id": "9",
        "columns": {"title": "Gritting", "reference": "26/1"} | columns,
    }
    papers = [
        {"kind": "document", "council": "kent", "id": id_, "columns": {"title": f"Paper {id_}"}} for id_ in documents
    ]
    archive.absorb(
        capture_id,
        verdict="page",
        page_type="issue",
        warnings=[],
        content_sha256=None,
        reader=reader,
        records=[own, *papers],
    )
    return capture_id


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with Archive.open(tmp_path / "archive", create=True) as archive:
        archive.save_council({"slug": "kent", "name": "Kent County Council"})
        see(archive, 1, "70", status="For Determination", description=LONG + "one million", areas=["A"], url=URL)
        see(archive, 3, "70", status="For Determination", description=LONG + "one million", areas=["A"], url=URL)
        see(archive, 5, status="Withdrawn", description=LONG + "two million", areas=[], url=URL)
        see(archive, 6, "70", body=b"x", status="Withdrawn", description=LONG + "two million", areas=[], url=URL)
        see(
            archive,
            7,
            "70",
            body=b"x",
            reader="issue/2",
            status="Off",
            description=LONG + "two million",
            areas=[],
            url=URL,
        )
    return tmp_path / "archive"


@pytest.fixture
def history(folder: Path):
    def history(*words: str, code: int = 0) -> str:
        result = CliRunner().invoke(cli, ["history", "kent", *words, "--archive", str(folder)])
        assert result.exit_code == code, result.output
        return result.output if code else result.stdout

    return history


def test_a_fields_values_are_told_with_the_gap_in_which_each_changed(history):
    assert (
        history("26/1", "--field", "status")
        == f"""kent  issue 9: 26/1 Gritting
  {URL}

  status
    For Determination
        first seen 2026-03-01T00:00:00Z in capture 1: {URL}
        last seen  2026-03-03T00:00:00Z in capture 2: {URL}
    The page changed between 2026-03-03T00:00:00Z and 2026-03-05T00:00:00Z:
    Withdrawn
        first seen 2026-03-05T00:00:00Z in capture 3: {URL}
        last seen  2026-03-06T00:00:00Z in capture 4: {URL}
    Our reader changed, not the page, between 2026-03-06T00:00:00Z and 2026-03-07T00:00:00Z:
    Off
        seen 2026-03-07T00:00:00Z in capture 5: {URL}

"""
    )


def test_without_a_field_all_that_ever_changed_is_told_shortly(history):
    told = history("9")
    assert "For Determination -> Withdrawn\n" in told
    assert "one million -> … " in told
    assert told.count(LONG.strip()) == 0
    assert "  areas\n    A\n" in told
    assert "    - A\n" in told
    assert "Never changed: reference, title and url. `--all` prints them, too." in told


def test_all_fields_are_told_where_that_is_asked_for(history):
    told = history("9", "--all")
    assert "  title\n    Gritting\n" in told
    assert "  gone_since\n    there\n" in told
    assert "Never changed" not in told


def test_a_field_that_is_asked_for_is_told_in_full(history):
    told = history("9", "--field", "description")
    assert f"    {LONG}one million\n" in told
    assert f"    {LONG}two million\n" in told
    assert "    none\n" in history("9", "--field", "areas")


def test_a_document_went_and_came_back(history):
    told = history("70", "--field", "gone_since")
    assert "kent  document 70: Paper 70" in told
    for line in ("there", "removed: it is no longer there", "back again: it had been removed"):
        assert f"    {line}\n" in told
    assert "The page changed between 2026-03-03T00:00:00Z and 2026-03-05T00:00:00Z:" in told


def test_what_an_older_reader_saw_in_the_same_capture_is_told(folder, history):
    with Archive.open(folder) as archive:
        reading = {"verdict": "page", "page_type": "issue", "warnings": [], "content_sha256": None, "reader": "issue/3"}
        record = {"kind": "issue", "council": "kent", "id": "9", "columns": {"title": "Gritting", "status": "Put off"}}
        archive.absorb(5, **reading, records=[record])
    assert "        an older reader of ours made of capture 5: Off\n" in history("9", "--field", "status")


def test_a_kind_narrows_it(folder, history):
    with Archive.open(folder) as archive:
        capture_id = archive.add_capture(
            {"council": "kent", "url": f"{URL}/d", "captured_at": "2026-03-01T00:00:00Z", "body": b"d"}
        )
        decision = {"kind": "decision", "council": "kent", "id": "9", "columns": {"listed_title": "Another nine"}}
        reading = {"verdict": "page", "page_type": "decision", "warnings": [], "content_sha256": None, "reader": "d/1"}
        archive.absorb(capture_id, **reading, records=[decision])
    assert "decision 9: Another nine" in history("9")
    assert "decision 9" not in history("9", "--kind", "issue")


def test_machines_get_every_span(folder):
    result = CliRunner().invoke(
        cli, ["history", "kent", "26/1", "--field", "status", "--json", "--archive", str(folder)]
    )
    (record,) = json.loads(result.stdout)
    assert (record["kind"], record["id"], record["capture_id"]) == ("issue", "9", 5)
    assert record["history"][0] == {
        "field": "status",
        "value": "For Determination",
        "since": "2026-03-01T00:00:00Z",
        "until": "2026-03-05T00:00:00Z",
        "cause": None,
        "first": {"capture_id": 1, "at": "2026-03-01T00:00:00Z", "url": URL},
        "last": {"capture_id": 2, "at": "2026-03-03T00:00:00Z", "url": URL},
        "misread": [],
    }


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (["1234"], 1, "has no record '1234' of 'kent'"),
        (["26/1", "--kind", "decision"], 1, "has no decision '26/1' of 'kent'"),
        (["26/1", "--field", "colour"], 1, "No 'colour' is stated of '26/1'"),
        (["26/1", "--kind", "dragon"], 2, "'dragon' is not one of"),
    ],
)
def test_what_there_is_not_is_said_in_a_sentence(history, words, code, sentence):
    assert sentence in " ".join(history(*words, code=code).split())
