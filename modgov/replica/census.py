"""A count of everything that a replica has: each record that a full harvest of it must find."""

from collections.abc import Collection, Iterator
from typing import TypeAlias

from .plans import Item
from .world import World

# A record's kind, and its id within its council and kind.
Record: TypeAlias = tuple[str, str]


def census(world: World, unreadable: Collection[str]) -> frozenset[Record]:
    """Every record of a world; `unreadable` are issues whose own page never is a whole one."""
    readable = [issue_id for issue_id in world.issues if issue_id not in unreadable]
    return frozenset(
        [
            *(("issue", issue_id) for issue_id in readable),
            *_of_plans(world),
            *(("decision", decision_id) for decision_id in world.decisions),
            *_of_issues(world, readable),
            *(("committee", committee_id) for committee_id in world.committees),
            *(("meeting", meeting_id) for meeting_id in world.meetings),
            *(("agenda_item", item.id) for _, item in world.agenda()),
            *(("restriction", restriction_id) for restriction_id in world.restrictions),
            *(("document", document.id) for document in world.documents()),
        ]
    )


def _of_plans(world: World) -> Iterator[Record]:
    for edition in world.editions:
        yield "plan", edition.id
        for row in edition.rows:
            if isinstance(row, Item) and row.issue_id in world.issues:
                yield "plan_item", f"{edition.id}/{row.issue_id}"


def _of_issues(world: World, readable: Collection[str]) -> Iterator[Record]:
    """A decision on an issue's page of decisions is a record of its own; the oldest issues do not link to that page."""
    for held in world.decisions.values():
        if held.issue and held.issue.id in readable:
            yield "issue_decision", f"{held.issue.id}/{held.decision.id}"
