import time

import pytest

import parsers

BASE = "https://democracy.thornmouth.example"
REGISTER = f"{BASE}/mgDelegatedDecisions.aspx"
LINK = "<a href='ieDecisionDetails.aspx?ID={0}'>{1}</a>"


def page(content, kind="Decisions"):
    return f'<html><body><div id="modgov"><h1 class="mgMainTitleTxt">{kind}</h1>{content}</div></body></html>'


def label(name, value):
    return f'<p><span class="mgLabel">{name}: </span>{value}</p>'


def table(*rows, heads=("Title", "Date", "Effective from", "Call-ins")):
    cells = "".join(f"<th>{head}</th>" for head in heads)
    return f"<table><tr>{cells}</tr>{''.join(rows)}</table>"


def row(*cells):
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def read(body, query="DS=2&V=0"):
    return parsers.read(body, url=f"{REGISTER}?{query}")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("bcr=1&DM=0&DS=2&K=0&DR=&V=0", "DS=2&V=0"),
        ("XXR=0&DR=01%2f02%2f2026-14%2F02%2F2026&ACT=Find&DS=2&v=1", "DS=2&DR=01/02/2026-14/02/2026&V=1"),
        ("dr=01/02/2026-14/02/2026&ds=2&V=1&META=mgdelegateddecisions", "DS=2&DR=01/02/2026-14/02/2026&V=1"),
        ("DS=2&K=1&DM=14&V=0", "DS=2&V=0&K=1&DM=14"),
        ("DS=2&DR=01/02/2026-14/02/2026&ACT=Earlier", "DS=2&DR=01/02/2026-14/02/2026&ACT=Earlier"),
        ("FULL=1&BAM=1&DEP=0&PH=0&LO=3&C3=0&Next=true&LLL=1", "LO=3&FULL=1&BAM=1&LLL=1"),
    ],
)
def test_an_address_keeps_what_tells_one_window_from_another(query, expected):
    assert parsers.canonical(f"{REGISTER}?{query}") == f"{REGISTER}?{expected}"
    assert parsers.canonical(parsers.canonical(f"{REGISTER}?{query}")) == f"{REGISTER}?{expected}"


def test_columns_are_known_by_their_headings():
    rows = row(LINK.format(5, "Wall"), "09/02/2026", "01/02/2026")
    record = read(page(table(rows, heads=("Title", "Effective from", "Date")))).records[0]
    assert (record.publication_date, record.effective_from) == ("2026-02-01", "2026-02-09")


def test_a_table_without_headings_has_the_usual_columns():
    rows = row(LINK.format(5, "Wall"), "01/02/2026", "09/02/2026", "Not for call in")
    record = read(page(f"<table>{rows}</table>")).records[0]
    assert (record.publication_date, record.effective_from, record.is_callable) == ("2026-02-01", "2026-02-09", False)


def test_a_ref_alone_tells_the_decision():
    record = read(page(table(row("Wall<span class='mgHide'> ref: 12</span>", "01/02/2026")))).records[0]
    assert (record.id, record.title, record.url) == ("12", "Wall", f"{BASE}/ieDecisionDetails.aspx?ID=12")


def test_a_ref_within_the_link():
    hidden = "<span class='mgHide'>ref: 12</span>"
    reading = read(page(table(row(LINK.format(12, f"Huddersby{hidden}"), "01/02/2026"))))
    assert (reading.records[0].id, reading.records[0].title) == ("12", "Huddersby")
    assert reading.links[0].text == "Huddersby"
    heading = f"<h3>{LINK.format(12, f'01/02/2026 - Wall{hidden}')} Decision Made</h3>" + label("Decision Maker", "Ann")
    record = read(page(heading), "V=1").records[0]
    assert (record.id, record.title, record.status) == ("12", "Wall", "Decision Made")


def test_a_ref_of_the_councils_own_stays_in_the_title():
    rows = row(LINK.format(5, "Grant ref: 2022"), "01/02/2026") + row("Grant, our ref: 77", "01/02/2026")
    reading = read(page(table(rows)))
    assert [(record.id, record.title) for record in reading.records] == [("5", "Grant ref: 2022")]
    assert [piece.place for piece in reading.unread] == ["rows"]


def test_a_ref_glued_to_its_title():
    text = (
        "Decisions\n\nDecisions published\nTitle Date Effective from Call-ins\nHuddersbyref: 1201/02/202609/02/20261\n"
    )
    record = read(text).records[0]
    assert (record.id, record.title, record.call_ins) == ("12", "Huddersby", 1)


def test_hidden_words_that_are_no_ref_stay_hidden():
    record = read(page(table(row(LINK.format(5, "Wall<span class='mgHide'> Page 1</span>"), "01/02/2026")))).records[0]
    assert record.title == "Wall"


