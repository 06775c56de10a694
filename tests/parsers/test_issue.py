import parsers

URL = "https://democracy.thornmouth.example/mgIssueHistoryHome.aspx?IId=1204"


def page(content, title="26&#47;00042 - Harbour wall repairs", head=""):
    return (
        f"<!DOCTYPE html><html><head><title>Issue details - Harbour</title>{head}</head><body><ul><li><a href='/x'>Home</a></li></ul>"
        f'<div id="modgov"><div class="mgHeader"><h1  class="mgMainTitleTxt" >Issue details</h1></div>'
        f'<div class="mgSubTitle"><h2 class="mgSubTitleTxt">{title}</h2></div><div class="mgContent">{content}</div></div></body></html>'
    )


def field(label, value):
    return f'<p><span  class="mgLabel" >{label}:&nbsp;</span>{value}</p>\n'


def read(body, url=URL):
    return parsers.read(body, url=url)


def issue(content, **more):
    reading = read(page(content, **more))
    assert reading.verdict == "page"
    return reading.records[0]


def test_title_and_reference():
    record = issue(field("Decision type", "Key"))
    assert (record.title, record.reference, record.references) == ("Harbour wall repairs", "26/00042", ["26/00042"])
    assert (record.council, record.id, record.is_key) == ("democracy.thornmouth.example", "1204", True)


def test_description_and_sections():
    record = issue(
        '<div class="mgWordPara"><p class="MsoNormal"><span>Before <i>all</i>.</span></p><p><b>Proposed decision:</b></p><p>To mend\nthe wall.</p>'
        "<p>&nbsp;</p><h4>Background</h4><p>It leaks.<br/>Badly.</p></div>" + field("Decision type", "Non-key")
    )
    assert (
        record.description
        == "Before all.\n\nProposed decision:\n\nTo mend the wall.\n\nBackground\n\nIt leaks.\nBadly."
    )
    assert record.sections == [
        {"heading": None, "text": "Before all."},
        {"heading": "Proposed decision", "text": "To mend the wall."},
        {"heading": "Background", "text": "It leaks.\n\nBadly."},
    ]
    assert record.is_key is False


def test_every_labelled_field():
    record = issue(
        field("Reason Key", "Over £1m; Two wards;")
        + field("Decision status", '<span class="mgPlanItemInForce">Recommendations Approved</span>')
        + field("Wards/Areas affected", "(All Wards/Areas);")
        + field("Notice of proposed decision first published", "04&#47;02&#47;2026")
        + "<p>This decision will be taken under urgency procedures.</p>"
        + field("Reason for urgency", "")
        + "<div><p>The wall</p><p>is falling.</p></div>"
        + field(
            "Anticipated restriction", 'Part exempt&nbsp; - <a href="mgReasonsRestricted.aspx?ID=3">view reasons</a>'
        )
        + field("Explanation of anticipated restriction", "Prices.")
        + field("Category", "Community;")
        + field("Decision due", "Not before 5th Mar 2026 by Cabinet<br />Reason: Notice.")
        + field("Lead member", "Ann")
        + field("Lead Member", "Bo")
        + field("Contact", 'Cy Email&#58; <a href="mailto:cy@thornmouth.example">cy</a> Tel&#58; 01632 960111.')
        + '<h3 class="mgSubSubTitleTxt">Consultation process</h3><div class="mgWordPara"><p>Letters.</p></div>'
        + '<h3 class="mgSubSubTitleTxt">Consultees</h3><p>Residents</p><p>Traders</p>'
        + field("Financial implications", "None")
        + field("Making Representations", "Write to us.")
    )
    assert record.reason_key == ["Over £1m", "Two wards"]
    assert record.status == "Recommendations Approved"
    assert (record.areas, record.areas_label, record.all_areas) == (["(All Wards/Areas)"], "Wards/Areas affected", True)
    assert record.first_published == "2026-02-04"
    assert (record.is_urgent, record.urgency_reason) == (True, "The wall\n\nis falling.")
    assert (record.restriction, record.restriction_explanation) == ("Part exempt", "Prices.")
    assert (record.due_from, record.decision_maker, record.due_reason) == ("2026-03-05", "Cabinet", "Notice.")
    assert record.lead_member == "Ann"
    assert record.other_fields == {
        "Category": "Community",
        "Lead Member": "Bo",
        "Making Representations": "Write to us.",
    }
    assert (record.contact_emails, record.contact_phones) == (["cy@thornmouth.example"], ["01632 960111"])
    assert (record.consultation_process, record.consultees) == ("Letters.", "Residents\n\nTraders")
    assert record.financial_implications == "None"
    assert record.labels["areas"] == "Wards/Areas affected"


