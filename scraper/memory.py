"""What is remembered of an origin's TLS from one run to the next: what it needed, since when, and why."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from .issuers import Issuer
from .ladder import SWITCHES, in_order
from .opt_ins import OptIn
from .tls import Setting


@dataclass(frozen=True, slots=True)
class Memory:
    """A setting that worked. `since` is when it was first needed, `last_strict` when less was last tried (UTC).

    `why` is what the strict handshake said; `needs` is kept beside the setting, since an opt-in may be gone by now.
    """

    setting: Setting
    needs: frozenset[str]
    since: str
    last_strict: str
    why: str | None = None

    @classmethod
    def recalled(cls, kept: Mapping[str, Any], opt_ins: Iterable[OptIn]) -> "Memory | None":
        """A memory from JSON, with those of its opt-ins that are still in force; `None` where there is none."""
        try:
            switches = frozenset(kept["switches"]) & frozenset(SWITCHES)
            kinds = frozenset(kept.get("kinds") or ())
            found = [Issuer.recalled(one) for one in kept.get("certificates") or ()]
            since, last_strict, why = str(kept["since"]), str(kept["last_strict"]), kept.get("why")
        except (KeyError, TypeError, AttributeError):
            return None
        issuers = tuple(one for one in found if one is not None)
        if not issuers:
            switches -= {"aia"}
        setting = Setting(switches, issuers, tuple(one for one in opt_ins if one.kind in kinds))
        return cls(setting, replace(setting, opt_ins=()).needs | kinds, since, last_strict, str(why) if why else None)

    def kept(self) -> dict[str, Any]:
        """The memory as JSON can hold it."""
        setting = self.setting
        return {
            "switches": list(in_order(setting.switches)),
            "kinds": [one.kind for one in setting.opt_ins],
            "opt_in": setting.opt_in,
            "authenticated": setting.authenticated,
            "since": self.since,
            "why": self.why,
            "last_strict": self.last_strict,
            "certificates": [one.kept() for one in setting.issuers],
        }

    def followed(self, setting: Setting, why: str | None, now: str, *, strictly: bool) -> "Memory":
        """The memory of a setting that works now, after this one; `strictly` where the strict one was tried first."""
        since = self.since if setting.needs == self.needs else now
        return Memory(setting, setting.needs, since, now if strictly else self.last_strict, why)

    def news(self, setting: Setting, why: str | None) -> tuple[str, str] | None:
        """The event, kind and words, that a setting is which works now; `None` where it is none.

        Fetching an issuer costs no security, so that it is needed is no news; that it is no more needed is.
        """
        if setting.needs - self.needs - {"aia"}:
            was = f"from {self.since} on, {self.setting} was enough"
            return "tls-regression", f"It needs {setting} now ({why}); {was}."
        if self.needs - setting.needs:
            return "tls-mended", f"It needs only {setting} now; from {self.since} on, it was {self.setting}."
        return None
