"""Documents: which are asked for and when, whose bytes they share, and their texts."""

from io import BytesIO

import pytest
from warcio.archiveiterator import ArchiveIterator

from storage import Archive
from storage.records import Key
from storage.statements import Sighting
from storage.voices import Voices

NOW = "2026-11-24T06:00:00Z"
BASE = "https://democracy.example.gov.uk"
REPORT = f"{BASE}/documents/s7/Report.pdf"
PACK = f"{BASE}/documents/g9012/Pack.pdf?T=1"
PDF = b"%PDF-1.4 " + b"report " * 400


def document(id_="7", council="exampleshire", **columns):
    return {"kind": "document", "council": council, "id": id_, "columns": columns}


@pytest.fixture
def tell(exchange):
    """Store a page and absorb the records that it states."""

    def tell(archive, *records, url=f"{BASE}/mgPage.aspx", at="2026-01-01T09:00:00Z", page_type="issue", **more):
        told = exchange(
            url=url, final_url=url, captured_at=at, council=records[0]["council"], body=repr(records).encode()
        )
        capture_id = archive.add_capture(told)
        read = {
            "verdict": "page",
            "page_type": page_type,
            "warnings": [],
            "content_sha256": None,
            "reader": f"{page_type}/1",
        }
        return capture_id, archive.absorb(capture_id, records=records, **read | more)

    return tell


@pytest.fixture
def hold(exchange):
    """Store a document's file."""

    def hold(archive, url=REPORT, body=PDF, council="exampleshire", **more):
        told = exchange(url=url, final_url=url, body=body, council=council, content_type="application/pdf") | more
        return archive.add_capture(told, is_document=True)

    return hold


def row(archive, url=REPORT, before=NOW, council="exampleshire"):
    return archive.documents_next(council, before)


def test_documents_are_found_on_records_and_among_meetings_packs(archive, tell):
    tell(
        archive,
        document("7", url=REPORT, meeting_id="9012", restricted=False),
        document("8", url=f"{BASE}/documents/s8/Secret.pdf", restricted=True),
        document("9", title="Report to follow", restricted=False),
        {"kind": "meeting", "council": "exampleshire", "id": "9012", "columns": {
            "date": "2026-02-24",
            "packs": [{"url": PACK, "attachment_id": None, "restricted": False}, {"url": None, "restricted": False},
                      {"url": f"{BASE}/documents/g9012/Private.pdf?T=3", "restricted": True}],
        }},
        document("7", council="elsewhere", url="https://elsewhere.example/documents/s7/Report.pdf"),
    )  # fmt: skip
    assert archive.documents_listed("exampleshire") == [
        {"document_id": "7", "url": REPORT, "day": "2026-02-24"},
        {"document_id": None, "url": PACK, "day": "2026-02-24"},
    ]


@pytest.mark.parametrize(
    ("link", "record", "day"),
    [
        (
            "decision_id",
            {"kind": "decision", "columns": {"decision_date": "2026-01-05", "date": "2026-01-06"}},
            "2026-01-05",
        ),
        ("decision_id", {"kind": "decision", "columns": {"publication_date": "2026-01-07"}}, "2026-01-07"),
        ("agenda_item_id", {"kind": "agenda_item", "columns": {"date": "2026-01-08"}}, "2026-01-08"),
        (
            "issue_id",
            {"kind": "issue", "columns": {"due_to": "2026-03-01", "first_published": "2026-01-01"}},
            "2026-03-01",
        ),
        ("issue_id", {"kind": "issue", "columns": {"first_published": "2026-01-01"}}, "2026-01-01"),
        ("issue_id", {"kind": "issue", "columns": {"title": "Grit"}}, None),
    ],
)
def test_a_document_has_the_day_of_what_it_belongs_to(archive, tell, link, record, day):
    tell(archive, document(url=REPORT, **{link: "5"}), record | {"council": "exampleshire", "id": "5"})
    (listed,) = archive.documents_listed("exampleshire")
    assert listed["day"] == day


def test_restricted_documents_are_counted_where_they_are_listed(archive, tell):
    papers = [{"title": "Restricted enclosure", "restricted": True}, {"title": "Report", "restricted": False}]
    kinds = ("issue", "decision", "agenda_item")
    tell(
        archive,
        *({"kind": kind, "council": "exampleshire", "id": "5", "columns": {"documents": papers}} for kind in kinds),
    )
    assert archive.documents_restricted("exampleshire") == 3
    assert archive.documents_restricted("elsewhere") == 0


def queue(archive, *urls, council="exampleshire", day=None):
    archive.documents_add(council, [{"url": url, "document_id": url.split("/")[-2][1:], "day": day} for url in urls])


