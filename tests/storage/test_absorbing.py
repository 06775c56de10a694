"""What a reader made of a capture, in one transaction: records, history, links, unread pieces."""

import sqlite3
from pathlib import Path

import pytest

from storage import Archive, ArchiveUnwritable, Key
from storage.sightings import Sightings

NOW = "2026-11-24T06:00:00Z"
URL = "https://democracy.example.gov.uk/mgIssueHistoryHome.aspx?IId=56526"
KEY = Key("issue", "exampleshire", "56526")
JAN = [f"2026-01-{day:02}T00:00:00Z" for day in range(1, 32)]
READ = {"verdict": "page", "page_type": "issue", "warnings": [], "content_sha256": None, "reader": "issue/1"}


def row(archive: Archive, issue_id: str = "56526") -> dict:
    found = archive.find("exampleshire", issue_id)
    return found[0] if found else {}


def told(archive: Archive, field: str = "status", **more) -> list[tuple]:
    return [(change["old"], change["new"], change["at"][8:10]) for change in archive.changes(field=field, **more)][::-1]


def test_a_record_is_new_once(archive: Archive, see):
    _, first = see(archive, JAN[0], title="Schools", reference="21/00019", status="For Determination")
    _, second = see(archive, JAN[1], b"other bytes", title="Schools", reference="21/00019", status="For Determination")
    assert (first.new, first.changed, first.unchanged) == ([KEY], [], 0)
    assert (second.new, second.changed, second.unchanged) == ([], [], 1)
    assert list(archive.changes()) == []
    assert (row(archive)["first_seen"], row(archive)["last_seen"]) == (JAN[0], JAN[1])


def test_a_repeat_that_is_set_apart_is_the_last_to_show_what_it_shows(archive: Archive, see):
    see(archive, JAN[0], b"first", title="Schools", status="For Determination")
    last, _ = see(archive, JAN[2], b"first")
    see(archive, JAN[1], b"between", title="Schools", status="Called in")
    assert (row(archive)["last_seen"], row(archive)["capture_id"]) == (JAN[2], last)
    assert archive.mend() == []


def test_what_many_pages_state_alike_is_not_gone_through_again(archive: Archive, see, monkeypatch):
    said = {"title": "Schools", "status": "For Determination"}
    see(archive, JAN[0], **said, url=f"{URL}&a")
    gone_through = []
    history = Sightings.history
    monkeypatch.setattr(Sightings, "history", lambda self, key: gone_through.append(key) or history(self, key))
    for day in range(1, 10):
        _, absorbed = see(archive, JAN[day], **said, url=f"{URL}&{day}")
        assert (absorbed.new, absorbed.changed, absorbed.unchanged) == ([], [], 1)
    see(archive, JAN[10], b"another", **said, url=f"{URL}&a")
    assert gone_through == []
    assert (row(archive)["first_seen"], row(archive)["last_seen"]) == (JAN[0], JAN[10])
    assert archive.mend() == []
    see(archive, JAN[11], title="Schools", status="Called in", url=f"{URL}&b")
    see(archive, JAN[12], **said, url=f"{URL}&c")
    assert told(archive) == [("For Determination", "Called in", "12"), ("Called in", "For Determination", "13")]
    assert archive.mend() == []


def test_nothing_is_prepared_again_for_a_further_page(archive: Archive, see):
    """SQLite asks the authorizer when it prepares; it did so at every page whose records others had stated."""
    prepared = []
    archive._db.conn.set_authorizer(lambda *asked: prepared.append(asked) or sqlite3.SQLITE_OK)
    for day in range(6):
        if day == 4:
            prepared.clear()
        see(archive, JAN[day], title="Schools", url=f"{URL}&{day}")
        see(archive, JAN[day], title="Schools", department=f"{day}", url=f"{URL}&{day}&b")
    assert prepared == []


