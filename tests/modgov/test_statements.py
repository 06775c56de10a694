"""What a reading states for storage: columns that fit, what lists say of other records, languages, records that are gone."""

import dataclasses
from dataclasses import replace

import pytest
from sqlite_utils import Database

import parsers.records
from modgov.languages import language_of
from modgov.lists import Listed, ids, listed
from modgov.register import Council, Register
from modgov.statements import gone, said
from parsers.records import AgendaItem, Decision, Issue, IssueDecision, Meeting, Plan, Record
from storage.migrations import migrations
from storage.records import TABLES

BASE = "https://democracy.wexcombe.example"
WHERE = {"council": "democracy.wexcombe.example", "url": f"{BASE}/x.aspx"}
KINDS = sorted(
    {found for name in parsers.records.__all__ if isinstance(found := getattr(parsers.records, name), type)
     and issubclass(found, Record) and found is not Record},
    key=lambda found: found.kind,
)  # fmt: skip
REPORT = {"title": "Report", "url": f"{BASE}/documents/s7/R.pdf", "attachment_id": "7", "file_type": "PDF",
          "size": "1 KB", "restricted": False}  # fmt: skip
PROMISE = {"title": "To follow", "url": None, "attachment_id": None, "file_type": None, "size": None,
           "restricted": False}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS, ids=lambda found: found.kind)
def test_every_record_has_a_table_with_its_columns(kind):
    db = Database(memory=True)
    migrations.apply(db)
    columns = set(db.table(TABLES[kind.kind]).columns_dict)
    db.close()
    assert {field.name for field in dataclasses.fields(kind)} <= columns
    assert kind.key == f"{kind.kind}_id"


def test_an_issues_lists_are_records_where_they_give_ids():
    issue = Issue(
        **WHERE,
        issue_id="1",
        decisions=[
            {
                "date": "2026-03-02",
                "title": "26/1 - Grit",
                "url": f"{BASE}/ieDecisionDetails.aspx?ID=4",
                "decision_id": "4",
            },
            {"date": "2026-03-02", "title": "No link", "url": None, "decision_id": None},
        ],
        agenda_items=[
            {
                "date": "2026-03-02",
                "committee": "Cabinet",
                "title": "Grit",
                "url": f"{BASE}/m",
                "meeting_id": "2",
                "agenda_item_id": "3",
            },
            {"date": None, "committee": None, "title": "Text", "url": None, "meeting_id": None, "agenda_item_id": None},
        ],
        documents=[REPORT, PROMISE],
    )
    assert list(listed(issue)) == [
        Listed(
            "decision",
            "4",
            {
                "url": f"{BASE}/ieDecisionDetails.aspx?ID=4",
                "listed_title": "26/1 - Grit",
                "date": "2026-03-02",
                "issue_id": "1",
            },
        ),
        Listed("agenda_item", "3", {"meeting_id": "2", "date": "2026-03-02", "issue_id": "1"}),
        Listed("meeting", "2", {"date": "2026-03-02", "url": f"{BASE}/m"}),
        Listed("document", "7", REPORT | {"issue_id": "1"}),
    ]
    assert ids(issue) == {}


def test_a_decision_names_its_meeting_its_item_and_its_documents():
    meeting = {"date": "2026-03-02", "committee": "Cabinet", "url": f"{BASE}/m", "meeting_id": "2", "committee_id": "9"}
    decision = Decision(**WHERE, decision_id="4", issue_id="1", agenda_item_id="3", meeting=meeting, documents=[REPORT])
    where = {"meeting_id": "2", "committee_id": "9", "date": "2026-03-02"}
    assert list(listed(decision)) == [
        Listed("agenda_item", "3", {"issue_id": "1"} | where),
        Listed("meeting", "2", {"url": f"{BASE}/m", "committee": "Cabinet", "committee_id": "9", "date": "2026-03-02"}),
        Listed("document", "7", REPORT | {"decision_id": "4"}),
    ]
    assert ids(decision) == {"meeting_id": "2", "committee_id": "9"}
    assert list(listed(Decision(**WHERE, decision_id="4"))) == []
    assert ids(Decision(**WHERE, decision_id="4")) == {}


