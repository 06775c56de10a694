"""The command line. Each command is a module in `commands/`; what they share is in `options`, `exits` and `output`."""

import sys
from typing import Any

import click

from . import __version__
from .commands import (
    changes,
    councils,
    demo,
    doctor,
    evidence,
    harvest,
    history,
    import_,
    parse,
    reparse,
    search,
    show,
    verify,
)
from .settings_file import read_settings

CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


@click.group(context_settings=CONTEXT)
@click.version_option(__version__, prog_name="modgov")
@click.pass_context
def cli(ctx: click.Context) -> None:
    """Archive what UK councils decide: harvest ModernGov sites into SQLite with their whole history."""
    ctx.obj = read_settings()
    ctx.default_map = dict.fromkeys(cli.commands, ctx.obj.defaults)


_COMMANDS = (
    harvest, import_, parse, show, search, changes, history, evidence, councils, reparse, verify, doctor, demo
)  # fmt: skip
for module in _COMMANDS:
    cli.add_command(module.command)


def main(args: list[str] | None = None, **extra: Any) -> None:
    """Run `modgov`; exits with one of the codes in `exits.Exit`."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    cli(args=args, prog_name="modgov", **extra)