def test_a_page_that_repeats_itself_late_does_not_speak_for_a_new_one(archive: Archive, see):
    """The type said something else in between, so that a new page's word is one of its own."""
    said = {"title": "Schools", "status": "For Determination"}
    see(archive, JAN[0], **said)
    see(archive, JAN[1], title="Schools", status="Called in", url=f"{URL}&b")
    see(archive, JAN[2], b"again", **said)
    assert row(archive)["status"] == "Called in"
    see(archive, JAN[3], **said, url=f"{URL}&c")
    assert row(archive)["status"] == "For Determination"
    assert archive.mend() == []


def test_values_come_back_as_they_were(archive: Archive, see):
    given = {
        "is_key": True,
        "is_urgent": False,
        "references": ["21/00019", "dŵr"],
        "sections": [{"heading": None, "text": "…"}],
        "labels": {"status": "Statws"},
        "description": "two\n\nparagraphs",
    }
    see(archive, JAN[0], **given)
    assert row(archive) | given == row(archive)
    assert archive._db.execute('select "references" from issues').fetchone() == ('["21/00019", "dŵr"]',)
    assert archive._db.execute("select is_key, is_urgent from issues").fetchone() == (1, 0)


def test_a_change_has_both_captures_and_its_cause(archive: Archive, see):
    first, _ = see(archive, JAN[0], title="Schools", status="For Determination", is_key=True, references=["1"])
    second, absorbed = see(archive, JAN[1], title="Schools", status="Implemented", is_key=False, references=["1", "2"])
    change = next(archive.changes(field="status"))
    assert (change["kind"], change["id"]) == ("issue", "56526")
    assert (change["old"], change["new"]) == ("For Determination", "Implemented")
    assert (change["old_capture_id"], change["new_capture_id"], change["cause"]) == (first, second, "page")
    assert (change["title"], change["at"]) == ("Schools", JAN[1])
    assert {change.field: change.new for change in absorbed.changed} == {
        "status": "Implemented",
        "is_key": False,
        "references": ["1", "2"],
    }
    assert told(archive, "is_key") == [(True, False, "02")]
    assert told(archive, "references") == [(["1"], ["1", "2"], "02")]
    assert archive._db.execute("select new from changes where field = 'references'").fetchone() == ('["1", "2"]',)


def test_changes_can_be_narrowed(archive: Archive, see):
    for day, status in enumerate(["For Determination", "Called in", "Implemented"]):
        see(archive, JAN[day], status=status, title=f"Title {day}", reference="21/00019", references=["21/00019", "A7"])
    assert len(list(archive.changes())) == 4
    assert len(list(archive.changes(field="status"))) == 2
    assert len(list(archive.changes(since=JAN[2]))) == 2
    assert len(list(archive.changes(limit=1))) == 1
    assert len(list(archive.changes(ref="A7", council="exampleshire", kind="issue"))) == 4
    assert len(list(archive.changes(ref="21/00019"))) == len(list(archive.changes(ref="56526"))) == 4
    assert list(archive.changes(ref="21/0001")) == list(archive.changes(council="kent")) == []
    assert list(archive.changes(kind="plan")) == []


def test_an_old_capture_takes_its_place_in_time(archive: Archive, see):
    see(archive, JAN[0], title="A")
    see(archive, JAN[9], title="C")
    assert told(archive, "title") == [("A", "C", "10")]
    _, absorbed = see(archive, JAN[4], title="B")
    assert told(archive, "title") == [("A", "B", "05"), ("B", "C", "10")]
    assert len(absorbed.changed) == 2
    assert row(archive)["title"] == "C"
    see(archive, JAN[3], b"x", title="B")
    assert told(archive, "title") == [("A", "B", "04"), ("B", "C", "10")]


def test_an_older_capture_moves_the_first_sighting(archive: Archive, see):
    see(archive, JAN[9], title="B")
    see(archive, JAN[0], title="A")
    assert row(archive)["first_seen"] == JAN[0]
    assert row(archive)["title"] == "B"
    assert [turn["row"]["title"] for turn in archive.timeline(*["exampleshire", "issue", "56526"])] == ["A", "B"]


