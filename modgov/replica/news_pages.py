"""The replica's pages that lead to others: what is new, the search for documents, and the feed."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from email.utils import format_datetime
from typing import NamedTuple

from .design import Page
from .fields import bullets
from .markup import link, prose, spelt
from .world import World, day_of

PER_PAGE = 10
_RECENT = timedelta(days=14)


class News(NamedTuple):
    """Something published: what it is, where, and when."""

    kind: str
    title: str
    href: str
    day: date


def news(world: World) -> Iterator[News]:
    """Everything published of late. A decision comes once for each of those who signed it."""
    for held in world.decisions.values():
        if world.day - held.filed <= _RECENT:
            for _ in held.maker.split(", ") if held.decision.effective else ("",):
                yield News("Decision", held.decision.title, held.decision.href, held.filed)
    for meeting in world.meetings.values():
        if abs(world.day - meeting.day) <= _RECENT:
            name = world.committees[meeting.committee_id].name
            yield News(meeting.published or "Cancelled", f"{name}, {meeting.dated}", meeting.href, meeting.day)
    for issue in world.issues.values():
        published = issue.value("Notice of proposed decision first published")
        if published and world.day - day_of(published) <= _RECENT:
            yield News("Issue", issue.title, f"mgIssueHistoryHome.aspx?IId={issue.id}&Opt=0", day_of(published))


def whats_new_page(world: World) -> Page:
    """List what was published of late; the page says each thing once."""
    found = sorted(set(news(world)), key=lambda item: (item.day, item.href), reverse=True)
    entries = [f"{link(item.href, spelt(item.title))} {item.kind} {item.day:%d/%m/%Y}" for item in found]
    return Page("What's new", "What's new", bullets(entries) if entries else "<p>No items have been published.</p>")


def feed(world: World, base: str) -> str:
    """Write the feed; its titles are escaped twice."""
    items = "\n".join(
        f"<item><title>{prose(prose(item.title))}</title><link>{prose(f'{base}/{item.href}')}</link>"
        f"<description>{item.kind}</description><guid>{prose(f'{base}/{item.href}')}</guid>"
        f"<pubDate>{format_datetime(datetime.combine(item.day, time(9), UTC))}</pubDate></item>"
        for item in news(world)
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel><title>What\'s new</title>'
        f"<link>{base}/mgWhatsNew.aspx</link><description>Published of late</description>\n{items}\n</channel></rss>\n"
    )


def search_form_page() -> Page:
    """Write the form of the search for documents."""
    form = (
        '<form action="ieSearchResults.aspx?" method="post"><input type="text" name="SearchStr" />'
        '<input type="hidden" name="DocType" value="3" /><input type="submit" value="Search" /></form>'
    )
    return Page("Search documents", "Search documents", form)


def search_page(words: str, number: int, world: World) -> Page:
    """Write a page of hits for words, ten to a page."""
    hits = list(_hits(words.lower(), world))
    first = (number - 1) * PER_PAGE
    shown = hits[first : first + PER_PAGE]
    if not shown:
        return Page("Search results", "Search results", '<p  class="mgErrorTxt" >No results found for your query</p>')
    target = f"ieSearchResults2.aspx?SS={words.replace(' ', '+')}&DT=3&ADV=0&CA=false&SB=true&PG={number + 1}"
    more = first + PER_PAGE < len(hits)
    onward = f"<p>{link(target, 'Next', 'Next page of search results')}</p>" if more else ""
    counted = f"<p>Results {first + 1} to {first + len(shown)} for your search</p>"
    return Page("Search results", "Search results", counted + "\n<hr />\n".join(shown) + onward)


def _hits(words: str, world: World) -> Iterator[str]:
    for issue in world.issues.values():
        if words in issue.title.lower():
            kind = "Key issue" if (issue.value("Decision type") or "").startswith("Key") else "Issue"
            yield _hit(
                kind, issue.title, f"mgIssueHistoryHome.aspx?IId={issue.id}&optionId=0", " ".join(issue.prose)[:160]
            )
    for meeting in world.meetings.values():
        name = world.committees[meeting.committee_id].name
        if words in name.lower():
            yield _hit("Meeting", f"{name}, {meeting.dated}", meeting.href, "")


def _hit(kind: str, title: str, href: str, snippet: str) -> str:
    words = link(href, spelt(title), name="mgAiTitleLnk")
    image = '<img  src="match.gif"  alt="Good match" />'
    return (
        f'<p  class="mgAiTitleTxt" >{image} {kind}: {words} (3)</p>\n'
        f'<div  class="mgWordPara" ><p>{prose(snippet)} ...</p></div>'
    )
