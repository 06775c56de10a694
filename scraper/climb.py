"""One climb: from a failed handshake to the next setting that is worth one, until none is left."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Final

from .aia import intermediates
from .diagnosis import Diagnosis, defect_of
from .ladder import step
from .leaves import Leaf
from .memory import Memory
from .opt_ins import OptIn
from .tls import STRICT, Setting

MOST_HANDSHAKES: Final = 5
# Which opt-ins answer a defect, the narrowest first. The certificate's defects are answered by the last two as well.
_OPT_INS: Final = {"dates": ("expired-ok",), "name": ("alias",)}
_OF_ANY_CERTIFICATE: Final = ("pin", "unverified")

Look = Callable[[Setting], Awaitable[Leaf]]


class Climb:
    """The way up from a setting. `handshakes` counts all so far, looks at the certificate included.

    Every step answers what the last handshake said: the ladder first, then what the last run came to, then opt-ins.
    """

    def __init__(
        self, start: Setting, *, memory: Memory | None, opt_ins: Mapping[str, OptIn], look: Look, private_aia: bool
    ) -> None:
        self.setting = start
        self.first: Diagnosis | None = None
        self.leaf: Leaf | None = None
        self.handshakes = 0
        self._memory, self._opt_ins, self._look, self._private_aia = memory, opt_ins, look, private_aia
        self._tried = start.switches
        self._has_retried = self._has_fetched = False

    @property
    def has_left(self) -> bool:
        """Whether one more handshake may be made."""
        return self.handshakes < MOST_HANDSHAKES

    async def next(self, diagnosis: Diagnosis) -> Setting | None:
        """The setting for the next handshake; `None` where nothing more may be tried."""
        self.first = self.first or diagnosis
        if not self.has_left:
            return None
        if diagnosis.may_pass and not self._has_retried:
            self._has_retried = True
            return self.setting
        setting = self._known(diagnosis) or await self._answered(diagnosis) or self._opted(diagnosis)
        if setting is not None:
            self.setting = setting
            self._tried |= setting.switches
        return setting

    async def look(self) -> Leaf:
        """The site's certificate, looked at once in a climb."""
        if self.leaf is None:
            self.handshakes += 1
            self.leaf = await self._look(self.setting)
        return self.leaf

    def _known(self, diagnosis: Diagnosis) -> Setting | None:
        """What the last run came to, where the strict handshake says the same again."""
        memory = self._memory
        if memory is None or memory.why is None or self.setting != STRICT or memory.setting == STRICT:
            return None
        return memory.setting if defect_of(memory.why) == diagnosis.defect else None

    async def _answered(self, diagnosis: Diagnosis) -> Setting | None:
        """What the ladder answers."""
        if diagnosis.defect == "issuer":
            return await self._with_issuers()
        switches = step(self.setting.switches, diagnosis, self._tried)
        return None if switches is None else replace(self.setting, switches=switches)

    async def _with_issuers(self) -> Setting | None:
        """The setting with issuers fetched, once in a climb: those of an earlier run may not be the right ones."""
        if self._has_fetched or self.handshakes + 2 > MOST_HANDSHAKES:
            return None
        self._has_fetched = True
        leaf = await self.look()
        issuers = await intermediates(leaf.der, allow_private=self._private_aia)
        if not issuers or issuers == self.setting.issuers:
            return None
        return replace(self.setting, switches=self.setting.switches | {"aia"}, issuers=issuers)

    def _opted(self, diagnosis: Diagnosis) -> Setting | None:
        """What a person opted in to."""
        kinds = _OPT_INS.get(diagnosis.defect, ())
        if diagnosis.is_of_certificate:
            kinds = (*kinds, *_OF_ANY_CERTIFICATE)
        for kind in kinds:
            if kind in self._opt_ins and self.setting.opted(kind) is None:
                return replace(self.setting, opt_ins=(*self.setting.opt_ins, self._opt_ins[kind]))
        return None
