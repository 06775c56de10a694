"""The whole record of a decision: what ids tie together, and what only a title and a day suggest."""

import json

import pytest

from storage import Archive
from storage.links import Links

COUNCIL = "exampleshire"
READ = {"verdict": "page", "page_type": "issue", "warnings": [], "content_sha256": None, "reader": "issue/1"}


@pytest.fixture
def state(archive: Archive, exchange):
    """State records as one page would, each as (kind, id, columns)."""

    def state(*records: tuple[str, str, dict], page: str = "1", page_type: str = "issue"):
        url = f"https://example.gov.uk/{page}"
        capture_id = archive.add_capture(exchange(url=url, final_url=url, body=repr(records).encode()))
        mappings = [{"kind": kind, "council": COUNCIL, "id": id_, "columns": columns} for kind, id_, columns in records]
        return archive.absorb(capture_id, **READ | {"page_type": page_type}, records=mappings)

    return state


REPORT = {"title": "Report", "attachment_id": "70", "url": "https://example.gov.uk/documents/s70/Report.pdf"}
ISSUE = (
    "issue",
    "9",
    {
        "title": "Winter gritting",
        "reference": "26/00011",
        "references": ["26/00011"],
        "status": "Recommendations Approved",
        "first_published": "2026-01-10",
        "due_text": "2 Mar 2026 by Cabinet",
        "due_from": "2026-03-02",
        "due_to": "2026-03-02",
        "decision_maker": "Cabinet",
        "documents": [REPORT],
        "decisions": [],
        "agenda_items": [],
    },
)
ITEM = ("plan_item", "5/9", {"plan_id": "5", "issue_id": "9", "first_published": "2026-01-03"})
DECISION = (
    "decision",
    "40",
    {
        "title": "Winter gritting network",
        "reference": "26/00011",
        "decision_maker": "The Cabinet",
        "decision": "To grit.",
        "status": "Approved",
        "decision_date": "2026-03-02",
        "effective_from": "2026-03-11",
        "is_callable": True,
        "call_ins": 0,
        "issue_id": "9",
        "agenda_item_id": "31",
        "meeting_id": "21",
        "documents": [REPORT, {"title": "Map", "attachment_id": "71", "url": None}],
    },
)
MEETING = ("meeting", "21", {"committee": "Cabinet", "committee_id": "3", "date": "2026-03-02"})
AGENDA_ITEM = ("agenda_item", "31", {"meeting_id": "21", "date": "2026-03-02", "title": "Gritting", "issue_id": "9"})
DOCUMENTS = (("document", "70", REPORT | {"issue_id": "9"}), ("document", "71", {"title": "Map", "decision_id": "40"}))


def links(archive: Archive) -> dict[tuple[str, str], str]:
    """The links of the issue, as the view has them; what is worked out for one issue or decision alone agrees."""
    rows = list(archive._db.query("select * from issue_links where issue_id = '9'"))
    alone = Links(archive._db)
    assert sorted(alone.of_issue(COUNCIL, "9")) == sorted((row["kind"], row["id"], row["link"]) for row in rows)
    of_view = "select issue_id from issue_links where council = ? and kind = 'decision' and id = ? order by issue_id"
    for decision in archive._db.query("select * from decisions"):
        found = archive._db.execute(of_view, [decision["council"], decision["decision_id"]]).fetchall()
        assert alone.issues_of(decision) == [issue_id for (issue_id,) in found]
    return {(row["kind"], row["id"]): row["link"] for row in rows}


def test_ids_tie_an_issue_to_all_that_belongs_to_it(archive: Archive, state):
    state(ISSUE, ITEM, DECISION, MEETING, AGENDA_ITEM, *DOCUMENTS)
    assert links(archive) == {
        ("plan_item", "5/9"): "stated",
        ("decision", "40"): "stated",
        ("agenda_item", "31"): "stated",
        ("meeting", "21"): "stated",
        ("document", "70"): "stated",
        ("document", "71"): "stated",
    }
    (found,) = archive.find(COUNCIL, "26/00011")
    names = ("plan_items", "decision_rows", "agenda_item_rows", "meeting_rows", "document_rows")
    assert [len(found[name]) for name in names] == [1, 1, 1, 1, 2]
    assert found["decision_rows"][0]["link"] == "stated"
    assert found["decision_rows"][0]["documents"][0]["title"] == "Report"


