"""What the saved pages of committees and meetings do not show."""

import json
import time

import pytest

import parsers
from parsers.times import clock, read_when
from parsers.xml import NotXmlError, read_xml

BASE = "https://democracy.thornmouth.example/"
ITEM = BASE + "mgAi.aspx?ID=9"
MEETING = BASE + "ieListDocuments.aspx?CId=115&MId=4802"
MEETINGS = BASE + "ieListMeetings.aspx?CId=115"
COMMITTEE = BASE + "mgCommitteeDetails.aspx?ID=120"
RESTRICTION = BASE + "mgReasonsRestricted.aspx?ID=8"
SERVICE = BASE + "mgWebService.asmx/GetMeeting?lMeetingId=1"


def read(inside, url, heading=""):
    top = f'<h1 class="mgMainTitleTxt">{heading}</h1>' if heading else ""
    return parsers.read(f'<html><body><div id="modgov">{top}{inside}</div></body></html>', url=url)


def record(inside, url, heading=""):
    return read(inside, url, heading).records[0]


def row(number, title, below=""):
    cell = '<td class="mgItemNumberCell"><p class="mgAiTitleTxt">'
    return f'<tr>{cell}{number}</p></td><td><p class="mgAiTitleTxt">{title}</p>{below}</td></tr>'


def test_an_item_is_known_without_its_heading_by_a_marked_title_above_minutes():
    inside = '<h2 class="mgSubTitleTxt">Buses</h2><p class="mgSubItemTitleTxt">Minutes:</p><p>Noted.</p>'
    assert record(inside, ITEM).minutes == "Noted."
    assert read('<h2 class="mgSubTitleTxt">Buses</h2><p>News.</p>', ITEM).verdict == "not-moderngov"


def test_an_item_without_a_title_begins_with_its_first_part():
    reading = read("<h3>Minutes:</h3><p>Noted.</p>", ITEM, "Agenda item")
    assert (reading.records[0].title, reading.records[0].minutes) == (None, "Noted.")
    assert reading.warnings[-1] == "title-missing"


def test_an_item_takes_its_title_from_a_heading_or_from_the_head():
    assert record("<h3>Buses</h3><p>Text.</p>", ITEM, "Agenda item").title == "Buses"
    page = (
        '<html><head><title>Agenda item - Buses</title></head><body><div id="modgov"><h1 class="mgMainTitleTxt">'
        "Agenda item</h1><p>Text.</p></div></body></html>"
    )
    assert parsers.read(page, url=ITEM).records[0].title == "Buses"


@pytest.mark.parametrize(
    ("page", "url"),
    [
        ('<h2 class="mgSubTitleTxt">Buses</h2><p>Text.</p>', BASE + "mgAi.aspx"),
        ('<h2 class="mgSubTitleTxt">Board</h2><h2>Membership</h2>', BASE + "mgCommitteeDetails.aspx"),
        ("<p>By virtue of paragraph 3 of the Act</p>", BASE + "mgReasonsRestricted.aspx"),
    ],
)
def test_a_page_without_an_id_in_its_address_gives_no_record(page, url):
    heading = {"mgai": "Agenda item", "mgco": "Committee details", "mgre": "Reasons restricted"}
    reading = read(page, url, heading[url.rpartition("/")[2][:4].lower()])
    assert (reading.records, reading.verdict) == ((), "page")
    assert "id-missing" in reading.warnings


def test_a_text_without_a_heading_is_no_item():
    assert parsers.read("Buses\n\nSome words.\n", url=ITEM).verdict == "not-moderngov"


def test_a_text_may_have_its_label_and_its_prose_in_one_line():
    text = "Agenda item\n\nBuses\nTo note.\n\nMinutes: It was noted.\n\nDecision:\n\nNone.\n"
    item = parsers.read(text, url=ITEM).records[0]
    assert (item.title, item.text, item.minutes, item.decision) == ("Buses", "To note.", "It was noted.", "None.")


def test_a_linked_agenda_item_gives_its_address():
    below = '<ul class="mgActionList"><li><a href="mgAi.aspx?ID=77">View the full text of item 1.</a></li></ul>'
    item = read(f"<table>{row('1.', 'Buses', below)}</table>", MEETING, "Agenda").records[1]
    assert (item.agenda_item_id, item.url) == ("77", BASE + "mgAi.aspx?ID=77")


