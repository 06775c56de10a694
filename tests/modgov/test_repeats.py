"""Pages that say what they said last are kept at once, and not read again; what they are told by is never a reading."""

import pytest

import parsers
import storage
from modgov.harvest.corridor import arrived, believe_gone, keep, understand
from modgov.harvest.repeats import Stored, received, repeatable
from modgov.outcomes import Outcome

URL = "https://democracy.example.gov.uk/mgIssueHistoryHome.aspx?IId=56526"
PAGE = b"""<html><head><title>Issue details - Bridge</title></head><body><p>Skip to content</p>
<div id="modgov"><h1 class="mgMainTitleTxt">Issue details</h1><h2 class="mgSubTitleTxt">Bridge over the Wend</h2>
<ul class="mgNonBulletList"><li><span class="mgLabel">Decision type: </span>Key</li></ul></div></body></html>"""
GONE = b"""<html><body><div id="modgov"><h1 class="mgMainTitleTxt">Error</h1>
<p>The item you have requested does not exist.</p></div></body></html>"""
DUE = "2027-01-01T00:00:00Z"


@pytest.fixture
def archive(tmp_path):
    with storage.Archive.open(tmp_path / "archive", create=True) as opened:
        yield opened


def answer(day: int, body: bytes = PAGE, **changed) -> dict:
    return {
        "council": "exampleshire",
        "url": URL,
        "final_url": URL,
        "captured_at": f"2026-01-0{day}T09:00:00Z",
        "status": 200,
        "headers": [["Content-Type", "text/html; charset=utf-8"]],
        "content_type": "text/html; charset=utf-8",
        "challenge": None,
        "source": "fetch",
        "run_id": None,
        "body": body,
    } | changed


def stored(archive, exchange) -> Stored:
    last = repeatable(archive, exchange)
    return Stored(exchange, archive.write(exchange, last), last, DUE)


def take(archive, exchange) -> bool:
    """Take an answer in; says whether it was read."""
    outcome = Outcome()
    with received(archive, stored(archive, exchange), outcome) as found:
        if found is not None:
            keep(archive, understand(found), outcome)
    assert outcome.verdicts == {"page": 1}
    return found is not None


def test_a_page_is_read_again_only_where_its_content_is_another(archive):
    archive.frontier_add("exampleshire", [{"url": URL}])
    assert take(archive, answer(1))
    assert not take(archive, answer(2))
    assert not take(archive, answer(3, PAGE.replace(b"Skip to content", b"Skip to the content")))
    assert take(archive, answer(4, PAGE.replace(b"Key", b"Non-key")))
    assert [row["reading_id"] for row in archive.captures()] == [1, 1, 1, 4]
    (change,) = archive.changes(field="decision_type")
    assert (change["old"], change["new"], change["at"]) == ("Key", "Non-key", "2026-01-04T09:00:00Z")


@pytest.mark.parametrize("changed", [{"status": 500}, {"challenge": "captcha"}, {"final_url": "https://x.example/"}])
def test_an_answer_that_is_no_page_or_another_repeats_nothing(archive, changed):
    take(archive, answer(1))
    assert repeatable(archive, answer(2)) is not None
    assert repeatable(archive, answer(2, **changed)) is None


def test_an_error_page_that_is_believed_is_no_page_to_repeat(archive):
    take(archive, answer(1))
    gone = answer(2, GONE)
    understood = understand(arrived({**gone, "id": archive.add_capture(gone)}, GONE))
    assert understood.verdict == "moderngov-error"
    believe_gone(archive, understood, Outcome())
    (last,) = [row for row in archive.captures() if row["verdict"] == "moderngov-error"]
    assert last["reading_id"] == last["id"]
    assert repeatable(archive, answer(3, GONE)) is None


def test_bytes_that_cannot_be_told_apart_are_kept_all_the_same(archive, monkeypatch):
    def fail(*_):
        raise MemoryError

    monkeypatch.setattr(parsers, "digest", fail)
    with pytest.raises(MemoryError), received(archive, stored(archive, answer(1)), Outcome()):
        pass
    (kept,) = archive.pending()
    assert archive.body(kept["id"]) == PAGE
