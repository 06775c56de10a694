"""Bro Hirwern's site: what it knows on a day, and its pages in the language that is asked for."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from .. import story
from ..design import Page
from ..markup import link, spelt
from ..model import Html
from ..skins import framed
from ..world import World, held_decisions
from . import business
from .phrases import in_welsh

NAME = "Cyngor Bro Hirwern"
_SITE = "https://www.hirwern.example"
_OTHER = {"0": "Cymraeg", "1": "English"}


def world(day: int) -> World:
    """Tell everything that the council's site knows on a day."""
    turned = [issue if day == 1 else issue.saying(business.PUT_OFF.get(issue.id, {})) for issue in business.ISSUES]
    others = (*business.DECISIONS, *business.REVIEWS, *(() if day == 1 else business.SECOND_DAY))
    reasons = (*business.RESTRICTIONS, *story.restrictions(turned))
    return World(
        story.DATES[day],
        {issue.id: issue for issue in turned},
        business.BODIES,
        business.EDITIONS,
        held_decisions(turned, others, business.DETAILS),
        {committee.id: committee for committee in business.COMMITTEES},
        {meeting.id: meeting for meeting in business.MEETINGS},
        {reason.id: reason for reason in reasons},
    )


def dressed(page: Page, script: str, params: Mapping[str, str], _day: date) -> str:
    """Set a page in the council's own skin, in Welsh where `LLL=1` asks for it; each leads to its twin."""
    language = "1" if params.get("lll") == "1" else "0"
    content = _speaking(page.content, language)
    twin = f"<li>{link(_twin(script, params, language), _OTHER[language])}</li>"
    page = replace(page, content=content, actions=_speaking(page.actions, language) + twin)
    if language == "1":
        page = replace(
            page,
            kind=Html(in_welsh(spelt(page.kind))),
            title=Html(in_welsh(spelt(page.title))),
            content=in_welsh(page.content),
        )
    return framed(page, NAME, _SITE, language)


def _twin(script: str, params: Mapping[str, str], language: str) -> str:
    kept = "&".join(f"{name}={value}" for name, value in params.items() if name not in ("lll", "bcr"))
    return f"{script}?{kept}{'&' if kept else ''}LLL={1 - int(language)}"


def _speaking(markup: str, language: str) -> str:
    """Let the links of a page lead to pages in its own language; English ones do without saying so."""
    if language == "0":
        return markup
    return re.sub(r'(href="(?!#)[^":#]*\.aspx\?[^"#]*)', rf"\1&amp;LLL={language}", markup)
