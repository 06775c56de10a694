"""A TLS 1.0 to 1.2 server by hand, for what OpenSSL refuses to be: without RFC 5746, or with signatures of long ago.

One handshake at a time and no more than that takes: RSA key exchange, ECDHE over P-256 or DHE over 512 bits, no resumption, no client
certificates. It is for tests on loopback and keeps no secrets.
"""

import hashlib
import hmac
import os
import struct
from dataclasses import dataclass

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding

from .dh import P_512
from .records import ALERT, CHANGE_CIPHER_SPEC, DATA, HANDSHAKE, TLS12, CbcSha, Gcm, Records
from .refusals import Refused, alert

FAILURE = alert(40)
# What each suite is made of: its cipher, and whether it is ECDHE or RSA key exchange.
SUITES = {0xC02F: (Gcm, "ecdhe"), 0x009E: (Gcm, "dhe"), 0x002F: (CbcSha, "rsa")}
ECDHE_GCM, DHE_GCM, RSA_CBC = SUITES
SHA1_RSA, SHA256_RSA = 0x0201, 0x0401


@dataclass
class Hello:
    """What of a ClientHello counts here."""

    version: int
    random: bytes
    suites: tuple[int, ...]

    @classmethod
    def read(cls, message):
        version, random = struct.unpack("!H32s", message[4:38])
        at = 39 + message[38]
        (size,) = struct.unpack("!H", message[at : at + 2])
        return cls(version, random, struct.unpack(f"!{size // 2}H", message[at + 2 : at + 2 + size]))


def prf(version, secret, label, seed, size):
    """The pseudo-random function: SHA-256 in TLS 1.2, MD5 and SHA-1 mixed before."""
    if version == TLS12:
        return _stretched(secret, label + seed, size, hashlib.sha256)
    half = (len(secret) + 1) // 2
    left = _stretched(secret[:half], label + seed, size, hashlib.md5)
    right = _stretched(secret[-half:], label + seed, size, hashlib.sha1)
    return bytes(one ^ other for one, other in zip(left, right, strict=True))


def _stretched(secret, seed, size, digest):
    made, link = b"", seed
    while len(made) < size:
        link = hmac.new(secret, link, digest).digest()
        made += hmac.new(secret, link + seed, digest).digest()
    return made[:size]


class OldTls:
    """Speaks TLS up to a `version` with certain `suites`, and with RFC 5746 or without.

    `signature` is the algorithm under which a key is signed, whatever the client offered. A server that `is_deaf`
    takes its first suite, offered or not.
    """

    def __init__(
        self,
        shown,
        *,
        version=TLS12,
        suites=(ECDHE_GCM,),
        renegotiation=True,
        signature=SHA256_RSA,
        is_deaf=False,
        refusal=FAILURE,
    ):
        self.shown, self.version, self.suites = shown, version, suites
        self.renegotiation, self.signature, self.is_deaf = renegotiation, signature, is_deaf
        self.refusal = refusal

    def greet(self, connection):
        return _Handshake(self, Records(connection)).run()


class _Handshake:
    def __init__(self, server, records):
        self.server, self.records, self.seen = server, records, b""

    def run(self):
        hello = Hello.read(self._read())
        known = self.server.suites if self.server.is_deaf else hello.suites
        suite = next((one for one in self.server.suites if one in known), None)
        if suite is None:
            raise Refused(self.server.refusal)
        self.version = self.records.version = min(self.server.version, hello.version)
        cipher, exchange = SUITES[suite]
        self.randoms = hello.random, os.urandom(32)
        self._say(2, self._server_hello(suite))
        self._say(11, _vector(b"".join(map(_vector, self.server.shown.chain))))
        premaster = {"ecdhe": self._ecdhe, "dhe": self._dhe, "rsa": self._rsa}[exchange]()
        self._agree(premaster, cipher)
        return Channel(self.records)

    def _server_hello(self, suite):
        said = struct.pack("!H32sBHB", self.version, self.randoms[1], 0, suite, 0)
        renegotiation_info = b"\xff\x01\x00\x01\x00"
        return said + (_vector(renegotiation_info, 2) if self.server.renegotiation else b"")

    def _rsa(self):
        self._say(14, b"")
        sealed = self._read()[6:]
        return self.server.shown.key.decrypt(sealed, padding.PKCS1v15())

    def _ecdhe(self):
        key = ec.generate_private_key(ec.SECP256R1())
        point = key.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
        self._offer(b"\x03\x00\x17" + _vector(point, 1))
        theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), self._read()[5:])
        return key.exchange(ec.ECDH(), theirs)

    def _dhe(self):
        mine = int.from_bytes(os.urandom(60), "big")
        public = pow(2, mine, P_512).to_bytes(64, "big")
        self._offer(_vector(P_512.to_bytes(64, "big"), 2) + _vector(b"\x02", 2) + _vector(public, 2))
        theirs = int.from_bytes(self._read()[6:], "big")
        return pow(theirs, mine, P_512).to_bytes(64, "big").lstrip(b"\0")

    def _offer(self, offered):
        """Offer a key for the exchange, signed together with both randoms."""
        digest = hashes.SHA1() if self.server.signature == SHA1_RSA else hashes.SHA256()
        signed = self.server.shown.key.sign(b"".join(self.randoms) + offered, padding.PKCS1v15(), digest)
        self._say(12, offered + struct.pack("!H", self.server.signature) + _vector(signed, 2))
        self._say(14, b"")

    def _agree(self, premaster, cipher):
        client, server = self.randoms
        master = prf(self.version, premaster, b"master secret", client + server, 48)
        sizes = [size for size in (cipher.mac_size, cipher.key_size, cipher.iv_size) for _ in "cs"]
        block, parts = prf(self.version, master, b"key expansion", server + client, sum(sizes)), []
        for size in sizes:
            parts.append(block[:size])
            block = block[size:]
        self.records.read(CHANGE_CIPHER_SPEC)
        self.records.reading = cipher(self.version, *parts[0::2])
        expected = self._finished(master, b"client finished")
        if self._read()[4:] != expected:
            raise ConnectionAbortedError("the client saw another handshake than we did")
        self.records.write(CHANGE_CIPHER_SPEC, b"\x01")
        self.records.writing = cipher(self.version, *parts[1::2])
        self._say(20, self._finished(master, b"server finished"))

    def _finished(self, master, label):
        seen = self.seen
        digest = hashlib.sha256(seen).digest()
        if self.version != TLS12:
            digest = hashlib.md5(seen).digest() + hashlib.sha1(seen).digest()
        return prf(self.version, master, label, digest, 12)

    def _read(self):
        message = self.records.read(HANDSHAKE)
        while len(message) < 4 + int.from_bytes(message[1:4], "big"):
            message += self.records.read(HANDSHAKE)
        self.seen += message
        return message

    def _say(self, kind, body):
        message = bytes([kind]) + _vector(body)
        self.seen += message
        self.records.write(HANDSHAKE, message)


def _vector(data, size=3):
    return len(data).to_bytes(size, "big") + data


class Channel:
    """Application data, once the handshake is over."""

    def __init__(self, records):
        self._records = records

    def read(self):
        """The next piece; nothing once the client has said goodbye or broken off."""
        try:
            while not (data := self._records.read(DATA)):  # OpenSSL sends empty records before others in TLS 1.0
                pass
        except OSError:
            return b""
        return data

    def write(self, data):
        self._records.write(DATA, data)

    def goodbye(self):
        self._records.write(ALERT, b"\x01\x00")
