"""In which language a page is: the council's own, or the other that some serve (`LLL=1`, or a host of its own)."""

from typing import Final

import parsers

from .register import Register

WELSH: Final = "cy"
_SWITCH: Final = "LLL"


def language_of(url: str, register: Register | None = None) -> str | None:
    """`cy` for a page in Welsh beside the council's own; null for the council's own, whatever language that is."""
    switched = parsers.locate(url).params.get(_SWITCH)
    if switched:
        return WELSH if switched == "1" else None
    return WELSH if (register or Register.load()).is_welsh(url) else None


def unswitched(url: str, register: Register | None = None) -> str:
    """An address without the switch that asks for English, on a site that speaks it unasked: both are one page."""
    plain = url.removesuffix("&LLL=0").removesuffix("?LLL=0")
    return url if plain == url or (register or Register.load()).is_welsh(url) else plain
