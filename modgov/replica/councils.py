"""The replica's two councils: each its name, what its site knows on a day, and what robots may see of it."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import NamedTuple, TypeAlias

from . import hirwern, story
from .design import COUNCIL, Page
from .world import World

# Sets a page in the council's own skin and the language that is asked for.
Tongue: TypeAlias = Callable[[Page, str, Mapping[str, str], date], str]


class Council(NamedTuple):
    """An invented council. One whose site speaks two languages has a `tongue`."""

    slug: str
    name: str
    world: Callable[[int], World]
    robots: str
    tongue: Tongue | None = None


WEXCOMBE = Council("wexcombe", COUNCIL, story.world, "User-agent: *\nDisallow: /mgRss.aspx\nAllow: /\n")
HIRWERN = Council("bro-hirwern", hirwern.NAME, hirwern.world, "User-agent: *\nDisallow:\n", hirwern.dressed)
