"""What a failed handshake says: OpenSSL's verify code, or the reason of its error. Never matched by text.

The text of an alert changes from one OpenSSL to the next, and is often empty by the time that httpx hands it on.
"""

import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

# The defects, by what names them. What is in neither table has no answer on the ladder.
BY_VERIFY_CODE: Final[dict[int, str]] = {
    **dict.fromkeys((2, 20, 21), "issuer"),
    **dict.fromkeys((9, 10), "dates"),
    **dict.fromkeys((18, 19), "root"),
    **dict.fromkeys((62, 64), "name"),
    **dict.fromkeys((66, 67), "weak-key"),
    68: "weak-digest",
    79: "not-an-authority",
    **dict.fromkeys(range(80, 95), "form"),
}
BY_REASON: Final[dict[str, str]] = {
    "UNSAFE_LEGACY_RENEGOTIATION_DISABLED": "renegotiation",
    "DH_KEY_TOO_SMALL": "small-dh",
    "TLSV1_ALERT_PROTOCOL_VERSION": "version",
    "UNSUPPORTED_PROTOCOL": "version",
    "VERSION_TOO_LOW": "version",
    "LEGACY_SIGALG_DISALLOWED_OR_UNSUPPORTED": "old-signature",
    "WRONG_SIGNATURE_TYPE": "old-signature",
    "SSLV3_ALERT_HANDSHAKE_FAILURE": "cipher",
    "TLS_ALERT_HANDSHAKE_FAILURE": "cipher",
    "TLSV1_ALERT_INSUFFICIENT_SECURITY": "cipher",
    "UNEXPECTED_EOF_WHILE_READING": "cipher",
    "reset": "cipher",
    "TLSV1_ALERT_INTERNAL_ERROR": "passing",
    "TLSV1_UNRECOGNIZED_NAME": "name",
    "TLSV1_ALERT_ACCESS_DENIED": "blocked",
    "WRONG_VERSION_NUMBER": "not-tls",
    "TLSV13_ALERT_CERTIFICATE_REQUIRED": "visitor",
    "pin": "pin",  # ours: the certificate is not the one that was pinned
}
# May pass by itself. Windows servers also close or reset where others send an alert, when no cipher suits them.
MAY_PASS: Final = frozenset({"TLSV1_ALERT_INTERNAL_ERROR", "UNEXPECTED_EOF_WHILE_READING", "reset"})
# Said only when the answer is read, after a handshake that went well.
CERTIFICATE_WANTED: Final = "TLSV13_ALERT_CERTIFICATE_REQUIRED"


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What a failed handshake said."""

    words: str

    @property
    def defect(self) -> str:
        """The defect that it names: `unknown` for one that no table has."""
        return defect_of(self.words)

    @property
    def may_pass(self) -> bool:
        """Whether one plain retry is due before anything is concluded."""
        return self.words in MAY_PASS

    @property
    def is_of_certificate(self) -> bool:
        """Whether the certificate was refused, so that it is worth looking at."""
        return self.words.startswith("verify ")


def defect_of(words: str) -> str:
    """The defect that a diagnosis of an earlier run names."""
    code = words.removeprefix("verify ")
    known = BY_VERIFY_CODE.get(int(code)) if words.startswith("verify ") and code.isdigit() else BY_REASON.get(words)
    return known or "unknown"


def diagnose(error: BaseException) -> Diagnosis | None:
    """Diagnose an exception from a handshake; `None` where it has nothing to do with TLS.

    httpx cuts the chain of causes, so the real error is looked for in causes, contexts and arguments.
    """
    worst = min(_chain(error), key=_rank)
    if _rank(worst) > 2:
        return None
    if isinstance(worst, ssl.SSLCertVerificationError):
        return Diagnosis(f"verify {worst.verify_code}")
    reason = getattr(worst, "reason", None) or "reset"  # an SSLError made in Python has no such attribute
    if isinstance(worst, ssl.SSLEOFError):
        reason = "UNEXPECTED_EOF_WHILE_READING"
    return Diagnosis(reason)


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    waiting: list[object] = [error]
    while waiting:
        one = waiting.pop()
        if not isinstance(one, BaseException) or id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        waiting += [one.__cause__, one.__context__, *one.args]


def _rank(error: BaseException) -> int:
    if isinstance(error, (ssl.SSLWantReadError, ssl.SSLWantWriteError)):
        return 4
    if isinstance(error, ssl.SSLCertVerificationError):
        return 0
    if isinstance(error, ssl.SSLError):
        return 1
    return 2 if isinstance(error, (ConnectionResetError, ConnectionAbortedError, BrokenPipeError)) else 3
