import parsers

BASE = "https://democracy.thornmouth.example"


def page(content, kind="Forward plan"):
    return f'<html><body><div id="modgov"><h1 class="mgMainTitleTxt">{kind}</h1>{content}</div></body></html>'


def label(name, value):
    return f'<p><span class="mgLabel">{name}: </span>{value}</p>'


def item(number, issue, title, fields="", suffix=""):
    return (
        f"<tr><td><p>{number}.</p></td><td><p><a class='mgPlanItemTitle' href='mgIssueHistoryHome.aspx?IId={issue}&amp;PlanId=5&amp;RPID=1'>"
        f"{title}</a>{suffix}</p>{fields}</td></tr>"
    )


def edition(rows, line="Plan for March  (02/03/2026 to 31/07/2026, Cabinet)", intro=""):
    return page(
        f'<h2 class="mgSubTitleTxt">{line}</h2>{intro}<h3>Plan items</h3><table><tr><th>No.</th><th>Item</th></tr>{rows}</table>'
    )


def read(body, query="PlanId=5&RP=115"):
    return parsers.read(body, url=f"{BASE}/mgListPlanItems.aspx?{query}")


def test_an_edition():
    reading = read(edition(item(1, 9, "26&#47;00001 - Wall"), intro="<p>About plans.</p>"))
    plan, first = reading.records
    assert (plan.plan_id, plan.title, plan.body, plan.body_id) == ("5", "Plan for March", "Cabinet", "115")
    assert (plan.period_from, plan.period_to, plan.introduction) == ("2026-03-02", "2026-07-31", "About plans.")
    assert (first.id, first.issue_id, first.number, first.reference, first.title) == (
        "5/9",
        "9",
        "1",
        "26/00001",
        "Wall",
    )
    assert first.url == f"{BASE}/mgIssueHistoryHome.aspx?IId=9"
    assert [link.page_type for link in reading.links] == ["issue"]


def test_sections_flags_and_fields():
    rows = (
        "<tr><td colspan='2'><p>NEW</p></td></tr><tr><td colspan='2'><b>Not before April</b></td></tr>"
        + item(
            1,
            9,
            "Wall",
            label("Decision maker", "Executive, Council")
            + label("Decision", "Not before 5th Mar 2026; For notice")
            + label("Originally due", "1 Feb 2026")
            + label("Lead officer", "Ann")
            + label("Decision status", "Pondered")
            + "<p>This decision will be taken under urgency procedures.</p>"
            + label("Reason for urgency", "")
            + "<div>It falls.</div>"
            + label("Anticipated restriction", "Part exempt  - view reasons")
            + label("Department", "Roads"),
            suffix=" New!",
        )
        + "<tr><td colspan='2'><p>LATER</p></td></tr>"
        + item(2, 10, "Roads - WITHDRAWN", label("Decision due", "June 2026"))
    )
    reading = read(edition(rows))
    _, first, second = reading.records
    assert first.section == "NEW / Not before April"
    assert first.is_new
    assert not second.is_new
    assert first.decision_maker == "Executive, Council"
    assert (first.is_made, second.is_made) == (True, False)
    assert (first.due_from, first.due_reason) == ("2026-03-05", "For notice")
    assert first.other_fields == {"Originally due": "1 Feb 2026", "Department": "Roads"}
    assert (first.is_urgent, first.urgency_reason, first.restriction) == (True, "It falls.", "Part exempt")
    assert (second.section, second.title, second.due_qualifier) == ("LATER", "Roads - WITHDRAWN", "month")
    assert "status-unknown" in reading.warnings


TEXT = """Forward plan

Decisions ahead  (02/03/2026 to 31/07/2026, Cabinet)

Plan items
No. Item

NEW

1.

26/00001 - Wall New!

Decision maker:  Cabinet

Decision due:   5 Mar 2026

Reason for urgency:
It falls.

And soon.

Later on

2.

Decision maker:  Council

Decision due:   June 2026

Anticipated restriction: Open  -

NEXT YEAR

3.
Roads
Decision maker:  Cabinet
"""


def test_a_text_edition():
    reading = read(TEXT)
    plan, first, second, third = reading.records
    assert (plan.title, plan.body) == ("Decisions ahead", "Cabinet")
    assert (first.id, first.title, first.is_new, first.section) == ("5/#1", "Wall", True, "NEW")
    assert first.urgency_reason == "It falls.\n\nAnd soon."
    assert (second.title, second.section, second.decision_maker) == (None, "Later on", "Council")
    assert (third.title, third.section) == ("Roads", "NEXT YEAR")
    assert reading.warnings == ("links-lost",)


