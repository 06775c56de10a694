"""The replica council's pages about single issues and decisions, and the plain ones that others link to."""

from .fields import heading, lists, rich, said, said_in_groups
from .markup import link, spelt
from .model import Decision, Issue
from .skins import Page

_ACTIONS = (
    ("mgIssueHistoryChronology.aspx", "", "Issue history"),
    ("mgDecisionDetails.aspx", "&Opt=1", "Decisions on this issue"),
    ("ieIssueDetails.aspx", "&Opt=3", "Meetings on this issue"),
)
_MINUTES = (
    ("Purpose:", "To consider the recommendations of the report."),
    ("Decision:", "The recommendations of the report were agreed."),
    ("Reasons for the decision:", "As set out in the report."),
    ("Alternative options considered:", "To do nothing, which was discarded."),
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


def decision_page(decision: Decision, issue: Issue) -> Page:
    """Write decision details; its prose is the same for every decision."""
    minutes = "\n".join(f"{heading(name)}\n{rich((text,))}" for name, text in _MINUTES)
    content = f"{said(_opening(decision, issue), issue.id)}\n{minutes}\n{said(_closing(decision), issue.id)}"
    action = f"<li>{link(f'mgIssueHistoryHome.aspx?IId={issue.id}&Opt=0', 'Find out more about this issue')}</li>"
    return Page("Decision details", decision.title, content, action)


def _opening(decision: Decision, issue: Issue) -> list[tuple[str, str]]:
    maker = (issue.value("Decision due") or "").partition(" by ")[2]
    return [
        *([("Decision Maker", maker)] if maker else []),
        ("Decision status", issue.value("Decision status") or "Recommendations Approved"),
        ("Is Key decision?", "Yes" if (issue.value("Decision type") or "").startswith("Key") else "No"),
        ("Is subject to call in?", "Yes" if decision.effective else "No"),
    ]


def _closing(decision: Decision) -> list[tuple[str, str]]:
    return [
        ("Report author", "Democratic Services"),
        ("Publication date", decision.date),
        ("Date of decision", decision.date),
        *([("Effective from", decision.effective)] if decision.effective else []),
    ]


def simple_page(kind: str, title: str, text: str) -> Page:
    """Write a page that is there because others link to it."""
    return Page(kind, title, rich((text,), word=False))


def error_page() -> Page:
    """Write ModernGov's page for anything that it cannot show."""
    text = "Sorry, the page that you asked for cannot be shown. It may have been moved or deleted."
    return Page("Error", "An error has occurred", f'<p  class="mgErrorTxt" >{text}</p>', skin="text")