def test_an_unchanged_page_writes_one_capture_row_and_nothing_else(archive: Archive, see):
    see(archive, JAN[0], b"same", title="A")
    before = archive.counts() | {"sightings": archive._db["sightings"].count}
    changes = archive._db.conn.total_changes
    _, absorbed = see(archive, JAN[1], b"same")
    assert archive._db.conn.total_changes - changes == 2  # the row, and the verdict on it
    assert archive.counts() | {"sightings": archive._db["sightings"].count} == before | {"captures": 2}
    assert (absorbed.new, absorbed.changed, absorbed.unchanged) == ([], [], 1)


@pytest.mark.parametrize("content", ["digest of the content", None])
def test_an_unread_page_holds_its_ground_when_another_comes_between(archive: Archive, see, content):
    body = [b"1", b"2", b"3", b"4"] if content else [b"same"] * 4
    see(archive, JAN[0], body[0], content=content, title="A")
    see(archive, JAN[2], body[1], content=content)
    see(archive, JAN[4], body[2], content=content)
    see(archive, JAN[1], b"between", title="B")
    assert told(archive, "title") == [("A", "B", "02"), ("B", "A", "03")]
    see(archive, JAN[3], b"between again", title="B")
    assert told(archive, "title") == [("A", "B", "02"), ("B", "A", "03"), ("A", "B", "04"), ("B", "A", "05")]
    assert row(archive)["title"] == "A"


def test_an_unread_page_that_does_not_follow_its_like_speaks_for_itself(archive: Archive, see):
    see(archive, JAN[0], b"a", title="A")
    see(archive, JAN[1], b"b", title="B")
    see(archive, JAN[2], b"a")
    assert told(archive, "title") == [("A", "B", "02"), ("B", "A", "03")]


def test_an_unread_page_may_come_first(archive: Archive, see):
    see(archive, JAN[5], b"a", title="A")
    see(archive, JAN[0], b"a")
    assert row(archive)["first_seen"] == JAN[0]
    assert list(archive.changes()) == []


def test_a_page_without_records_states_nothing(archive: Archive, see):
    _, absorbed = see(archive, JAN[0], b"an empty plan")
    assert absorbed == ([], [], 0)


def test_a_page_that_repeats_itself_contradicts_no_other_page(archive: Archive, see):
    see(archive, JAN[0], url=f"{URL}&list=1", title="A", status="Old")
    see(archive, JAN[1], title="A", status="New")
    see(archive, JAN[2], b"list, touched", url=f"{URL}&list=1", title="A", status="Old")
    assert told(archive) == [("Old", "New", "02")]
    assert row(archive)["status"] == "New"


def test_a_list_that_changes_in_one_line_is_retold_in_that_line_only(archive: Archive, exchange, issue):
    for day, status in enumerate(["Old", "New", "New"]):
        capture_id = archive.add_capture(exchange(captured_at=JAN[day], body=f"list {day}".encode()))
        records = [issue("1", title="A", status=status), issue("2", title="B"), issue("3", title="C")]
        absorbed = archive.absorb(capture_id, **READ, records=records)
    assert (absorbed.new, absorbed.changed, absorbed.unchanged) == ([], [], 3)
    assert told(archive) == [("Old", "New", "02")]
    assert {(row(archive, number)["first_seen"], row(archive, number)["last_seen"]) for number in "123"} == {
        (JAN[0], JAN[2])
    }
    assert archive.counts()["versions"] == 4


def test_another_page_that_says_the_same_is_no_version(archive: Archive, see):
    see(archive, JAN[0], title="A", status="Old")
    see(archive, JAN[1], url=f"{URL}&list=1", title="A")
    assert archive.counts()["versions"] == 1


def test_a_page_that_states_less_leaves_the_rest_alone(archive: Archive, see):
    see(archive, JAN[0], title="A", status="Old", description="Long")
    see(archive, JAN[1], url=f"{URL}&list=1", title="A", status="New")
    see(archive, JAN[2], title="A", status="New", description="Longer")
    assert told(archive) == [("Old", "New", "02")]
    assert told(archive, "description") == [("Long", "Longer", "03")]


