"""Records that are gone and that a list names anew."""

from storage import Archive, Key

LIST, OTHER = "https://democracy.example.gov.uk/mgDelegatedDecisions.aspx?V=0", "https://democracy.example.gov.uk/else"
ISSUE = Key("issue", "exampleshire", "56526")


def listing(archive: Archive, exchange, day: int, *records, url: str = LIST) -> int:
    body = f"{day} {records}".encode()
    capture_id = archive.add_capture(
        exchange(url=url, final_url=url, body=body, captured_at=f"2026-01-{day:02}T00:00:00Z")
    )
    said = {"page_type": "register", "warnings": [], "content_sha256": None, "reader": "register/1"}
    archive.absorb(capture_id, verdict="page", records=records, **said)
    return capture_id


def lose(archive: Archive, exchange, day: int) -> None:
    capture_id = archive.add_capture(exchange(body=b"Error", captured_at=f"2026-01-{day:02}T00:00:00Z"))
    said = {"page_type": "issue", "warnings": [], "content_sha256": None, "reader": "issue/1"}
    archive.absorb(capture_id, verdict="moderngov-error", records=[], gone=[ISSUE], **said)


def test_what_is_gone_and_named_again_is_listed_anew_once(archive: Archive, exchange, issue, see):
    pier, quay = issue(title="Pier"), issue("7", title="Quay")
    see(archive, "2026-01-01T00:00:00Z", title="Pier")
    assert archive.relisted(listing(archive, exchange, 2, pier, quay)) == []
    lose(archive, exchange, 3)
    assert archive.relisted(listing(archive, exchange, 4, pier)) == []  # it was there before
    assert archive.relisted(listing(archive, exchange, 5, quay)) == []
    assert archive.relisted(listing(archive, exchange, 6, pier, quay)) == [ISSUE]
    assert archive.relisted(listing(archive, exchange, 7, pier)) == []


def test_what_is_not_gone_is_not_listed_anew(archive: Archive, exchange, issue, see):
    see(archive, "2026-01-01T00:00:00Z", title="Pier")
    assert archive.relisted(listing(archive, exchange, 2, issue(title="Pier"))) == []
    lose(archive, exchange, 3)
    see(archive, "2026-01-04T00:00:00Z", title="Pier")
    assert archive.relisted(listing(archive, exchange, 5, issue(title="Pier"), url=OTHER)) == []


def test_new_records_are_not_asked_for(archive: Archive, exchange, issue, see):
    see(archive, "2026-01-01T00:00:00Z", title="Pier")
    lose(archive, exchange, 2)
    both = listing(archive, exchange, 3, issue(title="Pier"), issue("7", title="Quay"))
    assert archive.relisted(both, [Key("issue", "exampleshire", "7")]) == [ISSUE]
    asked: list[str] = []
    archive._db.conn.set_trace_callback(asked.append)
    assert archive.relisted(both, [ISSUE, Key("issue", "exampleshire", "7")]) == []
    assert not any("gone_since" in sql for sql in asked)


def test_of_one_second_an_import_comes_after_what_was_fetched(archive: Archive, exchange, issue, see):
    """The import that lists it came first, and is no earlier page for the one that was fetched."""
    see(archive, "2026-01-01T00:00:00Z", title="Pier")
    lose(archive, exchange, 2)
    place = {"url": LIST, "final_url": LIST, "captured_at": "2026-01-03T00:00:00Z"}
    said = {"page_type": "register", "warnings": [], "content_sha256": None, "reader": "register/1"}
    for source in ("import", "fetch"):
        capture_id = archive.add_capture(exchange(**place, source=source, body=source.encode()))
        archive.absorb(capture_id, verdict="page", records=[issue(title="Pier")], **said)
    assert archive.relisted(capture_id) == [ISSUE]