def test_a_link_within_prose_is_no_link_of_the_item():
    below = '<p>As in <a href="mgAi.aspx?ID=77">item 7</a>.</p><p><a href="https://x.example/">Elsewhere</a></p>'
    item = read(f"<table>{row('1.', 'Buses', below)}</table>", MEETING, "Agenda").records[1]
    assert (item.agenda_item_id, item.text) == ("4802/#1", "As in item 7.\n\nElsewhere")


def test_documents_may_stand_beside_their_label():
    below = '<p><span class="mgLabel">Supporting documents: </span><a href="documents/s4/A.pdf">A</a></p>'
    documents = record('<h2 class="mgSubTitleTxt">Buses</h2>' + below, ITEM, "Agenda item").documents
    assert [entry["attachment_id"] for entry in documents] == ["4"]


def test_what_stands_behind_a_closed_value_is_unread():
    below = (
        '<p><span class="mgLabel">Amseriad disgwyliedig: </span>45</p><p class="mgSubItemTitleTxt">Minutes:</p><p>a</p>'
    )
    below += '<p><span class="mgLabel">Expected timing: </span>45</p><p>Left over.</p>'
    reading = read(f"<table>{row('1.', 'Buses', below)}</table>", MEETING, "Agenda")
    assert [piece.text for piece in reading.unread] == ["Left over."]


def test_a_committee_is_known_by_its_sections_or_by_its_heading():
    inside = '<h2 class="mgSubTitleTxt">Board</h2><h2 class="mgSectionTitle">Purpose</h2><p>Boats.</p>'
    assert record(inside, COMMITTEE).purpose == "Boats."
    assert read('<h2 class="mgSubTitleTxt">Board</h2><p>x</p>', COMMITTEE).verdict == "not-moderngov"
    reading = read("<h2>Purpose</h2><p>Boats.</p>", COMMITTEE, "Committee details")
    assert (reading.records[0].title, reading.warnings[-1]) == (None, "title-missing")


def test_a_title_of_a_meeting_may_lead_to_anything():
    inside = '<h2 class="mgSubTitleTxt"><a href="mgUserInfo.aspx?UID=1">Cabinet - 5 May 2026</a></h2>'
    meeting = read(inside, BASE + "ieListDocuments.aspx?MId=3", "Agenda").records[0]
    assert (meeting.committee, meeting.committee_id, meeting.date) == ("Cabinet", None, "2026-05-05")


def test_a_text_may_have_more_in_the_paragraph_of_the_day():
    text = "Cabinet - Monday, 4th May, 2026 10.00 am\nAll are welcome.\n\nVenue: Guildhall\n"
    meeting = parsers.read(text, url=MEETING).records[0]
    assert (meeting.committee, meeting.date, meeting.introduction) == ("Cabinet", "2026-05-04", "All are welcome.")


@pytest.mark.parametrize(
    ("printed", "webcast"),
    [
        ("Live at noon", "Live at noon"),
        ('<a href="#top">Live</a>', "Live"),
        ('<a href="mgLocationDetails.aspx?RID=2">Live</a>', BASE + "mgLocationDetails.aspx?RID=2"),
    ],
)
def test_a_webcast_is_where_it_is_or_what_is_said_of_it(printed, webcast):
    inside = f'<p><span class="mgLabel">Webcast: </span>{printed}</p>'
    assert record(inside, MEETING, "Agenda").webcast == webcast


def test_a_heading_that_names_no_paper_says_nothing_of_papers():
    inside = '<h2 class="mgSubTitleTxt">Cabinet - 5 May 2026</h2>'
    for heading in ("Meeting", "The agenda " * 20):
        meeting = record(inside, MEETING, heading)
        assert (meeting.published, meeting.has_agenda) == (None, None)


def test_a_list_of_meetings_without_a_committee_gives_the_meetings():
    inside = '<ul><li><a href="ieListDocuments.aspx?CId=3&amp;MId=4">5 May 2026</a> - Agenda</li></ul>'
    reading = read(inside, BASE + "ieListMeetings.aspx?CId=0", "Browse meetings")
    assert [(one.kind, one.committee_id) for one in reading.records] == [("meeting", "3")]


