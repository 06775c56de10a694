"""What pages say of a committee around its name: the entries of its members, the address of its own page."""

import re
from typing import Final

from .blocks import Block
from .pages import Source
from .records import MemberEntry

_ROLE: Final = re.compile(r"([^()]*)\(([^()]*)\)")


def details_url(source: Source, committee_id: str) -> str:
    """The address of a committee's own page."""
    return f"{source.location.base}/mgCommitteeDetails.aspx?ID={committee_id}"


def member_entry(block: Block, source: Source) -> MemberEntry:
    """A member such as `Councillor Jan Novak (Chair)`: the role stands in brackets behind the name."""
    link = block.links[0] if block.links else None
    target = source.resolve(link.href) if link else None
    found = _ROLE.fullmatch(block.text)
    name, role = (found[1].rstrip(" -"), found[2]) if found else (block.text, None)
    if link and block.text.startswith(link.text) and link.text:
        name, role = link.text, block.text[len(link.text) :].strip(" ()-,\u2013") or None
    return {
        "name": name,
        "role": role,
        "attendance": None,
        "user_id": target.params.get("UID") if target else None,
    }
