"""The replica's pages about decisions: one decision in full, and all those of an issue."""

from .design import Page
from .fields import bullets, document_entry, heading, rich, said
from .markup import actions, link, spelt
from .model import Issue, Piece
from .world import Held, World

MINUTES = (
    ("Purpose", ("To consider the recommendations of the report.",)),
    ("Decision", ("The recommendations of the report were agreed.",)),
    ("Reasons for the decision", ("As set out in the report.",)),
    ("Alternative options considered", ("To do nothing, which was discarded.",)),
)


def decision_page(held: Held, world: World) -> Page:
    """Write decision details; the prose of a decision that has none of its own is the same for all."""
    decision = held.decision
    parts = [
        said(_opening(held), "0"),
        _prose(held),
        said(_closing(held), "0"),
        _meeting(held, world),
        said(_effective(held), "0"),
        _documents(held),
    ]
    entries = [] if decision.by_item else [link(f"ieDecisionDetails.aspx?ID={decision.id}", "Link to this decision")]
    if held.issue:
        entries.insert(0, link(f"mgIssueHistoryHome.aspx?IId={held.issue.id}&Opt=0", "Find out more about this issue"))
    return Page("Decision details", decision.title, "\n".join(filter(None, parts)), actions(*entries))


def _prose(held: Held) -> str:
    parts = MINUTES if held.decision.prose is None else held.decision.prose
    return "\n".join(f"{heading(f'{name}:')}\n{rich(text)}" for name, text in parts)


def _opening(held: Held) -> list[Piece]:
    return [
        *([("Decision Maker", held.maker)] if held.maker else []),
        ("Decision status", held.status),
        ("Is Key decision?", "Yes" if held.is_key else "No"),
        ("Is subject to call in?", "Yes" if held.decision.effective else "No"),
        *held.decision.opening,
    ]


def _closing(held: Held) -> list[Piece]:
    return [
        *held.decision.closing,
        ("Report author", "Democratic Services"),
        ("Publication date", held.published),
        ("Date of decision", held.decision.date),
    ]


def _effective(held: Held) -> list[Piece]:
    return [("Effective from", held.decision.effective)] if held.decision.effective else []


def _meeting(held: Held, world: World) -> str:
    """Write the meeting at which a decision was made; a member's or an officer's was made at none."""
    found = world.meeting_of(held.decision.item_id)
    if found is None:
        return ""
    meeting, item = found
    words = f"{meeting.dated} - {world.committees[meeting.committee_id].name}"
    at = link(f"{meeting.href}#AI{item.id}", spelt(words), f"Link to decision made at {words}")
    return f'<p><span  class="mgLabel" >Decided at meeting: </span>{at}</p>'


def _documents(held: Held) -> str:
    listed = held.decision.documents
    if not listed:
        return ""
    return f'<p  class="mgLabel" >Accompanying Documents:&nbsp;</p>\n{bullets(map(document_entry, listed))}'


def issue_decisions_page(issue: Issue, world: World) -> Page:
    """Write an issue's decisions: for each a heading with its day, and its text without any label."""
    made = [held for held in world.decisions.values() if held.issue and held.issue.id == issue.id]
    return Page("Issue - decisions", issue.title, "\n".join(map(_decided, made)))


def _decided(held: Held) -> str:
    decision = held.decision
    words = spelt(f"{decision.date} - {decision.title}")
    texts = dict(MINUTES if decision.prose is None else decision.prose).get("Decision", ())
    remark = () if decision.effective else ("Not for call in",)
    documents = bullets(map(document_entry, decision.documents)) if decision.documents else ""
    return f"{heading(link(decision.href, words))}\n{rich((*texts, *remark))}\n{documents}"