def test_other_pages_name_what_they_list():
    part = IssueDecision(
        **WHERE, issue_decision_id="1/4", issue_id="1", decision_id="4", title="Grit", documents=[REPORT]
    )
    assert [(found.kind, found.id) for found in listed(part)] == [("decision", "4"), ("document", "7")]
    item = AgendaItem(**WHERE, agenda_item_id="3", meeting_id="2", committee_id="9", documents=[REPORT, PROMISE])
    paper = Listed("document", "7", REPORT | {"agenda_item_id": "3", "meeting_id": "2"})
    assert list(listed(item)) == [paper]  # of a meeting without a day nothing is told that the item does not say
    dated = replace(item, date="2026-02-09")
    assert list(listed(dated)) == [Listed("meeting", "2", {"committee_id": "9", "date": "2026-02-09"}), paper]
    meeting = Meeting(**WHERE, meeting_id="2", packs=[REPORT])
    assert list(listed(meeting)) == [Listed("document", "7", REPORT | {"meeting_id": "2"})]
    assert list(listed(Plan(**WHERE, plan_id="5"))) == []


PAGE = """<html><body><div id="modgov"><h1>Issue details</h1><h2 class="mgSubTitleTxt">Gritting</h2>
<p><span class="mgLabel">Decision status:&nbsp;</span>For Determination</p></div></body></html>"""


def test_a_page_in_welsh_states_its_records_in_welsh():
    for query, language in (("IId=1", None), ("IId=1&LLL=0", None), ("IId=1&LLL=1", "cy")):
        reading = parsers.read(PAGE, url=f"{BASE}/mgIssueHistoryHome.aspx?{query}", content_type="text/html")
        (record,) = said(reading, "wexcombe")["records"]
        assert (record["kind"], record["council"], record["id"], record["language"]) == (
            "issue",
            "wexcombe",
            "1",
            language,
        )


def test_a_host_of_its_own_is_in_welsh_unless_it_is_told_otherwise():
    twin = Council("hirwern", "Hirwern", "welsh", None, "https://en.example/mg", welsh_url="https://cy.example/mg")
    register = Register((twin, Council("kent", "Kent", "county", None, "https://kent.example")))
    assert language_of("https://cy.example/mg/mgAi.aspx?ID=1", register) == "cy"
    assert language_of("https://cy.example/mg/mgAi.aspx?ID=1&LLL=0", register) is None
    assert language_of("https://en.example/mg/mgAi.aspx?ID=1", register) is None
    assert language_of("https://en.example/mg/mgAi.aspx?ID=1&LLL=1", register) == "cy"
    assert language_of("https://kent.example/mgAi.aspx?ID=1&LLL=", register) is None
    assert language_of("https://democratiaeth.cyngor.gwynedd.gov.uk/mgAi.aspx?ID=1") == "cy"
    assert not register.is_welsh("no address")


@pytest.mark.parametrize(
    ("page", "key"),
    [
        ("mgIssueHistoryHome.aspx?IId=1", ("issue", "1")),
        ("mgListPlanItems.aspx?PlanId=2", ("plan", "2")),
        ("ieDecisionDetails.aspx?ID=3", ("decision", "3")),
        ("ieDecisionDetails.aspx?AIId=3", ("decision", "AIId/3")),
        ("mgCommitteeDetails.aspx?ID=4", ("committee", "4")),
        ("ieListDocuments.aspx?CId=4&MId=5", ("meeting", "5")),
        ("mgAi.aspx?ID=6", ("agenda_item", "6")),
        ("mgReasonsRestricted.aspx?ID=7&OID=1&OT=A", ("restriction", "7")),
        ("mgReasonsRestricted.aspx?OID=1&OT=A", ("restriction", "A1")),
        ("mgIssueHistoryHome.aspx?IId=1&LLL=1", ("translation", "issue/1/cy")),
        ("mgIssueHistoryHome.aspx", None),
        ("mgDecisionDetails.aspx?IId=1", None),
        ("documents/s1/x.pdf", ("document", "1")),
        ("documents/g9012/x.pdf?T=1", ("document", "g9012/T1")),
    ],
)
def test_only_moderngovs_error_says_that_a_pages_own_record_is_gone(page, key):
    capture = {"url": f"{BASE}/{page}", "council": "wexcombe"}
    expected = [(key[0], "wexcombe", key[1])] if key else []
    assert list(gone(capture, "moderngov-error")) == expected
    assert gone(capture, "server-error") == gone(capture, "page") == ()