def test_a_label_with_markup_in_it():
    record = issue(
        '<p><span class="mgLabel"><b>Department:</b>&nbsp;</span>Roads</p><p><span class="mgLabel">:</span>lost</p>'
        '<p class="mgLabel">Decision status:</p><p>Implemented</p>' + field("Decision due", "1 Jun 2026")
    )
    assert (record.department, record.status) == ("Roads", "Implemented")


LISTS = (
    field("Decision due", "1 Jun 2026 by Cabinet")
    + '<h3 class="mgSubSubTitleTxt">Decisions</h3><ul class="mgBulletList"><li><a href="ieDecisionDetails.aspx?ID=77">02/06/2026 - Wall</a></li></ul>'
    + '<h3>Agenda items</h3><ul><li><a href="ieListDocuments.aspx?CId=2&amp;MId=9">01/06/2026 - Cabinet</a> <a href="mgAi.aspx?ID=5">Walls</a>'
    + '<span class="mgHide"> 01/06/2026</span></li><li>03/06/2026 - Full Council Harbour wall repairs 03/06/2026</li><li>04/06/2026 - Cabinet What next</li>'
    + "<li>05/06/2026 - Planning Other words</li></ul>"
    + '<h3>Documents</h3><ul><li><a href="documents/s12/Wall%20plan.pdf">Wall plan<span class="mgFileSize"><img alt="pdf icon"/> PDF 119 KB</span></a></li>'
    + '<li>Report to follow</li><li>Restricted enclosure</li><li><a href="documents/s13/Note.doc">Note</a></li></ul>'
    + "<p><a href='/about'>About this site</a></p>"
)


def test_lists():
    record = issue(LISTS)
    base = "https://democracy.thornmouth.example"
    assert record.decisions == [
        {"date": "2026-06-02", "title": "Wall", "url": f"{base}/ieDecisionDetails.aspx?ID=77", "decision_id": "77"}
    ]
    assert [(item["committee"], item["title"]) for item in record.agenda_items] == [
        ("Cabinet", "Walls"),
        ("Full Council", "Harbour wall repairs"),
        ("Cabinet", "What next"),
        (None, "Planning Other words"),
    ]
    assert record.documents[0] == {
        "title": "Wall plan",
        "url": f"{base}/documents/s12/Wall%20plan.pdf",
        "attachment_id": "12",
        "file_type": "PDF",
        "size": "119 KB",
        "restricted": False,
    }
    assert [(entry["title"], entry["restricted"], entry["file_type"]) for entry in record.documents[1:]] == [
        ("Report to follow", False, None),
        ("Restricted enclosure", True, None),
        ("Note", False, "DOC"),
    ]


def test_a_list_of_the_site_is_none_of_the_record_where_the_whole_site_was_saved():
    documents = "<h3>Documents</h3><ul><li>Report to follow</li></ul>"
    site = "<ul><li><a href='/about'>About this site</a></li></ul>"
    content = page(field("Decision due", "1 Jun 2026 by Cabinet") + documents + site)
    assert len(read(content).records[0].documents) == 2
    reading = read(content.replace('id="modgov"', 'id="content"'))
    assert [entry["title"] for entry in reading.records[0].documents] == ["Report to follow"]
    assert [piece.text for piece in reading.unread] == ["About this site"]


def test_links_are_told_with_their_page_types():
    links = {link.url.rpartition("/")[2]: link.page_type for link in read(page(LISTS)).links}
    assert links["Wall%20plan.pdf"] == "document"
    assert links["ieDecisionDetails.aspx?ID=77"] == "decision"


def test_a_list_that_is_empty_is_not_one_that_was_lost():
    assert issue(field("Decision due", "1 Jun 2026") + "<h3>Decisions</h3>").decisions == []
    text = "Issue details\n\nHarbour wall\n\nDecision status: For Determination\n\nDecisions\n\nDocuments\n\n  • Restricted enclosure\n"
    record = read(text).records[0]
    assert record.decisions is None
    assert record.labels["decisions"] == "Decisions"
    assert record.documents[0]["restricted"]
    assert record.agenda_items is None
    assert "agenda_items" not in record.labels


def test_unknown_pieces_are_kept():
    reading = read(
        page(field("Department", "Roads") + "<p>A stray remark.</p><h4>Odd heading</h4><p>Odd text</p>" + LISTS)
    )
    assert [piece.text for piece in reading.unread] == ["A stray remark.", "About this site"]
    assert reading.records[0].other_fields == {"Odd heading": "Odd text"}


def test_labels_without_values_and_labels_alone_in_a_paragraph():
    record = issue(
        field("Contact", "")
        + field("Department", "Roads")
        + '<p class="mgLabel">Accompanying Documents:</p><ul><li>Paper</li></ul>'
    )
    assert (record.contact, record.contact_emails) == (None, None)
    assert record.department == "Roads"
    assert record.documents[0]["title"] == "Paper"


