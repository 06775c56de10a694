"""The replica council's pages: each function writes one kind of page out of what the council has to say that day."""

from collections.abc import Mapping

from .fields import bullets, field, heading, lists, rich, said, said_in_groups, status
from .markup import link, spelt
from .model import Decision, Issue
from .plans import BODIES, Body, Edition, Item, editions, years
from .skins import Page

_MADE = frozenset({"recommendations approved", "decision made", "implemented"})  # not while it can be called in
_PENDING = "For Determination"
_DUE = ("Decision due", "Likely Date of Decision")
_REPEATED = ("Notice of proposed decision first published", "Reason for urgency", "Anticipated restriction")
NO_PLANS = "There are no plans published for this period"


def issue_page(issue: Issue) -> Page:
    """Issue details."""
    if issue.skin == "groups":
        text = "\n".join(f"<p>{spelt(paragraph)}</p>" for paragraph in issue.prose)
        says = said_in_groups(issue.says)
    else:
        text, says = rich(issue.prose, word=issue.word) if issue.prose else "", said(issue.says, issue.id)
    actions = "".join(
        f"<li>{link(f'{script}?IId={issue.id}{more}', words)}</li>"
        for script, more, words in (
            ("mgIssueHistoryChronology.aspx", "", "Issue history"),
            ("mgDecisionDetails.aspx", "&Opt=1", "Decisions on this issue"),
            ("ieIssueDetails.aspx", "&Opt=3", "Meetings on this issue"),
        )
    )
    content = f"{text}\n{says}\n{lists(issue)}"
    return Page("Issue details", issue.title, content, actions, skin=issue.skin, charset=issue.charset)


def plans_home() -> Page:
    """Browse forward plans: every body that publishes any."""
    entries = (
        link(f"mgListPlans.aspx?RPId={body.id}&RD=0&ST=0", spelt(body.name), f"Link to forward plans of {body.name}")
        for body in BODIES
    )
    return Page("Browse forward plans", "Forward plans", bullets(entries))


def plans_page(body: Body, year: str | None) -> Page:
    """List a body's editions of a year, its latest year where none is asked for."""
    known = years(body.id)
    year = year if year and year != "0" else (known[0] if known else "2026")
    listed = editions(body.id, year)
    intro = "<p>A forward plan lists the decisions that a council expects to take.</p>"
    others = [link(f"mgListPlans.aspx?RPId={body.id}&RD=0&Year={other}", other) for other in known if other != year]
    menu = f"\n{heading('Other years')}\n{bullets(others)}" if others else ""
    return Page(body.heading, f"{body.name}, {year}", f"{intro}\n{_editions(listed)}{menu}")


def _editions(listed: list[Edition]) -> str:
    if not listed:
        return f"<p>{NO_PLANS}</p>"
    links = [
        link(f"mgListPlanItems.aspx?PlanId={edition.id}&RP={edition.body_id}", edition.title) for edition in listed
    ]
    if listed[0].year >= "2010":
        return bullets(links)
    rows = "".join(f"<tr><td>{entry}</td></tr>" for entry in links)  # as ModernGov's first years printed it
    return f'<table id="mgTable1">{rows}</table>'


def plan_page(edition: Edition, issues: Mapping[str, Issue]) -> Page:
    """One edition of a forward plan; issues that the council's site does not know that day are left out."""
    body = next(body for body in BODIES if body.id == edition.body_id)
    rows, number = [], 0
    for row in edition.rows:
        if isinstance(row, str):
            rows.append(f'<tr  class="mgSectionRow" ><td>&nbsp;</td><td><h3>{spelt(row)}</h3></td></tr>')
        elif row.issue_id in issues:
            number += 1
            label = f"{number}." if edition.numbered else ""
            rows.append(_row(label, _item(row, issues[row.issue_id], edition)))
    intro = f"<p>{spelt(edition.introduction)}</p>\n" if edition.introduction else ""
    content = (
        f"<p>{edition.title}  ({edition.period}, {body.name})</p>\n{intro}"
        '<h2  class="mgSectionTitle" >Plan items</h2>\n<table  class="mgTabTable"  summary="Table of plan items" >\n'
        "<tr><th>No.<!-- number --></th><th>Item</th></tr>\n" + "\n".join(rows) + "\n</table>"
    )
    return Page(body.heading, body.heading, content, skin=edition.skin)


