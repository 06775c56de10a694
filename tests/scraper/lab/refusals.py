"""How servers refuse a handshake: by an alert of some number, by closing, or by a reset, as Windows does."""

import socket
import struct


def alert(number):
    """A fatal alert."""
    return b"\x15\x03\x03\x00\x02\x02" + bytes([number])


CLOSE = b""
RESET = None


class Refused(Exception):  # noqa: N818 - it is what happens, and meant
    """The handshake ends here, with these last bytes; RESET for none at all."""

    def __init__(self, last):
        super().__init__("refused")
        self.last = last


def end(connection, last):
    """End a connection with its last bytes."""
    if last is RESET:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    elif last:
        connection.sendall(last)
        connection.shutdown(socket.SHUT_WR)
        connection.recv(65536)  # else what the client still sent would make this a reset
