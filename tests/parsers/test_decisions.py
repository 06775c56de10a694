import parsers

BASE = "https://democracy.thornmouth.example"


def page(content, kind="Decision details", title="Wall", actions=""):
    heading = f'<h2 class="mgSubTitleTxt">{title}</h2>' if title else ""
    return (
        f'<html><body><div id="modgov"><h1 class="mgMainTitleTxt">{kind}</h1>{heading}'
        f'<ul class="mgActionList">{actions}</ul>{content}</div></body></html>'
    )


def label(name, value):
    return f'<p><span class="mgLabel">{name}: </span>{value}</p>'


def read(body, query="ID=7"):
    return parsers.read(body, url=f"{BASE}/ieDecisionDetails.aspx?{query}")


def decision(content, **more):
    return read(page(content, **more)).records[0]


def test_one_decision_under_all_its_addresses_is_one_record():
    body = page(label("Is Key decision?", "Yes"))
    ids = {read(body, query).records[0].id for query in ("ID=7", "Id=7", "id=7&LLL=0", "ID=7&txtonly=1", "ID=7&AIId=9")}
    assert ids == {"7"}
    assert read(body, "Id=7&txtonly=1").url == read(body, "ID=7&RPID=1").url == f"{BASE}/ieDecisionDetails.aspx?ID=7"


def test_the_item_that_a_decision_was_recorded_against():
    body = page(label("Is Key decision?", "Yes"))
    assert read(body, "AIId=7").records[0].id == "AIId/7"
    assert read(body, "AIID=7").records[0].agenda_item_id == "7"
    assert read(body, "ID=3&AIId=7").records[0].id == "3"


def test_a_printed_ref_is_the_id_of_a_decision_reached_by_its_item():
    text = "Decision details\n\nSea wall ref: 812\n\nDecision Maker: Cabinet\n\nDate of decision: 01/02/2026\n"
    record = read(text, "AIId=7").records[0]
    assert (record.id, record.title, record.url) == ("812", "Sea wall", f"{BASE}/ieDecisionDetails.aspx?ID=812")


def test_a_decision_without_any_id_is_no_record():
    reading = read(page(label("Is Key decision?", "Yes")), "LLL=0")
    assert (reading.records, reading.warnings) == ((), ("id-missing",))


def test_a_register_and_the_page_itself_share_a_record():
    assert parsers.Decision.is_shared


def test_urgency():
    sentence = "<p>This decision will be taken under urgency procedures.<br/>At once.</p>"
    reading = read(page(label("Is Key decision?", "Yes") + sentence))
    assert reading.records[0].is_urgent
    assert [piece.text for piece in reading.unread] == ["At once."]


def test_documents():
    record = decision(
        label("Is Key decision?", "Yes")
        + '<p><span class="mgLabel">Accompanying Documents: </span>Report to follow</p>'
        + "<ul><li><a href='documents/s5/A.pdf'>A</a></li></ul><p>Loose.</p>"
    )
    assert [entry["title"] for entry in record.documents] == ["Report to follow", "A"]
    headed = decision(
        label("Is Key decision?", "Yes")
        + "<h3>Supporting documents:</h3><ul><li>A</li></ul><h3>Purpose</h3><p>Walls.</p>"
    )
    assert [entry["title"] for entry in headed.documents] == ["A"]
    assert headed.purpose == "Walls."
    assert decision(label("Is Key decision?", "Yes")).documents is None
    assert decision(label("Is Key decision?", "Yes") + "<p class='mgLabel'>Documents:</p>").documents == []


def test_documents_however_their_links_are_made():
    shapes = (
        "<a href='documents/s1/A.pdf'><b>A</b></a>",
        "<a href='documents/s2/B.pdf'>B<b>2</b></a>",
        "<a href='documents/s3/C.pdf'>C<span class='new'>!</span></a>",
        "<a href='documents/s4/D.pdf'>D<span class='mgFileSize'>PDF 1 KB</span>.</a>",
        "<a href='documents/s5/E.pdf'> </a>",
    )
    items = "".join(f"<li>{shape}</li>" for shape in shapes)
    record = decision(label("Is Key decision?", "Yes") + f"<h3> </h3><p class='mgLabel'>Documents:</p><ul>{items}</ul>")
    assert [entry["title"] for entry in record.documents] == ["A", "B2", "C!", "D."]


def test_bold_headings_where_nothing_else_is_marked():
    record = decision(
        label("Is Key decision?", "Yes") + "<p><b>Purpose:</b></p><p>Walls.</p><p><b>Decision:</b></p><p>Agreed.</p>"
    )
    assert (record.purpose, record.decision) == ("Walls.", "Agreed.")


