"""TLS records, from 1.0 to 1.2: framed, and protected by one of two old-fashioned ciphers."""

import hashlib
import hmac
import os
import struct

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

CHANGE_CIPHER_SPEC, ALERT, HANDSHAKE, DATA = 20, 21, 22, 23
TLS10, TLS11, TLS12 = 0x0301, 0x0302, 0x0303


class CbcSha:
    """AES-128-CBC with HMAC-SHA1: MAC, then pad, then encrypt. TLS 1.0 chains the IV from one record to the next."""

    mac_size, key_size, iv_size = 20, 16, 16

    def __init__(self, version, mac_key, key, iv):
        self.version, self.mac_key, self.key, self.iv = version, mac_key, key, iv
        self.sequence = 0

    def _mac(self, kind, data):
        head = struct.pack("!QBHH", self.sequence, kind, self.version, len(data))
        self.sequence += 1
        return hmac.new(self.mac_key, head + data, hashlib.sha1).digest()

    def seal(self, kind, data):
        text = data + self._mac(kind, data)
        padding = 15 - len(text) % 16
        text += bytes([padding]) * (padding + 1)
        iv = self.iv if self.version == TLS10 else os.urandom(16)
        made = Cipher(algorithms.AES(self.key), modes.CBC(iv)).encryptor()
        sealed = made.update(text) + made.finalize()
        self.iv = sealed[-16:]
        return sealed if self.version == TLS10 else iv + sealed

    def open(self, kind, sealed):
        iv = self.iv
        if self.version != TLS10:
            iv, sealed = sealed[:16], sealed[16:]
        made = Cipher(algorithms.AES(self.key), modes.CBC(iv)).decryptor()
        text = made.update(sealed) + made.finalize()
        self.iv = sealed[-16:]
        text = text[: -text[-1] - 1]
        data, mac = text[:-20], text[-20:]
        if not hmac.compare_digest(mac, self._mac(kind, data)):
            raise ConnectionAbortedError("a record was not what its sender sealed")
        return data


class Gcm:
    """AES-128-GCM as TLS 1.2 has it: a salt that is agreed on, and half a nonce before each record."""

    mac_size, key_size, iv_size = 0, 16, 4

    def __init__(self, version, mac_key, key, iv):
        self.cipher, self.salt, self.sequence, self.version = AESGCM(key), iv, 0, version

    def _bound(self, kind, size):
        bound = struct.pack("!QBHH", self.sequence, kind, self.version, size)
        self.sequence += 1
        return bound

    def seal(self, kind, data):
        nonce = struct.pack("!Q", self.sequence)
        return nonce + self.cipher.encrypt(self.salt + nonce, data, self._bound(kind, len(data)))

    def open(self, kind, sealed):
        nonce, sealed = sealed[:8], sealed[8:]
        return self.cipher.decrypt(self.salt + nonce, sealed, self._bound(kind, len(sealed) - 16))


class Records:
    """Records over a socket; `reading` and `writing` are the ciphers, once they are agreed on."""

    def __init__(self, connection):
        self.connection, self.version = connection, TLS10
        self.reading = self.writing = None
        self._kept = b""

    def _exactly(self, size):
        while len(self._kept) < size:
            piece = self.connection.recv(65536)
            if not piece:
                raise ConnectionAbortedError("the client hung up")
            self._kept += piece
        taken, self._kept = self._kept[:size], self._kept[size:]
        return taken

    def read(self, kind):
        """The next record, which must be of a kind."""
        came, _, size = struct.unpack("!BHH", self._exactly(5))
        data = self._exactly(size)
        if self.reading is not None:
            data = self.reading.open(came, data)
        if came != kind:
            raise ConnectionAbortedError(f"a record of kind {came} came, not {kind}")
        return data

    def write(self, kind, data):
        for start in range(0, len(data), 16384) or (0,):
            piece = data[start : start + 16384]
            if self.writing is not None:
                piece = self.writing.seal(kind, piece)
            self.connection.sendall(struct.pack("!BHH", kind, self.version, len(piece)) + piece)