def test_a_row_without_a_day_keeps_its_words():
    inside = '<ul><li><a href="ieListDocuments.aspx?MId=4">Constitution</a></li></ul>'
    meeting = read(inside, MEETINGS, "Meetings").records[-1]
    assert (meeting.date, meeting.when_text, meeting.committee_id) == (None, "Constitution", "115")


def test_a_restriction_may_cite_nothing_but_paragraphs():
    found = record("<p>By virtue of paragraph(s) 3</p><p>By virtue of paragraph(s) 3</p>", RESTRICTION)
    assert (found.paragraphs, found.bases, found.explanations) == (["3"], [], None)


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("18:00", "18:00"),
        ("6 pm", "18:00"),
        ("12.30 am", "00:30"),
        ("12 noon", "12:00"),
        ("2.00 y.h.", "14:00"),
        ("13.00 o'r gloch", "13:00"),
        ("10.00 o'r gloch", None),
        ("7.30", None),
        ("13.00 pm", None),
        ("24:00", None),
        ("soon", None),
    ],
)
def test_times_of_day(printed, expected):
    assert clock(printed) == expected


def test_a_day_that_is_none_is_passed_over():
    assert read_when("31 June 2026, then 1 July 2026 at 9 am").date == "2026-07-01"
    assert read_when("some day") is None


def laughs(levels):
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, levels))
    return f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY l0 "lol">{entities}]><meeting>&l{levels - 1};</meeting>'


def test_entities_do_no_harm():
    began = time.process_time()
    assert parsers.read(laughs(30), url=SERVICE).verdict == "not-moderngov"
    external = '<!DOCTYPE r SYSTEM "file:///etc/passwd"><meeting/>'
    assert parsers.read(external, url=SERVICE).verdict == "not-moderngov"
    assert time.process_time() - began < 1


@pytest.mark.parametrize("body", [b"<a>" * 500, b"<a>&nothing;</a>", b"", b"<a></b>", b"\xff", b"<a/><b/>"])
def test_what_is_no_xml_is_refused_with_a_sentence(body):
    with pytest.raises(NotXmlError, match=r"^The body cannot be read as XML: .+\.$"):
        read_xml(body)


def test_a_body_nested_beyond_reason_is_kept_as_it_is():
    body = "<div>" * 20_001
    escaped = body.replace("<", "&lt;")
    item = f"<agendaitem><agendaitemid>2</agendaitemid><agendatext>{escaped}</agendatext></agendaitem>"
    reply = f"<meeting><meetingid>1</meetingid><agendaitems>{item}</agendaitems></meeting>"
    began = time.process_time()
    assert parsers.read(reply, url=SERVICE).records[1].text == body
    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    "inside",
    [
        "<li>" + "- " * 20_000 + "(Chair</li>",
        "<p>" + "." * 20_000 + "</p>",
        "<p>1 May " * 5_000,
        "<p>By virtue of paragraph " + "1," * 20_000 + "</p>",
        '<p class="mgAiTitleTxt">1.</p>' * 3_000,
        "<script>mgMediaPlayer(" + '"url":' * 20_000 + "</script>",
    ],
)
@pytest.mark.parametrize("url", [ITEM, MEETING, MEETINGS, COMMITTEE, RESTRICTION])
def test_long_pages_of_nothing_take_no_time(inside, url):
    inside = (
        f'<h2 class="mgSubTitleTxt">x</h2><h2>Membership</h2><p><span class="mgLabel">Venue:</span>{inside}</p>{inside}'
    )
    began = time.process_time()
    json.dumps(read(inside, url, "Agenda").as_json())
    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    ("spelling", "expected"),
    [
        ("ieListDocuments.aspx?MeetingId=5&CommitteeId=3&Ver=4", "ieListDocuments.aspx?CId=3&MId=5"),
        ("ieListDocuments.aspx?CID=3&MID=5&Ver=4%29&Info=1", "ieListDocuments.aspx?CId=3&MId=5"),
        (
            "ieListMeetings.aspx?Act=earlier&CId=3&D=202301241000&MD=ielistmeetings",
            "ieListMeetings.aspx?CId=3&ACT=earlier&D=202301241000",
        ),
        ("MGAI.ASPX?id=7&J=2", "mgAi.aspx?ID=7"),
        ("mgReasonsRestricted.aspx?ID=1&OID=2&OT=A&RPID=0&BM=AI2", "mgReasonsRestricted.aspx?ID=1&OID=2&OT=A"),
        ("mgWhatsNew.aspx?CID=0&WID=0&CT=0&DR=&bcr=1", "mgWhatsNew.aspx"),
        ("mgWebService.asmx/getmeeting?LMEETINGID=4", "mgWebService.asmx/GetMeeting?lMeetingId=4"),
        ("MgWebService.ASMX/GetElectionIds", "MgWebService.ASMX/GetElectionIds"),
        ("documents/g12/Agenda pack.pdf?T=10", "documents/g12/Agenda%20pack.pdf?T=10"),
    ],
)
def test_addresses(spelling, expected):
    location = parsers.locate(BASE + spelling)
    assert (location.canonical, location.council) == (BASE + expected, "democracy.thornmouth.example")


