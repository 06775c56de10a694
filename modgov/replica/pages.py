"""The replica's pages about single issues, and the plain ones that others link to."""

from .design import Page
from .fields import lists, rich, said, said_in_groups
from .markup import link, spelt
from .model import Issue

_ACTIONS = (
    ("mgIssueHistoryChronology.aspx", "", "Issue history"),
    ("mgDecisionDetails.aspx", "&Opt=1", "Decisions on this issue"),
    ("ieIssueDetails.aspx", "&Opt=3", "Meetings on this issue"),
)


def issue_page(issue: Issue) -> Page:
    """Write issue details."""
    if issue.skin == "groups":
        text = "\n".join(f"<p>{spelt(paragraph)}</p>" for paragraph in issue.prose)
        says = said_in_groups(issue.says)
    else:
        text, says = rich(issue.prose, word=issue.word) if issue.prose else "", said(issue.says, issue.id)
    actions = "".join(f"<li>{link(f'{script}?IId={issue.id}{more}', words)}</li>" for script, more, words in _ACTIONS)
    content = f"{text}\n{says}\n{lists(issue)}"
    return Page("Issue details", issue.title, content, actions, skin=issue.skin, charset=issue.charset)


def simple_page(kind: str, title: str, text: str) -> Page:
    """Write a page that is there because others link to it."""
    return Page(kind, title, rich((text,), word=False))


def error_page() -> Page:
    """Write ModernGov's page for anything that it cannot show."""
    text = "Sorry, the page that you asked for cannot be shown. It may have been moved or deleted."
    return Page("Error", "An error has occurred", f'<p  class="mgErrorTxt" >{text}</p>', skin="text")