def test_a_meeting_without_a_day():
    record = decision(label("Is Key decision?", "Yes") + label("Decided at meeting", "Cabinet"))
    assert record.meeting == {
        "date": None,
        "committee": "Cabinet",
        "url": None,
        "meeting_id": None,
        "committee_id": None,
    }


def test_the_issue_behind_a_decision():
    link = "<a href='mgIssueHistoryHome.aspx?IId=5&Opt=0'>{}</a>"
    said = label("Is Key decision?", "Yes") + f"<p>{link.format('Find out more about this issue')}</p>"
    assert decision(said).issue_id == "5"
    prose = label("Is Key decision?", "Yes") + f"<p>{link.format('an earlier issue')}</p>"
    assert decision(prose).issue_id is None
    assert decision(prose, actions=f"<li>{link.format('More')}</li>").issue_id == "5"


def test_titles():
    fields = label("Is Key decision?", "Yes")
    assert decision(f"<h3>Harbour</h3>{fields}", title="").title == "Harbour"
    assert decision(f"<h3>Purpose:</h3><p>Walls.</p>{fields}", title="").title is None
    head = "<html><head><title>Decision details - Harbour</title></head>"
    assert read(page(fields, title="").replace("<html>", head)).records[0].title == "Harbour"
    bare = "Harbour\nDecision Maker: Cabinet\nDate of decision: 01/02/2026\n"
    reading = read(bare)
    assert (reading.records[0].title, reading.warnings) == ("Harbour", ("links-lost", "title-uncertain"))
    prose = "The harbour was looked at.\n\nDecision Maker: Cabinet\n\nDate of decision: 01/02/2026\n"
    assert "title-missing" in read(prose).warnings


def test_what_is_no_decision():
    assert read("Words from elsewhere.").verdict == "not-moderngov"
    assert read(page(label("Contact", "Ann"), kind="Committee details")).warnings == ("page-type-mismatch",)
    assert read(page(label("Contact", "Ann"))).records[0].contact == "Ann"


def issue_page(name, content, kind, title="Wall", query="IId=5"):
    return parsers.read(page(content, kind=kind, title=title), url=f"{BASE}/{name}.aspx?{query}")


def test_an_issues_decisions_need_an_issue():
    content = "<h3>01/02/2026 - Wall</h3><p>Agreed.</p>"
    reading = issue_page("mgDecisionDetails", content, "Issue - decisions", query="Opt=1")
    assert (reading.records, reading.warnings) == ((), ("id-missing",))
    assert issue_page("mgDecisionDetails", "<p>Words.</p>", "Library").verdict == "not-moderngov"


def test_an_issues_decisions_with_words_around_them():
    content = (
        label("Note", "Newest first") + "<h3>01/02/2026 - Wall</h3><p>Agreed.</p><p class='mgLabel'>Documents:</p>"
        "<p><a href='mgAi.aspx?ID=1'><img src='a.gif'></a></p>"
    )
    reading = issue_page("mgDecisionDetails", content, "Issue - decisions")
    assert reading.records[0].text == "Agreed."
    assert reading.records[0].documents == []
    assert [piece.text for piece in reading.unread] == ["Note: Newest first"]


def test_an_issues_meetings_need_an_issue():
    content = "<h3>Meeting: 01/02/2026 - Cabinet (Item 3)</h3><p>3 Wall</p>"
    reading = issue_page("ieIssueDetails", content, "Issue - meetings", query="Opt=3")
    assert (reading.records, reading.warnings) == ((), ("id-missing",))
    assert issue_page("ieIssueDetails", "<p>Words.</p>", "Library").verdict == "not-moderngov"


def test_an_item_without_a_title():
    content = f"<h3>Meeting: 01/02/2026 - Cabinet (Item 3)</h3><p>{'Long words. ' * 60}</p><p>Wall</p>"
    content += label("Meeting", "no meeting at all")
    record = issue_page("ieIssueDetails", content, "Issue - meetings").records[0]
    assert (record.title, record.text) == ("Wall", ("Long words. " * 60).strip())
    assert record.other_fields == {"Meeting": "no meeting at all"}


def test_meetings_where_the_issues_title_would_be():
    text = "Issue - meetings\n\nMeeting: 01/02/2026 - Cabinet (Item 3)\n\n3 Wall\n\nMinutes:\n\nNoted.\n"
    reading = parsers.read(text, url=f"{BASE}/ieIssueDetails.aspx?IId=5&Opt=3")
    assert [(record.title, record.minutes) for record in reading.records] == [("Wall", "Noted.")]


def test_a_chronology_that_is_none():
    url = f"{BASE}/mgIssueHistoryChronology.aspx?IId=5"
    assert parsers.read("<html><body><div id='modgov'></div></body></html>", url=url).verdict == "not-moderngov"
    assert parsers.read("Words from elsewhere.", url=url).verdict == "not-moderngov"
