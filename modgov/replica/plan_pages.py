"""The pages of the replica council's forward plans, from the list of bodies down to one edition's items."""

from .design import Page
from .fields import bullets, field, heading, said, status
from .markup import link, spelt
from .model import Issue, Piece
from .plans import Body, Edition, Item, editions_of, years
from .world import World

_MADE = frozenset({"recommendations approved", "decision made", "implemented"})  # not while it can be called in
_PENDING = "For Determination"
_DUE = ("Decision due", "Likely Date of Decision")
_REPEATED = ("Notice of proposed decision first published", "Reason for urgency", "Anticipated restriction")
_NO_PLANS = "There are no plans published for this period"


def plans_home(world: World) -> Page:
    """List the bodies that publish forward plans, those included that have published none."""
    entries = (
        link(f"mgListPlans.aspx?RPId={body.id}&RD=0&ST=0", spelt(body.name), f"Link to forward plans of {body.name}")
        for body in world.bodies
    )
    return Page("Browse forward plans", "Forward plans", bullets(entries))


def plans_page(body: Body, year: str | None, world: World) -> Page:
    """List a body's editions of a year, its latest year where none is asked for."""
    known = years(world.editions, body.id)
    year = year if year and year != "0" else (known[0] if known else str(world.day.year))
    listed = editions_of(world.editions, body.id, year)
    intro = "<p>A forward plan lists the decisions that a council expects to take.</p>"
    others = [link(f"mgListPlans.aspx?RPId={body.id}&RD=0&Year={other}", other) for other in known if other != year]
    menu = f"\n{heading('Other years')}\n{bullets(others)}" if others else ""
    return Page(body.heading, f"{body.name}, {year}", f"{intro}\n{_editions(listed)}{menu}")


def _editions(listed: list[Edition]) -> str:
    if not listed:
        return f"<p>{_NO_PLANS}</p>"
    links = [
        link(f"mgListPlanItems.aspx?PlanId={edition.id}&RP={edition.body_id}", edition.title) for edition in listed
    ]
    if listed[0].year >= "2010":
        return bullets(links)
    rows = "".join(f"<tr><td>{entry}</td></tr>" for entry in links)  # as ModernGov's first years printed it
    return f'<table id="mgTable1">{rows}</table>'


def plan_page(edition: Edition, world: World) -> Page:
    """Write one edition of a forward plan; issues that the council's site does not know that day are left out."""
    body = next(body for body in world.bodies if body.id == edition.body_id)
    issues, rows, number = world.issues, [], 0
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
    repeated = [piece for piece in issue.says if _is_repeated(piece)]
    return [*parts, said(repeated, issue.id)] if repeated else parts


def _is_repeated(piece: Piece) -> bool:
    """Whether a plan says after an issue what stands on the issue's own page: notices, and the urgency sentence."""
    return piece[0] in _REPEATED if isinstance(piece, tuple) else isinstance(piece, str)
