"""The replica's web service: committees and meetings as XML. It knows nothing of issues, plans and decisions.

Counts begin with a space, truth is `True` or `False`, titles are escaped twice and bodies once.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from .gatherings import Committee, Meeting, MeetingItem
from .markup import prose
from .model import Document
from .world import World, day_of

METHODS: Mapping[str, Callable[[Mapping[str, str], World, str], str | None]]


def reply(method: str, params: Mapping[str, str], world: World, base: str) -> str | None:
    """Answer a call by its method's name in lower case; `None` for an unknown one, or one without its arguments."""
    write = METHODS.get(method)
    body = write(params, world, base) if write else None
    return None if body is None else f'<?xml version="1.0" encoding="utf-8"?>\n{body}\n'


def _element(name: str, words: object) -> str:
    return f"<{name}>{words}</{name}>"


def _committees(_params: Mapping[str, str], world: World, _base: str) -> str:
    listed = "\n".join(_committee(committee) for committee in world.committees.values())
    return f"<committees><committeescount> {len(world.committees)}</committeescount>\n{listed}\n</committees>"


def _committee(committee: Committee, within: str = "") -> str:
    fields = {
        "committeeid": committee.id,
        "committeetitle": prose(prose(committee.name)),
        "committeedeleted": "False",
        "committeeexpired": str(committee.category == "Former committees"),
        "committeecategory": prose(committee.category),
    }
    return _element("committee", "".join(_element(name, value) for name, value in fields.items()) + within)


def _of_committee(params: Mapping[str, str], world: World, _base: str) -> str | None:
    committee = world.committees.get(params.get("lcommitteeid", ""))
    span = _span(params)
    if committee is None or span is None:
        return None
    held = "".join(_meeting(one) for one in _between(span, world) if one.committee_id == committee.id)
    return f"<getmeetings>{_committee(committee, _element('committeemeetings', held))}</getmeetings>"


def _by_date(params: Mapping[str, str], world: World, _base: str) -> str | None:
    span = _span(params)
    if span is None:
        return None
    held = _between(span, world)
    listed = "".join(_meeting(one, _named(one, world)) for one in held)
    counted = f"<meetingscount> {len(held)}</meetingscount>"
    return f"<getmeetingsbydate>{counted}<meetings>{listed}</meetings></getmeetingsbydate>"


def _named(meeting: Meeting, world: World) -> str:
    name = world.committees[meeting.committee_id].name
    return _element("committeeid", meeting.committee_id) + _element("committeetitle", prose(prose(name)))


def _span(params: Mapping[str, str]) -> tuple[date, date] | None:
    """The days asked for; both must be given, whatever the service says of itself."""
    try:
        return day_of(params["sfromdate"]), day_of(params["stodate"])
    except (KeyError, ValueError):
        return None


def _between(span: tuple[date, date], world: World) -> list[Meeting]:
    held = (meeting for meeting in world.meetings.values() if span[0] <= meeting.day <= span[1])
    return sorted(held, key=lambda meeting: meeting.day)


def _meeting(meeting: Meeting, more: str = "") -> str:
    fields = {
        "meetingid": meeting.id,
        "meetingdate": meeting.dated,
        "meetingstatus": "Cancelled" if meeting.is_cancelled else "Confirmed",
        "meetingtime": meeting.time,
        "iswebcast": str(bool(meeting.webcast)),
    }
    return _element("meeting", more + "".join(_element(name, value) for name, value in fields.items()))


def _one(params: Mapping[str, str], world: World, base: str) -> str | None:
    meeting = world.meetings.get(params.get("lmeetingid", ""))
    if meeting is None:
        return None
    said = meeting.published.lower()
    flags = {f"{name}published": str(name in said) for name in ("agenda", "decision", "minute")}
    place = _element("meetinglocation", prose(meeting.venue))
    items = _element("agendaitems", "".join(_item(item, base) for item in meeting.items))
    return _meeting(
        meeting, _named(meeting, world) + place + "".join(_element(*flag) for flag in flags.items()) + items
    )


def _item(item: MeetingItem, base: str) -> str:
    fields = {
        "agendaitemid": item.id,
        "agendaitemtitle": prose(prose(item.title)),
        "agendatext": _body(item.text),
        "fulldisplaynumberformat": item.number,
        "decisionnonemptyhtmlbody": _body(item.decision),
        "minutesnonemptyhtmlbody": _body(item.minutes),
        "isdecision": "False",  # though it is one: the service says so of all
        "isrestricted": str(item.restriction_id is not None),
    }
    papers = [one for one in (item.report, *item.documents) if isinstance(one, Document)]
    linked = _element("linkeddocuments", "".join(_paper(one, base) for one in papers))
    return _element("agendaitem", "".join(_element(name, value) for name, value in fields.items()) + linked)


def _body(paragraphs: Iterable[str]) -> str:
    return prose("".join(f"<p>{prose(text)}</p>" for text in paragraphs))


def _paper(document: Document, base: str) -> str:
    """Write a document; the service knows it by its PDF alone."""
    fields = {
        "attachmentid": document.id,
        "title": prose(prose(document.title)),
        "isurl": "False",
        "url": prose(f"{base}/mgConvert2PDF.aspx?ID={document.id}"),
        "isrestricted": "False",
    }
    return _element("linkeddoc", "".join(_element(name, value) for name, value in fields.items()))


METHODS = {
    "getcommittees": _committees,
    "getmeetings": _of_committee,
    "getallmeetingsbydate": _by_date,
    "getmeeting": _one,
}
