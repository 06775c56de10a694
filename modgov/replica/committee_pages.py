"""The replica's pages about committees: lists of them, the particulars of each, and lists of their meetings."""

from collections import defaultdict
from collections.abc import Iterable

from .design import Page
from .fields import bullets, field, rich
from .gatherings import Committee, Meeting
from .markup import actions, link, spelt
from .world import World


def committees_page(world: World) -> Page:
    """List the committees in their groups."""
    return Page("Committees", "Committees", _grouped(world, "mgCommitteeDetails.aspx?ID="))


def doc_home_page(world: World) -> Page:
    """List the committees by the way to their meetings."""
    return Page("Browse meetings", "Current committees", _grouped(world, "ieListMeetings.aspx?CommitteeId="))


def _grouped(world: World, target: str) -> str:
    groups: dict[str, list[str]] = defaultdict(list)
    for committee in world.committees.values():
        words = spelt(committee.name)
        groups[committee.category].append(link(f"{target}{committee.id}", words, f"Link to {committee.name}"))
    return "\n".join(
        f'<h2  class="mgSectionTitle" >{name}</h2>\n{bullets(entries)}' for name, entries in groups.items()
    )


def committee_page(committee: Committee) -> Page:
    """Write a committee's particulars: what it is for, who sits on it, whom to ask."""
    parts = []
    if committee.purpose:
        parts += [_section("Purpose of committee"), rich(committee.purpose)]
    members = (
        link(f"mgUserInfo.aspx?UID={number}", spelt(name.partition(" (")[0])) + spelt("".join(name.partition(" (")[1:]))
        for number, name in enumerate(committee.members, 201)
    )
    parts += [_section("Membership"), bullets(members)]
    if committee.contact:
        parts += [_section("Contact information"), *(field(label, spelt(value)) for label, value in committee.contact)]
    browse = link(f"ieListMeetings.aspx?CommitteeId={committee.id}", "Browse meetings")
    return Page("Committee details", committee.name, "\n".join(parts), actions(browse))


def _section(name: str) -> str:
    return f'<h2  class="mgSectionTitle" >{name}</h2>'


def meetings_page(committee: Committee, year: str | None, world: World) -> Page:
    """List a committee's meetings of a year, of its latest where none is asked for; a year of 0 means all."""
    held = sorted(
        (meeting for meeting in world.meetings.values() if meeting.committee_id == committee.id),
        key=lambda meeting: meeting.day,
        reverse=True,
    )
    years = sorted({meeting.day.year for meeting in held}, reverse=True)
    wanted = int(year) if year and year.isdigit() else (years[0] if years else 0)
    listed = [meeting for meeting in held if wanted in (0, meeting.day.year)]
    others = [
        link(f"ieListMeetings.aspx?CId={committee.id}&Year={other}", str(other)) for other in years if other != wanted
    ]
    rows = (
        f'<ul  class="mgNonBulletTableList" >{_rows(listed)}</ul>'
        if listed
        else "<p>There are no meetings to show.</p>"
    )
    menu = f"\n{bullets(others)}" if others else ""
    about = f'\n<h2  class="mgSectionTitle" >Information about {spelt(committee.name)}</h2>\n{rich(committee.purpose)}'
    intro = f"<p>This page lists the meetings for {spelt(committee.name)}.</p>"
    return Page("Browse meetings", committee.name, f"{intro}\n{rows}{menu}{about if committee.purpose else ''}")


def _rows(meetings: Iterable[Meeting]) -> str:
    return "\n".join(f"<li>{_row(meeting)}</li>" for meeting in meetings)


def _row(meeting: Meeting) -> str:
    words = f"{meeting.day.day} {meeting.day:%b %Y}&nbsp;{meeting.time}"
    said = "Cancelled" if meeting.is_cancelled else meeting.published
    return f"{link(meeting.href, words, name='mgMeetingTableLnk')} {said}"
