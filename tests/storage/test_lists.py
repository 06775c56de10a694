"""Windows of registers, counts of lists, and lists that a council does not have."""

import pytest

from storage import Archive

COUNCIL, LIST = "exampleshire", "register"
WINDOW = (COUNCIL, LIST, "2026-01-01", "2026-06-30")


@pytest.fixture
def answer(archive: Archive, exchange):
    def answer(verdict: str, at: str = "2026-07-01T00:00:00Z") -> int:
        capture_id = archive.add_capture(exchange(captured_at=at, body=f"{verdict} {at}".encode()))
        archive.absorb(
            capture_id,
            verdict=verdict,
            page_type="register",
            warnings=[],
            content_sha256=None,
            reader="register/1",
            records=[],
        )
        return capture_id

    return answer


@pytest.mark.parametrize("verdict", ["page", "empty-list"])
def test_a_window_that_was_read_is_known(archive: Archive, answer, verdict):
    capture_id = answer(verdict)
    assert archive.window_read(*WINDOW, capture_id, 12) is None
    (window,) = archive.windows(COUNCIL, LIST)
    assert window == {
        "council": COUNCIL,
        "list": LIST,
        "first": "2026-01-01",
        "last": "2026-06-30",
        "state": "read",
        "reason": None,
        "read_at": "2026-11-24T06:00:00Z",
        "rows": 12,
        "rows_before": None,
        "capture_id": capture_id,
        "attempts": 1,
        "halved_at": None,
    }


@pytest.mark.parametrize("verdict", ["moderngov-error", "truncated", "challenge", "server-error"])
def test_a_page_that_is_no_list_completes_no_window(archive: Archive, answer, verdict):
    capture_id = answer(verdict)
    with pytest.raises(ValueError, match=f"Capture {capture_id} was no list page: it completes no window"):
        archive.window_read(*WINDOW, capture_id, 0)
    with pytest.raises(ValueError, match="Capture 99"):
        archive.window_read(*WINDOW, 99, 0)
    assert archive.windows(COUNCIL, LIST) == []


def test_a_window_that_is_read_again_says_what_it_had_before(archive: Archive, answer):
    archive.window_read(*WINDOW, answer("page"), 12)
    assert archive.window_read(*WINDOW, answer("page", "2026-07-02T00:00:00Z"), 3) == 12
    (window,) = archive.windows(COUNCIL, LIST)
    assert (window["rows"], window["rows_before"], window["attempts"]) == (3, 12, 2)


def test_a_window_that_fails_says_why_and_keeps_what_was_read(archive: Archive, answer):
    archive.window_failed(*WINDOW, "the site took 120 s")
    (window,) = archive.windows(COUNCIL, LIST)
    assert (window["state"], window["reason"], window["read_at"]) == ("failed", "the site took 120 s", None)
    archive.window_read(*WINDOW, answer("page"), 12)
    assert archive.windows(COUNCIL, LIST)[0]["reason"] is None
    archive.window_failed(*WINDOW, "the server failed")
    (window,) = archive.windows(COUNCIL, LIST)
    assert (window["state"], window["rows"], window["attempts"]) == ("failed", 12, 3)


def test_a_window_that_is_halved_says_when_and_keeps_what_was_read(archive: Archive, answer):
    archive.window_halved(*WINDOW, "the site took 120 s")
    (window,) = archive.windows(COUNCIL, LIST)
    assert (window["state"], window["reason"]) == ("halved", "the site took 120 s")
    assert window["halved_at"] == "2026-11-24T06:00:00Z"
    archive.window_read(*WINDOW, answer("page"), 12)
    archive.window_halved(*WINDOW, "the site took 120 s")
    (window,) = archive.windows(COUNCIL, LIST)
    assert (window["state"], window["rows"], window["reason"]) == ("read", 12, None)


def test_windows_come_newest_first_and_apart_by_list(archive: Archive):
    for first, last in (("2024-01-01", "2024-06-30"), ("2025-01-01", "2025-06-30"), ("2025-04-01", "2025-06-30")):
        archive.window_failed(COUNCIL, LIST, first, last, "slow")
    archive.window_failed(COUNCIL, "officer", "2026-01-01", "2026-06-30", "slow")
    archive.window_failed("kent", LIST, "2026-01-01", "2026-06-30", "slow")
    assert [window["first"] for window in archive.windows(COUNCIL, LIST)] == ["2025-04-01", "2025-01-01", "2024-01-01"]


def test_the_counts_of_each_list(archive: Archive):
    assert archive.list_history(COUNCIL, "plans") == []
    for council, name, rows in ((COUNCIL, "plans", 40), (COUNCIL, LIST, 7), (COUNCIL, "plans", 2), ("kent", LIST, 1)):
        archive.list_counted(council, name, rows, run_id=3)
    assert archive.list_history(COUNCIL, "plans") == [40, 2]
    assert archive.list_history(COUNCIL, LIST) == [7]
    assert archive._db.execute("select distinct counted_at, run_id from list_counts").fetchall() == [
        ("2026-11-24T06:00:00Z", 3)
    ]


def test_a_list_that_a_council_does_not_have_is_remembered_until_it_answers(archive: Archive):
    archive.list_absent(COUNCIL, "officer", "status 404")
    assert archive.absent_lists(COUNCIL) == {"officer": {"reason": "status 404", "found_at": "2026-11-24T06:00:00Z"}}
    assert archive.absent_lists("kent") == {}
    archive.list_present(COUNCIL, "officer")
    assert archive.absent_lists(COUNCIL) == {}
