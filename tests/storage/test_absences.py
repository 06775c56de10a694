"""Records that pages list: gone when no page lists them any longer, whichever capture comes into the archive first."""

import shutil
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage import Archive, Key
from storage.histories import wrong_records

COUNCIL = "exampleshire"
ISSUE, DECISION, ITEM = "issue", "decision", "agenda_item"


def show(
    archive: Archive,
    day: int,
    page: str,
    *documents: str,
    verdict: str = "page",
    warnings: tuple[str, ...] = (),
    reader: str = "1",
    body: bytes | None = None,
    **columns: Any,
) -> int:
    """A capture of a page, called as its page type, that lists these documents; with another verdict it is no page."""
    url, at = f"https://example.gov.uk/{page}", f"2026-01-{day:02}T00:00:00Z"
    body = repr((documents, verdict, warnings, columns)).encode() if body is None else body
    last = archive.last_capture(COUNCIL, url)
    capture_id = archive.add_capture({"council": COUNCIL, "url": url, "captured_at": at, "body": body})
    page_type = page.partition("?")[0]
    own = {"kind": "issue", "council": COUNCIL, "id": "9", "columns": {"title": "Gritting"}}
    records = [
        {"kind": "document", "council": COUNCIL, "id": id_, "columns": {"title": f"Paper {id_}"} | columns}
        for id_ in documents
    ]
    is_known = last and last["sha256"] == archive.capture(capture_id)["sha256"] and last["reader"] == reader
    absorb(archive, capture_id, page_type, verdict, warnings, reader, [] if is_known else [own, *records])
    return capture_id


def absorb(archive: Archive, capture_id: int, page_type: str, verdict: str, warnings: Any, reader: str, records: Any):
    archive.absorb(
        capture_id,
        verdict=verdict,
        page_type=page_type,
        warnings=warnings,
        content_sha256=None,
        reader=reader,
        records=records if verdict == "page" else [],
        gone=[("issue", COUNCIL, "9")] if verdict == "moderngov-error" else [],
    )


def gone(archive: Archive, document: str = "70") -> str | None:
    """The day on which a document was gone."""
    row = archive._db.execute("select gone_since from documents where document_id = ?", [document]).fetchone()
    return row[0] and row[0][8:10]


def turns(archive: Archive, kind: str = "document", **asked: Any) -> list[tuple[str, bool, str, int, int]]:
    """The changes of being there: the record, whether it was gone after, by what cause, and between which captures."""
    found = archive.changes(kind=kind, field="gone_since", **asked)
    told = [(c["id"], c["new"] is not None, c["cause"], c["old_capture_id"], c["new_capture_id"]) for c in found]
    return told[::-1]


def test_a_document_that_its_page_lists_no_more_is_gone_and_comes_back(archive: Archive):
    first = show(archive, 1, ISSUE, "70", "71")
    second = show(archive, 2, ISSUE, "71")
    assert (gone(archive), gone(archive, "71")) == ("02", None)
    assert turns(archive) == [("70", True, "page", first, second)]
    third = show(archive, 3, ISSUE, "70", "71")
    assert gone(archive) is None
    assert turns(archive) == [("70", True, "page", first, second), ("70", False, "page", second, third)]


def test_a_document_that_another_page_lists_still_is_not_gone(archive: Archive):
    show(archive, 1, ISSUE, "70")
    show(archive, 1, DECISION, "70")
    show(archive, 2, ISSUE)
    assert gone(archive) is None
    show(archive, 3, DECISION)
    assert gone(archive) == "03"


def test_a_page_that_never_listed_a_document_brings_it_back(archive: Archive):
    show(archive, 1, ISSUE, "70")
    second = show(archive, 2, ISSUE)
    third = show(archive, 3, DECISION, "70")
    assert gone(archive) is None
    assert turns(archive)[-1] == ("70", False, "page", second, third)


@pytest.mark.parametrize("warning", ["links-lost", "end-missing", "rows-missing", "headings-lost", "one-yet-unknown"])
def test_a_page_of_which_something_was_lost_drops_nothing(archive: Archive, warning: str):
    show(archive, 1, ISSUE, "70")
    show(archive, 2, ISSUE, warnings=(warning,))
    assert gone(archive) is None
    show(archive, 3, ISSUE)  # read in full, and still not there
    assert gone(archive) == "03"


def test_a_warning_that_loses_nothing_does_not_matter(archive: Archive):
    show(archive, 1, ISSUE, "70")
    show(archive, 2, ISSUE, warnings=("branding-missing", "status-unknown"))
    assert gone(archive) == "02"


def test_a_page_that_is_gone_drops_nothing_and_lists_nothing(archive: Archive):
    show(archive, 1, ISSUE, "70", "71")
    show(archive, 1, DECISION, "70")
    show(archive, 2, ISSUE, verdict="moderngov-error")
    assert (gone(archive), gone(archive, "71")) == (None, None)
    show(archive, 3, DECISION)  # the only other page that listed it
    assert (gone(archive), gone(archive, "71")) == ("03", None)


