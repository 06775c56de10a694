"""Landlock: how a process on Linux forbids itself every file by its name, and all other processes, for ever.

A limit on descriptors alone would leave what needs none: to delete, to rename, to cut short, to send a signal.
"""

import ctypes
import os
import sys
from typing import Final

# System calls, numbered alike on all machines that Python has wheels for, and their words, from Linux's `landlock.h`.
_CREATE_RULES, _OBEY_RULES = 444, 446
_SAY_VERSION: Final = 1
_NO_NEW_PRIVILEGES: Final = 38
# Linux's version of Landlock -> all that it can forbid: to files, to the network, to what lies outside.
_ALL: Final = (
    (1, (1 << 13) - 1, 0, 0),
    (2, (1 << 14) - 1, 0, 0),
    (3, (1 << 15) - 1, 0, 0),
    (4, (1 << 15) - 1, 3, 0),
    (5, (1 << 16) - 1, 3, 0),
    (6, (1 << 16) - 1, 3, 3),
)


class _Rules(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("network", ctypes.c_uint64), ("outside", ctypes.c_uint64))


def version() -> int:
    """Which version of Landlock there is; 0 for none."""
    if sys.platform != "linux":
        return 0
    return max(0, int(ctypes.CDLL(None).syscall(_CREATE_RULES, None, ctypes.c_size_t(0), _SAY_VERSION)))


def forbid_all() -> None:
    """Forbid this process all that can be forbidden, with no exception. Nothing happens where there is no Landlock."""
    known = [forbidden for first, *forbidden in _ALL if first <= version()]
    if not known:
        return
    rules, system = _Rules(*known[-1]), ctypes.CDLL(None)
    descriptor = system.syscall(_CREATE_RULES, ctypes.byref(rules), ctypes.c_size_t(_size(known[-1])), 0)
    if descriptor >= 0:
        system.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
        system.syscall(_OBEY_RULES, descriptor, 0)
        os.close(descriptor)


def _size(forbidden: list[int]) -> int:
    """How many bytes of the rules a version knows: it refuses those with a word that it does not."""
    return 8 * max(place for place, word in enumerate(forbidden, 1) if word)
