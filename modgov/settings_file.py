"""`modgov.toml` in the working folder: defaults for the commands' options, and opt-ins for sites."""

import json
import tomllib
from pathlib import Path
from typing import Any, Final, NamedTuple

import scraper

from .exits import Exit, stop
from .opt_ins import read_opt_ins

SETTINGS_FILE: Final = Path("modgov.toml")
_OPT_INS: Final = "opt-in"
_KNOWN: Final = ("archive", "contact", "interval", _OPT_INS)
_EXAMPLES: Final[dict[str, Any]] = {"archive": "archive", "contact": "you@example.org", "interval": 1.0}


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
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        stop(f"{SETTINGS_FILE} cannot be read: {error}. Mend it or move it away.", Exit.USAGE)
    unknown = sorted(set(settings) - set(_KNOWN))
    if unknown:
        stop(f"{SETTINGS_FILE} has an unknown setting {unknown[0]!r}: known are {', '.join(_KNOWN)}.", Exit.USAGE)
    for name in filter(settings.__contains__, _EXAMPLES):
        _check(name, settings[name])
    try:
        opt_ins = read_opt_ins(settings.pop(_OPT_INS, []))
    except ValueError as error:
        stop(f"{SETTINGS_FILE}: {error}", Exit.USAGE)
    return SettingsFile(settings, opt_ins)


def _check(name: str, value: Any) -> None:
    """End the command where a setting is not of the type that it has to be; an interval may be whole."""
    example = _EXAMPLES[name]
    types = (str,) if isinstance(example, str) else (int, float)
    if type(value) not in types or value == "":
        stop(f"{SETTINGS_FILE}: {name} cannot be that: write {name} = {json.dumps(example)}, or the like.", Exit.USAGE)
