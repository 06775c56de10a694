"""The replica's pages as our readers see them: every record is found, and only the story changes any."""

from collections import defaultdict
from urllib.parse import urljoin

import pytest

import parsers
from modgov.replica import HIRWERN, WEXCOMBE, Replica, story
from modgov.replica.hirwern import business

BASE = "http://127.0.0.1:1"
SEEDS = (
    "/mgPlansHome.aspx?bcr=1",
    "/mgListCommittees.aspx?bcr=1",
    "/ieDocHome.aspx?bcr=1",
    "/mgListOfficerDecisions.aspx?bcr=1&BAM=0",
    "/mgWhatsNew.aspx?bcr=1",
    "/mgDecisionDetails.aspx?IId=85&Opt=1",  # the oldest issues' pages have no link to it
    *(
        f"/mgDelegatedDecisions.aspx?DS={bucket}&DR=01%2f01%2f{year}-31%2f12%2f{year + 2}&V={view}"
        for year in range(2004, 2028, 3)
        for bucket, view in ((2, 0), (2, 1), (3, 0), (1, 0))
    ),
)
# Read by no rule and no record of ours: chronologies were never seen, the rest is none of a decision's.
UNKNOWN = ("mgUserInfo", "mgLocationDetails", "mgIssueHistoryChronology", "ieDocSearch", "/cdn-cgi/", "documents/")
FAILING = ("4901", "4902", "4905", "4906")
COUNCILS = pytest.mark.parametrize("council", [WEXCOMBE, HIRWERN], ids=lambda council: council.slug)
DAYS = pytest.mark.parametrize("day", [1, 2, 3])
ISSUE_CHANGES = {("issue", issue_id, name) for issue_id, name, *_ in story.EXPECTED_CHANGES}
CHANGED = {"wexcombe": story.CHANGED | ISSUE_CHANGES, "bro-hirwern": business.CHANGED}
RETURNING = {("issue", "4109"), ("plan_item", "700/4109"), ("restriction", "4109")}
GONE = {"wexcombe": {*RETURNING, ("document", "51652")}, "bro-hirwern": set()}
NEW = {
    "wexcombe": {
        ("issue", "4110"),
        ("plan_item", "700/4110"),
        ("decision", "2391"),
        ("issue_decision", "4101/2391"),
        ("document", "51145"),
        ("document", "51310"),
        ("document", "51653"),
        ("restriction", "1903"),
    },
    "bro-hirwern": {("decision", "802")},
}


def read_all(replica):
    """A reading of every page that our readers' own links lead to, by address; the site's menu leads nowhere new."""
    waiting, readings = [f"{BASE}{seed}" for seed in SEEDS], {}
    while waiting:
        url = waiting.pop()
        if url in readings or any(word in url for word in UNKNOWN) or "ACT=" in url:
            continue
        answer = replica.answer(url.removeprefix(BASE))
        if answer.status != 200:  # Bro Hirwern has no issue 85
            continue
        kind = answer.headers["Content-Type"]
        readings[url] = parsers.read(answer.body, url=url, content_type=kind)
        waiting += [link.url for link in readings[url].links if link.url.startswith(BASE)]
    return readings


def records_of(readings, language="LLL=1"):
    """What all pages say of each record, field by field; a null of a record that several pages state says nothing."""
    found = defaultdict(dict)
    for url, reading in readings.items():
        for record in reading.records if language not in url else ():
            said = {
                name: value for name, value in record.columns().items() if value is not None or not record.is_shared
            }
            found[record.kind, record.id] |= said
    return found


def documents_of(records):
    listed = [record.get(name) or () for record in records.values() for name in ("documents",)]
    return {("document", entry["attachment_id"]) for entries in listed for entry in entries if entry["attachment_id"]}


@pytest.fixture(scope="module")
def readings():
    """The readings of both councils on each day."""
    return {(council, day): read_all(Replica(day, council)) for council in (WEXCOMBE, HIRWERN) for day in (1, 2, 3)}


@COUNCILS
@DAYS
def test_every_record_is_found_by_following_links(readings, council, day):
    records = records_of(readings[council, day])
    assert records.keys() | documents_of(records) == Replica(1, council).records(day)


@COUNCILS
def test_records_are_counted_for_the_day_that_the_site_tells(council):
    replica = Replica(1, council)
    first = replica.records()
    replica.day = 2
    assert (first, replica.records()) == (replica.records(1), replica.records(2))
    assert first - replica.records() == GONE[council.slug]
    assert replica.records() - first == NEW[council.slug]