def test_another_reader_of_the_same_content_is_no_news(archive: Archive, see):
    see(archive, JAN[0], b"1", content="same", title="A", department="Finance;")
    see(archive, JAN[1], b"2", content="same", reader="issue/2", title="A", department="Finance")
    assert list(archive.changes()) == []
    (change,) = archive.changes(include_reader=True)
    assert (change["field"], change["new"], change["cause"]) == ("department", "Finance", "reader")
    see(archive, JAN[2], b"3", content="other", reader="issue/3", title="B")
    assert told(archive, "title") == [("A", "B", "03")]


def test_reading_a_capture_again_replaces_what_it_said(archive: Archive, see, issue):
    first, _ = see(archive, JAN[0], b"1", title="A", department="Finance;")
    second, _ = see(archive, JAN[1], b"2", title="B", department="Finance;")
    for capture_id, title in ((first, "A"), (second, "B")):
        better = [issue(title=title, department="Finance", contact="Ann")]
        archive.absorb(capture_id, **READ | {"reader": "issue/2"}, records=better)
    assert told(archive, "title") == [("A", "B", "02")]
    assert told(archive, "department") == []
    (note,) = archive.changes(field="department", include_reader=True)
    assert (note["old"], note["new"], note["cause"]) == ("Finance;", "Finance", "reader")
    assert note["old_capture_id"] == note["new_capture_id"] == second
    assert row(archive)["contact"] == "Ann"
    assert [turn["reader"] for turn in archive.timeline("exampleshire", "issue", "56526")] == ["issue/2"] * 2


def test_reading_a_capture_again_with_the_same_reader_notes_nothing(archive: Archive, see, issue):
    capture_id, _ = see(archive, JAN[0], title="A")
    archive.absorb(capture_id, **READ, records=[issue(title="B")])
    assert list(archive.changes(include_reader=True)) == []
    assert row(archive)["title"] == "B"


def test_reading_again_the_capture_that_others_repeat(archive: Archive, see, issue):
    first, _ = see(archive, JAN[0], b"same", title="A;")
    second, _ = see(archive, JAN[1], b"same")
    third, _ = see(archive, JAN[2], b"same")
    archive.absorb(first, **READ | {"reader": "issue/2"}, records=[issue(title="A")])
    assert told(archive, "title") == []
    assert told(archive, "title", include_reader=True) == [("A", "A;", "02")]
    for capture_id in (second, third):
        archive.absorb(capture_id, **READ | {"reader": "issue/2"}, records=[])
    assert told(archive, "title", include_reader=True) == [("A;", "A", "03")]
    assert row(archive)["title"] == "A"


def test_a_record_that_no_reading_shows_any_longer_goes(archive: Archive, see, issue):
    capture_id, _ = see(archive, JAN[0], title="Not an issue at all")
    archive.absorb(capture_id, **READ | {"reader": "issue/2"}, records=[issue("1", title="The issue")])
    assert row(archive) == {}
    assert row(archive, "1")["title"] == "The issue"
    archive.absorb(capture_id, **READ | {"reader": "issue/3", "verdict": "challenge"}, records=[])
    assert archive.counts()["issues"] == 0


@pytest.mark.parametrize("verdict", ["challenge", "maintenance", "server-error", "truncated"])
def test_what_is_no_page_changes_nothing_but_its_capture(archive: Archive, see, exchange, issue, verdict: str):
    see(archive, JAN[0], title="A")
    capture_id = archive.add_capture(exchange(captured_at=JAN[1], body=b"Just a moment"))
    before = archive.counts()
    archive.absorb(
        capture_id,
        **READ | {"verdict": verdict, "warnings": ["odd"]},
        records=[issue(title="Just a moment")],
        links=[{"url": "https://elsewhere.example"}],
        unread=[{"place": "body", "text": "Just a moment"}],
    )
    assert archive.counts() == before
    assert row(archive)["title"] == "A"
    capture = archive.capture(capture_id)
    assert (capture["verdict"], capture["warnings"], capture["absorbed_at"]) == (verdict, ["odd"], NOW)
    assert list(archive.pending()) == []