def test_a_text_edition_without_numbers_or_bracket():
    text = (
        "Notices of Decisions\n\nRefresh of March\n\nPlan items\nNo. Item\n\nWall\n\nDecision maker:  Cabinet\n\nDecision due:   5 Mar 2026\n\n"
        "Explanation of anticipated restriction:\nPrices.\n\nMore about prices, at length, so that nobody takes this for the heading of a section.\n\n"
        "Roads\n\nDecision due:   7 Mar 2026\n\nDecision maker:  Council\n\nDecision maker:  Lost\n"
    )
    plan, first, second, third = read(text).records
    assert (plan.title, plan.period_from) == ("Refresh of March", None)
    assert [entry.title for entry in (first, second, third)] == ["Wall", "Roads", None]
    assert first.restriction_explanation.startswith("Prices.")


def test_an_edition_without_items_is_an_empty_list():
    reading = read(edition(""))
    assert reading.verdict == "empty-list"
    assert len(reading.records) == 1


def test_stray_words_and_missing_ids():
    rows = item(1, 9, "Wall", label("Lead officer", "Ann") + "<p>Stray.</p>")
    assert [piece.text for piece in read(edition(rows)).unread] == ["Stray."]
    reading = read(edition(rows), query="")
    assert reading.records == ()
    assert reading.warnings == ("id-missing",)


def test_an_edition_without_its_heading():
    reading = read(
        page(
            "<h2 class='mgSubTitleTxt'>March  (02/03/2026 to 31/07/2026)</h2><table>" + item(1, 9, "Wall") + "</table>"
        )
    )
    assert [record.kind for record in reading.records] == ["plan", "plan_item"]
    other = read(page("<p>Nothing of the kind.</p>", kind="Something else"))
    assert other.verdict == "not-moderngov"
    assert other.warnings == ("page-type-mismatch",)


def plans(body, query="RPId=115&RD=0"):
    return parsers.read(body, url=f"{BASE}/mgListPlans.aspx?{query}")


def test_lists_of_editions():
    body = page(
        "<h2 class='mgSubTitleTxt'>Cabinet, 2026</h2><ul><li><a href='mgListPlanItems.aspx?PlanId=5&amp;RP=115'>March</a></li>"
        "<li><a href='mgListPlanItems.aspx?PlanId=4'>February</a></li><li><a href='mgListPlanItems.aspx'>None</a></li></ul>"
    )
    reading = plans(body)
    assert [(plan.plan_id, plan.title, plan.body, plan.body_id) for plan in reading.records] == [
        ("5", "March", "Cabinet", "115"),
        ("4", "February", "Cabinet", "115"),
    ]
    assert reading.records[0].is_shared


def test_lists_without_editions():
    assert plans(page("<p>There are no plans published for this period</p>")).verdict == "empty-list"
    assert plans(page("<p>Some words.</p>")).verdict == "empty-list"
    text = plans("Forward plans\n\nCabinet, 2026\n\n  • March\n  • February\n")
    assert text.verdict == "page"
    assert [piece.text for piece in text.unread] == ["March", "February"]
    assert plans("Words from elsewhere.").verdict == "not-moderngov"


def home(body):
    return parsers.read(body, url=f"{BASE}/mgPlansHome.aspx?bcr=1")


def test_the_home_of_plans():
    reading = home(
        page("<ul><li><a href='mgListPlans.aspx?RPId=115&amp;RD=0'>Cabinet</a></li></ul>", kind="Browse forward plans")
    )
    assert reading.verdict == "page"
    assert reading.links[0].url == f"{BASE}/mgListPlans.aspx?RPId=115"
    assert home(page("<p>None</p>")).verdict == "empty-list"
    assert home("Browse forward plans\n\nCabinet\n").verdict == "page"
    assert home("Words from elsewhere.").verdict == "not-moderngov"


def test_odd_editions():
    bare = "<p><a href='mgReasonsRestricted.aspx?ID=4'>reasons</a></p>"
    rows = "<tr><td><ul><li>Loose</li></ul></td></tr>" + item(1, 9, "Wall", label("Decision maker", "Cabinet") + bare)
    reading = read(edition(rows, line="March without dates", intro="<p>Intro.</p>"))
    assert reading.records[0].title == "March without dates"
    assert {piece.text for piece in reading.unread} == {"Loose", "reasons"}
    untitled = read(page("<h3>Plan items</h3><table>" + item(1, 9, "Wall") + "</table>"))
    assert untitled.records[0].title is None
    assert (
        read("Plan items\n\nDecision maker: Cabinet\n\nWall\n\nLead officer: Ann\n\nRoads\n\n  \u2022 odd\n")
        .records[1]
        .title
        is None
    )


def test_a_home_that_is_no_page_at_all():
    assert home("<html><body><div id='modgov'></div></body></html>").verdict == "not-moderngov"