def test_what_vanished_returns_on_the_third_day():
    replica = Replica(3)
    assert replica.records(1) - replica.records(3) == {("document", "51652")}
    assert replica.records(3) - replica.records(2) == RETURNING


@COUNCILS
@DAYS
def test_every_page_is_whole_and_nothing_on_it_is_unread(readings, council, day):
    for url, reading in readings[council, day].items():
        if any(f"IId={issue_id}" in url for issue_id in FAILING):
            continue
        assert reading.verdict in ("page", "empty-list"), url
        assert not [piece for piece in reading.unread if piece.place != "prose"], url
        assert set(reading.warnings) <= {"branding-missing"}, url


def test_every_page_type_is_there(readings):
    seen = {reading.page_type for council_day in readings.values() for reading in council_day.values()}
    assert {
        "plans_home", "plans", "plan_items", "issue", "issue_decisions", "issue_meetings", "decision", "register",
        "officer_decisions", "committees", "committee", "meetings", "meeting", "agenda_item", "restriction", "whats_new",
    } <= seen  # fmt: skip


@COUNCILS
def test_only_the_story_changes_a_record(readings, council):
    one, two = records_of(readings[council, 1]), records_of(readings[council, 2])
    changed = {
        (*key, name)
        for key in one.keys() & two.keys()
        for name in one[key].keys() | two[key].keys()
        if one[key].get(name) != two[key].get(name) and name != "labels"
    }
    assert changed == CHANGED[council.slug]


def test_nothing_changes_on_the_third_day(readings):
    two, three = records_of(readings[WEXCOMBE, 2]), records_of(readings[WEXCOMBE, 3])
    changed = {key for key in two if two[key] != three[key]}
    assert changed == {(kind, key) for kind, key in changed if kind == "plan_item"}  # the returned one is counted again
    assert three.keys() - two.keys() == RETURNING


@pytest.mark.parametrize(
    ("target", "kind", "fields"),
    [
        (
            "/ieDecisionDetails.aspx?ID=2371",
            "decision",
            {
                "decision_maker": "Cabinet",
                "status": "Recommendations Approved",
                "is_key": True,
                "is_callable": True,
                "effective_from": "2026-02-06",
                "issue_id": "4112",
                "agenda_item_id": "31811",
                "recommend_to_council": False,
                "all_areas": True,
            },
        ),
        ("/ieDecisionDetails.aspx?Id=2234", "decision", {"publication_date": "2021-04-28", "decision_date": "2019-03-15"}),
        ("/ieDecisionDetails.aspx?AIId=31811", "decision", {"decision_id": "2371"}),
        ("/ieDecisionDetails.aspx?AIId=31812", "decision", {"decision_id": "AIId/31812", "decision_maker": "Cabinet"}),
        ("/ieDecisionDetails.aspx?ID=2383", "decision", {"decision": None, "interests_declared": "None."}),
        ("/ieDecisionDetails.aspx?ID=1775", "decision", {"reference": "SR 21/14", "is_urgent": False}),
        ("/ieDecisionDetails.aspx?ID=500000371", "decision", {"decision_maker": "Leader of the Council, Joint Waste Board (Historic)"}),
        ("/ieListDocuments.aspx?CId=115&MId=8990", "meeting", {"date": "2026-01-29", "time": "10.00".replace(".", ":"), "has_minutes": True}),
        ("/ieListDocuments.aspx?CId=116&MId=9031", "meeting", {"is_cancelled": True, "published": None}),
        ("/ieListDocuments.aspx?CId=115&MId=9020", "meeting", {"is_proposed_venue": True}),
        ("/mgAi.aspx?ID=31814", "agenda_item", {"title": "Care Homes: Terms of Transfer"}),
        ("/mgCommitteeDetails.aspx?ID=121", "committee", {"title": "Education Cabinet Committee - Expired"}),
        ("/mgReasonsRestricted.aspx?ID=1902&OID=31905&OT=A", "restriction", {"paragraphs": ["1", "2"], "agenda_item_id": "31905"}),
        ("/mgWebService.asmx/GetCommittees", "committee", {"committee_id": "115", "is_expired": False}),
        ("/mgWebService.asmx/GetMeeting?lMeetingId=8990", "meeting", {"has_decisions": True, "venue": "Council Chamber, Shire Hall, Brackwater"}),
    ],
)  # fmt: skip
def test_pages_say_what_they_mean_to(target, kind, fields):
    answer = Replica().answer(target)
    reading = parsers.read(answer.body, url=BASE + target, content_type=answer.headers["Content-Type"])
    record = next(record for record in reading.records if record.kind == kind)
    assert {name: record.columns()[name] for name in fields} == fields