def test_the_queue_gives_what_is_due_and_a_known_document_keeps_its_place(archive):
    queue(archive, REPORT)
    archive.document_settle("exampleshire", REPORT, "done", "2026-12-01T00:00:00Z")
    queue(archive, REPORT, f"{BASE}/documents/s8/Map.pdf", day="2026-02-01")
    queue(archive, REPORT, council="elsewhere")
    assert row(archive)["document_id"] == "8"
    assert (row(archive)["state"], row(archive)["day"]) == ("waiting", "2026-02-01")
    assert archive.documents_waiting("exampleshire", NOW) == 1
    assert archive.documents_waiting("exampleshire", NOW, "2026-02-02") == 0
    assert archive.documents_next("exampleshire", NOW, "2026-02-02") is None
    assert archive.documents_next("exampleshire", NOW, "2026-02-01")["document_id"] == "8"
    assert archive.documents_waiting("exampleshire", "2026-12-01T00:00:00Z") == 2


def test_a_document_that_became_restricted_is_not_asked_for_again(archive, tell):
    tell(archive, document(url=REPORT, restricted=False))
    queue(archive, REPORT)
    assert row(archive)["document_id"] == "7"
    tell(archive, document(url=REPORT, restricted=True), at="2026-01-02T09:00:00Z")
    assert row(archive) is None


def test_what_became_of_a_document_is_kept(archive, hold):
    queue(archive, REPORT)
    archive.document_settle("exampleshire", REPORT, "deferred", "2026-11-25T00:00:00Z", "the server failed")
    archive.document_settle("exampleshire", REPORT, "deferred", "2026-11-25T00:00:00Z", "the server failed")
    late = "2027-01-01T00:00:00Z"
    kept = row(archive, before=late)
    assert (kept["state"], kept["reason"], kept["attempts"], kept["checked_at"]) == (
        "deferred",
        "the server failed",
        2,
        NOW,
    )
    capture_id = hold(archive)
    said = {
        "at": "2026-11-25T01:00:00Z",
        "sha256": "aa",
        "capture_id": capture_id,
        "etag": '"1"',
        "last_modified": None,
    }
    archive.document_fetched("exampleshire", REPORT, said)
    archive.document_settle("exampleshire", REPORT, "done", "2026-11-26T00:00:00Z")
    kept = row(archive, before=late)
    assert (kept["state"], kept["reason"], kept["attempts"], kept["etag"]) == ("done", None, 0, '"1"')
    assert (kept["first_fetched_at"], kept["changed_at"], kept["sha256"]) == ("2026-11-25T01:00:00Z", None, "aa")
    archive.document_fetched(
        "exampleshire", REPORT, said | {"at": "2026-11-26T01:00:00Z", "sha256": "bb", "etag": None}
    )
    kept = row(archive, before=late)
    assert (kept["first_fetched_at"], kept["changed_at"]) == ("2026-11-25T01:00:00Z", "2026-11-26T01:00:00Z")
    assert (kept["sha256"], kept["etag"]) == ("bb", None)


def test_a_site_that_is_left_alone_is_asked_for_no_document(archive):
    queue(archive, REPORT)
    queue(archive, REPORT, council="elsewhere")
    archive.frontier_hold("exampleshire", "a bot check", "2026-12-01T00:00:00Z")
    assert row(archive) is None
    assert row(archive, council="elsewhere")["url"] == REPORT


def test_a_witness_is_a_document_that_was_there(archive):
    map_ = f"{BASE}/documents/s8/Map.pdf"
    queue(archive, REPORT, map_)
    assert archive.document_witness("exampleshire", []) is None
    archive.document_settle("exampleshire", map_, "done", NOW)
    assert archive.document_witness("exampleshire", [REPORT])["url"] == map_
    assert archive.document_witness("exampleshire", [REPORT, map_]) is None


def records(archive, capture_id):
    found = archive.capture(capture_id)
    with (archive.folder / found["warc_file"]).open("rb") as file:
        file.seek(found["warc_offset"])
        return next(ArchiveIterator(BytesIO(file.read(found["warc_length"])))).rec_headers


def known(archive, capture_id, sha256=None):
    """Have a capture read as the file of a content, as it came unless told."""
    content = sha256 or archive.capture(capture_id)["sha256"]
    read = {"verdict": "page", "page_type": "document_file", "warnings": [], "reader": "document_file/1"}
    said = document(sha256=content, media_type="application/pdf")
    archive.absorb(capture_id, content_sha256=content, records=[said], **read)


def test_the_same_bytes_at_another_address_or_council_are_stored_once(archive, hold):
    first = hold(archive)
    known(archive, first)
    elsewhere = "https://elsewhere.example/documents/s99/Report%20again.pdf"
    again, third = hold(archive, elsewhere, council="elsewhere"), hold(archive, PACK)
    for capture_id in (again, third):
        assert archive.capture(capture_id)["original_id"] == first
        assert archive.body(capture_id) == PDF
    headers = records(archive, again)
    assert headers.get_header("WARC-Type") == "revisit"
    assert headers.get_header("WARC-Refers-To-Target-URI") == REPORT
    assert headers.get_header("WARC-Target-URI") == elsewhere
    known(archive, again)
    last = hold(archive, f"{BASE}/documents/s5/R.pdf")
    assert archive.capture(last)["original_id"] == first  # and never a revisit of a revisit


