"""The bodies that publish forward plans. It states no record of its own: its links lead to each body's editions."""

from ..urls import Location
from . import Found, PageType, Source, prose

PAGE = PageType(name="plans_home", scripts=("mgPlansHome.aspx",), version=1)


def read(source: Source) -> Found:
    """Read the list of bodies; one without any is an empty list, unless it is a text, whose links are lost."""
    targets = [source.resolve(link.href) for block in source.blocks for link in block.links]
    if any(_is_edition_list(target) for target in targets):
        return Found(unread=prose(source))
    if source.frame.kind is None and not source.blocks:
        return Found(recognised=False)
    return Found(is_empty_list=not source.is_text, recognised=source.frame.kind is not None)


def _is_edition_list(target: Location | None) -> bool:
    return target is not None and target.script in {"mgListPlans.aspx", "mgListPlanItems.aspx"}
