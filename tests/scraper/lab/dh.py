"""Diffie-Hellman groups that are too small: 1024 bits (RFC 2409's second group) and 512 (a prime of our own)."""

import base64

_1024 = (
    "ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a08798e3404ddef9519b3cd3a431b"
    "302b0a6df25f14374fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7edee386bfb5a899fa5ae9f24117c4b1fe6"
    "49286651ece65381ffffffffffffffff"
)
_512 = (
    "e6a469187eb5357bfa7eecd56dff1a7ff4d14a4446589501dfff88b6ec6e9bf3"
    "7a9486a968cf2fc7e8cf266c052683e49e14056fd696e3ded9c3023bf189d27f"
)


def _pem(prime):
    integer = b"\0" + bytes.fromhex(prime)
    size = len(integer)
    first = (b"\x02\x81" if size > 127 else b"\x02") + bytes([size]) + integer
    inside = first + b"\x02\x01\x02"
    size = len(inside)
    whole = (b"\x30\x81" if size > 127 else b"\x30") + bytes([size]) + inside
    return b"-----BEGIN DH PARAMETERS-----\n" + base64.encodebytes(whole) + b"-----END DH PARAMETERS-----\n"


DH_1024, P_512 = _pem(_1024), int(_512, 16)
