"""Cipher suites by the names that IANA registered. OpenSSL uses them for TLS 1.3 only, and has its own for the rest."""

import re
from typing import Final

_SUITE: Final = re.compile(
    r"(?:(ECDHE|DHE)-(RSA|ECDSA|DSS)-)?"
    r"(?:(AES|CAMELLIA)(128|256)(?:-(GCM|CCM8|CCM))?(?:-(SHA(?:256|384)?))?|CHACHA20-POLY1305)"
)


def iana_name(cipher: str | None) -> str | None:
    """IANA's name of a suite that OpenSSL named; `None` for one that neither rule nor standard knows."""
    if cipher is None or cipher.startswith("TLS_"):
        return cipher
    suite = _SUITE.fullmatch(cipher)
    if suite is None:
        return None
    exchanged, signed, block, bits, mode, digest = suite.groups()
    keys = f"{exchanged}_{signed}" if exchanged else "RSA"
    if block is None:
        return f"TLS_{keys}_WITH_CHACHA20_POLY1305_SHA256"
    named = {"CCM8": "CCM_8"}.get(mode, mode or "CBC")
    return "_".join(filter(None, ("TLS", keys, "WITH", block, bits, named, digest)))