def test_pages_are_no_revisits_of_documents(archive, hold, exchange):
    known(archive, hold(archive))
    page = archive.add_capture(exchange(url=PACK, final_url=PACK, body=PDF))
    assert archive.capture(page)["original_id"] is None


def test_bytes_that_came_packed_are_no_copy_of_what_they_unpack_to(archive, hold):
    packed = hold(archive, body=b"packed")
    known(archive, packed, sha256=archive.capture(hold(archive, PACK))["sha256"])
    other = hold(archive, f"{BASE}/documents/s5/R.pdf")
    assert archive.capture(other)["original_id"] is None


def test_an_answer_that_nothing_changed_is_a_revisit_of_its_own_kind(archive, hold):
    hold(archive)
    unchanged = hold(archive, body=b"", status=304, reason="Not Modified", headers=[["ETag", '"1"']])
    headers = records(archive, unchanged)
    assert headers.get_header("WARC-Type") == "revisit"
    assert headers.get_header("WARC-Profile") == "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
    assert headers.get_header("WARC-Payload-Digest") is None
    assert archive.body(unchanged) == b""


def test_texts_are_kept_once_for_each_content(archive, tell, hold):
    capture_id = hold(archive)
    known(archive, capture_id, sha256="aa")
    tell(archive, document(url=REPORT, media_type="application/pdf"))
    queue(archive, REPORT)
    said = {"at": NOW, "sha256": "aa", "capture_id": capture_id, "etag": None, "last_modified": None}
    archive.document_fetched("exampleshire", REPORT, said)
    assert archive.texts_missing("exampleshire") == [
        {"sha256": "aa", "media_type": "application/pdf", "capture_id": capture_id}
    ]
    assert archive.texts_missing("elsewhere") == []
    newer = hold(archive, body=b"%PDF newer", captured_at="2026-05-01T00:00:00Z")
    known(archive, newer)
    assert [row["capture_id"] for row in archive.texts_missing("exampleshire")] == [capture_id, newer]
    archive.save_text(archive.capture(newer)["sha256"], {"text": "Newer", "extractor": "pypdfium2/6"})
    assert archive.media_type_of(capture_id) == "application/pdf"
    assert archive.media_type_of(99) is None
    assert archive.text("aa") is None
    archive.save_text("aa", {"error": "took too long", "extractor": "pypdfium2/5"})
    assert archive.texts_missing("exampleshire") == []
    archive.save_text("aa", {"text": "Grit", "pages": 2, "extractor": "pypdfium2/6", "media_type": "application/pdf"})
    assert archive.text("aa") == {
        "sha256": "aa", "media_type": "application/pdf", "text": "Grit", "pages": 2, "extractor": "pypdfium2/6",
        "extracted_at": NOW, "error": None,
    }  # fmt: skip
    with pytest.raises(ValueError, match="colour"):
        archive.save_text("aa", {"colour": "red"})


def test_a_file_says_what_it_is_wherever_it_lies_and_lists_do_not_speak_for_it():
    voices = Voices(Key("document", "exampleshire", "7"))
    first = Sighting(1, NOW, REPORT, "aa", None, "document_file/1", "d", "{}", 1, "document_file")
    voices.note(first, {"sha256": "aa"})
    moved = first._replace(url=f"{BASE}/documents/s7/Report%20v2.pdf")
    assert voices.may_say("sha256", "bb", moved)
    assert voices.is_news("sha256", moved)
    assert not voices.may_say("sha256", "bb", first._replace(url=f"{BASE}/mgPage.aspx", page_type="issue"))


def test_a_replaced_file_is_a_change_with_both_captures(tmp_path, tell):
    with Archive.open(tmp_path / "archive", create=True, now=lambda: NOW) as archive:
        tell(archive, document(url=REPORT, title="Report"))
        of_file = {"url": REPORT, "page_type": "document_file"}
        first, _ = tell(archive, document(sha256="aa", size_bytes=3), at="2026-01-02T09:00:00Z", **of_file)
        tell(archive, document(url=REPORT, title="Report"), at="2026-01-03T09:00:00Z")
        second, absorbed = tell(archive, document(sha256="bb", size_bytes=3), at="2026-01-04T09:00:00Z", **of_file)
        (change,) = absorbed.changed
    assert (change.field, change.old, change.new, change.cause) == ("sha256", "aa", "bb", "page")
    assert (change.old_capture_id, change.new_capture_id) == (first, second)