def test_a_page_that_was_gone_and_is_back_without_the_document_drops_it(archive: Archive):
    show(archive, 1, ISSUE, "70")
    show(archive, 2, ISSUE, verdict="moderngov-error")
    show(archive, 3, ISSUE)
    assert gone(archive) == "03"


def test_the_last_list_may_end_with_its_page(archive: Archive):
    show(archive, 1, ISSUE, "70")
    show(archive, 1, DECISION, "70")
    show(archive, 2, DECISION)
    show(archive, 3, ISSUE, verdict="moderngov-error")
    assert gone(archive) == "03"


@pytest.mark.parametrize("verdict", ["challenge", "server-error", "truncated"])
def test_an_answer_that_is_no_page_drops_nothing(archive: Archive, verdict: str):
    show(archive, 1, ISSUE, "70")
    show(archive, 2, ISSUE, verdict=verdict)
    assert gone(archive) is None


def test_a_page_type_that_lists_documents_by_the_way_drops_none(archive: Archive):
    show(archive, 1, "register", "70")
    show(archive, 2, "register")
    assert gone(archive) is None


def test_issues_are_not_known_from_lists(archive: Archive):
    show(archive, 1, ISSUE)
    capture_id = archive.add_capture(
        {
            "council": COUNCIL,
            "url": f"https://example.gov.uk/{ISSUE}",
            "captured_at": "2026-01-02T00:00:00Z",
            "body": b"",
        }
    )
    absorb(archive, capture_id, ISSUE, "page", (), "1", [])
    assert archive._db.execute("select gone_since from issues").fetchall() == [(None,)]


def test_what_a_newer_reader_no_longer_sees_is_no_news(archive: Archive):
    show(archive, 1, ISSUE, "70", body=b"the same")
    show(archive, 2, ISSUE, body=b"the same", reader="2")
    assert gone(archive) == "02"
    assert turns(archive) == []
    assert [cause for _, _, cause, *_ in turns(archive, include_reader=True)] == ["reader"]


def test_a_document_gone_in_another_language_is_its_own_record(archive: Archive):
    for day, listed in ((1, True), (2, False)):
        url, at = "https://example.gov.uk/issue?LLL=1", f"2026-01-{day:02}T00:00:00Z"
        body = repr(listed).encode()
        capture_id = archive.add_capture({"council": COUNCIL, "url": url, "captured_at": at, "body": body})
        document = {"kind": "document", "council": COUNCIL, "id": "70", "language": "cy", "columns": {"title": "Papur"}}
        issue = {"kind": "issue", "council": COUNCIL, "id": "9", "language": "cy", "columns": {"title": "Graeanu"}}
        absorb(archive, capture_id, ISSUE, "page", (), "1", [issue, document] if listed else [issue])
    rows = archive._db.execute("select of_kind, gone_since from translations order by of_kind").fetchall()
    assert rows == [("document", "2026-01-02T00:00:00Z"), ("issue", None)]


def test_a_plan_item_goes_as_a_document_does(archive: Archive):
    for day, ids in ((1, ["5/1", "5/2"]), (2, ["5/2"])):
        capture_id = archive.add_capture(
            {
                "council": COUNCIL,
                "url": "https://example.gov.uk/plan",
                "captured_at": f"2026-01-{day:02}T00:00:00Z",
                "body": repr(ids).encode(),
            }
        )
        items = [{"kind": "plan_item", "council": COUNCIL, "id": id_, "columns": {"plan_id": "5"}} for id_ in ids]
        absorb(archive, capture_id, "plan_items", "page", (), "1", items)
    rows = archive._db.execute("select plan_item_id, gone_since from plan_items order by 1").fetchall()
    assert rows == [("5/1", "2026-01-02T00:00:00Z"), ("5/2", None)]


class Seen(NamedTuple):
    """A capture: when, of which page, how whole, and which documents it lists; no page where `lists` is null."""

    day: int
    page: str
    is_whole: bool
    lists: tuple[str, ...] | None


SEEN = st.builds(
    Seen,
    st.integers(1, 28),
    st.sampled_from([ISSUE, DECISION, ITEM]),
    st.sampled_from([True, True, True, False]),
    st.none() | st.sets(st.sampled_from(["70", "71"])).map(lambda ids: tuple(sorted(ids))),
)


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("blank") / "archive"
    Archive.open(folder, create=True).close()
    return folder


def outcome(archive: Archive) -> tuple[list[Any], ...]:
    """Everything that must not depend on the order of arrival: captures are named by their time and page."""
    changes = """select c.id, field, old, new, at, cause, o.captured_at || o.url, n.captured_at || n.url from changes c
        join captures o on o.id = c.old_capture_id join captures n on n.id = c.new_capture_id order by 1, 5, 2"""
    documents = "select document_id, title, first_seen, gone_since from documents order by 1"
    versions = "select id, captured_at, row from versions where kind = 'document' order by 1, 2"
    return tuple(archive._db.execute(sql).fetchall() for sql in (changes, documents, versions))


