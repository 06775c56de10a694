"""`modgov councils`: the register of authorities that publish with ModernGov."""

from dataclasses import asdict

import click

from ..exits import Exit, stop
from ..options import json_option
from ..output import print_json
from ..register import Register


@click.command("councils", short_help="List the register of authorities.")
@click.argument("word", required=False, default="")
@json_option
def command(word: str, as_json: bool) -> None:
    """List the councils in the register, or those with WORD in their name.

    \b
    Example:
      modgov councils kent
    """
    found = Register.load().search(word)
    if as_json:
        print_json([asdict(council) for council in found])
    else:
        for council in found:
            click.echo(f"{council.slug:<34} {council.name:<52} {council.base_url}")
    if not found:
        stop(f"No council in the register has {word!r} in its name.", Exit.NOTHING_USABLE)
