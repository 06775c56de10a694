"""The web service's committees, meetings and agendas, which answer where the pages are blocked."""

from typing import Final

from .. import service
from ..records import Record
from ..xml import NotXmlError, read_xml
from . import Found, PageType, Source

PAGE = PageType(
    name="web_service",
    scripts=tuple(
        f"mgWebService.asmx/{method}"
        for method in ("GetCommittees", "GetMeetings", "GetAllMeetingsByDate", "GetMeeting")
    ),
    version=1,
    is_xml=True,
)

_ROOTS: Final = frozenset(
    {"committees", "getcommittees", "getmeetings", "getmeetingsbydate", "getallmeetingsbydate", "getmeeting", "meeting"}
)


def read(source: Source) -> Found:
    """Read a reply; an HTML page in its place is none. One that counts what it does not hold is no empty list."""
    try:
        root = read_xml(source.page)
    except NotXmlError as error:
        return Found(recognised=error.is_cut_off, is_cut_off=error.is_cut_off)
    if not any(element.name in _ROOTS for element in root.walk()):
        return Found(recognised=False)
    records: list[Record] = list(service.committees(root, source))
    for meeting, element in service.meetings(root, source):
        records += [meeting, *service.items(meeting, element, source)]
    is_short = service.missing(root)
    return Found(
        records=tuple(records),
        unread=tuple(service.unread(root)),
        warnings=("items-missing",) if is_short else (),
        is_empty_list=not (records or is_short),
        laid=tuple(service.links(root)),
    )
