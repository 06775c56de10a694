"""What a council has and where it is found: which pages lead to which, and in which order they are fetched."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from parsers import Decision, Issue, PageLink, Reading, Record, locate

from ..freshness import is_stale

# What a person may restrict a harvest to, and the page types that each is. In the order in which they are fetched.
KINDS: Final[Mapping[str, tuple[str, ...]]] = {
    "plans": ("plans_home", "plans", "plan_items"),
    "registers": ("register", "officer_decisions"),
    "issues": ("issue",),
    "decisions": ("decision", "issue_decisions", "issue_meetings"),
    "meetings": ("committees", "committee", "meetings", "meeting", "agenda_item", "restriction"),
}
SEARCH: Final = "search"  # the site's own, for a person's words
_NAMES: Final = [name for names in KINDS.values() for name in names]
PRIORITIES: Final = {SEARCH: 0, **{name: at for at, name in enumerate(_NAMES)}}
REGISTERS_AT: Final = PRIORITIES["register"]
LISTS: Final = frozenset(
    {"plans_home", "plans", "plan_items", "register", "officer_decisions", "committees", "meetings", SEARCH}
)
SEED: Final = "seed"
_REGISTERS: Final = frozenset(KINDS["registers"])  # asked for in windows, never by a link
_OF_ISSUE: Final = {"issue_decisions": "decisions", "issue_meetings": "agenda_items"}
_DATED: Final = ("publication_date", "decision_date", "effective_from", "date")


def entries(base_url: str) -> list[dict[str, Any]]:
    """The pages at which a council's harvest begins."""
    scripts = {"plans_home": "mgPlansHome.aspx", "committees": "mgListCommittees.aspx"}
    return [
        {"url": f"{base_url}/{script}", "kind": kind, "priority": PRIORITIES[kind]} for kind, script in scripts.items()
    ]


def kinds_of(only: Iterable[str]) -> tuple[str, ...] | None:
    """The page types that a harvest is restricted to; `None` for all of them."""
    names = [name for word in only for name in KINDS[word]]
    return (SEED, SEARCH, *names) if names else None


def followed(reading: Reading, since: str | None, reach: str | None = None) -> Iterator[dict[str, Any]]:
    """The links to follow: to all that we read, less what lies before `since`, and old meetings before `reach`."""
    left_out = is_stale(reading.records, since) | _before(reading.records, since)
    if reading.page_type == "meetings":
        left_out |= _before(reading.records, reach)
    unused = _unused(reading) | (_REGISTERS if reading.page_type == SEARCH else _REGISTERS | {SEARCH})
    for link in (*reading.links, *_implied(reading)):
        kind = link.page_type
        if kind in PRIORITIES and kind not in unused and link.url not in left_out:
            yield {"url": link.url, "kind": kind, "priority": PRIORITIES[kind]}


def pages_of(records: Iterable[Record], keys: frozenset[tuple[str, str]]) -> Iterator[str]:
    """The pages to look at because a list says something new of what they show. `keys` are kinds and ids."""
    for record in records:
        if (record.kind, record.id) not in keys:
            continue
        url = getattr(record, "url", None)
        if url:
            yield url
        if isinstance(record, Decision) and record.issue_id:
            yield f"{locate(record.url).base}/mgIssueHistoryHome.aspx?IId={record.issue_id}"
        if isinstance(record, Issue):
            yield from (link.url for link in _pages_of_issue(record))


def _before(records: Iterable[Record], day: str | None) -> frozenset[str]:
    """The pages of records whose days all lie before a day; one without any day is never left out."""
    if day is None:
        return frozenset()
    left_out = set()
    for record in records:
        days = [said for name in _DATED if (said := getattr(record, name, None))]
        url = getattr(record, "url", None)
        if url and days and max(days) < day and record.kind in {"decision", "meeting"}:
            left_out.add(url)
    return frozenset(left_out)


def _unused(reading: Reading) -> frozenset[str]:
    """The pages of an issue that have nothing on them, because the issue's own page says so."""
    issues = [record for record in reading.records if isinstance(record, Issue)]
    return frozenset(
        kind for kind, name in _OF_ISSUE.items() if issues and all(getattr(issue, name) == [] for issue in issues)
    )


def _implied(reading: Reading) -> Iterator[PageLink]:
    """Pages that no link leads to: an issue's decisions and meetings, where it says that there are any."""
    linked = {link.url for link in reading.links}
    for record in reading.records:
        if isinstance(record, Issue):
            yield from (link for link in _pages_of_issue(record) if link.url not in linked)


def _pages_of_issue(issue: Issue) -> Iterator[PageLink]:
    base = locate(issue.url).base
    if issue.decisions:
        url = f"{base}/mgDecisionDetails.aspx?IId={issue.issue_id}&Opt=1"
        yield PageLink(url, "issue_decisions", "")
    if issue.agenda_items:
        url = f"{base}/ieIssueDetails.aspx?IId={issue.issue_id}&Opt=3"
        yield PageLink(url, "issue_meetings", "")
