"""One item of a forward plan: its title, its link, and what the plan says of the issue today."""

import re
from typing import Final

from .blocks import Block, Link
from .fields import Fields
from .notice import due_of, notice
from .pages import Source
from .records import PlanItem
from .references import split_reference

COLUMNS: Final = PlanItem.column_names() | {"due"}
_NEW: Final = re.compile(r"\s*\b(?:New|Newydd)!$")


class Item:
    """One item of a plan being read: what stands in its title, and its fields."""

    def __init__(self, number: str | None, section: str | None, block: Block | None, link: Link | None) -> None:
        self.fields = Fields()
        self.urgent = False
        self.group = block.group if block else 0
        self._number, self._section = number, section
        text = (link.text if link and link.text else block.text) if block else ""
        self._is_new = block is not None and block.text.endswith("!") and _NEW.search(block.text) is not None
        self._title = (_NEW.sub("", text) if text.endswith("!") else text) or None
        self._link = link

    def record(self, source: Source, plan_id: str, place: int) -> PlanItem:
        """The record that the plan states of this item."""
        fields = self.fields
        target = source.resolve(self._link.href) if self._link else None
        issue_id = target.params.get("IId") if target else None
        titled = split_reference(self._title) if self._title else None
        due = due_of(fields)
        return PlanItem(
            council=source.location.council,
            plan_item_id=f"{plan_id}/{issue_id or f'#{place}'}",
            plan_id=plan_id,
            issue_id=issue_id,
            url=target.canonical if target else None,
            number=self._number,
            section=self._section,
            is_new=self._is_new,
            decision_maker=fields.picked("decision_maker") or due.maker,
            is_made=_is_made(fields),
            lead_officer=fields.picked("lead_officer"),
            **notice(fields, titled, due, is_urgent=self.urgent, columns=COLUMNS),
        )


def _is_made(fields: Fields) -> bool | None:
    """`Decision due:` becomes `Decision:` once the decision is made."""
    label = fields.labels.get("due")
    return None if label is None else label.lower() == "decision"
