"""The editions of one body's forward plan. It states each edition's title and body; the edition's own page the rest."""

import re
from collections.abc import Sequence
from typing import Final

from ..blocks import ITEM, Block
from ..records import Plan
from ..urls import Location
from . import Found, PageType, Source, Unread, prose

PAGE = PageType(name="plans", scripts=("mgListPlans.aspx",), version=1)

_BODY_AND_YEAR: Final = re.compile(r"(.+?),\s*(\d{4}(?:\s*[-/]\s*\d{2,4})?)")
_NOTHING: Final = re.compile(
    r"there are no plans published|nid oes (?:unrhyw )?(?:gynlluniau|blaenraglenni)", re.IGNORECASE
)


def read(source: Source) -> Found:
    """Read a list of editions. A text has lost its links, and with them the ids: its entries are kept as unread."""
    body = next((found[1] for block in source.blocks if (found := _BODY_AND_YEAR.fullmatch(block.text))), None)
    plans = {plan.plan_id: plan for plan in _plans(source, body)}
    if plans:
        return Found(records=tuple(plans.values()), unread=prose(source))
    if any(_NOTHING.search(block.text) for block in source.blocks):
        return Found(is_empty_list=True)
    entries = [block.text for block in source.blocks if block.kind is ITEM]
    return Found(
        unread=tuple(Unread("editions", entry) for entry in entries),
        is_empty_list=not (entries or source.is_text),
        recognised=source.frame.kind is not None or body is not None,
    )


def _plans(source: Source, body: str | None) -> Sequence[Plan]:
    return [
        Plan(
            council=source.location.council,
            plan_id=target.params["PlanId"],
            url=target.canonical,
            title=link.text or None,
            body=body,
            body_id=source.location.params.get("RPId"),
        )
        for block in source.blocks
        for link in block.links
        if (target := _edition(source, block, link.href))
    ]


def _edition(source: Source, block: Block, href: str) -> Location | None:
    target = source.resolve(href)
    is_edition = target is not None and target.script == "mgListPlanItems.aspx" and target.params.get("PlanId")
    return target if is_edition and block.text else None
