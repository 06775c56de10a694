"""ModGov's front door: the command line and the one corridor that ties the rooms together."""

from importlib.util import find_spec
from pathlib import Path

__version__ = "0.1.0"


def _check_rooms() -> None:
    """Refuse to start where a stranger's `scraper.py` or the like would be imported in place of ours."""
    home = Path(__file__).resolve().parent.parent
    for room in ("scraper", "parsers", "storage"):
        spec = find_spec(room)
        origin = Path(spec.origin).resolve() if spec and spec.origin else None
        if origin is None:
            raise ImportError(f"ModGov's package {room!r} is missing: install modgov-archive again.")
        if origin.parent.parent != home:
            raise ImportError(
                f"{origin} hides ModGov's own package {room!r}: run modgov from another folder, or rename that file."
            )


_check_rooms()