def test_a_page_that_is_gone_and_comes_back(archive: Archive, see, exchange):
    def lose(at: str) -> list:
        capture_id = archive.add_capture(exchange(captured_at=at, body=f"error {at}".encode()))
        outcome = READ | {"verdict": "moderngov-error"}
        return archive.absorb(capture_id, **outcome, records=[], gone=[("issue", "exampleshire", "56526")]).changed

    assert lose(JAN[0]) == []  # never seen yet
    assert row(archive) == {}
    see(archive, JAN[1], b"page", title="A")
    assert [(change.field, change.old, change.new) for change in lose(JAN[2])] == [("gone_since", None, JAN[2])]
    assert lose(JAN[3]) == []
    assert row(archive)["gone_since"] == JAN[2]
    assert row(archive)["title"] == "A"
    assert row(archive)["last_seen"] == JAN[1]
    see(archive, JAN[4], b"page")
    assert row(archive)["gone_since"] is None
    assert told(archive, "gone_since") == [(None, JAN[2], "03"), (JAN[2], None, "05")]
    turns = archive.timeline("exampleshire", "issue", "56526", "gone_since")
    assert [turn["value"] for turn in turns] == [None, JAN[2], None]


def test_links_and_unread_pieces_are_kept(archive: Archive, exchange, issue):
    archive.frontier_add("exampleshire", [{"url": URL}])
    capture_id = archive.add_capture(exchange())
    archive.absorb(
        capture_id,
        **READ,
        records=[issue(title="A")],
        links=[{"url": "https://democracy.example.gov.uk/mgPlansHome.aspx", "kind": "plans-home", "priority": 2}],
        unread=[{"place": "list", "text": "Odd"}, {"text": "Odder"}],
        done={"due_at": JAN[30]},
    )
    links = {page["url"]: page for page in archive._db["frontier"].rows}
    assert links[URL]["state"] == "done"
    assert links[URL]["due_at"] == JAN[30]
    assert links["https://democracy.example.gov.uk/mgPlansHome.aspx"]["discovered_from"] == capture_id
    pieces = [(piece["number"], piece["place"], piece["text"]) for piece in archive._db["unread"].rows]
    assert pieces == [(1, "list", "Odd"), (2, None, "Odder")]
    archive.absorb(capture_id, **READ, records=[issue(title="A")], unread=[])
    assert archive.counts()["unread"] == 0


def test_a_record_printed_twice_is_what_it_says_last(archive: Archive, exchange, issue):
    capture_id = archive.add_capture(exchange())
    absorbed = archive.absorb(capture_id, **READ, records=[issue(title="A", status="Old"), issue(status="New")])
    assert len(absorbed.new) == 1
    assert (row(archive)["title"], row(archive)["status"]) == ("A", "New")


def test_records_of_every_kind_and_what_belongs_to_an_issue(archive: Archive, exchange, issue):
    records = [
        issue(title="A", references=["21/00019"], documents=[{"title": "Report"}]),
        {"kind": "plan", "council": "exampleshire", "id": 560, "columns": {"title": "Plan", "plan_id": "560"}},
        {
            "kind": "plan_item",
            "council": "exampleshire",
            "id": "560/56526",
            "columns": {"plan_id": "560", "issue_id": "56526", "is_new": True, "references": ["21/00019"]},
        },
        {"kind": "document", "council": "exampleshire", "id": "7", "columns": {"issue_id": "56526", "title": "Report"}},
        {"kind": "decision", "council": "exampleshire", "id": "9", "columns": {"issue_id": "56526", "title": "Agreed"}},
    ]
    archive.absorb(archive.add_capture(exchange()), **READ, records=records)
    counts = archive.counts()
    assert [counts[table] for table in ("issues", "plans", "plan_items", "documents", "decisions")] == [1] * 5
    (found,) = archive.find("exampleshire", "21/00019")
    assert found["documents"] == [{"title": "Report"}]
    assert found["plan_items"][0]["is_new"] is True
    assert found["plan_items"][0]["references"] == ["21/00019"]
    assert found["document_rows"][0]["document_id"] == "7"
    assert archive.find("exampleshire", "21/0001") == archive.find("kent", "21/00019") == []