def test_one_decision_under_four_addresses():
    replica = Replica()
    pages = {
        replica.answer(f"/ieDecisionDetails.aspx?{query}").body
        for query in ("ID=2371", "Id=2371&RPID=0", "AIId=31811", "id=2371&J=1&bcr=1")
    }
    assert len(pages) == 1


def register(query, **options):
    answer = Replica(**options).answer(f"/mgDelegatedDecisions.aspx?{query}")
    url = f"{BASE}/mgDelegatedDecisions.aspx?{query}"
    return answer, parsers.read(answer.body, url=url, content_type=answer.headers["Content-Type"])


def refs(query, **options):
    return [record.decision_id for record in register(query, **options)[1].records]


def test_windows_are_of_days_of_publication():
    assert refs("DS=2&DR=20%2f02%2f2026-23%2f02%2f2026&V=0") == ["2389", "2385"]
    assert refs("DS=2&DR=10%2f03%2f2019-31%2f03%2f2019&V=0") == ["2234"]  # published again in 2021, and listed here
    assert refs("DS=2&DR=01%2f04%2f2021-30%2f04%2f2021&V=0") == []
    assert refs("DS=3&DR=&V=0") == ["2388", "2389"]
    assert refs("DS=9&DR=&V=0") == []
    assert refs("DS=2&DR=01%2f03%2f2019-31%2f03%2f2021&V=0&K=1") == ["1987", "2234"]


def test_a_register_leads_to_the_windows_beside_it():
    _, reading = register("DS=2&DR=01%2f02%2f2026-14%2f02%2f2026&V=0")
    moves = [link.url for link in reading.links if "ACT=" in link.url]
    assert len(moves) == 2
    earlier = next(url for url in moves if "Earlier" in url)
    assert refs("DS=2&DR=15%2f02%2f2026-28%2f02%2f2026&V=0&ACT=Earlier") == ["2381"]
    assert Replica().answer(earlier.removeprefix(BASE)).status == 200


def test_an_empty_window_says_so_and_forthcoming_rows_are_no_decisions():
    answer, reading = register("DS=2&DR=01%2f01%2f2010-14%2f01%2f2010&V=0")
    assert b"No matching decisions" in answer.body
    assert reading.verdict == "empty-list"
    _, forthcoming = register("DS=1&DR=01%2f01%2f2026-02%2f03%2f2026&V=0")
    assert register("DS=1&DR=01%2f01%2f2010-14%2f01%2f2010&V=0")[1].verdict == "empty-list"
    assert forthcoming.records == ()
    assert any(link.page_type == "issue" for link in forthcoming.links)


@pytest.mark.parametrize(
    "days", ["01%2f01%2f2015-05%2f03%2f2026", "05%2f03%2f2026-01%2f03%2f2026", "31%2f02%2f2026-01%2f03%2f2026"]
)
def test_windows_that_the_site_cannot_answer(days):
    answer = Replica().answer(f"/mgDelegatedDecisions.aspx?DS=2&DR={days}&V=0")
    assert answer.status == 302
    assert urljoin(BASE, answer.headers["Location"]) == f"{BASE}/mgError.aspx"


def test_windows_that_hold_too_much_time_out_where_the_site_is_made_so():
    wide, narrow = "DS=2&DR=01%2f10%2f2025-02%2f03%2f2026&V=0", "DS=2&DR=01%2f02%2f2026-02%2f03%2f2026&V=0"
    assert register(wide)[0].status == 200
    assert register(wide, most_rows=6)[0].status == 500
    assert register(narrow, most_rows=6)[0].status == 200


def test_officers_list_has_no_refs_and_is_a_part_of_the_register():
    target = "/mgListOfficerDecisions.aspx?DR=01%2f01%2f2026-02%2f03%2f2026"
    answer = Replica().answer(target)
    found = parsers.read(answer.body, url=BASE + target).records
    assert [record.decision_id for record in found] == ["2383", "2381"]
    assert all(record.is_officer for record in found)
    assert b"ref:" not in answer.body
    assert Replica().answer("/mgListOfficerDecisions.aspx?DR=01%2f01%2f2015-02%2f03%2f2026").status == 302


def test_search_pages_ten_at_a_time():
    replica = Replica()
    target = "/ieSearchResults2.aspx?SS=a&DT=3&ADV=0&CA=false&SB=true&PG="
    first, beyond = replica.answer(f"{target}1"), replica.answer(f"{target}99")
    assert first.body.count(b'class="mgAiTitleLnk"') == 10
    assert b"Next&#32;page&#32;of&#32;search&#32;results" in first.body
    assert b"Key issue: " in first.body
    assert b"No results found for your query" in beyond.body
    assert replica.answer(f"{target}x").body == first.body


