"""The queue, the runs, the councils and the servers."""

from pathlib import Path

import pytest

from storage import Archive

NOW = "2026-11-24T06:00:00Z"
LATER = "2026-11-25T06:00:00Z"
COUNCIL = "exampleshire"


def due(archive: Archive, before: str | None = None) -> list[str]:
    return [page["url"] for page in archive.frontier_next(COUNCIL, before, limit=10)]


@pytest.fixture
def queue(archive: Archive) -> Archive:
    archive.frontier_add(
        COUNCIL,
        [
            {"url": "b", "priority": 1},
            {"url": "a", "priority": 1, "kind": "issue"},
            {"url": "c"},
            {"url": "z", "due_at": LATER},
        ],
    )
    archive.frontier_add("kent", [{"url": "k"}])
    return archive


def test_the_most_urgent_page_comes_first(queue: Archive):
    assert due(queue) == ["c", "a", "b"]
    assert due(queue, LATER) == ["c", "z", "a", "b"]
    assert [page["url"] for page in queue.frontier_next(COUNCIL)] == ["c"]


def test_a_known_page_keeps_its_state_but_may_be_wanted_sooner(queue: Archive):
    queue.frontier_done(COUNCIL, "c")
    queue.frontier_add(COUNCIL, [{"url": "c"}, {"url": "b", "priority": 0}, {"url": "a", "priority": 9}])
    assert due(queue) == ["b", "a"]


def test_done_is_done_until_it_is_due_again(queue: Archive):
    run_id = queue.begin_run("harvest", [COUNCIL])
    queue.frontier_done(COUNCIL, "a", due_at=LATER, run_id=run_id)
    queue.frontier_done(COUNCIL, "b")
    assert due(queue) == ["c"]
    assert due(queue, LATER) == ["c", "z", "a"]
    queue.frontier_reset(COUNCIL, ["b", "z"])
    assert due(queue) == ["c", "z", "b"]


def test_a_page_that_is_put_off_says_why(queue: Archive):
    for _ in range(2):
        queue.frontier_defer(COUNCIL, "c", "challenge", LATER)
    queue.frontier_defer(COUNCIL, "b", "robots", None)
    assert due(queue) == ["a"]
    (page,) = (page for page in queue.frontier_next(COUNCIL, LATER, 10) if page["url"] == "c")
    assert (page["state"], page["attempts"], page["reason"]) == ("deferred", 2, "challenge")
    queue.frontier_reset(COUNCIL, ["c"])
    (page,) = (page for page in queue.frontier_next(COUNCIL, None, 10) if page["url"] == "c")
    assert (page["state"], page["attempts"], page["reason"]) == ("waiting", 0, None)


def test_failures_in_a_row_are_counted(queue: Archive):
    url = queue.frontier_next("exampleshire")[0]["url"]
    assert queue.frontier_attempts("exampleshire", url) == 0
    for _ in range(2):
        queue.frontier_defer("exampleshire", url, "slow", None)
    assert queue.frontier_attempts("exampleshire", url) == 2
    queue.frontier_done("exampleshire", url)
    assert queue.frontier_attempts("exampleshire", url) == queue.frontier_attempts("exampleshire", "else") == 0


def test_counts(queue: Archive):
    queue.frontier_done(COUNCIL, "a")
    assert queue.frontier_counts(COUNCIL) == {"done": 1, "waiting": 3}
    assert queue.frontier_counts() == queue.counts()["frontier"] == {"done": 1, "waiting": 4}


def test_runs(archive: Archive):
    run_id = archive.begin_run("harvest", ["exampleshire", "kent"])
    archive.end_run(run_id, {"pages": 3})
    run = archive.run(run_id)
    assert (run["command"], run["targets"]) == ("harvest", '["exampleshire", "kent"]')
    assert (run["started_at"], run["ended_at"], run["summary"]) == (NOW, NOW, '{"pages": 3}')
    assert run["is_complete"] == 1


def test_a_run_that_broke_off_is_taken_up_again(folder: Path):
    clock = iter(f"2026-01-01T00:{minute:02}:00Z" for minute in range(60))
    early, late = "2026-01-01T00:00:00Z", "2026-01-01T00:30:00Z"
    with Archive.open(folder, create=True, now=lambda: next(clock)) as archive:

        def began(targets: list[str], since: str) -> int:
            return archive.run(archive.begin_run("harvest", targets, resume_since=since))["first_run_id"]

        first = began(["kent"], early)
        assert began(["kent"], early) == first
        assert began(["kent", "york"], early) != first
        assert began(["kent"], late) != first
        last = archive.begin_run("harvest", ["kent"], resume_since=early)
        archive.end_run(last, {}, is_complete=True)
        assert began(["kent"], early) == last + 1


def test_a_council_keeps_what_is_not_given_again(archive: Archive):
    archive.save_council({"slug": "kent", "name": "Kent", "kind": "county", "base_url": "https://example.gov.uk"})
    archive.save_council({"slug": "kent", "name": "Kent County Council"})
    (council,) = archive._db["councils"].rows
    assert (council["name"], council["kind"]) == ("Kent County Council", "county")
    with pytest.raises(ValueError, match="The table of councils has no column named mayor"):
        archive.save_council({"slug": "kent", "mayor": "none"})


