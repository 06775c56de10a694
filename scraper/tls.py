"""The TLS ladder: each defect of a handshake is answered by the one switch that it needs, for that origin only.

Strict first, always. Every switch here keeps authentication: the chain and the name are verified at each of them. The
ladder is data, so a further switch is a line in each table and its effect in `context`.
"""

import ssl
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, cast

import certifi

LEGACY_SERVER_CONNECT: Final = 0x4  # ssl.OP_LEGACY_SERVER_CONNECT has a name only from Python 3.12 on

# Verify codes of OpenSSL, and reasons of its other errors, to the switch that answers them. Never matched by text.
BY_VERIFY_CODE: Final[dict[int, str]] = {
    2: "aia",
    20: "aia",
    21: "aia",
    **dict.fromkeys(range(80, 95), "x509-lax"),
}
BY_REASON: Final[dict[str, str]] = {
    "UNSAFE_LEGACY_RENEGOTIATION_DISABLED": "reneg",
    "SSLV3_ALERT_HANDSHAKE_FAILURE": "ciphers",
    "TLS_ALERT_HANDSHAKE_FAILURE": "ciphers",
    "TLSV1_ALERT_INSUFFICIENT_SECURITY": "ciphers",
}
# May pass by itself: worth one plain retry, never a switch.
TRANSIENT: Final = frozenset({"TLSV1_ALERT_INTERNAL_ERROR"})
# Said only when the answer is read, after a handshake that went well.
CERTIFICATE_WANTED: Final = "TLSV13_ALERT_CERTIFICATE_REQUIRED"
# What Windows servers do instead of an alert when no cipher suits them: close or reset, after one plain retry.
SILENT: Final = frozenset({"UNEXPECTED_EOF_WHILE_READING", "reset"})

ADVICE: Final[dict[str, str]] = {
    "verify 9": "its certificate is not valid yet; check this machine's clock",
    "verify 10": "its certificate has expired; the council has to renew it",
    "verify 18": "its certificate is self-signed; nobody vouches for it",
    "verify 19": "its certificate ends in a root that is not trusted; an inspecting proxy does this, install its root",
    "verify 20": "nobody that is trusted issued its certificate, and the missing link could not be fetched",
    "verify 62": "its certificate is for another host name",
    "verify 64": "its certificate is for another address",
    "WRONG_VERSION_NUMBER": "it does not speak TLS on this port",
    CERTIFICATE_WANTED: "it wants a certificate from its visitors",
}


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What a failed handshake said: OpenSSL's verify code, else the reason of its error; `reset` for neither."""

    words: str
    switch: str | None
    is_silent: bool

    @property
    def advice(self) -> str:
        """What it means, in words for the person at the command line."""
        return ADVICE.get(self.words, f"the handshake failed ({self.words})")


def diagnose(error: BaseException) -> Diagnosis | None:
    """Diagnose an exception from a handshake; `None` where it has nothing to do with TLS.

    httpx cuts the chain of causes, so the real error is looked for in causes, contexts and arguments.
    """
    found = sorted(_chain(error), key=_rank)
    if not found or _rank(found[0]) > 2:
        return None
    worst = found[0]
    if isinstance(worst, ssl.SSLCertVerificationError):
        return Diagnosis(f"verify {worst.verify_code}", BY_VERIFY_CODE.get(worst.verify_code), is_silent=False)
    reason = getattr(worst, "reason", None) or "reset"  # an SSLError made in Python has no such attribute
    if reason in SILENT or isinstance(worst, ssl.SSLEOFError):
        return Diagnosis(reason, "ciphers", is_silent=True)
    return Diagnosis(reason, BY_REASON.get(reason), is_silent=False)


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    waiting: list[object] = [error]
    while waiting:
        one = waiting.pop()
        if not isinstance(one, BaseException) or id(one) in seen:
            continue
        seen.add(id(one))
        if not isinstance(one, (ssl.SSLWantReadError, ssl.SSLWantWriteError)):
            yield one
        waiting += [one.__cause__, one.__context__, *one.args]


def _rank(error: BaseException) -> int:
    if isinstance(error, ssl.SSLCertVerificationError):
        return 0
    if isinstance(error, ssl.SSLError):
        return 1
    return 2 if isinstance(error, (ConnectionResetError, ConnectionAbortedError, BrokenPipeError)) else 3


@cache
def context(
    switches: frozenset[str] = frozenset(), fetched: tuple[bytes, ...] = (), ca_file: Path | None = None
) -> ssl.SSLContext:
    """The context for a set of switches, made once for each: reading the trust store costs 40 ms."""
    made = _strict()
    if ca_file is not None:
        made.load_verify_locations(cafile=str(ca_file))
    if "x509-lax" in switches:
        made.verify_flags &= ~ssl.VERIFY_X509_STRICT
    if fetched:
        made.load_verify_locations(cadata=b"".join(fetched))
        # A partial chain would make a fetched certificate an anchor of trust.
        made.verify_flags &= ~ssl.VERIFY_X509_PARTIAL_CHAIN
    if "reneg" in switches:
        made.options |= LEGACY_SERVER_CONNECT
    if "ciphers" in switches:
        made.set_ciphers("DEFAULT")
    return made


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


def looking_context(switches: frozenset[str]) -> ssl.SSLContext:
    """A context for looking at a leaf certificate before any request: nothing is sent over it."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    made.check_hostname = False
    made.verify_mode = ssl.CERT_NONE
    if "reneg" in switches:
        made.options |= LEGACY_SERVER_CONNECT
    if "ciphers" in switches:
        made.set_ciphers("DEFAULT")
    return made
