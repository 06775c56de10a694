"""Wexcombe's story: what its pages say on a second day that they did not say on the first.

On 3 March 2026 the council takes one decision, withdraws another, puts a third off, and so on. Everything else stays
as it was, so a second harvest that reports anything of issues but `EXPECTED_CHANGES` is wrong, and so with `CHANGED`
for all else. On a third day nothing happens but that the issue which had vanished is there again.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from .gatherings import Restriction
from .issues import ISSUES
from .model import Decision, Document, Issue
from .plans import BODIES, EDITIONS
from .wexcombe import DECISIONS, FEES, turns
from .wexcombe.decisions import DETAILS
from .world import World, held_decisions

DATES = {1: date(2026, 3, 2), 2: date(2026, 3, 3), 3: date(2026, 3, 4)}
CHANGED = turns.CHANGED


_LAW = "Part 1 of Schedule 12A of the Local Government Act 1972"


@dataclass(frozen=True, slots=True)
class Turn:
    """What happens to an issue overnight: values reworded, decisions and documents added, documents removed by id."""

    says: Mapping[str, str] = field(default_factory=dict)
    decisions: tuple[Decision, ...] = ()
    documents: tuple[Document | str, ...] = ()
    removed: frozenset[str] = frozenset()


TURNS = {
    "4101": Turn(
        {"Decision status": "Recommendations Approved (subject to call-in)"},
        decisions=(Decision("2391", "02/03/2026", "26/00011 - Winter Gritting Network", "11/03/2026"),),
    ),
    "4102": Turn({"Decision status": "Withdrawn"}),
    "4103": Turn(
        {
            "Decision due": "Not before 7th Apr 2026 by Leader of the Council",
            "Reason": "Tenders close later than planned.",
        }
    ),
    "4105": Turn(documents=(Document("51145", "Library Opening Hours: report", "232 KB"),)),
    "4106": Turn(documents=("Restricted enclosure",), removed=turns.REMOVED),  # the site plan is public no more
    "4108": Turn({"Contact": "Owain Trask, Commissioner Email: owain.trask@wexcombe.example Tel: 020 7946 0127."}),
}

VANISHED = frozenset({"4109"})  # deleted: its address leads to ModernGov's error page
APPEARED = frozenset({"4110"})


def _listed(document: Document | str) -> dict[str, Any]:
    """Describe a document as an issue's record lists it."""
    if isinstance(document, str):
        plain = dict.fromkeys(("url", "attachment_id", "file_type", "size"))
        return {"title": document, **plain, "restricted": document.startswith("Restricted")}
    return {
        "title": document.title,
        "url": document.href,
        "attachment_id": document.id,
        "file_type": document.form,
        "size": document.size,
        "restricted": False,
    }


def _lengthened(issue_id: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Describe an issue's documents before and after its turn."""
    turn, documents = TURNS[issue_id], ISSUES[issue_id].documents or ()
    before = [_listed(document) for document in documents]
    return before, [_listed(document) for document in (*turns.kept(documents, turn.removed), *turn.documents)]


# Issue id, field of its record, value on the first day, value on the second. Addresses are relative to the site.
EXPECTED_CHANGES: list[tuple[str, str, Any, Any]] = [
    ("4101", "status", "For Determination", "Recommendations Approved (subject to call-in)"),
    (
        "4101",
        "decisions",
        [],
        [
            {
                "date": "2026-03-02",
                "title": "26/00011 - Winter Gritting Network",
                "url": "ieDecisionDetails.aspx?ID=2391",
                "decision_id": "2391",
            }
        ],
    ),
    ("4102", "status", "For Determination", "Withdrawn"),
    (
        "4103",
        "due_text",
        "Not before 9th Mar 2026 by Leader of the Council",
        "Not before 7th Apr 2026 by Leader of the Council",
    ),
    ("4103", "due_from", "2026-03-09", "2026-04-07"),
    ("4103", "due_reason", "To follow the close of tenders.", "Tenders close later than planned."),
    ("4105", "documents", *_lengthened("4105")),
    ("4106", "documents", *_lengthened("4106")),
    (
        "4108",
        "contact",
        "Bethan Ludlow, Commissioner Email: bethan.ludlow@wexcombe.example Tel: 020 7946 0126.",
        "Owain Trask, Commissioner Email: owain.trask@wexcombe.example Tel: 020 7946 0127.",
    ),
    ("4108", "contact_emails", ["bethan.ludlow@wexcombe.example"], ["owain.trask@wexcombe.example"]),
    ("4108", "contact_phones", ["020 7946 0126"], ["020 7946 0127"]),
]


def issues(day: int) -> dict[str, Issue]:
    """Tell every issue that the council's site knows on a day, as it then stands."""
    if day == 1:
        return {issue_id: issue for issue_id, issue in ISSUES.items() if issue_id not in APPEARED}
    turned = {issue_id: _turned(issue) for issue_id, issue in ISSUES.items()}
    return {issue_id: issue for issue_id, issue in turned.items() if day > 2 or issue_id not in VANISHED}


def world(day: int) -> World:
    """Tell everything that the council's site knows on a day."""
    known = issues(day)
    decisions = held_decisions(known.values(), (*DECISIONS, *FEES), DETAILS)
    held = {key: held if day == 1 else turns.decided(held) for key, held in decisions.items()}
    return World(
        DATES[day],
        known,
        BODIES,
        EDITIONS,
        held,
        turns.committees(day),
        turns.meetings(day),
        {reason.id: reason for reason in (*turns.restrictions(day), *restrictions(known.values()))},
        turns.RETURNED if day == 1 else frozenset(),
    )


def restrictions(issues: Iterable[Issue]) -> Iterator[Restriction]:
    """Tell why issues are to be taken in private, of those that say so with a link to the reasons."""
    for issue in issues:
        if "view reasons" in (issue.value("Anticipated restriction") or "").lower():
            why = issue.value("Explanation of anticipated restriction") or "Information about business affairs."
            yield Restriction(issue.id, ("I", "0"), issue.title, "3", _LAW, (("3", why),))


def expected_changes(base_url: str) -> list[tuple[str, str, Any, Any]]:
    """Give `EXPECTED_CHANGES` with whole addresses, for a site at `base_url`."""
    return [
        (issue_id, name, _absolute(old, base_url), _absolute(new, base_url))
        for issue_id, name, old, new in EXPECTED_CHANGES
    ]


def _turned(issue: Issue) -> Issue:
    turn = TURNS.get(issue.id)
    if turn is None:
        return issue
    return replace(
        issue.saying(turn.says),
        decisions=turn.decisions or issue.decisions,
        documents=(*turns.kept(issue.documents or (), turn.removed), *turn.documents) or issue.documents,
    )


def _absolute(value: Any, base_url: str) -> Any:
    if not isinstance(value, list):
        return value
    root = base_url.rstrip("/")
    return [
        {**entry, "url": f"{root}/{entry['url']}"} if isinstance(entry, dict) and entry["url"] else entry
        for entry in value
    ]