def test_an_unknown_status_is_kept_and_reported():
    reading = read(page(field("Decision status", "Pondered")))
    assert reading.records[0].status == "Pondered"
    assert "status-unknown" in reading.warnings


def test_old_skins_without_labels_in_markup():
    body = page(
        '<div class="mgFieldGroup"><p>To mend it.</p><p><strong>Decision type:</strong> Key</p><p>Decision due: 1 Jun 2026 by Cabinet</p></div>'
    )
    record = read(body).records[0]
    assert (record.decision_type, record.decision_maker, record.description) == ("Key", "Cabinet", "To mend it.")


def test_a_title_outside_the_content():
    body = (
        '<html><head><meta name="DC.title" content="Issue details - Harbour &amp; wall"/></head><body>'
        f'<div id="modgov"><div class="mgContent">{field("Decision type", "Key")}</div></div></body></html>'
    )
    assert read(body).records[0].title == "Harbour & wall"
    untitled = body.replace("Issue details - Harbour &amp; wall", "Issue details")
    assert read(untitled).records[0].title is None
    headed = body.replace('<div class="mgContent">', '<h1>Issue details</h1><h2>Wall</h2><div class="mgContent">')
    assert read(headed).records[0].title == "Wall"


def test_the_default_template_is_a_warning():
    banner = (
        "<html><body><p>This is a default template, your custom branding appears to be missing.<br/>The custom branding should be at "
        "https://www.thornmouth.example/template if you cannot load this page please contact your IT.</p><p>Technical Error: Error: no TLS</p>"
        "<ul><li>Issue</li><li>Issue details<div id='modgov'><h2 class='mgSubTitleTxt'>Wall</h2>"
        f"{field('Decision type', 'Key')}</div></li></ul></body></html>"
    )
    reading = read(banner)
    assert "branding-missing" in reading.warnings
    assert reading.frame.template_url == "https://www.thornmouth.example/template"
    assert reading.frame.technical_error == "Error: no TLS"
    assert reading.frame.breadcrumb == ("Issue", "Issue details")
    assert reading.records[0].title == "Wall"
    assert reading.records[0].description is None


def test_text_renderings():
    text = (
        "Issue details\n\nHarbour wall\nTo mend the wall that keeps the sea away from the whole town and\nthe harbour.\n\n"
        "Decision type: Key\nReason Key: Over £1m;\nLead director: Service Director - Commercial and Regulatory Services\n"
        "Department: Roads\nDecision due: 1 Jun 2026 by Cabinet\nReason: Notice.\nOdd label: odd value\n\nConsultation process\n"
        "Letters went out: to all.\n\nConsultees\n\nResidents\n\nDocuments\nRestricted enclosure\n\nFeedback\n© Thornmouth\nmore"
    )
    reading = read(text)
    record = reading.records[0]
    assert reading.warnings == ("links-lost",)
    assert record.title == "Harbour wall"
    assert record.description == "To mend the wall that keeps the sea away from the whole town and the harbour."
    assert record.department == "Roads"
    assert record.due_reason == "Notice."
    assert record.other_fields == {"Odd label": "odd value"}
    assert record.consultation_process == "Letters went out: to all."
    assert record.consultees == "Residents"
    assert [entry["title"] for entry in record.documents] == ["Restricted enclosure"]


def test_a_text_without_its_heading_has_an_uncertain_title():
    fields = "\n\nSome prose.\n\nDecision type: Key\n"
    assert "title-uncertain" in read("Harbour wall" + fields).warnings
    reading = read("To mend the wall." + fields)
    assert "title-missing" in reading.warnings
    assert reading.records[0].title is None
    assert "title-missing" in read("Decision type: Key").warnings


def test_an_issue_without_an_id_makes_no_record():
    reading = read(
        page(field("Decision type", "Key")), url="https://democracy.thornmouth.example/mgIssueHistoryHome.aspx"
    )
    assert reading.records == ()
    assert "id-missing" in reading.warnings


def test_welsh_labels():
    record = issue(
        field("Math o fusnes", "Trefn y trafodion")
        + field("Statws", "Wedi'i gwblhau")
        + field("Cyhoeddwyd gyntaf", "01/07/2014")
    )
    assert (record.decision_type, record.status, record.first_published) == (
        "Trefn y trafodion",
        "Wedi'i gwblhau",
        "2014-07-01",
    )
    assert record.is_key is None


def test_a_label_printed_twice_and_a_reason_without_a_due_date():
    record = issue(field("Reason for urgency", "Reason for urgency: It falls.") + field("Reason", "Because."))
    assert record.urgency_reason == "It falls."
    assert record.other_fields == {"Reason": "Because."}


