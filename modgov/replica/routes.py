"""Which page a script and its parameters lead to. IIS ignores letter case, and several parameters have two names."""

from collections.abc import Callable, Mapping
from typing import TypeAlias
from urllib.parse import parse_qsl

from . import committee_pages, decision_pages, meeting_pages, news_pages, pages, plan_pages, register, register_pages
from .design import Page
from .failures import GONE
from .model import Issue
from .world import World

Params: TypeAlias = Mapping[str, str]

ISSUE_SCRIPT = "mgissuehistoryhome.aspx"
ERROR_SCRIPT = "mgError.aspx"

_ALIASES = {
    "issueid": "iid",
    "rp": "rpid",
    "optionnum": "opt",
    "optionid": "opt",
    "meetingid": "mid",
    "committeeid": "cid",
}

# Pages that are there because others link to them, with the kind that each shows.
_SIMPLE = {"mguserinfo.aspx": "Councillor details", "mglocationdetails.aspx": "Location details"}


def read_params(query: str) -> dict[str, str]:
    """Read a query by lower-case names, aliases undone; where a name is repeated its first value counts."""
    pairs = ((name.lower(), value) for name, value in reversed(parse_qsl(query, keep_blank_values=True)))
    return {_ALIASES.get(name, name): value for name, value in pairs}


def find_page(script: str, params: Params, world: World) -> Page | None:
    """Find the page of a script, whose name is in lower case; `None` where ModernGov would show its error page."""
    if script in _SIMPLE:
        return pages.simple_page(_SIMPLE[script], _SIMPLE[script], "The replica council keeps this page short.")
    if script in _OF_ISSUE:
        issue = _issue(params, world)
        return _OF_ISSUE[script](issue, world) if issue else None
    route = _ROUTES.get(script)
    return route(params, world) if route else None


def _issue(params: Params, world: World) -> Issue | None:
    issue_id = params.get("iid", "")
    return None if issue_id in GONE else world.issues.get(issue_id)


def _plans_page(params: Params, world: World) -> Page | None:
    body = next((body for body in world.bodies if body.id == params.get("rpid")), None)
    return plan_pages.plans_page(body, params.get("year"), world) if body else None


def _plan_page(params: Params, world: World) -> Page | None:
    edition = next((edition for edition in world.editions if edition.id == params.get("planid")), None)
    return plan_pages.plan_page(edition, world) if edition else None


def _decision_page(params: Params, world: World) -> Page | None:
    """Find a decision by its own id, or by the agenda item that it was made on."""
    key, item = params.get("id"), params.get("aiid")
    for record_id, held in world.decisions.items():
        if key == record_id or (item and held.decision.item_id == item):
            return None if record_id in world.missing else decision_pages.decision_page(held, world)
    return None


def _register_page(params: Params, world: World) -> Page | None:
    window = register.read_window(params, world.day)
    return None if window is None or window.is_too_wide else register_pages.register_page(window, world)


def _officer_page(params: Params, world: World) -> Page | None:
    window = register.read_window({**params, "ds": register.PUBLISHED}, world.day)
    return None if window is None or window.is_too_wide else register_pages.officer_page(window, world)


def _committee_page(params: Params, world: World) -> Page | None:
    committee = world.committees.get(params.get("id", ""))
    return committee_pages.committee_page(committee) if committee else None


def _meetings_page(params: Params, world: World) -> Page | None:
    committee = world.committees.get(params.get("cid", ""))
    return committee_pages.meetings_page(committee, params.get("year"), world) if committee else None


def _meeting_page(params: Params, world: World) -> Page | None:
    meeting = world.meetings.get(params.get("mid", ""))
    return meeting_pages.meeting_page(meeting, world) if meeting else None


def _item_page(params: Params, world: World) -> Page | None:
    found = world.meeting_of(params.get("id"))
    return meeting_pages.item_page(found[1], found[0], world) if found else None


def _restriction_page(params: Params, world: World) -> Page | None:
    restriction = world.restrictions.get(params.get("id", ""))
    return meeting_pages.restriction_page(restriction) if restriction else None


def _search_page(params: Params, world: World) -> Page:
    number = params.get("pg", "1")
    return news_pages.search_page(params.get("ss", ""), int(number) if number.isdigit() else 1, world)


_OF_ISSUE: dict[str, Callable[[Issue, World], Page]] = {
    ISSUE_SCRIPT: lambda issue, _: pages.issue_page(issue),
    "mgdecisiondetails.aspx": decision_pages.issue_decisions_page,
    "ieissuedetails.aspx": meeting_pages.issue_meetings_page,
    "mgissuehistorychronology.aspx": lambda issue, _: pages.simple_page(
        "Issue history", issue.title, "There is nothing more to show."
    ),
}

_ROUTES: dict[str, Callable[[Params, World], Page | None]] = {
    "mgplanshome.aspx": lambda _, world: plan_pages.plans_home(world),
    "mglistplans.aspx": _plans_page,
    "mglistplanitems.aspx": _plan_page,
    "iedecisiondetails.aspx": _decision_page,
    "mgdelegateddecisions.aspx": _register_page,
    "mglistofficerdecisions.aspx": _officer_page,
    "mglistcommittees.aspx": lambda _, world: committee_pages.committees_page(world),
    "mgcommitteedetails.aspx": _committee_page,
    "iedochome.aspx": lambda _, world: committee_pages.doc_home_page(world),
    "ielistmeetings.aspx": _meetings_page,
    "ielistdocuments.aspx": _meeting_page,
    "mgai.aspx": _item_page,
    "mgreasonsrestricted.aspx": _restriction_page,
    "mgwhatsnew.aspx": lambda _, world: news_pages.whats_new_page(world),
    "iedocsearch.aspx": lambda *_: news_pages.search_form_page(),
    "iesearchresults2.aspx": _search_page,
    ERROR_SCRIPT.lower(): lambda *_: pages.error_page(),
}