def test_feed_says_a_decision_once_for_each_who_signed_and_robots_may_not_have_it():
    replica = Replica()
    target = "/mgRss.aspx?XXR=0"
    answer = replica.answer(target, {"Host": "127.0.0.1:1"})
    assert answer.body.count(b"ieDecisionDetails.aspx?ID=2388</link>") == 2
    reading = parsers.read(answer.body, url=BASE + target, content_type=answer.headers["Content-Type"])
    assert [link.url for link in reading.links].count(f"{BASE}/ieDecisionDetails.aspx?ID=2388") == 1
    assert b"Disallow: /mgRss.aspx" in replica.answer("/robots.txt").body
    assert b"mgRss" not in Replica(1, HIRWERN).answer("/robots.txt").body


@pytest.mark.parametrize(
    "call",
    ["GetMeetings?lCommitteeId=115", "GetMeeting", "GetNothing", "GetMeetings?lCommitteeId=1&sFromDate=x&sToDate=y"],
)
def test_web_service_wants_its_arguments(call):
    assert Replica().answer(f"/mgWebService.asmx/{call}").status == 500


def test_web_service_tells_meetings_of_a_committee_and_of_all():
    replica = Replica()
    span = "sFromDate=01/01/2026&sToDate=31/12/2026"
    one = replica.answer(f"/mgWebService.asmx/GetMeetings?lCommitteeId=115&{span}").body
    all_of_them = replica.answer(f"/mgWebService.asmx/GetAllMeetingsByDate?lCommitteeId=0&{span}").body
    assert one.count(b"<meeting>") == 2
    assert all_of_them.count(b"<meeting>") == 4
    assert b"<meetingscount> 4</meetingscount>" in all_of_them


def test_documents_under_all_their_addresses():
    replica = Replica()
    pack = "/documents/g8990/Printed%20minutes%2029-Jan-2026.pdf?T=1"
    for target in ("/documents/s50990/Cabinet%20report.pdf", "/mgConvert2PDF.aspx?ID=50990&ISATT=1", pack):
        assert replica.answer(target).body.startswith(b"%PDF"), target
    for target in ("/documents/g9020/Pack.pdf?T=0", "/documents/g1/Pack.pdf", "/mgConvert2PDF.aspx?ID=1"):
        assert replica.answer(target).headers["Location"] == "/mgError.aspx", target


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("/mgIssueHistoryHome.aspx?IId=71", ("Manylion y mater", "Math&#58; </span>Key", "Cyhoeddwyd gyntaf")),
        ("/ieListDocuments.aspx?MId=901", ("Dydd Mawrth, 24ain Chwefror, 2026 10.00 yb", "Lleoliad", "Cofnodion")),
        ("/ieListMeetings.aspx?CommitteeId=301", ("24 Mawrth 2026", "rhestru&#39;r cyfarfodydd")),
        ("/mgReasonsRestricted.aspx?ID=951", ("Rhesymau wedi&#39;u cyfyngu", "Yn rhinwedd paragraff&#40;au&#41; 12")),
        ("/mgAi.aspx?ID=2001", ("Eitem Agenda", "Dogfennau ategol", "Decision:")),
        ("/ieDecisionDetails.aspx?ID=801", ("Manylion y penderfyniad", "Statws", "Is Key decision?")),
    ],
)
def test_welsh_pages_and_their_english_twins(target, words):
    replica = Replica(1, HIRWERN)
    welsh, english = (replica.answer(f"{target}&LLL={language}").body.decode() for language in (1, 0))
    assert all(word in welsh for word in words)
    assert not any(word in english for word in words if word not in ("Decision:", "Is Key decision?"))
    assert "LLL=0" in welsh
    assert "LLL=1" in english
    assert replica.answer(target).body.decode() == english


def test_welsh_and_english_say_the_same_of_ids_and_days(readings):
    english, welsh = (records_of(readings[HIRWERN, 1], without) for without in ("LLL=1", "LLL=0"))
    same = ("date", "due_from", "due_to", "first_published", "decision_date", "publication_date", "effective_from")
    told = {key for key in english if key in welsh and english[key].get("title") != welsh[key].get("title")}
    assert len(told) >= 10
    for key in english.keys() & welsh.keys():
        for name in same:
            assert english[key].get(name) == welsh[key].get(name), (key, name)
