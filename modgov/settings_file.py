"""`modgov.toml` in the working folder: defaults for the commands' options, and opt-ins for sites."""

import tomllib
from pathlib import Path
from typing import Any, Final, NamedTuple

import scraper

from .exits import Exit, stop
from .opt_ins import read_opt_ins

SETTINGS_FILE: Final = Path("modgov.toml")
_OPT_INS: Final = "opt-in"
_KNOWN: Final = ("archive", "contact", "interval", _OPT_INS)


class SettingsFile(NamedTuple):
    """What the file says: `defaults` by option name, and `opt_ins`."""

    defaults: dict[str, Any]
    opt_ins: tuple[scraper.OptIn, ...]


def read_settings() -> SettingsFile:
    """Read the file, if there is one; ends the command with a sentence where it has a mistake."""
    if not SETTINGS_FILE.is_file():
        return SettingsFile({}, ())
    try:
        settings = tomllib.loads(SETTINGS_FILE.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        stop(f"{SETTINGS_FILE} cannot be read: {error}. Mend it or move it away.", Exit.USAGE)
    unknown = sorted(set(settings) - set(_KNOWN))
    if unknown:
        stop(f"{SETTINGS_FILE} has an unknown setting {unknown[0]!r}: known are {', '.join(_KNOWN)}.", Exit.USAGE)
    try:
        opt_ins = read_opt_ins(settings.pop(_OPT_INS, []))
    except ValueError as error:
        stop(f"{SETTINGS_FILE}: {error}", Exit.USAGE)
    return SettingsFile(settings, opt_ins)
