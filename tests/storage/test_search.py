"""Search finds what the rows say, as they are now, and is written with them."""

import sqlite3
from pathlib import Path

import pytest

from storage import Archive, ArchiveDamaged, SearchDamaged
from storage.database import settle
from storage.records import TABLES
from storage.search_entries import entry_of
from storage.search_index import SearchIndex
from storage.search_sources import MANY
from storage.search_waiting import _ROWS

COUNCIL = "exampleshire"
READ = {"verdict": "page", "page_type": "issue", "warnings": [], "content_sha256": None, "reader": "issue/1"}


@pytest.fixture(params=["waiting", "settled"])
def state(request, archive: Archive, exchange):
    """State records as one page would, each as (kind, id, columns); their words wait to be indexed, or do not."""

    def state(*records, council=COUNCIL, page="1", at="2026-01-01T09:00:00Z", archive=archive, **more):
        url = f"https://example.gov.uk/{page}"
        body = repr((records, more)).encode()
        capture_id = archive.add_capture(exchange(council=council, url=url, captured_at=at, body=body))
        said = [
            {"kind": kind, "council": council, "id": id_, "columns": columns, **more} for kind, id_, columns in records
        ]
        absorbed = archive.absorb(capture_id, **READ, records=said)
        if request.param == "settled":
            settle(archive._db)
        return absorbed

    return state


def ids(archive, words, **wanted):
    return [(hit["kind"], hit["id"]) for hit in archive.search(words, **wanted)]


def vocabulary(archive):
    """Every word that the index holds when nothing waits."""
    settle(archive._db)
    db = archive._db.conn
    db.execute("create virtual table temp.vocabulary using fts5vocab (main, search_words, row)")
    words = {word for (word,) in db.execute("select term from vocabulary")}
    db.execute("drop table vocabulary")
    return words


QUAY = ("issue", "9", {"title": "Quay Road", "reference": "21/00019", "references": ["21/00019"], "status": "Deferred"})


def test_a_hit_says_what_it_is_and_where_the_words_stand(archive, state):
    columns = QUAY[2] | {"description": "To close the road at <b>night</b>.", "url": "https://example.gov.uk/9"}
    state(("issue", "9", columns | {"first_published": "2021-03-01"}))
    assert archive.search("night") == [
        {
            "council": COUNCIL,
            "kind": "issue",
            "id": "9",
            "reference": "21/00019",
            "title": "Quay Road",
            "date": "2021-03-01",
            "status": "Deferred",
            "gone_since": None,
            "url": "https://example.gov.uk/9",
            "in": "records",
            "snippet": "To close the road at <b>[night]</b>. Deferred",
        }
    ]
    assert archive.search("21/00019", marks=("<", ">"))[0]["snippet"] == "<21/00019>"


@pytest.mark.parametrize(
    ("kind", "columns", "words"),
    [
        ("issue", {"sections": [{"heading": "Why", "text": "Seagulls"}]}, "seagulls"),
        ("issue", {"other_fields": {"Ward member": "Cllr Herring"}}, "herring"),
        ("issue", {"documents": [{"title": "Gull report", "url": "u", "attachment_id": "7"}]}, "gull"),
        ("plan", {"body": "Harbour Board"}, "harbour"),
        ("plan_item", {"lead_officer": "Ann Herring"}, '"ann herring"'),
        ("decision", {"listed_title": "Nets", "decision": "To mend."}, "mend"),
        ("decision", {"listed_title": "Nets"}, "nets"),
        ("issue_decision", {"issue_title": "Nets", "text": "Mended"}, "nets mended"),
        ("document", {"title": "Chart.pdf"}, "chart"),
        ("committee", {"title": "Harbour", "members": [{"name": "Ann Herring", "role": "Chair"}]}, "herring"),
        ("meeting", {"committee": "Harbour Board", "date": "2026-01-02"}, "harbour"),
        ("agenda_item", {"title": "Item", "minutes": "It was resolved."}, "resolved"),
        ("restriction", {"explanation": "Commercial"}, "commercial"),
    ],
)
def test_records_of_every_kind_are_found_by_all_that_they_say(archive, state, kind, columns, words):
    state((kind, "5", columns))
    assert ids(archive, words) == [(kind, "5")]
    assert archive.search(words)[0]["snippet"].count("[") >= 1


def test_what_is_said_in_another_language_is_found(archive, state):
    state(("issue", "9", {"title": "Ffordd y Cei", "description": "Cau'r ffordd"}), language="cy")
    (hit,) = archive.search("ffordd cau")
    assert (hit["kind"], hit["id"], hit["title"]) == ("translation", "issue/9/cy", "Ffordd y Cei")


def test_ids_addresses_and_labels_are_no_words():
    entry = entry_of("issue", {"issue_id": "77", "url": "https://x.example", "labels": {"a": "Label"}, "is_key": True})
    assert entry.words == ("", "", "")
    assert (entry.date, entry.status) == (None, None)