def test_odd_corners_of_a_page():
    record = issue(
        '<p><span class="mgLabel">: </span>nobody</p>'
        + field("Consultees", "Residents")
        + "<h3>Consultees</h3><p>Traders</p>"
        + '<ul><li><p>First</p><ul><li>nested</li></ul></li></ul><script>var x</script><p><a name="here"></a><br/></p>'
        + '<h3>Agenda items</h3><ul><li><a href="a.aspx?ID=1">01/06/2026 - Cabinet</a> Wall <a href="b.aspx?ID=2">map</a> of it</li></ul>'
        + "<h3>Documents</h3><ul><li>Paper pdf icon PDF 2 MB</li><li><a href='documents/s9/x.pdf'>Map doc icon</a></li></ul>"
    )
    assert record.consultees == "Residents"
    assert record.other_fields["Consultees"].startswith("Traders")
    assert record.agenda_items[0]["committee"] is None
    assert [(entry["title"], entry["file_type"], entry["size"]) for entry in record.documents] == [
        ("Paper", "PDF", "2 MB"),
        ("Map", "DOC", None),
    ]


def test_the_word_modgov_elsewhere_is_not_the_content():
    body = page(field("Decision type", "Key")).replace("<body>", '<body><a href="https://modgov.example/">modgov</a>')
    assert read(body).records[0].title == "Harbour wall repairs"
    odd = body.replace('<div id="modgov">', "<div class='wide' ID = modgov>")
    assert read(odd).records[0].title == "Harbour wall repairs"


def test_a_banner_in_a_comment_is_no_banner():
    body = page(field("Decision type", "Key")).replace(
        "<body>", "<body><!-- This is a default template, your custom branding appears to be missing -->"
    )
    assert read(body).warnings == ()


def test_a_skin_without_a_banner_url():
    text = "This is a default template, your custom branding appears to be missing.\n\nWall\n\nDecision type: Key\n\nDecision due: 1 Jun 2026\n"
    reading = read(text)
    assert reading.frame.has_banner
    assert reading.frame.template_url is None
    assert reading.records[0].decision_type == "Key"


def test_fields_begin_with_the_urgency_sentence_or_a_list():
    record = issue(
        "<p>Prose.</p><p>This decision will be taken under urgency procedures.</p>" + field("Decision type", "Key")
    )
    assert (record.is_urgent, record.description) == (True, "Prose.")
    record = issue("<p>Prose.</p><h3>Documents</h3><ul><li>Paper</li></ul>")
    assert (record.documents[0]["title"], record.description) == ("Paper", "Prose.")


def test_an_issue_with_nothing_but_a_title_is_still_one():
    record = issue("<p>Prose.</p>")
    assert (record.title, record.description, record.status) == ("Harbour wall repairs", "Prose.", None)


def test_links_elsewhere_and_repeated_are_left_out():
    reading = read(
        page(
            field("Decision type", "Key") + "<p><a href='https://x.example/mgPlansHome.aspx'>x</a> <a href='#t'>t</a>"
            "<a href='mgPlansHome.aspx'>a</a><a href='mgPlansHome.aspx?bcr=1'>b</a><a href='about'>c</a><a href='/'>d</a></p>"
        )
    )
    assert [link.url for link in reading.links] == ["https://democracy.thornmouth.example/mgPlansHome.aspx"]


def test_a_reading_is_plain_json():
    plain = read(page(field("Decision type", "Key"))).as_json()
    assert plain["records"][0]["kind"] == "issue"
    assert plain["frame"]["breadcrumb"] == []
    assert read(page("")).records[0].columns()["issue_id"] == "1204"


def test_prose_before_the_fields_of_a_text_may_look_labelled():
    text = "Issue details\n\nWall\n\nNote: this is prose.\n\nContact: nobody yet.\n\nDecision type: Key\n\nDecision due: 1 Jun 2026\n"
    assert read(text).records[0].description == "Note: this is prose.\n\nContact: nobody yet."


def test_a_value_may_stand_in_the_paragraph_below_its_label():
    reading = read(
        page(field("Department", "") + "<p>Roads</p><p>Stray</p>" + field("Contact", "<b></b>") + "<h4>Odd</h4>")
    )
    assert reading.records[0].department == "Roads"
    assert [piece.text for piece in reading.unread] == ["Stray"]
    assert reading.records[0].other_fields == {"Odd": ""}


def test_a_bold_line_among_prose_is_prose():
    record = issue(field("Financial implications", "None.") + "<p><b>But note</b></p><h4>And this</h4>")
    assert record.financial_implications == "None.\n\nBut note\n\nAnd this"


def test_what_one_can_do_with_a_page_is_not_what_it_says():
    body = page("<p>Prose.</p>" + field("Decision type", "Key")).replace(
        '<div class="mgContent">',
        '<div class="mgLinks"><ul class="mgActionList"><li><a href="mgIssueHistoryChronology.aspx?IId=1204">Issue history</a></li></ul></div><div class="mgContent">',
    )
    assert read(body).records[0].description == "Prose."
