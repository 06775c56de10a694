"""The replica's pages about meetings: an agenda, one item alone, an issue's items, and why some are restricted."""

from .design import Page
from .fields import bullets, document_entry, field, heading, rich
from .gatherings import Meeting, MeetingItem, Restriction
from .markup import actions, hidden, link, linked, prose, spelt
from .model import Document, Issue
from .world import World

_CANCELLED = "No documents are available for this meeting."
_PLAYER = (
    '<script type="text/javascript">new mgMediaPlayer(mgJQuery,"mgMeetingMedia",'
    '[{{"Title":"Recording","Url":"{url}"}}]);</script>'
)


def meeting_page(meeting: Meeting, world: World) -> Page:
    """Write a meeting: where it is, its printed packs, and its agenda with all that is published of each item."""
    name = world.committees[meeting.committee_id].name
    packs = [link(meeting.pack_href(pack, kind), f"{pack} PDF 1 MB") for pack, kind in meeting.packs]
    cancelled = " - Cancelled" if meeting.is_cancelled else ""
    rows = "\n".join(_row(item, world) for item in meeting.items)
    agenda = (
        '<h2  class="mgSectionTitle" >Items</h2>\n<table  id="mgItemTable"  class="mgItemTable" >'
        f'<tr><th  class="mgItemNumberCell" >No.</th><th>Item</th></tr>\n{rows}\n</table>'
        if rows
        else f"<p>{_CANCELLED}</p>"
    )
    return Page(
        meeting.published or "Agenda",
        f"{name} - {meeting.headed}{cancelled}",
        f"{_head(meeting)}\n{agenda}",
        actions(*packs),
    )


def _head(meeting: Meeting) -> str:
    place = "Proposed venue" if meeting.is_proposed else "Venue"
    map_link = link("mgLocationDetails.aspx?RID=12", "View directions")
    parts = [
        field(place, f"{spelt(meeting.venue)}. {map_link}") if meeting.venue else "",
        field("Contact", linked(meeting.contact)) if meeting.contact else "",
        field("Webcast", link(meeting.webcast, "View the webcast")) if meeting.webcast else "",
        field("Note", prose(meeting.note)) if meeting.note else "",
        _PLAYER.format(url=f"{meeting.webcast}.mp4") if meeting.webcast else "",
    ]
    return "\n".join(filter(None, parts))


def _row(item: MeetingItem, world: World) -> str:
    anchor = f'<a  name="AI{item.id}"  href="#AI{item.id}" ></a>'
    number = "" if item.is_sub else item.number
    return (
        f"<tr><td  class='mgItemNumberCell' >{anchor}{number}</td><td>{_titled(item)}\n{_said(item, world)}</td></tr>"
    )


def _titled(item: MeetingItem) -> str:
    """Write an item's title: a link to its report where it has one."""
    if item.is_sub:
        return f'<p  class="mgSubItemTitleTxt" >{spelt(item.title)}</p>'
    words = spelt(item.title)
    if item.report:
        words = link(
            item.report.href, f"{words} {_size(item.report)}", f"Link to report for item {item.number}", "mgAiTitleLnk"
        )
    return f'<p  class="mgAiTitleTxt" >{words}</p>'


def _size(document: Document) -> str:
    return f'<span  class="mgFileSize" ><img  src="pdf.gif"  alt="pdf icon"/> {document.form} {document.size}</span>'


def _said(item: MeetingItem, world: World) -> str:
    """Write all that is published of an item, and links to the pages about it."""
    links = [link(f"mgAi.aspx?ID={item.id}", f"View the full text for item {item.number}", "Link to agenda item")]
    if item.issue_id:
        words = f"View the background to item {item.number}"
        links.append(
            link(
                f"mgIssueHistoryHome.aspx?IId={item.issue_id}&Opt=0",
                words,
                f"Link to issue details for item {item.number}",
            )
        )
    if item.decision_id:
        target = f"ieDecisionDetails.aspx?AIId={item.id}"
        links.append(link(target, f"View the decision for item {item.number}", "Link to decision"))
    if item.restriction_id:
        links.append(
            link(world.restrictions[item.restriction_id].href, f"View the reasons why item {item.number} is restricted")
        )
    return "\n".join([*(f"<p>{one}</p>" for one in links), _parts(item)])


def _parts(item: MeetingItem, documents: str = "Additional documents") -> str:
    parts = [rich(item.text, word=False) if item.text else ""]
    if item.documents:
        parts += [_headed(documents), bullets(map(document_entry, item.documents))]
    for name, text in (("Decision", item.decision), ("Minutes", item.minutes)):
        if text:
            parts += [_headed(name), rich(text)]
    return "\n".join(filter(None, parts))


def _headed(name: str) -> str:
    return f'<p  class="mgSubItemTitleTxt" >{name}:</p>'


def item_page(item: MeetingItem, meeting: Meeting, world: World) -> Page:
    """Write an agenda item alone."""
    name = world.committees[meeting.committee_id].name
    at = field("Meeting", link(meeting.href, spelt(f"{meeting.dated} - {name} (Item {item.number})")))
    papers = ((item.report,) if item.report else ()) + item.documents
    listed = f"\n{heading('Supporting documents:')}\n{bullets(map(document_entry, papers))}" if papers else ""
    said = "\n".join(
        f"{heading(f'{part}:')}\n{rich(text)}"
        for part, text in (("Decision", item.decision), ("Minutes", item.minutes))
        if text
    )
    text = rich(item.text, word=False) if item.text else ""
    entries = (
        [link(f"mgIssueHistoryHome.aspx?IId={item.issue_id}&Opt=0", "Find out more about this issue")]
        if item.issue_id
        else []
    )
    return Page("Agenda item", item.title, f"{at}\n{text}\n{said}{listed}", actions(*entries))


def issue_meetings_page(issue: Issue, world: World) -> Page:
    """Write the meetings of an issue, the newest first, each with the item's whole text."""
    taken = [_taken(meeting, item, world) for meeting, item in world.agenda() if item.issue_id == issue.id]
    return Page("Issue - meetings", issue.title, "\n".join(taken))


def _taken(meeting: Meeting, item: MeetingItem, world: World) -> str:
    name = world.committees[meeting.committee_id].name
    number = item.number.rstrip(".")
    at = link(f"{meeting.href}#AI{item.id}", spelt(f"{meeting.dated} - {name} (Item {number})"))
    title = f"<p>{number} {link(f'mgAi.aspx?ID={item.id}', spelt(item.title))}{hidden(meeting.dated)}</p>"
    return f"<h3  class='mgSubSubTitleTxt' >Meeting: {at}</h3>\n{title}\n{_parts(item, 'Supporting documents')}"


def restriction_page(restriction: Restriction) -> Page:
    """Write why something is not public."""
    sentence = f"By virtue of paragraph(s) {restriction.paragraphs} of {restriction.basis}."
    reasons = "\n".join(
        f"<li>By Virtue of Paragraph {number}<br />{prose(text)}</li>" for number, text in restriction.explanations
    )
    content = (
        f"<p>{prose(sentence)}</p>\n{heading('Explanation of Reasons')}\n<ul  class='mgBulletList' >{reasons}</ul>"
    )
    return Page("Reasons restricted", restriction.title, content)