def test_a_page_of_no_known_type_is_read_as_far_as_it_goes():
    assert parsers.read("Contact: somebody\n", url=BASE + "mgGeneric.aspx").verdict == "not-moderngov"


def test_links_without_an_id_give_none():
    actions = '<a href="mgIssueHistoryHome.aspx">a</a></li><li><a href="mgWhatsNew.aspx">b</a></li><li><a href="ieListDocuments.aspx?MId=1">c</a>'
    below = f'<ul class="mgActionList"><li>{actions}</li></ul><p><span class="mgLabel">Additional documents:</span></p>'
    item = read(f"<table>{row('1.', 'Buses', below)}</table>", MEETING, "Agenda").records[1]
    assert (item.agenda_item_id, item.issue_id, item.meeting_id, item.documents) == ("4802/#1", None, "4802", [])


def test_words_with_a_day_in_them_are_no_title():
    text = f"The room was last used {'for a very long meeting ' * 10} on 5 May 2026.\n\nVenue: Guildhall\n"
    meeting = parsers.read(text, url=MEETING).records[0]
    assert (meeting.date, meeting.introduction[:8]) == (None, "The room")


def test_lines_without_words_are_no_reasons():
    found = record(
        '<h3> </h3><p>By virtue of paragraph 3</p><p><a href="#x"></a></p>', RESTRICTION, "Reasons restricted"
    )
    assert found.reasons == "By virtue of paragraph 3"


def test_a_link_with_words_behind_its_text_is_one_entry():
    inside = (
        '<h2>Membership</h2><ul><li><a href="mgUserInfo.aspx?UID=4">Jo Ash<span class="x"> MBE</span></a></li></ul>'
    )
    members = record('<h2 class="mgSubTitleTxt">Board</h2>' + inside, COMMITTEE, "Committee details").members
    assert members == [{"name": "Jo Ash MBE", "role": None, "attendance": None, "user_id": "4"}]


def test_an_entry_whose_link_leads_nowhere_is_one_all_the_same():
    inside = '<h2>Membership</h2><ul><li><a>Jo Ash</a></li><li><a href="#x"><b>Al Oak</b></a></li></ul>'
    members = record('<h2 class="mgSubTitleTxt">Board</h2>' + inside, COMMITTEE, "Committee details").members
    assert [member["name"] for member in members] == ["Jo Ash", "Al Oak"]


def test_a_title_does_not_stand_below_a_label():
    inside = '<p><span class="mgLabel">Minutes: </span>Noted.</p><h2 class="mgSubTitleTxt">Buses</h2>'
    item = record(inside, ITEM, "Agenda item")
    assert (item.title, item.minutes) == (None, "Noted.\n\nBuses")


def test_a_title_may_have_lines_below_the_day():
    inside = '<h2 class="mgSubTitleTxt">Cabinet - 5 May 2026<br />All are welcome.</h2>'
    meeting = record(inside, MEETING, "Agenda")
    assert (meeting.committee, meeting.date, meeting.introduction) == ("Cabinet", "2026-05-05", "All are welcome.")
