"""Every value that a field had: from when to when, by what cause, and the captures that show it."""

from typing import Any

import pytest

from storage import Archive

COUNCIL, ISSUE = "exampleshire", "56526"
LIST = "https://democracy.example.gov.uk/list"


def day(number: int) -> str:
    return f"2026-01-{number:02}T09:00:00Z"


def told(archive: Archive, field: str, kind: str = "issue", id_: str = ISSUE) -> list[tuple[Any, ...]]:
    """The spans of a field: value, cause, the first and last capture, and the day until which it held."""
    return [
        (span["value"], span["cause"], span["first"]["capture_id"], span["last"]["capture_id"], span["until"])
        for span in archive.spans(COUNCIL, kind, id_, field)
    ]


def test_a_value_is_shown_by_a_first_and_a_last_capture(archive: Archive, see):
    first, _ = see(archive, day(1), status="Open")
    second, _ = see(archive, day(2), status="Open", title="Now with a title")
    third, _ = see(archive, day(5), status="Closed")
    assert told(archive, "status") == [("Open", None, first, second, day(5)), ("Closed", "page", third, third, None)]


def test_a_capture_that_repeats_another_shows_its_values(archive: Archive, see):
    first, _ = see(archive, day(1), b"same", status="Open")
    again, _ = see(archive, day(3), b"same")
    last, _ = see(archive, day(4), status="Closed")
    assert told(archive, "status") == [("Open", None, first, again, day(4)), ("Closed", "page", last, last, None)]
    (span, _) = archive.spans(COUNCIL, "issue", ISSUE, "status")
    assert span["last"] == {"capture_id": again, "at": day(3), "url": archive.capture(again)["url"]}


def test_an_old_value_that_another_page_repeats_later_ends_where_the_new_one_begins(archive: Archive, see):
    first, _ = see(archive, day(1), status="Open")
    listed, _ = see(archive, day(2), url=LIST, status="Open", title="A")
    third, _ = see(archive, day(3), status="Closed")
    see(archive, day(4), url=LIST, status="Open", title="A")
    assert told(archive, "status") == [("Open", None, first, listed, day(3)), ("Closed", "page", third, third, None)]


def test_the_cause_is_the_reader_where_the_page_is_the_same(archive: Archive, see):
    see(archive, day(1), b"same", status="Opn")
    second, _ = see(archive, day(2), b"same", reader="issue/2", status="Open")
    assert told(archive, "status")[1][:3] == ("Open", "reader", second)


def test_what_an_older_reader_made_of_the_same_capture_is_told(archive: Archive, see, issue):
    capture_id, _ = see(archive, day(1), status="Opn")
    reading = {"verdict": "page", "page_type": "issue", "warnings": [], "content_sha256": None}
    archive.absorb(capture_id, **reading, reader="issue/2", records=[issue(status="Open")])
    (span,) = archive.spans(COUNCIL, "issue", ISSUE, "status")
    assert (span["value"], span["misread"]) == ("Open", [{"value": "Opn", "at": day(1), "capture_id": capture_id}])


def test_an_older_readers_word_stands_with_the_value_of_its_time(archive: Archive, see, issue):
    capture_id, _ = see(archive, day(1), status="Opn")
    reading = {"verdict": "page", "page_type": "issue", "warnings": [], "content_sha256": None}
    archive.absorb(capture_id, **reading, reader="issue/2", records=[issue(status="Open")])
    see(archive, day(2), reader="issue/2", status="Closed")
    assert [len(span["misread"]) for span in archive.spans(COUNCIL, "issue", ISSUE, "status")] == [1, 0]


def test_all_fields_are_told_where_none_is_named(archive: Archive, see):
    see(archive, day(1), status="Open", title="A")
    see(archive, day(2), status="Closed", title="A")
    spans = archive.spans(COUNCIL, "issue", ISSUE)
    assert [(span["field"], span["value"]) for span in spans] == [
        ("gone_since", None),
        ("status", "Open"),
        ("status", "Closed"),
        ("title", "A"),
    ]


def test_nothing_is_told_of_what_there_is_not(archive: Archive, see):
    see(archive, day(1), status="Open")
    assert archive.spans(COUNCIL, "issue", ISSUE, "colour") == []
    assert archive.spans(COUNCIL, "issue", "1") == []


def item(archive: Archive, at: str, **columns: Any) -> int:
    capture_id = archive.add_capture(
        {"council": COUNCIL, "url": LIST, "captured_at": at, "body": repr(columns).encode()}
    )
    record = {"kind": "agenda_item", "council": COUNCIL, "id": "7", "columns": {"title": "Lease"} | columns}
    reading = {"verdict": "page", "page_type": "meeting", "warnings": [], "content_sha256": None, "reader": "meeting/1"}
    archive.absorb(capture_id, **reading, records=[record])
    return capture_id


def test_an_item_that_becomes_restricted_was_not_so_before(archive: Archive):
    first = item(archive, day(1))
    second = item(archive, day(2), number="1")
    third = item(archive, day(3), number="1", is_restricted=True)
    (change,) = archive.changes(field="is_restricted")
    assert (change["old"], change["new"], change["cause"]) == (None, True, "page")
    assert (change["old_capture_id"], change["new_capture_id"]) == (second, third)
    assert told(archive, "is_restricted", "agenda_item", "7") == [
        (None, None, first, second, day(3)),
        (True, "page", third, third, None),
    ]


def test_an_item_that_is_restricted_when_it_is_first_seen_did_not_become_so(archive: Archive):
    only = item(archive, day(1), is_restricted=True)
    assert list(archive.changes(field="is_restricted")) == []
    assert told(archive, "is_restricted", "agenda_item", "7") == [(True, None, only, only, None)]


def test_a_document_that_becomes_restricted(archive: Archive):
    captures = []
    for number, restricted in ((1, False), (2, True), (3, False)):
        capture_id = archive.add_capture(
            {"council": COUNCIL, "url": LIST, "captured_at": day(number), "body": repr(restricted + number).encode()}
        )
        record = {"kind": "document", "council": COUNCIL, "id": "70", "columns": {"restricted": restricted}}
        reading = {"verdict": "page", "page_type": "issue", "warnings": [], "content_sha256": None, "reader": "issue/1"}
        archive.absorb(capture_id, **reading, records=[record])
        captures.append(capture_id)
    one, two, three = captures
    assert told(archive, "restricted", "document", "70") == [
        (False, None, one, one, day(2)),
        (True, "page", two, two, day(3)),
        (False, "page", three, three, None),
    ]


@pytest.mark.parametrize(("ref", "kind", "found"), [
    ("56526", None, [("issue", "56526")]),
    ("56526", "decision", []),
    ("26/1", None, [("issue", "56526")]),
    ("26/2", None, [("issue", "56526")]),
    ("70", None, []),
])  # fmt: skip
def test_a_record_is_looked_up_by_its_id_or_its_references(archive: Archive, see, ref, kind, found):
    see(archive, day(1), title="Gritting", reference="26/1", references=["26/1", "26/2"])
    rows = archive.lookup(COUNCIL, ref, kind)
    assert [(row["kind"], row["id"]) for row in rows] == found
    assert all(row["title"] == "Gritting" and row["gone_since"] is None for row in rows)
