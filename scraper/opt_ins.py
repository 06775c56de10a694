"""Opt-ins: where a person gave up a part of authentication for one origin, and why.

Nothing here is ever on by itself, and none holds for another origin than its own.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from .addresses import origin_of
from .errors import BadUrl

KINDS: Final = {
    "alias": "takes the certificate of another name, which `value` gives",
    "expired-ok": "takes a certificate outside its dates; the chain and the name still count",
    "pin": "takes just the certificate whose SHA-256, in hex, is `value`",
    "unverified": "takes any certificate",
    "http": "asks without TLS",
}
_NEEDS_VALUE: Final = frozenset({"alias", "pin"})
_SHA256: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class OptIn:
    """What a person allows one origin, and why; `until` is the last day on which it holds.

    `origin` is `https://host` or `https://host:port` (of kind `http`: `http://…`), made canonical here. `value` is the
    name in the certificate for `alias`, the SHA-256 of the certificate for `pin`. Raises ValueError for one that
    cannot be meant.
    """

    origin: str
    kind: str
    reason: str
    until: date | None = None
    value: str | None = None

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"{self.kind!r} is no kind of opt-in: it is one of {', '.join(KINDS)}.")
        if not self.reason.strip():
            raise ValueError(f"The opt-in {self.kind} of {self.origin} needs a reason: say why it is there.")
        object.__setattr__(self, "origin", self._origin())
        object.__setattr__(self, "value", self._value())

    def _origin(self) -> str:
        try:
            origin = origin_of(self.origin)
        except BadUrl as error:
            raise ValueError(f"The opt-in {self.kind} has no origin: {error}") from error
        scheme = "http" if self.kind == "http" else "https"
        if not origin.startswith(f"{scheme}://"):
            raise ValueError(f"The opt-in {self.kind} of {origin} needs an origin that begins with {scheme}://.")
        return origin

    def _value(self) -> str | None:
        if self.kind not in _NEEDS_VALUE:
            if self.value is not None:
                raise ValueError(f"The opt-in {self.kind} of {self.origin} takes no value.")
            return None
        value = (self.value or "").strip().lower()
        if self.kind == "pin":
            value = value.replace(":", "")
            if not _SHA256.fullmatch(value):
                raise ValueError(f"The pin of {self.origin} needs the certificate's SHA-256: 64 hexadecimal digits.")
        if not value:
            raise ValueError(f"The alias of {self.origin} needs the name that the certificate is for.")
        return value

    def is_over(self, today: date) -> bool:
        """Whether its last day has passed, so that it has no effect."""
        return self.until is not None and self.until < today

    def __str__(self) -> str:
        return f"{self.kind}: {self.reason}"


def of_origin(opt_ins: Iterable[OptIn], origin: str, today: date) -> tuple[dict[str, OptIn], tuple[OptIn, ...]]:
    """The opt-ins of an origin: those in force, by kind, and those whose end has passed."""
    mine = [one for one in opt_ins if one.origin == origin]
    return {one.kind: one for one in mine if not one.is_over(today)}, tuple(one for one in mine if one.is_over(today))
