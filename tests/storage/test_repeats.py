import pytest

from storage import Archive


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


def test_a_page_that_was_never_read_repeats_nothing(archive, exchange):
    assert archive.last_read(store(archive, exchange, "2026-01-01T09:00:00Z")) is None
    assert archive.last_read(store(archive, exchange, "2026-01-02T09:00:00Z")) is None


def test_a_repeat_says_what_the_last_one_said_and_writes_no_record(archive, exchange, read):
    first = read("2026-01-01T09:00:00Z", status="For Determination")
    record = archive.find("exampleshire", "56526")
    again = store(archive, exchange, "2026-01-02T09:00:00Z")
    last = archive.last_read("exampleshire", URL)
    assert (last.last_id, last.reader, last.content_sha256, last.is_same) == (first, "issue/1", "c0ffee", 1)
    assert archive.repeat(again, last)
    row = archive.capture(again)
    assert (row["verdict"], row["page_type"], row["reader"], row["reading_id"]) == ("page", "issue", "issue/1", first)
    assert row["warnings"] == ["branding-missing"]
    assert row["absorbed_at"]
    assert list(archive.pending()) == []
    assert archive.find("exampleshire", "56526") == record


def test_other_bytes_are_told_apart(archive, exchange, read):
    read("2026-01-01T09:00:00Z")
    again = store(archive, exchange, "2026-01-02T09:00:00Z", body=b"<div id='modgov'>another page</div>")
    assert not archive.last_read("exampleshire", URL).is_same


def test_a_repeat_takes_the_page_off_the_frontier(archive, exchange, read):
    read("2026-01-01T09:00:00Z")
    url = exchange()["url"]
    archive.frontier_add("exampleshire", [{"url": url}])
    for at, done in (("2026-01-02T09:00:00Z", None), ("2026-01-03T09:00:00Z", {"due_at": "2030-01-01T00:00:00Z"})):
        again = store(archive, exchange, at)
        assert archive.repeat(again, archive.last_read("exampleshire", URL), done=done)
        waiting = [row["url"] for row in archive.frontier_next("exampleshire", "2029-01-01T00:00:00Z")]
        assert waiting == ([] if done else [url])


def test_what_follows_a_repeat_is_told_as_if_it_had_been_read(archive, exchange, read):
    read("2026-01-01T09:00:00Z", status="For Determination")
    again = store(archive, exchange, "2026-01-02T09:00:00Z")
    archive.repeat(again, archive.last_read("exampleshire", URL))
    read("2026-01-03T09:00:00Z", body=b"<div id='modgov'>changed</div>", status="Withdrawn")
    third = store(archive, exchange, "2026-01-04T09:00:00Z")
    assert not archive.last_read(third).is_same  # the first page again, but not the last
    (change,) = archive.changes(field="status")
    assert (change["old"], change["new"], change["at"]) == ("For Determination", "Withdrawn", "2026-01-03T09:00:00Z")


def test_an_older_capture_repeats_nothing(archive, exchange, read):
    first = read("2026-01-02T09:00:00Z")
    older = store(archive, exchange, "2026-01-01T09:00:00Z")
    last = archive.last_read(older)
    assert last.last_id == first
    assert not archive.repeat(older, last)
    assert archive.capture(older)["verdict"] is None


def test_a_capture_is_taken_in_once(archive, exchange, read):
    read("2026-01-01T09:00:00Z")
    again = store(archive, exchange, "2026-01-02T09:00:00Z")
    last = archive.last_read("exampleshire", URL)
    assert [archive.repeat(again, last), archive.repeat(again, last)] == [True, False]
