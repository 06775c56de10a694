"""Events: what a person should read about a run, beside its pages."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Event:
    """Something that befell an origin; `detail` says it in a sentence.

    Kinds: `tls-regression` (it needs less security than it once did), `tls-mended` (it needs less help than before),
    `opt-in-expired`, `opt-in-used`, `blocked`, `given-up`.
    """

    kind: str
    origin: str
    detail: str


Tell = Callable[[Event], None]