def test_the_timeline_of_one_field(archive: Archive, see):
    for day, status in enumerate(["For Determination", "Called in", "Implemented"]):
        see(archive, JAN[day], status=status, title=f"Title {day // 2}")
    turns = archive.timeline("exampleshire", "issue", "56526", "title")
    assert [(turn["value"], turn["at"]) for turn in turns] == [("Title 0", JAN[0]), ("Title 1", JAN[2])]
    assert archive.timeline("exampleshire", "issue", "56526", "contact") == []
    assert archive.timeline("exampleshire", "issue", "none") == []


def test_a_slip_in_the_program_is_refused_and_changes_nothing(archive: Archive, exchange, issue):
    capture_id = archive.add_capture(exchange())
    good = issue("1", title="A")
    for slip, sentence in (
        (issue(colour="red"), "The table of 'issue' records has no column named colour; add it in a migration"),
        (issue() | {"kind": "motion"}, "There is no table of 'motion' records"),
        (issue() | {"extra": 1}, "A record has no column named extra"),
        (issue(first_seen=NOW), "has no column named first_seen"),
    ):
        with pytest.raises(ValueError, match=sentence):
            archive.absorb(capture_id, **READ, records=[good, slip])
    with pytest.raises(ValueError, match="An unread piece has no column"):
        archive.absorb(capture_id, **READ, records=[good], unread=[{"where": "here"}])
    with pytest.raises(ValueError, match="A link has no column"):
        archive.absorb(capture_id, **READ, records=[good], links=[{"href": "here"}])
    assert archive.counts()["issues"] == 0
    assert [row["id"] for row in archive.pending()] == [capture_id]


def test_a_run_that_dies_after_the_bytes_are_safe_is_taken_up_again(folder: Path, exchange, issue):
    archive = Archive.open(folder, create=True)
    capture_id = archive.add_capture(exchange())
    archive._lock.release()  # as the operating system does after kill -9: nothing else is closed
    archive._lock = None
    with Archive.open(folder) as later:
        (waiting,) = later.pending()
        assert waiting["id"] == capture_id
        later.absorb(capture_id, **READ, records=[issue(title="A")])
        assert later.body(capture_id) == exchange()["body"]
        assert list(later.pending()) == []
    archive.close()


def test_a_failure_in_the_midst_leaves_everything_or_nothing(archive: Archive, see, monkeypatch):
    see(archive, JAN[0], title="A")
    before = list(archive._db.conn.iterdump())

    def fail(*_, **__):
        raise sqlite3.OperationalError("attempt to write a readonly database")

    monkeypatch.setattr("storage.records.Records.save", fail)
    with pytest.raises(ArchiveUnwritable):
        see(archive, JAN[1], title="B")
    (waiting,) = archive.pending()
    archive._db.execute("delete from captures where id = ?", [waiting["id"]])
    assert list(archive._db.conn.iterdump()) == before


def test_views_tell_the_story(archive: Archive, see):
    common = {"title": "Schools", "reference": "21/00019", "due_to": "2020-02-01"}
    see(archive, JAN[0], b"1", status="For Determination", **common)
    see(archive, JAN[1], b"2", status="For Determination", **common | {"title": "School places"})
    see(archive, JAN[2], b"3", status="Called in", **common)
    see(archive, JAN[3], b"4", status="For Determination", **common)
    see(archive, JAN[5], b"4")
    timeline = [
        (turn["status"], turn["since"], turn["until"], turn["reference"])
        for turn in archive._db["status_timeline"].rows
    ]
    assert timeline == [
        ("For Determination", JAN[0], JAN[2], "21/00019"),
        ("Called in", JAN[2], JAN[3], "21/00019"),
        ("For Determination", JAN[3], None, "21/00019"),
    ]
    (overview,) = archive._db["issue_overview"].rows
    assert (overview["last_seen"], overview["last_checked"], overview["changes"]) == (JAN[3], JAN[5], 4)
    (late,) = archive._db["overdue"].rows
    assert late["issue_id"] == "56526"
    assert late["days_overdue"] > 0
    latest = list(archive._db["latest_changes"].rows)
    assert [(change["field"], change["new"]) for change in latest if change["field"] == "status"] == [
        ("status", "For Determination"),
        ("status", "Called in"),
    ]