def test_the_decision_record_goes_from_notice_to_decision(archive: Archive, state):
    state(ISSUE, ITEM, DECISION, MEETING, AGENDA_ITEM, *DOCUMENTS)
    (row,) = archive._db["decision_record"].rows
    assert json.loads(row.pop("documents")) == [
        {"title": "Report", "url": REPORT["url"], "link": "stated"},
        {"title": "Map", "url": None, "link": "stated"},
    ]
    assert row == {
        "council": COUNCIL,
        "issue_id": "9",
        "reference": "26/00011",
        "title": "Winter gritting",
        "status": "Recommendations Approved",
        "first_notice": "2026-01-03",
        "due_text": "2 Mar 2026 by Cabinet",
        "due_from": "2026-03-02",
        "due_to": "2026-03-02",
        "decision_maker": "The Cabinet",
        "decision_id": "40",
        "decision_title": "Winter gritting network",
        "decision": "To grit.",
        "decision_date": "2026-03-02",
        "publication_date": None,
        "effective_from": "2026-03-11",
        "is_callable": 1,
        "call_ins": 0,
        "decision_status": "Approved",
        "link": "stated",
        "days_from_notice_to_decision": 58,
        "decisions": 1,
        "plan_items": 1,
        "agenda_items": 1,
        "meetings": 1,
        "gone_since": None,
        "url": None,
    }


def test_an_issue_without_a_decision_has_a_row_too(archive: Archive, state):
    state(ISSUE)
    (row,) = archive._db["decision_record"].rows
    assert (row["decision_id"], row["decisions"], row["decision_maker"]) == (None, 0, "Cabinet")
    assert (row["first_notice"], row["days_from_notice_to_decision"], row["documents"]) == ("2026-01-10", None, "[]")


def test_the_newest_of_several_decisions_counts(archive: Archive, state):
    later = ("decision", "41", {"listed_title": "Gritting, again", "date": "2026-04-01", "issue_id": "9"})
    state(ISSUE, DECISION, later)
    (row,) = archive._db["decision_record"].rows
    assert (row["decision_id"], row["decision_title"], row["decisions"]) == ("41", "Gritting, again", 2)


@pytest.mark.parametrize(
    "listed",
    [
        {"decisions": [{"date": "2026-05-05", "title": "Salt for roads", "decision_id": None}]},
        {"decisions": [{"date": "2026-05-05", "title": "26/7 - Salt for roads", "decision_id": None}]},
        {"title": "Salt for roads", "due_from": "2026-05-01", "due_to": "2026-05-31"},
        {"title": "Salt for roads", "due_from": "2026-05-05", "due_to": None},
    ],
)
def test_a_decision_with_the_same_title_and_day_is_likely(archive: Archive, state, listed):
    salt = {"title": "Salt for roads", "reference": "26/7", "decision_date": "2026-05-05"}
    state(("issue", "9", ISSUE[2] | listed), ("decision", "50", salt))
    assert links(archive)["decision", "50"] == "likely"
    (row,) = archive._db["decision_record"].rows
    assert (row["decision_id"], row["link"]) == ("50", "likely")
    (found,) = archive.find(COUNCIL, "26/7")
    assert found["issue_id"] == "9"
    state(("decision", "50", salt | {"issue_id": "9"}), page="2", page_type="decision")
    assert links(archive)["decision", "50"] == "stated"


@pytest.mark.parametrize(
    "other",
    [{"title": "Salt for road"}, {"decision_date": "2026-05-06"}, {"issue_id": "8"}],
)
def test_a_title_or_a_day_alone_ties_nothing(archive: Archive, state, other):
    salt = {"title": "Salt for roads", "decision_date": "2026-05-05"}
    listed = {"decisions": [{"date": "2026-05-05", "title": "Salt for roads", "decision_id": None}]}
    state(("issue", "9", ISSUE[2] | listed), ("decision", "50", salt | other))
    assert ("decision", "50") not in links(archive)


def test_a_decision_of_an_issues_page_is_likely_by_its_heading_and_stated_by_its_id(archive: Archive, state):
    part = {"issue_id": "9", "title": "Salt for roads", "date": "2026-05-05", "documents": [REPORT]}
    state(ISSUE, ("issue_decision", "9/2026-05-05", part), ("decision", "50", {"title": "Salt for roads"}))
    assert ("decision", "50") not in links(archive)
    state(("decision", "50", {"decision_date": "2026-05-05"}), page="2")
    assert links(archive)["decision", "50"] == "likely"
    state(("issue_decision", "9/50", part | {"decision_id": "50"}), page="3")
    assert links(archive)["decision", "50"] == links(archive)["issue_decision", "9/50"] == "stated"


