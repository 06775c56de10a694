import pytest

from storage import Archive

COUNCIL = "exampleshire"
URL = "https://democracy.example.gov.uk/mgIssueHistoryHome.aspx?IId=56526"


@pytest.fixture
def read(archive: Archive, exchange, issue):
    """Store a page and read it; gives the capture's id."""

    def take(at: str, body: bytes = b"<div id='modgov'>a page</div>", **columns) -> int:
        capture_id = archive.add_capture(exchange(captured_at=at, body=body))
        archive.absorb(
            capture_id,
            verdict="page",
            page_type="issue",
            warnings=["branding-missing"],
            content_sha256="c0ffee",
            reader="issue/1",
            records=[issue(**columns)],
            done={"due_at": at},
        )
        return capture_id

    return take


def store(archive, exchange, at, body=b"<div id='modgov'>a page</div>"):
    return archive.add_capture(exchange(captured_at=at, body=body))


def add_repeat(archive, exchange, done=None):
    last = archive.last_read(COUNCIL, URL)
    written = archive.write(exchange, last)
    archive.sync(written)
    return archive.add_repeat(written, last, done=done)


def test_a_page_that_was_never_read_repeats_nothing(archive, exchange):
    store(archive, exchange, "2026-01-01T09:00:00Z")
    assert archive.last_read(COUNCIL, URL) is None


def test_a_repeat_says_what_the_last_one_said_and_writes_no_record(archive, exchange, read):
    first = read("2026-01-01T09:00:00Z", status="For Determination")
    record = archive.find("exampleshire", "56526")
    again = store(archive, exchange, "2026-01-02T09:00:00Z")
    last = archive.last_read(COUNCIL, URL)
    assert (last.id, last.reader, last.content_sha256) == (first, "issue/1", "c0ffee")
    assert archive.repeat(again, last)
    row = archive.capture(again)
    assert (row["verdict"], row["page_type"], row["reader"], row["reading_id"]) == ("page", "issue", "issue/1", first)
    assert row["warnings"] == ["branding-missing"]
    assert row["absorbed_at"]
    assert list(archive.pending()) == []
    assert archive.find("exampleshire", "56526") == record


def test_the_same_bytes_are_stored_and_taken_in_at_once(archive, exchange, read):
    first = read("2026-01-01T09:00:00Z", status="For Determination")
    archive.frontier_add(COUNCIL, [{"url": URL}])
    later = exchange(captured_at="2026-01-02T09:00:00.5Z")
    again = add_repeat(archive, later, done={"due_at": "2030-01-01T00:00:00Z"})
    taken = archive.capture(again)
    archive.repeat(store(archive, exchange, "2026-01-03T09:00:00Z"), archive.last_read(COUNCIL, URL))
    repeated = archive.capture(again + 1)
    told = ["verdict", "page_type", "warnings", "content_sha256", "reader", "reading_id", "absorbed_at", "original_id"]
    assert [taken[name] for name in told] == [repeated[name] for name in told]
    assert (taken["reading_id"], taken["captured_at"]) == (first, "2026-01-02T09:00:00Z")
    assert archive.frontier_next(COUNCIL, "2029-01-01T00:00:00Z") == []
    assert archive.body(again) == exchange()["body"]


def test_the_same_content_in_other_bytes_is_taken_in_at_once_too(archive, exchange, read):
    first = read("2026-01-01T09:00:00Z")
    last = archive.last_read(COUNCIL, URL)
    written = archive.write(exchange(captured_at="2026-01-02T09:00:00Z", body=b"around it"), last)
    assert archive.add_repeat(written, last, content_sha256="decaf") is None
    again = archive.capture(archive.add_repeat(written, last, content_sha256="c0ffee"))
    assert (again["reading_id"], again["original_id"], again["size"]) == (first, None, 9)


@pytest.mark.parametrize("changed", [{"body": b"other"}, {"captured_at": "2025-12-31T09:00:00Z"}])
def test_other_bytes_and_older_ones_are_not_taken_in_at_once(archive, exchange, read, changed):
    read("2026-01-01T09:00:00Z")
    given = exchange(captured_at="2026-01-02T09:00:00Z") | changed
    assert add_repeat(archive, given) is None
    assert archive.counts()["captures"] == 1


def test_a_repeat_that_cannot_be_taken_in_leaves_no_bytes(archive, exchange, read):
    read("2026-01-01T09:00:00Z")
    (path,) = archive.folder.glob("warc/*/*.gz")
    before = path.read_bytes()
    with pytest.raises(TypeError):
        add_repeat(archive, exchange(captured_at="2026-01-02T09:00:00Z"), done={"colour": "red"})
    assert path.read_bytes() == before
    assert archive.counts()["captures"] == 1


def test_a_repeat_takes_the_page_off_the_frontier(archive, exchange, read):
    read("2026-01-01T09:00:00Z")
    url = exchange()["url"]
    archive.frontier_add("exampleshire", [{"url": url}])
    for at, done in (("2026-01-02T09:00:00Z", None), ("2026-01-03T09:00:00Z", {"due_at": "2030-01-01T00:00:00Z"})):
        again = store(archive, exchange, at)
        assert archive.repeat(again, archive.last_read(COUNCIL, URL), done=done)
        waiting = [row["url"] for row in archive.frontier_next("exampleshire", "2029-01-01T00:00:00Z")]
        assert waiting == ([] if done else [url])


def test_what_follows_a_repeat_is_told_as_if_it_had_been_read(archive, exchange, read):
    read("2026-01-01T09:00:00Z", status="For Determination")
    again = store(archive, exchange, "2026-01-02T09:00:00Z")
    archive.repeat(again, archive.last_read(COUNCIL, URL))
    read("2026-01-03T09:00:00Z", body=b"<div id='modgov'>changed</div>", status="Withdrawn")
    third = exchange(captured_at="2026-01-04T09:00:00Z")  # the first page again, but not the last
    assert add_repeat(archive, third) is None
    (change,) = archive.changes(field="status")
    assert (change["old"], change["new"], change["at"]) == ("For Determination", "Withdrawn", "2026-01-03T09:00:00Z")


def test_an_older_capture_repeats_nothing(archive, exchange, read):
    first = read("2026-01-02T09:00:00Z")
    older = store(archive, exchange, "2026-01-01T09:00:00Z")
    last = archive.last_read(COUNCIL, URL)
    assert last.id == first
    assert not archive.repeat(older, last)
    assert archive.capture(older)["verdict"] is None


def test_a_capture_is_taken_in_once(archive, exchange, read):
    read("2026-01-01T09:00:00Z")
    again = store(archive, exchange, "2026-01-02T09:00:00Z")
    last = archive.last_read(COUNCIL, URL)
    assert [archive.repeat(again, last), archive.repeat(again, last)] == [True, False]
