"""What Wexcombe's story changes overnight apart from issues: decisions, meetings and committees on its second day."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from ..gatherings import Committee, Meeting, MeetingItem, Restriction
from ..model import Document
from ..world import Held
from . import COMMITTEES, MEETINGS, RESTRICTIONS

RENAMED = "The Former Brackwater Harbour Joint Committee"  # its old pages say so, too
RETURNED = frozenset({"2385"})  # decisions that are listed on the first day, too, but have no page then
_MINUTES = {
    "31869": ("The minutes were agreed as a correct record.",),
    "31870": ("The Committee welcomed the two new routes.", "It asked that parish councils be told by October."),
}
_ADDED = {"31902": Document("51653", "Site plan, revised", "655 KB")}
REMOVED = frozenset({"51652"})  # documents that no page lists any longer
_RESTRICTED = Restriction(
    "1903",
    ("A", "31903"),
    "Lease of the Ferry Slip, Saltby",
    "3",
    RESTRICTIONS[0].basis,
    (("3", "Information about the business affairs of any particular person."),),
    "AI31903",
)

# What changes beside issues: kind, id, field. Whatever else a second harvest finds changed is wrong.
CHANGED = frozenset(
    {
        ("decision", "2388", "call_ins"),
        ("decision", "2389", "status"),
        ("committee", "116", "title"),
        ("meeting", "9031", "committee"),
        ("meeting", "9012", "published"),
        ("meeting", "9012", "has_minutes"),
        ("meeting", "9012", "is_draft_minutes"),
        ("meeting", "9012", "packs"),
        ("agenda_item", "31869", "minutes"),
        ("agenda_item", "31870", "minutes"),
        ("agenda_item", "31902", "documents"),
        ("agenda_item", "31903", "is_restricted"),
        ("agenda_item", "31903", "restriction_url"),
        ("plan_item", "700/4101", "status"),
        ("plan_item", "699/4101", "status"),
        ("plan_item", "700/4102", "status"),
        ("plan_item", "699/4102", "status"),
        ("plan_item", "700/4103", "due_text"),
        ("plan_item", "700/4103", "due_from"),
        # The issue that is new stands above them.
        *(("plan_item", f"700/{issue_id}", "number") for issue_id in range(4101, 4109)),
        # Its page is there at last.
        *(("decision", "2385", name) for name in ("is_key", "reasons", "alternatives", "other_fields")),
    }
)


def decided(held: Held) -> Held:
    """A decision on the second day: one has become effective, another has been called in."""
    if held.decision.id == "2389":
        return replace(held, decision=replace(held.decision, status="Recommendations Approved"))
    if held.decision.id == "2388":
        return replace(held, decision=replace(held.decision, call_ins=1))
    return held


def committees(day: int) -> dict[str, Committee]:
    """The committees of a day."""
    known = {committee.id: committee for committee in COMMITTEES}
    return known if day == 1 else known | {"116": replace(known["116"], name=RENAMED)}


def restrictions(day: int) -> tuple[Restriction, ...]:
    """Why things are not public, on a day: one more item of an agenda becomes so."""
    return RESTRICTIONS if day == 1 else (*RESTRICTIONS, _RESTRICTED)


def kept(documents: Iterable[Document | str], removed: Collection[str] = REMOVED) -> Iterator[Document | str]:
    """Documents without those that are removed."""
    return (one for one in documents if isinstance(one, str) or one.id not in removed)


def meetings(day: int) -> dict[str, Meeting]:
    """The meetings of a day: one gets its minutes; of another a paper is replaced, and an item is restricted."""
    return {meeting.id: meeting if day == 1 else _turned(meeting) for meeting in MEETINGS}


def _turned(meeting: Meeting) -> Meeting:
    turned = replace(meeting, items=tuple(map(_turned_item, meeting.items)))
    if meeting.id != "9012":
        return turned
    return replace(turned, published="Agenda and draft minutes", packs=(*meeting.packs, ("Printed draft minutes", "1")))


def _turned_item(item: MeetingItem) -> MeetingItem:
    added = (_ADDED[item.id],) if item.id in _ADDED else ()
    return replace(
        item,
        minutes=_MINUTES.get(item.id, item.minutes),
        documents=(*kept(item.documents), *added),
        restriction_id=_RESTRICTED.id if ("A", item.id) == _RESTRICTED.owner else item.restriction_id,
    )
