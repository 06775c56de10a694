"""What a child process gives up: first what reading one file never needs, then, with its file read, all but its answer.

Where a system has no such limits (Windows), its parent still keeps time.
"""

import contextlib
import os
import sys
from collections.abc import Mapping
from typing import Final

from .landlock import forbid_all

if sys.platform != "win32":
    import resource

_NOBODY: Final = 65534


def keep_within(seconds: int, memory: int, most_text: int) -> None:
    """Bound the processor time, the memory in bytes, and the answer, of up to `most_text` characters."""
    if sys.platform != "win32":
        _set(
            {
                resource.RLIMIT_CPU: (seconds, seconds + 1),
                resource.RLIMIT_AS: (memory, memory),
                resource.RLIMIT_FSIZE: (4 * most_text + 4096,) * 2,
                resource.RLIMIT_CORE: (0, 0),
                resource.RLIMIT_NOFILE: (64, 64),
            }
        )


def close_in() -> None:
    """Open nothing any more, neither file nor socket, and touch no file by its name; start no process, reach none.

    What is open already stays open. Nothing can be imported afterwards.
    """
    if sys.platform != "win32":
        _cease_to_be_root()
        forbid_all()
        _set({resource.RLIMIT_NOFILE: (0, 0), resource.RLIMIT_NPROC: (0, 0)})


def _cease_to_be_root() -> None:
    """Root could take all limits back, and may start processes whatever they say."""
    if sys.platform != "win32" and os.geteuid() == 0:
        with contextlib.suppress(OSError):  # in a container that lets nobody change
            os.setgroups([])
            os.setgid(_NOBODY)
            os.setuid(_NOBODY)


def _set(limits: Mapping[int, tuple[int, int]]) -> None:
    if sys.platform != "win32":
        for kind, limit in limits.items():
            with contextlib.suppress(ValueError, OSError):  # stricter already, or not known here
                resource.setrlimit(kind, limit)