def test_a_row_within_a_table_of_layout():
    inner = table(row(LINK.format(5, "Wall"), "01/02/2026"), row("", ""))
    reading = read(page(f"<table><tr><td><p>Words.</p></td></tr><tr><td>{inner}</td></tr></table>"))
    assert [record.id for record in reading.records] == ["5"]
    assert [piece.text for piece in reading.unread] == ["Words."]


def test_a_long_column_of_call_ins_is_no_alphabet():
    rows = [row(LINK.format(number, "Wall"), "01/02/2026", "09/02/2026", "0") for number in range(30)]
    assert {record.call_ins for record in read(page(table(*rows))).records} == {0}


def test_an_entry_that_leads_to_a_decision_without_a_day():
    reading = read(page(f"<h3>3 of them: {LINK.format(7, 'Wall')}</h3>" + label("Decision Maker", "Cabinet")), "V=1")
    assert reading.records == ()


def test_a_decision_without_a_title():
    assert read(page(table(row(LINK.format(5, "<img src='a.gif'>"), "01/02/2026")))).records[0].title is None


def test_a_form_around_the_list_is_kept_and_one_beside_it_is_not():
    inner = table(row(LINK.format(5, "Wall"), "01/02/2026"))
    search = "<form><p>Decision Maker: <input></p></form>"
    reading = read(page(f"<form>{inner}</form>{search}"))
    assert [record.id for record in reading.records] == ["5"]
    assert reading.unread == ()


def test_a_menu_is_no_heading():
    body = f"<html><body><h1>Rulings</h1>{table(row(LINK.format(5, 'Wall'), '01/02/2026'))}"
    body += "<ul><li><a href='mgDelegatedDecisions.aspx?DS=2'>Decisions</a></li></ul></body></html>"
    assert [record.id for record in read(body).records] == ["5"]


def test_a_piece_of_a_page_that_ends_within_its_table():
    piece = table(row(LINK.format(5, "Wall"), "01/02/2026"))
    assert read(piece).verdict == "page"
    assert read(piece.removesuffix("</table>")).verdict == "truncated"
    assert read(page(piece.removesuffix("</table>"))).verdict == "page"


def entry(number, day, title, *fields):
    return f"<h3><a href='ieDecisionDetails.aspx?ID={number}'>{day} - {title}</a> Pondered</h3>{''.join(fields)}"


def test_a_long_form_with_odd_entries():
    body = page(
        entry(5, "01/02/2026", "Wall", label("Decision Maker", "Cabinet"), label("Decision published", "soon"))
        + entry(6, "02/02/2026", "", "<p>This decision will be taken under urgency procedures.<br/>At once.</p>")
        + "<p><a href='ieDecisionDetails.aspx?ID=7'>3 decisions</a></p>"
        + label("Decision Maker", "Council")
        + "<h3>Decision</h3><p>Agreed.</p><h3>Decision</h3>"
    )
    reading = read(body, "DS=2&V=1")
    first, second = reading.records
    assert (first.status, first.other_fields) == ("Pondered", {"Decision published": "soon"})
    assert (second.title, second.is_urgent, second.decision) == (None, True, "Agreed.\n\nDecision")
    assert "status-unknown" in reading.warnings
    assert {piece.text for piece in reading.unread} == {"At once."}


def test_a_dense_text_in_its_long_form():
    text = (
        "Decisions\nDecisions published\n"
        "01/02/2026 - Wall ref: 5 Recommendations Approved\nTo mend the wall.\nDecision Maker: Cabinet\n"
        "Decision published: 03/02/2026\nEffective from: 11/02/2026\nDecision:\nAgreed.\nLead officer: Ann\n"
        "02/02/2026 - Roads and the many other matters that go with them in spring ref: 6 Decision Made\n"
        "To mend them.\nDecision Maker: Council\nDecision published: 04/02/2026\n"
    )
    first, second = read(text, "DS=2&V=1").records
    assert (first.purpose, first.decision, first.lead_officer) == ("To mend the wall.", "Agreed.", "Ann")
    assert (second.status, second.purpose) == ("Decision Made", "To mend them.")


@pytest.mark.parametrize(
    "body",
    [
        "ref: 1" * 20000,
        "Title ref: " + "1" * 60000,
        page("<table>" * 3000 + "<tr><td>" * 3000),
        page("<form>" * 20000),
        page(table(row(LINK.format(5, "Wall"), "", "", "1" * 60000))),
        page(entry(5, "01/02/2026", "ref: " * 300)),
        page("<table><tr>" + "<td>x</td>" * 10000 + "</tr></table>"),
    ],
)
def test_a_hostile_register_takes_no_time(body):
    began = time.process_time()
    read(body)
    assert time.process_time() - began < 1.0