def test_agenda_items_are_likely_by_title_and_day(archive: Archive, state):
    entry = {"date": "2026-03-02", "committee": None, "title": "Cabinet Gritting", "url": None}
    item = AGENDA_ITEM[2] | {"issue_id": None, "committee": "Cabinet", "documents": [REPORT]}
    state(("issue", "9", ISSUE[2] | {"agenda_items": [entry], "documents": None}), ("agenda_item", "31", item))
    assert links(archive) == {("agenda_item", "31"): "likely", ("document", "70"): "likely"}
    state(("document", "70", REPORT | {"issue_id": "9"}), page="2")
    assert links(archive)["document", "70"] == "stated"


def test_an_item_kept_under_its_issue_gives_way_to_its_own_row(archive: Archive, state):
    kept = {"issue_id": "9", "meeting_id": "21", "title": "Gritting"}
    state(ISSUE, ("agenda_item", "IId/9/2026-03-02/4", kept))
    assert links(archive)["agenda_item", "IId/9/2026-03-02/4"] == "stated"
    state(("agenda_item", "31", {"meeting_id": "21", "title": "Gritting"}), page="2", page_type="meeting")
    assert links(archive)["agenda_item", "31"] == "likely"
    state(AGENDA_ITEM, page="3", page_type="agenda_item")
    assert {id_: link for (kind, id_), link in links(archive).items() if kind == "agenda_item"} == {"31": "stated"}


def test_a_decision_under_its_items_address_is_the_one_that_names_the_item(archive: Archive, state):
    state(ISSUE, DECISION, ("decision", "AIId/31", {"title": "Winter gritting network", "issue_id": "9"}))
    assert [id_ for kind, id_ in links(archive) if kind == "decision"] == ["40"]


def test_a_decision_is_found_by_its_own_id_and_reference(archive: Archive, state):
    state(ISSUE, DECISION)
    state(
        ("decision", "60", DECISION[2] | {"reference": "OD/1", "references": ["OD/1", "x"], "issue_id": None}), MEETING
    )
    state(("document", "70", REPORT), page="3")
    assert [issue["issue_id"] for issue in archive.find(COUNCIL, "40")] == ["9"]
    assert archive.find_decisions(COUNCIL, "40") == []
    assert archive.find(COUNCIL, "OD/1") == archive.find("kent", "40") == []
    for ref in ("60", "OD/1", "x"):
        (found,) = archive.find_decisions(COUNCIL, ref)
        assert [row["meeting_id"] for row in found["meeting_rows"]] == ["21"]
        assert [row["document_id"] for row in found["document_rows"]] == ["70"]


def test_one_attachment_may_belong_to_many(archive: Archive, state):
    minutes = ("agenda_item", "31", {"documents": [REPORT]})
    pack = ("meeting", "21", {"packs": [{"title": "Minutes", "attachment_id": None}, REPORT]})
    state(ISSUE, DECISION, minutes, pack, ("issue_decision", "9/40", {"issue_id": "9", "documents": [REPORT]}))
    found = archive._db.query("select kind, id from document_links where document_id = '70' order by kind")
    assert [(row["kind"], row["id"]) for row in found] == [
        ("agenda_item", "31"),
        ("decision", "40"),
        ("issue", "9"),
        ("issue_decision", "9/40"),
        ("meeting", "21"),
    ]


def test_changes_of_every_kind_say_what_the_record_is_called(archive: Archive, state):
    state(MEETING, ("committee", "3", {"title": "Cabinet", "purpose": "To decide"}))
    state(
        ("meeting", "21", MEETING[2] | {"venue": "Hall"}),
        ("committee", "3", {"title": "Cabinet", "purpose": "To rule"}),
    )
    (change,) = archive.changes(kind="committee")
    assert (change["title"], change["new"]) == ("Cabinet", "To rule")
    state(("meeting", "21", MEETING[2] | {"venue": "Barn"}))
    change = next(iter(archive.changes(kind="meeting")))
    assert (change["title"], change["new"]) == ("Cabinet, 2026-03-02", "Barn")