@settings(max_examples=80, deadline=None)
@given(captures=st.lists(SEEN, max_size=8, unique_by=lambda seen: seen.day), data=st.data())
def test_the_order_of_arrival_does_not_matter(blank: Path, captures: list[Seen], data: st.DataObject):
    outcomes = []
    for arrival in (sorted(captures, key=lambda seen: seen.day), data.draw(st.permutations(captures))):
        with TemporaryDirectory() as temporary:
            folder = Path(temporary) / "archive"
            shutil.copytree(blank, folder)
            with Archive.open(folder) as archive:
                for seen in arrival:
                    verdict = "page" if seen.lists is not None else "moderngov-error"
                    lost = () if seen.is_whole else ("links-lost",)
                    show(archive, seen.day, seen.page, *(seen.lists or ()), verdict=verdict, warnings=lost)
                outcomes.append(outcome(archive))
    assert outcomes[0] == outcomes[1]


def test_a_history_told_twice_is_the_same(archive: Archive):
    show(archive, 1, ISSUE, "70")
    show(archive, 2, ISSUE)
    before = outcome(archive)
    show(archive, 2, ISSUE)  # again, as an import would
    assert outcome(archive) == before
    assert [turn["value"] for turn in archive.timeline(COUNCIL, "document", "70", "gone_since")] == [
        None,
        "2026-01-02T00:00:00Z",
    ]
    assert Key("document", COUNCIL, "70") not in archive._absorption._readings._sightings.said(2)


def at_one_second(archive: Archive, body: bytes, source: str, day: int, *documents: str) -> None:
    """A capture of one page, of a second that other captures of it may share."""
    url = "https://example.gov.uk/meeting"
    exchange = {"council": COUNCIL, "url": url, "captured_at": f"2026-01-{day:02}T00:00:00Z", "source": source}
    records = [{"kind": "document", "council": COUNCIL, "id": id_, "columns": {"title": id_}} for id_ in documents]
    absorb(archive, archive.add_capture(exchange | {"body": body}), "meeting", "page", (), "1", records)


def refused(archive: Archive, day: int, gone: Any = ()) -> None:
    """An error page in the meeting's place, and what it is believed to have lost."""
    url, at = "https://example.gov.uk/meeting", f"2026-01-{day:02}T00:00:00Z"
    capture_id = archive.add_capture({"council": COUNCIL, "url": url, "captured_at": at, "body": b"error"})
    said = {"page_type": "meeting", "warnings": [], "content_sha256": None, "reader": "1", "records": []}
    archive.absorb(capture_id, verdict="moderngov-error", gone=gone, **said)


def test_of_one_second_an_import_is_the_later_one_though_it_came_first(archive: Archive):
    at_one_second(archive, b"first", "fetch", 1, "7")
    at_one_second(archive, b"imported", "import", 2)
    at_one_second(archive, b"fetched", "fetch", 2)
    assert not list(wrong_records(archive._db))
    ((new_id,),) = archive._db.execute("select new_capture_id from changes where field = 'gone_since'").fetchall()
    assert archive.capture(new_id)["source"] == "fetch"


def test_imports_of_one_second_have_their_order_from_their_bytes(archive: Archive):
    later, earlier = sorted((b"one", b"other"), key=lambda body: sha256(body).digest(), reverse=True)
    at_one_second(archive, later, "import", 1, "7")
    at_one_second(archive, earlier, "import", 1)
    at_one_second(archive, b"empty", "import", 2)
    assert not list(wrong_records(archive._db))
    assert next(archive._db.table("documents").rows)["gone_since"] == "2026-01-02T00:00:00Z"


def test_an_error_page_that_nobody_believes_closes_no_list(archive: Archive):
    show(archive, 1, "issue", "7")
    show(archive, 1, "meeting", "7")
    show(archive, 2, "issue")
    refused(archive, 3)
    assert not list(wrong_records(archive._db))
    assert next(archive._db.table("documents").rows)["gone_since"] is None


def test_a_page_that_drops_a_record_in_the_second_in_which_it_was_closed_is_heard(archive: Archive):
    at_one_second(archive, b"listed", "fetch", 1, "7")
    refused(archive, 2, gone=[(ISSUE, COUNCIL, "9")])
    at_one_second(archive, b"empty", "fetch", 2)
    at_one_second(archive, b"still empty", "fetch", 3)
    assert not list(wrong_records(archive._db))
    assert next(archive._db.table("documents").rows)["gone_since"] == "2026-01-02T00:00:00Z"


def test_a_page_that_is_found_to_have_listed_nothing_before_says_that_a_document_is_back(archive: Archive):
    at_one_second(archive, b"listed", "fetch", 8, "7")
    refused(archive, 9, gone=[("document", COUNCIL, "7")])
    show(archive, 10, "issue", "7")
    show(archive, 6, "issue")
    assert not list(wrong_records(archive._db))
    assert gone(archive, "7") is None