def test_titles_and_references_weigh_more(archive, state):
    state(("issue", "1", {"title": "Roads", "description": "The quay, the quay, the quay"}))
    state(("issue", "2", {"title": "The quay", "description": "Roads"}), page="2")
    assert ids(archive, "quay") == [("issue", "2"), ("issue", "1")]


def test_every_filter_leaves_out_what_it_says(archive, state):
    state(QUAY, ("decision", "4", {"title": "Quay Road", "status": "Approved", "decision_date": "2025-06-01"}))
    state(("issue", "9", {"title": "Quay Road"}), council="wexcombe", page="2")
    assert len(archive.search("quay")) == 3
    assert len(archive.search("quay", limit=2)) == 2
    assert [hit["council"] for hit in archive.search("quay", council="wexcombe")] == ["wexcombe"]
    assert ids(archive, "quay", status="deferred") == [("issue", "9")]
    assert ids(archive, "quay", kind="decision") == [("decision", "4")]
    assert ids(archive, "quay", since="2025-06-02", council=COUNCIL) == [("issue", "9")]
    assert ids(archive, "quay", since="2025-06-01", kind="decision") == [("decision", "4")]


def test_what_is_no_word_is_refused(archive):
    with pytest.raises(ValueError, match="names no word to look for"):
        archive.search("-quay !!!")


def test_a_changed_record_is_found_by_what_it_says_now_and_leaves_no_word_behind(archive, state):
    state(("issue", "9", {"title": "Quay Road", "description": "Herrings"}))
    state(("issue", "9", {"title": "Pier Road", "description": "Gulls"}), at="2026-01-02T09:00:00Z")
    assert ids(archive, "quay") == ids(archive, "herrings") == []
    assert ids(archive, "pier gulls") == [("issue", "9")]
    assert vocabulary(archive) == {"pier", "road", "gulls"}


def test_a_page_that_says_nothing_new_writes_no_search_row(archive, state):
    state(QUAY)
    told = []
    archive._db.conn.set_trace_callback(told.append)
    state(QUAY, at="2026-01-02T09:00:00Z")  # another page's capture, the same words
    state(QUAY, at="2026-01-02T10:00:00Z", page="2")
    archive._db.conn.set_trace_callback(None)
    assert any("captures" in line for line in told)
    written = [line for line in told if "search_" in line and not line.lstrip().lower().startswith(("select", "--"))]
    assert written == []


def test_a_record_that_no_capture_shows_leaves_the_index(archive, state, see):
    capture_id, _ = see(archive, "2026-01-01T09:00:00Z", title="Quay Road")
    archive.absorb(capture_id, **READ | {"verdict": "server-error"}, records=[])
    assert ids(archive, "quay") == []
    assert vocabulary(archive) == set()
    assert archive._db.table("search_entries").count == 0


def test_a_record_that_is_gone_from_its_site_is_found_and_says_so(archive, state):
    state(QUAY)
    capture_id = archive.add_capture(
        {"council": COUNCIL, "url": "u", "captured_at": "2026-02-01T00:00:00Z", "body": b"", "status": 404}
    )
    archive.absorb(capture_id, **READ | {"verdict": "moderngov-error"}, records=[], gone=[("issue", COUNCIL, "9")])
    assert archive.search("quay")[0]["gone_since"] == "2026-02-01T00:00:00Z"


def test_index_and_rows_are_written_together_or_not_at_all(archive, state, monkeypatch):
    def fail(*_):
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr("storage.frontier.Frontier.add", fail)
    with pytest.raises(Exception, match="full"):
        state(QUAY)
    assert archive._db.table("search_entries").count == 0
    assert ids(archive, "quay") == []


def test_a_row_that_another_program_edited_is_indexed_anew_all_the_same(archive, state):
    state(QUAY)
    archive._db.execute("update issues set title = 'Something else'")
    state(("issue", "9", {"title": "Pier Road"}), at="2026-01-02T09:00:00Z")
    assert ids(archive, "quay") == []
    assert ids(archive, "pier") == [("issue", "9")]
    archive.rebuild_search()
    assert "quay" not in vocabulary(archive)


def test_a_removed_record_whose_row_was_edited_is_not_found(archive, state):
    state(QUAY)
    archive._db.execute("update issues set title = 'Something else'")
    with archive._db.atomic():
        SearchIndex(archive._db, TABLES).remove("issue", COUNCIL, "9")
        SearchIndex(archive._db, TABLES).remove("issue", COUNCIL, "never there")
    assert ids(archive, "quay") == []