def _row(number: str, item: str) -> str:
    return f"<tr  class='mgTableEvenRow' ><td>{number}</td><td>{item}</td></tr>"


def _item(item: Item, issue: Issue, edition: Edition) -> str:
    """Write an item: its title, and what the issue says of itself that day."""
    target = f"mgIssueHistoryHome.aspx?IId={issue.id}&PlanId={edition.id}&RPID=0"
    words = spelt(issue.title + item.suffix)
    title = link(target, words, f"Link to issue details for {issue.title}", "mgPlanItemTitle")
    new = " <span>New!</span>" if item.is_new else ""
    return "\n".join([f"<p>{title}{new}</p>", *([] if item.bare else _says(item, issue))])


def _says(item: Item, issue: Issue) -> list[str]:
    due, by, maker = (issue.value(*_DUE) or "").partition(" by ")
    state = issue.value("Decision status", "Statws") or _PENDING
    parts = [field("Decision maker", spelt(item.maker or maker))] if item.maker or by else []
    if due or item.due:
        label = "Decision" if state.lower() in _MADE else "Decision due"
        parts.append(field(label, spelt(item.due or due)))
    parts += [field(label, spelt(value)) for label, value in item.extra]
    if item.officer:
        parts.append(field("Lead officer", spelt(item.officer)))
    if state != _PENDING:
        parts.append(field("Decision status", status(state)))
    repeated = [piece for piece in issue.says if isinstance(piece, str) or piece in _notices(issue)]
    return [*parts, said(repeated, issue.id)] if repeated else parts


def _notices(issue: Issue) -> list[tuple[str, str]]:
    return [piece for piece in issue.says if isinstance(piece, tuple) and piece[0] in _REPEATED]


def decision_page(decision: Decision, issue: Issue) -> Page:
    """Decision details."""
    maker = (issue.value("Decision due") or "").partition(" by ")[2]
    key, callable_ = issue.value("Decision type") or "", decision.effective is not None
    says = [
        *([("Decision Maker", maker)] if maker else []),
        ("Decision status", issue.value("Decision status") or _PENDING),
        ("Is Key decision?", "Yes" if key.startswith("Key") else "No"),
        ("Is subject to call in?", "Yes" if callable_ else "No"),
    ]
    ends = [
        ("Wards Affected", "(All Wards);"),
        ("Report author", "Democratic Services"),
        ("Publication date", decision.date),
        ("Date of decision", decision.date),
        *([("Effective from", decision.effective)] if decision.effective else []),
    ]
    prose = "\n".join(
        f"{heading(name)}\n{rich((text,))}"
        for name, text in (
            ("Purpose:", "To consider the recommendations of the report."),
            ("Decision:", "The recommendations of the report were agreed."),
            ("Reasons for the decision:", "As set out in the report."),
            ("Alternative options considered:", "As set out in the report."),
        )
    )
    action = f"<li>{link(f'mgIssueHistoryHome.aspx?IId={issue.id}&Opt=0', 'Find out more about this issue')}</li>"
    return Page("Decision details", decision.title, f"{said(says, issue.id)}\n{prose}\n{said(ends, issue.id)}", action)


def simple_page(kind: str, title: str, text: str) -> Page:
    """Write a page that is there because others link to it."""
    return Page(kind, title, rich((text,), word=False))


def error_page() -> Page:
    """ModernGov's page for anything that it cannot show."""
    text = "Sorry, the page that you asked for cannot be shown. It may have been moved or deleted."
    return Page("Error", "An error has occurred", f'<p  class="mgErrorTxt" >{text}</p>', skin="text")
