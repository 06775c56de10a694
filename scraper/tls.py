"""How an origin is spoken to, and the SSL context for that: made once for each distinct set of switches, lazily."""

import ssl
import sys
import warnings
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, cast

import certifi

from .issuers import Issuer
from .ladder import WEAK, implied, in_order
from .opt_ins import OptIn

LEGACY_SERVER_CONNECT: Final = 0x4  # ssl.OP_LEGACY_SERVER_CONNECT has a name only from Python 3.12 on
NO_CHECK_TIME: Final = 0x200000  # X509_V_FLAG_NO_CHECK_TIME, which Python passes through without naming it
_UNAUTHENTICATED: Final = frozenset({"pin", "unverified"})  # to OpenSSL: a pin is compared by us, before we speak


@dataclass(frozen=True, slots=True)
class Setting:
    """How an origin is spoken to: the switches that are on, the issuers fetched for it, the opt-ins in use."""

    switches: frozenset[str] = frozenset()
    issuers: tuple[Issuer, ...] = ()
    opt_ins: tuple[OptIn, ...] = ()

    @property
    def authenticated(self) -> str:
        """Whether the peer is who it says: `yes`, `weak` where that is easier to forge, `no`."""
        if self.opted("unverified") or self.opted("http"):
            return "no"
        return "weak" if self.opt_ins or self.switches & WEAK else "yes"

    @property
    def needs(self) -> frozenset[str]:
        """All that it takes beyond the strict setting."""
        return implied(self.switches) | {one.kind for one in self.opt_ins}

    def opted(self, kind: str) -> OptIn | None:
        """The opt-in of a kind, where it is in use."""
        return next((one for one in self.opt_ins if one.kind == kind), None)

    @property
    def opt_in(self) -> str | None:
        """The opt-ins in use, in words."""
        return "; ".join(map(str, self.opt_ins)) or None

    def __str__(self) -> str:
        return ", ".join((*in_order(self.switches), *(one.kind for one in self.opt_ins))) or "strict"


STRICT: Final = Setting()


def context_of(setting: Setting, ca_file: Path | None) -> ssl.SSLContext:
    """The context for a setting. One with an opt-in is never shared with another origin."""
    return context(
        setting.switches,
        tuple(one.der for one in setting.issuers),
        ca_file,
        frozenset(one.kind for one in setting.opt_ins),
        setting.opt_ins[0].origin if setting.opt_ins else None,
    )


@cache
def context(
    switches: frozenset[str] = frozenset(),
    fetched: tuple[bytes, ...] = (),
    ca_file: Path | None = None,
    kinds: frozenset[str] = frozenset(),
    owner: str | None = None,
) -> ssl.SSLContext:
    """The context for a set of switches and kinds of opt-in: reading the trust store costs 40 ms, so it is kept."""
    del owner  # only tells contexts apart
    made = _strict()
    if ca_file is not None:
        made.load_verify_locations(cafile=str(ca_file))
    if "x509-lax" in switches:
        made.verify_flags &= ~ssl.VERIFY_X509_STRICT
    if fetched:
        made.load_verify_locations(cadata=b"".join(fetched))
        # A partial chain would make a fetched certificate an anchor of trust.
        made.verify_flags &= ~ssl.VERIFY_X509_PARTIAL_CHAIN
    if "expired-ok" in kinds:
        made.verify_flags |= NO_CHECK_TIME
    if kinds & _UNAUTHENTICATED:
        made.check_hostname = False
        made.verify_mode = ssl.CERT_NONE
    _widen(made, switches)
    return made


@cache
def looking_context() -> ssl.SSLContext:
    """A context for looking at a leaf certificate: it takes all that a server may be, since nothing is sent over it."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    made.check_hostname = False
    made.verify_mode = ssl.CERT_NONE
    _widen(made, frozenset({"reneg", "seclevel0", "tls10"}))
    return made


def _widen(made: ssl.SSLContext, switches: frozenset[str]) -> None:
    """Let a context speak what else the switches allow."""
    if "reneg" in switches:
        made.options |= LEGACY_SERVER_CONNECT
    if "ciphers" in implied(switches):
        no_dhe = ":!DH" if "no-dhe" in switches else ""
        level = next((f":@SECLEVEL={n}" for n in (0, 1) if f"seclevel{n}" in switches), "")
        made.set_ciphers(f"DEFAULT{no_dhe}{level}")
    if "tls10" in switches:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            made.minimum_version = ssl.TLSVersion.TLSv1


def _strict() -> ssl.SSLContext:
    """The strict context, over the operating system's trust store, or certifi's where that is empty."""
    if sys.platform != "linux":
        import truststore  # noqa: PLC0415 - not installed on Linux, where it is slow at every connection

        return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    made = ssl.create_default_context()
    if not made.cert_store_stats()["x509_ca"] and not _has_folder_of_roots():
        made.load_verify_locations(cafile=certifi.where())
    return made


def _has_folder_of_roots() -> bool:
    """Whether OpenSSL has a folder of roots, which it reads only when it needs one: that store is not empty."""
    folder = cast("str | None", ssl.get_default_verify_paths().capath)
    return folder is not None and any(Path(folder).iterdir())
