"""A gzip file unpacked as it is read, however many members it has; one that breaks off ends there, and says where."""

import zlib
from typing import IO, Final

_GZIP: Final = 31
_SLICE: Final = 64 * 1024


class Inflated:
    """The plain bytes of a gzip file, to be read once from its start. `broke_at` is the byte where it broke off."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._inflate = zlib.decompressobj(_GZIP)
        self._packed = self._plain = b""
        self._taken = self._ended = 0  # how far the file was read, and how far it was nothing but padding
        self._is_within = False  # a member has begun and not ended
        self.broke_at: int | None = None

    def read(self, size: int = -1) -> bytes:
        """The next bytes, at most `size`; none at the end, and none after a break."""
        while not self._plain and self._fill():
            pass
        if size < 0:
            size = len(self._plain)
        piece, self._plain = self._plain[:size], self._plain[size:]
        return piece

    def _fill(self) -> bool:
        """Unpack a little more; false at the end."""
        if not self._packed:
            self._packed = self._file.read(_SLICE)
            self._taken += len(self._packed)
        if not self._is_within:
            self._packed = self._packed.lstrip(b"\0")  # tapes pad files with zeros
            if not self._packed and self._taken > self._ended:
                self._ended = self._taken
                return True
        if self.broke_at is not None or not self._packed:
            if self._is_within and self.broke_at is None:
                self.broke_at = self._taken
            return False
        try:
            self._plain = self._inflate.decompress(self._packed, _SLICE)
        except zlib.error:
            self.broke_at = self._taken - len(self._packed)
            return False
        self._is_within = not self._inflate.eof
        self._packed = self._inflate.unconsumed_tail
        if self._inflate.eof:
            self._packed = self._inflate.unused_data
            self._inflate = zlib.decompressobj(_GZIP)
        return True
