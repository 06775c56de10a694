"""The line to one origin: a connection, and the setting that the origin turned out to need."""

import ssl
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import httpx

from .advice import refusal
from .climb import Climb
from .connection import Connection, PinMismatch
from .diagnosis import CERTIFICATE_WANTED, Diagnosis, diagnose
from .errors import FetchError
from .events import Event, Tell
from .ladder import in_order
from .leaves import Leaf
from .memory import Memory
from .opt_ins import of_origin
from .settings import Settings
from .tls import STRICT, Setting
from .translation import translated
from .transports import TransportFactory

_HANDSHAKE_ERRORS = (httpx.TransportError, ssl.SSLError, OSError)


class Line:
    """How one origin is reached: strictly at first in every run, then with just what it turned out to need.

    `key` is the origin. `diagnosis` is what led to its setting, none for the strict one. `remembered` is what `learnt`
    said in an earlier run. `tell` is told of events, `now` is the time for both.
    """

    def __init__(
        self,
        url: httpx.URL,
        settings: Settings,
        factory: TransportFactory,
        *,
        remembered: Mapping[str, Any],
        tell: Tell,
        now: Callable[[], datetime],
    ) -> None:
        self.key = f"{url.scheme}://{url.netloc.decode()}"
        self.connection = Connection(url, settings, factory)
        self.diagnosis: str | None = None
        self._url, self._settings, self._tell, self._now = url, settings, tell, now
        self._opt_ins, over = of_origin(settings.opt_ins, self.key, now().date())
        # An http address whose opt-in is over is asked by https, so it has no line of its own to tell of that.
        _, over_by_http = of_origin(settings.opt_ins, self.key.replace("https://", "http://", 1), now().date())
        self._memory = Memory.recalled(remembered, self._opt_ins.values())
        self._settled: Setting | None = None
        self._counted = 0
        for one in dict.fromkeys((*over, *over_by_http)):
            detail = f"The opt-in {one} ended on {one.until} and has no effect any more."
            tell(Event("opt-in-expired", one.origin, detail))
        if "http" in self._opt_ins:
            self.connection.setting = Setting(opt_ins=(self._opt_ins["http"],))

    @property
    def setting(self) -> Setting:
        """The setting that the origin needed."""
        return self.connection.setting

    @property
    def authenticated(self) -> str:
        """Whether the peer is who it says: `yes`, `weak` or `no`."""
        return self.setting.authenticated if self._url.scheme == "https" else "no"

    @property
    def is_private(self) -> bool | None:
        """Whether the newest connection leads into a private network; `None` before there is one."""
        return None if self.connection.peer is None else self.connection.is_private

    def provenance(self) -> dict[str, Any]:
        """The fields of a capture that say how its answer came."""
        return {
            "peer": self.connection.peer,
            "tls": self.connection.tls,
            "switches": in_order(self.setting.switches),
            "authenticated": self.authenticated,
            "diagnosis": self.diagnosis,
            "opt_in": self.setting.opt_in,
        }

    def count_handshakes(self) -> int:
        """Handshakes since this was last asked."""
        new, self._counted = self.connection.handshakes - self._counted, self.connection.handshakes
        return new

    def learnt(self) -> dict[str, Any]:
        """What the next run should know of this origin."""
        return self._memory.kept() if self._memory is not None else {}

    async def close(self) -> None:
        """Close the connection; the next request opens another."""
        await self.connection.close()

    async def send(self, request: httpx.Request, *, public_only: bool = False) -> httpx.Response:
        """Send a request, climbing the ladder while the handshake names a defect that something answers."""
        before = self.setting, self.diagnosis
        try:
            response = await self._climb(request, public_only=public_only)
        except BaseException:
            # A climb that led nowhere is undone: the next request begins where this one did, not over a wider context.
            self.connection.setting, self.diagnosis = before
            await self.close()
            raise
        if self.setting is not self._settled:
            self._settle()
        return response

    async def _climb(self, request: httpx.Request, *, public_only: bool) -> httpx.Response:
        climb = Climb(
            self.setting,
            memory=self._memory,
            opt_ins=self._opt_ins,
            look=self._look,
            private_aia=self._settings.allow_private_aia,
        )
        while True:
            try:
                response = await self.connection.send(request, public_only=public_only)
            except PinMismatch as error:
                climb.handshakes += 1
                climb.leaf = error.leaf
                raise refusal(Diagnosis("pin"), self.key, climb, self._now()) from error
            except _HANDSHAKE_ERRORS as error:
                await self._step(climb, error)
            else:
                if climb.first is not None:
                    self.diagnosis = None if self.setting == STRICT else self.diagnosis or climb.first.words
                return response

    async def _step(self, climb: Climb, error: Exception) -> None:
        """Go on to the setting that answers a failed handshake; raises where there is none."""
        diagnosis = diagnose(error)
        if diagnosis is None or isinstance(error, httpx.TimeoutException):
            raise error  # a network that fails is no reason to ask for less
        if not self.connection.in_handshake and diagnosis.words != CERTIFICATE_WANTED:
            raise error  # what breaks later is no fault of the handshake
        climb.handshakes += 1
        setting = await climb.next(diagnosis)
        if setting is None:
            await self._look_closer(diagnosis, climb)
            raise refusal(diagnosis, self.key, climb, self._now()) from error
        await self.close()
        self.connection.setting = setting

    async def _look(self, setting: Setting) -> Leaf:
        try:
            return await self.connection.look(setting)
        except ssl.SSLError:
            return Leaf(b"")  # so there is nothing to be learnt from it
        except (OSError, TimeoutError) as error:
            raise translated(error, str(self._url)) from error

    async def _look_closer(self, diagnosis: Diagnosis, climb: Climb) -> None:
        """Look at a certificate that was refused, to say what is in it, if that is still allowed."""
        if diagnosis.is_of_certificate and climb.has_left:
            try:
                await climb.look()
            except FetchError:
                climb.leaf = None

    def _settle(self) -> None:
        """Keep a setting that worked, and tell where it differs from what was known."""
        setting, now = self.setting, self._now().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        is_first, used = self._settled is None, self._settled.opt_ins if self._settled else ()
        self._settled = setting
        for one in setting.opt_ins:
            if one not in used:
                self._event("opt-in-used", f"Fetched by the opt-in {one}.")
        if self._url.scheme != "https":
            return
        known = self._memory or Memory(setting, setting.needs, now, now)
        if (news := known.news(setting, self.diagnosis)) is not None:
            self._event(*news)
        self._memory = known.followed(setting, self.diagnosis, now, strictly=is_first)

    def _event(self, kind: str, detail: str) -> None:
        self._tell(Event(kind, self.key, detail))
