"""What the exit codes mean, and the one exception that ends a command with a sentence and a code."""

from enum import IntEnum
from typing import IO, Any, NoReturn

import click


class Exit(IntEnum):
    """Exit codes, the same for every command."""

    DONE = 0
    NOTHING_USABLE = 1
    USAGE = 2
    IN_PART = 3
    ARCHIVE_BUSY = 4
    ARCHIVE_DAMAGED = 5


class Stop(click.ClickException):
    """End the command: `message` is one sentence that says what to do, `exit_code` one of `Exit`."""

    def __init__(self, message: str, code: Exit) -> None:
        super().__init__(message)
        self.code = code

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the sentence, and let click exit with the code."""
        super().show(file)
        raise SystemExit(int(self.code))


def stop(message: str, code: Exit) -> NoReturn:
    """End the command with one sentence on standard error and an exit code."""
    raise Stop(message, code)
