"""What a person allows one origin beyond what authenticates it, and why."""

from dataclasses import dataclass
from datetime import date
from typing import Final

KINDS: Final = ("alias", "expired-ok", "pin", "unverified", "http")


@dataclass(frozen=True, slots=True)
class OptIn:
    """One allowance for one origin. `value` is the name for `alias`, and the leaf's SHA-256 in hex for `pin`."""

    origin: str
    kind: str
    reason: str
    until: date | None = None
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """Something about an origin that a person should hear of."""

    kind: str
    origin: str
    detail: str
