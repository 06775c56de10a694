"""Which page a script and its parameters lead to. IIS ignores letter case, and several parameters have two names."""

from collections.abc import Callable, Mapping
from typing import TypeAlias
from urllib.parse import parse_qsl

from . import pages, plan_pages
from .failures import GONE
from .model import Issue
from .plans import BODIES, EDITIONS
from .skins import Page

Params: TypeAlias = Mapping[str, str]
Issues: TypeAlias = Mapping[str, Issue]

ISSUE_SCRIPT = "mgissuehistoryhome.aspx"
ERROR_SCRIPT = "mgError.aspx"

_ALIASES = {"issueid": "iid", "rp": "rpid", "optionnum": "opt", "optionid": "opt", "meetingid": "mid"}

# Pages that are there because others link to them, with the kind that each shows.
_SIMPLE = {
    "iedochome.aspx": "Browse meetings",
    "ielistdocuments.aspx": "Agenda",
    "mgai.aspx": "Agenda item",
    "mgreasonsrestricted.aspx": "Reasons restricted",
    "mgwhatsnew.aspx": "What's new",
}
_OF_ISSUE = {
    "ieissuedetails.aspx": "Issue - meetings",
    "mgdecisiondetails.aspx": "Issue - decisions",
    "mgissuehistorychronology.aspx": "Issue history",
}


def read_params(query: str) -> dict[str, str]:
    """Read a query by lower-case names, aliases undone; where a name is repeated its first value counts."""
    pairs = ((name.lower(), value) for name, value in reversed(parse_qsl(query, keep_blank_values=True)))
    return {_ALIASES.get(name, name): value for name, value in pairs}


def find_page(script: str, params: Params, issues: Issues) -> Page | None:
    """Find the page of a script, whose name is in lower case; `None` where ModernGov would show its error page."""
    route = _ROUTES.get(script)
    if route:
        return route(params, issues)
    if script in _SIMPLE:
        return pages.simple_page(_SIMPLE[script], _SIMPLE[script], "The replica council keeps this page short.")
    issue = _issue(params, issues) if script in _OF_ISSUE else None
    return pages.simple_page(_OF_ISSUE[script], issue.title, "There is nothing more to show.") if issue else None


def _issue(params: Params, issues: Issues) -> Issue | None:
    issue_id = params.get("iid", "")
    return None if issue_id in GONE else issues.get(issue_id)


def _issue_page(params: Params, issues: Issues) -> Page | None:
    issue = _issue(params, issues)
    return pages.issue_page(issue) if issue else None


def _plans_home(_params: Params, _issues: Issues) -> Page:
    return plan_pages.plans_home()


def _plans_page(params: Params, _issues: Issues) -> Page | None:
    body = next((body for body in BODIES if body.id == params.get("rpid")), None)
    return plan_pages.plans_page(body, params.get("year")) if body else None


def _plan_page(params: Params, issues: Issues) -> Page | None:
    edition = next((edition for edition in EDITIONS if edition.id == params.get("planid")), None)
    return plan_pages.plan_page(edition, issues) if edition else None


def _decision_page(params: Params, issues: Issues) -> Page | None:
    for issue in issues.values():
        for decision in issue.decisions or ():
            if decision.id == params.get("id"):
                return pages.decision_page(decision, issue)
    return None


def _error_page(_params: Params, _issues: Issues) -> Page:
    return pages.error_page()


_ROUTES: dict[str, Callable[[Params, Issues], Page | None]] = {
    ISSUE_SCRIPT: _issue_page,
    "mgplanshome.aspx": _plans_home,
    "mglistplans.aspx": _plans_page,
    "mglistplanitems.aspx": _plan_page,
    "iedecisiondetails.aspx": _decision_page,
    ERROR_SCRIPT.lower(): _error_page,
}