def test_a_council_that_is_left_alone_keeps_its_pages_waiting(archive: Archive):
    archive.frontier_add("kent", [{"url": "a"}, {"url": "b"}, {"url": "late", "due_at": "2030-01-01T00:00:00Z"}])
    archive.frontier_add("york", [{"url": "a"}])
    archive.frontier_defer("kent", "b", "the server failed", "2026-11-24T12:00:00Z")
    archive.frontier_hold("kent", "a bot check", "2026-12-01T00:00:00Z")
    assert archive.frontier_next("kent", NOW) == []
    assert [row["url"] for row in archive.frontier_next("york", NOW)] == ["a"]
    asked = "select url, state, due_at, reason, attempts from frontier where council = 'kent' order by url"
    assert archive._db.execute(asked).fetchall() == [
        ("a", "waiting", "2026-12-01T00:00:00Z", "a bot check", 0),
        ("b", "deferred", "2026-11-24T12:00:00Z", "the server failed", 1),
        ("late", "waiting", "2030-01-01T00:00:00Z", None, 0),
    ]
    assert archive.frontier_counts("kent") == {"waiting": 2, "deferred": 1}


def test_what_was_learned_about_a_server(archive: Archive):
    origin = "https://example.gov.uk"
    assert archive.origin_states() == {}
    for switches in (["aia"], ["aia", "reneg"]):
        told = {"switches": switches, "since": "2026-01-01T00:00:00Z"}
        archive.save_origin(origin, {"tls": {"switches": switches}}, told)
    assert archive.origin_states() == {origin: {"tls": {"switches": ["aia", "reneg"]}}}
    asked = "select switches, since, why, updated_at from origins"
    assert archive._db.execute(asked).fetchall() == [('["aia", "reneg"]', "2026-01-01T00:00:00Z", None, NOW)]


def test_what_is_no_longer_so_of_a_server_is_forgotten(archive: Archive):
    archive.save_origin("https://example.gov.uk", {}, {"breaker": "open", "failures": 5})
    archive.save_origin("https://example.gov.uk", {}, {"failures": 0})
    assert archive._db.execute("select breaker, failures from origins").fetchall() == [(None, 0)]
    with pytest.raises(ValueError, match="table of origins has no column named colour"):
        archive.save_origin("https://example.gov.uk", {}, {"colour": "red"})


def test_what_is_known_of_a_page_is_kept_with_it_and_looks_are_counted(archive: Archive, exchange, issue):
    url = exchange()["url"]
    assert archive.frontier_facts("exampleshire", url) == {"looks": 0, "finds": 0}
    archive.frontier_add("exampleshire", [{"url": url}])
    assert archive.frontier_facts("exampleshire", url) == {"looks": 0, "finds": 0}
    read = {"verdict": "page", "page_type": "issue", "warnings": [], "content_sha256": None, "reader": "issue/1"}
    for day, title in enumerate(["A", "B", "B"], 1):
        capture_id = archive.add_capture(
            exchange(body=f"{title} {day}".encode(), captured_at=f"2026-01-0{day}T00:00:00Z")
        )
        done = {"due_at": "2027-01-01T00:00:00Z"} | ({"facts": {"status": title}} if day < 3 else {})
        archive.absorb(capture_id, **read, records=[issue(title=title)], done=done)
    assert archive.frontier_facts("exampleshire", url) == {"status": "B", "looks": 3, "finds": 1}
    same = archive.add_capture(exchange(body=b"B 3", captured_at="2026-01-04T00:00:00Z"))
    last = archive.last_read("exampleshire", url)
    assert (last.facts, last.looks, last.finds, last.page_type) == ('{"status": "B"}', 3, 1, "issue")
    assert archive.repeat(same, last, done={"due_at": "2027-06-01T00:00:00Z"})
    assert archive.frontier_facts("exampleshire", url)["looks"] == 4


def test_settled_pages_are_those_read_and_not_due_for_long(archive: Archive):
    pages = [f"https://example.gov.uk/{number}" for number in range(4)]
    archive.frontier_add("exampleshire", [{"url": url} for url in pages])
    for url, due_at in zip(pages, ["2027-01-01T00:00:00Z", "2026-12-01T00:00:00Z", None], strict=False):
        archive.frontier_done("exampleshire", url, due_at=due_at)
    archive.frontier_defer("exampleshire", pages[3], "slow", "2028-01-01T00:00:00Z")
    assert archive.frontier_settled("exampleshire", "2026-12-15T00:00:00Z") == [pages[0]]
    assert archive.frontier_settled("kent", "2026-12-15T00:00:00Z") == []


def test_nothing_to_make_due_writes_nothing(archive: Archive):
    archive.frontier_add("exampleshire", [{"url": "https://example.gov.uk/1", "due_at": "2027-01-01T00:00:00Z"}])
    before = archive._db.conn.total_changes
    archive.frontier_reset("exampleshire", [])
    archive.frontier_add("exampleshire", [])
    assert archive._db.conn.total_changes == before
