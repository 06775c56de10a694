"""The replica's registers of decisions: as a table, in full, and the officers' own list."""

from collections.abc import Iterable

from .decision_pages import MINUTES
from .design import Page
from .fields import rich, said, status
from .markup import actions, hidden, link, spelt
from .model import Issue, Piece
from .register import CALLABLE, FORTHCOMING, Window, held_in
from .world import Held, World, day_of

_CAPTIONS = {
    FORTHCOMING: "Forthcoming decisions",
    CALLABLE: "Decisions recommendations approved (subject to call-in)",
}
_TITLES = {False: "Decisions", True: "Officer decisions"}
_BLURB = (
    "<p>Use the below search options at the bottom of the page to find information regarding recent decisions that "
    "have been taken by the council's decision making bodies.</p>"
)
_NONE = '<p  class="mgNoDecisions" >No matching decisions</p>'
_FORM = """<form action="mgDelegatedDecisions.aspx" method="get"><fieldset><legend>Search decisions</legend>
<label for="DR">Date range</label><input type="text" id="DR" name="DR" value="{days}" />
<select name="DM"><option value="0">(All decision makers)</option><option value="115">Cabinet</option></select>
<select name="DS"><option value="1">Forthcoming</option><option value="2">Published</option></select>
<input type="submit" name="ACT" value="Find" /></fieldset></form>"""


def register_page(window: Window, world: World) -> Page:
    """Write the register for a window."""
    held = held_in(window, world)
    if window.bucket == FORTHCOMING:
        listed = _forthcoming(window, world)
    elif not held:
        listed = _NONE
    else:
        listed = "\n".join(_in_full(one, world) for one in held) if window.is_long else _table(window.bucket, held)
    return _page("mgDelegatedDecisions.aspx", window, _BLURB, listed, is_officer=False)


def officer_page(window: Window, world: World) -> Page:
    """Write the officers' list, which prints no refs."""
    rows = [_row(_linked(held, has_ref=False), held.published) for held in held_in(window, world, officers=True)]
    listed = _rows("Officer decisions", ("Title", "Date"), rows) if rows else _NONE
    return _page("mgListOfficerDecisions.aspx", window, "", listed, is_officer=True)


def _page(script: str, window: Window, blurb: str, listed: str, *, is_officer: bool) -> Page:
    view = int(window.is_long)
    query = f"XXR=0&DR={window.printed}&RP=0&K={int(window.only_key)}&DM=0&HD=0&DS={window.bucket}&V={view}"
    moves = " - ".join(link(f"{script}?{query}&ACT={way}", way) for way in ("Earlier", "Later"))
    views = [] if is_officer else [link(f"{script}?{query.removesuffix(str(view))}{1 - view}", "Other view")]
    days = f"{window.first:%d&#47;%m&#47;%Y}-{window.last:%d&#47;%m&#47;%Y}"
    content = f"{blurb}\n<p>{moves}</p>\n{listed}\n{_FORM.format(days=days)}"
    return Page(_TITLES[is_officer], _TITLES[is_officer], content, actions(*views))


def _table(bucket: str, held: Iterable[Held]) -> str:
    rows = [
        _row(
            _linked(one),
            one.published,
            one.decision.effective or one.decision.date,
            str(one.decision.call_ins) if one.decision.effective else "Not for call-in",
        )
        for one in held
    ]
    return _rows(
        _CAPTIONS.get(bucket, "Decisions published"),
        ("Title", "Date<!-- published -->", "Effective from", "Call-ins"),
        rows,
    )


def _forthcoming(window: Window, world: World) -> str:
    """Write what is yet to be decided: rows that lead to issues, and are no decisions."""
    awaited = [issue for issue in world.issues.values() if _is_awaited(issue) and _is_within(issue, window)]
    rows = [
        _row(link(f"mgIssueHistoryHome.aspx?IId={issue.id}&PlanId=0&RPID=0", spelt(issue.title)), "", "", "")
        for issue in awaited
    ]
    return _rows(_CAPTIONS[FORTHCOMING], ("Title", "Date", "Effective from", "Call-ins"), rows) if rows else _NONE


def _is_awaited(issue: Issue) -> bool:
    due = issue.value("Decision due") or ""
    return issue.value("Decision status") == "For Determination" and " 2026 by " in due


def _is_within(issue: Issue, window: Window) -> bool:
    """Whether an issue's first notice was published in a window."""
    published = issue.value("Notice of proposed decision first published")
    return published is not None and window.first <= day_of(published) <= window.last


def _rows(caption: str, columns: Iterable[str], rows: Iterable[str]) -> str:
    heads = "".join(f'<th  class="mgTabTitle" >{name}</th>' for name in columns)
    return (
        '<table  class="mgTabTable tablesorter"  summary="Table of decision summary data" >\n'
        f'<caption  class="mgSectionTitle" >{caption}</caption>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n'
        + "\n".join(rows)
        + "\n</tbody></table>"
    )


def _row(title: str, *days: str) -> str:
    cells = "".join(f"<td  class='mgMainTxt' >{spelt(day)}</td>" for day in days)
    return f"<tr  class='mgTableEvenRow' ><td  class='mgMainTxt' >{title}</td>{cells}<!-- <td>Action</td> --></tr>"


def _linked(held: Held, *, has_ref: bool = True) -> str:
    decision = held.decision
    title = link(decision.href, spelt(decision.title), f"Link to decision details for {decision.title}")
    return title + (hidden(f" ref: {decision.id}") if has_ref else "")


def _in_full(held: Held, world: World) -> str:
    """Write a decision in the long form: most of its fields, and its text unless that is not public."""
    decision = held.decision
    title = link(decision.href, spelt(f"{decision.date} - {decision.title}"))
    headed = f"{title}{hidden(f' ref: {decision.id}')} &nbsp;&nbsp;&nbsp; {status(held.status)}"
    prose = dict(MINUTES if decision.prose is None else decision.prose)
    found = world.meeting_of(decision.item_id)
    made_at = f"{found[0].dated} - {world.committees[found[0].committee_id].name}" if found else None
    fields: list[Piece] = [
        *([("Decision Maker", held.maker)] if held.maker else []),
        *([("Made at meeting", made_at)] if made_at else []),
        ("Decision published", held.published),
        ("Effective from", decision.effective or decision.date),
    ]
    behind: list[Piece] = [pair for pair in decision.closing if pair[0].endswith("affected")]
    decided = (
        f'<p><span  class="mgLabel" >Decision: </span></p>\n{rich(prose["Decision"])}' if "Decision" in prose else ""
    )
    return (
        f'<h3  class="mgSubSubTitleTxt" >{headed}</h3>\n{rich(prose.get("Purpose", ()), word=False)}\n'
        f"{said(fields, '0')}\n{decided}\n{said([*behind, ('Lead officer', 'Democratic Services')], '0')}"
    )
