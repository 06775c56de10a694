"""Content-Encoding undone, up to a cap: a small body may unpack to more than there is memory."""

import contextlib
import zlib

import brotli

from .errors import TooLarge

_GZIP = zlib.MAX_WBITS | 32  # finds out by itself whether the frame is gzip's or zlib's
_MOST_CODINGS = 3
_MOST_MEMBERS = 100_000
_SLICE = 64 * 1024


def unpacked(body: bytes, encoding: str | None, url: str, max_bytes: int = 64 * 1024 * 1024) -> bytes:
    """A body with its Content-Encoding undone; as it is where that is none we know, or not what it says.

    We ask for gzip and deflate. Pages that other archives kept may be packed as a browser asks for it.
    """
    for coding in _codings(encoding):
        plain = _decoded(body, coding, max_bytes + 1)
        if plain is not body and len(plain) > max_bytes:
            raise TooLarge(f"{url} unpacks to more than {max_bytes:,} bytes.", url)
        body = plain
    return body


def unpacked_start(body: bytes, encoding: str | None, most: int) -> bytes:
    """The first `most` bytes of a body with its Content-Encoding undone, or all of it where it is not packed."""
    for coding in _codings(encoding):
        body = _decoded(body, coding, most)
    return body


def _codings(encoding: str | None) -> list[str]:
    """The codings of a body in the order in which they are undone: the last one was put on last."""
    return [coding.strip().lower() for coding in (encoding or "").split(",")][: -_MOST_CODINGS - 1 : -1]


def _decoded(body: bytes, coding: str, most: int) -> bytes:
    if coding == "br":
        with contextlib.suppress(brotli.error):
            return _unbrotlied(body, most)
    windows = {"gzip": (_GZIP,), "x-gzip": (_GZIP,), "deflate": (_GZIP, -zlib.MAX_WBITS)}.get(coding, ())
    for window in windows:  # some servers send deflate without its zlib frame
        with contextlib.suppress(zlib.error):
            return _inflated(body, window, most)
    return body


def _unbrotlied(body: bytes, most: int) -> bytes:
    """Up to `most` bytes unpacked from brotli, which begins with no sign: only its end tells it from other bytes."""
    press = brotli.Decompressor()
    plain: bytes = press.process(body, output_buffer_limit=most)[:most]
    return plain if press.is_finished() or len(plain) == most else body


def _inflated(body: bytes, window: int, most: int) -> bytes:
    """Up to `most` bytes unpacked, from one gzip member or several in a row; what follows them is left out.

    Fed in slices, since what a member leaves over is copied each time: a body of empty members would take for ever.
    """
    pieces: list[bytes] = []
    size = members = 0
    inflater = zlib.decompressobj(window)
    for start in range(0, len(body), _SLICE):
        left = body[start : start + _SLICE]
        while left and size < most:
            if inflater.eof:
                members += 1
                inflater = zlib.decompressobj(window)
            try:
                piece = inflater.decompress(left, most - size)
            except zlib.error:
                if not members:
                    raise
                return b"".join(pieces)
            pieces.append(piece)
            size += len(piece)
            left = inflater.unused_data or inflater.unconsumed_tail
        if members > _MOST_MEMBERS:
            raise zlib.error
        if size >= most:
            break
    return b"".join(pieces)