def test_rebuilding_finds_the_same(archive, state):
    state(QUAY, ("committee", "3", {"title": "Quay Board", "members": [{"name": "Ann"}], "other_fields": {"a": "b c"}}))
    state(("issue", "9", {"title": "Ffordd y Cei", "sections": [{"heading": None, "text": "Cau"}]}), language="cy")
    entries = "select council, kind, id, date, status, digest from search_entries order by kind"
    before = list(archive._db.query(entries)), vocabulary(archive), archive.search("quay")
    archive.rebuild_search()
    assert (list(archive._db.query(entries)), vocabulary(archive), archive.search("quay")) == before
    state(("issue", "9", {"title": "Pier"}), at="2026-01-02T09:00:00Z")  # and its words can still be taken out
    assert ids(archive, "deferred quay") == []
    assert "pier" in vocabulary(archive)


def test_an_older_archive_is_indexed_when_it_is_opened(folder: Path, archive, state):
    state(QUAY)
    archive.close()
    with sqlite3.connect(folder / "modgov.db") as db:
        db.executescript("delete from search_state; delete from search_entries")
    db.close()
    with Archive.open(folder, read_only=True) as reading, pytest.raises(SearchDamaged, match="search --rebuild"):
        reading.search("quay")
    with Archive.open(folder) as opened:
        assert ids(opened, "quay") == [("issue", "9")]


def test_a_missing_index_is_made_anew_when_the_archive_is_opened(folder: Path, archive, state):
    state(QUAY)
    archive.close()
    with sqlite3.connect(folder / "modgov.db") as db:
        db.execute("drop table search_words")
    db.close()
    with Archive.open(folder, read_only=True) as reading, pytest.raises(SearchDamaged, match="search --rebuild"):
        reading.search("quay")
    with Archive.open(folder) as opened:
        assert ids(opened, "quay") == [("issue", "9")]


def test_a_damaged_index_is_said_to_be_that_and_can_be_made_anew(folder: Path, archive, state):
    state(QUAY)
    settle(archive._db)
    archive._db.execute("update search_words_data set block = x'00' where id > 10")
    with pytest.raises(SearchDamaged, match="records are not touched"):
        archive.search("quay")
    archive._db.execute("drop table search_words_docsize")
    with pytest.raises(ArchiveDamaged, match="search --rebuild"):
        state(*[("issue", str(number), {"title": "Pier"}) for number in range(10, 10 + _ROWS)], page="2")
    archive.rebuild_search()
    assert ("issue", "9") in ids(archive, "quay")


def test_other_errors_are_not_blamed_on_the_index(archive):
    with pytest.raises(sqlite3.OperationalError, match="syntax"):
        list(archive._db.conn.execute("select from"))
    archive._db.conn.execute("alter table search_entries rename column status to state")
    with pytest.raises(sqlite3.OperationalError, match="no such column"):
        archive.search("quay", status="Deferred")


def test_of_too_many_matches_the_newest_and_those_in_titles_are_ranked(archive, state):
    state(("issue", "first", {"title": "Quay"}), ("issue", "second", {"title": "Road", "description": "quay"}))
    state(*[("plan", str(number), {"introduction": "the quay"}) for number in range(MANY)], page="2")
    settle(archive._db)
    found = ids(archive, "quay", limit=2 * MANY)
    assert found[0] == ("issue", "first")
    assert ("issue", "second") not in found
    assert len(found) == MANY + 1
    state(*[("document", str(number), {"title": "Quay"}) for number in range(MANY)], page="3")
    settle(archive._db)
    assert {kind for kind, _ in ids(archive, "quay", limit=2 * MANY)} == {"document"}


def keep(archive, digest, text):
    archive.save_text(digest, {"text": text, "extractor": "a test"})


def test_the_text_of_a_document_is_found_as_each_document_that_has_it(archive, state):
    state(
        ("document", "7", {"title": "Survey.pdf", "url": "https://example.gov.uk/s7"}),
        ("document", "8", {"title": "B"}),
    )
    archive._db.execute("update documents set sha256 = 'abc'")
    keep(archive, "abc", "x " * 9000 + "The herring is back at the quay. " + "y " * 9000)
    found = archive.search("herring quay")
    assert [(hit["id"], hit["in"]) for hit in found] == [("7", "documents"), ("8", "documents")]
    assert "[herring] is back at the [quay]" in found[0]["snippet"]
    assert found[0]["title"] == "Survey.pdf"
    assert ids(archive, "herring", place="records") == []
    assert ids(archive, "survey", place="documents") == []
    assert ids(archive, "herring", council="kent") == []
    assert ids(archive, "herring", kind="issue") == []
    assert ids(archive, "herring", since="2026-01-02") == []
    keep(archive, "abc", "A new extractor sees gulls and a survey.")
    assert ids(archive, "herring") == []
    assert ids(archive, "survey") == [("document", "7"), ("document", "8")]
    archive.rebuild_search()
    assert ids(archive, "gulls", place="documents") == [("document", "7"), ("document", "8")]
    assert "herring" not in vocabulary(archive)
