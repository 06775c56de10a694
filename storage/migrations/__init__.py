"""How the database grew: plain functions, applied in order, kept for ever and never edited once released.

Each module is named after the first of its migrations, so that the order of names is the order in which they apply.
"""

import re
from importlib import import_module
from pkgutil import iter_modules
from typing import Final

from .shape import migrations

__all__ = ["known_names", "migrations"]

_NAME: Final = re.compile(r"m\d{3}_")
_IN_ORDER: Final = [
    import_module(f".{name}", __name__) for name in sorted(module.name for module in iter_modules(__path__))
]


def known_names() -> frozenset[str]:
    """The names of all migrations that this release has."""
    return frozenset(name for module in _IN_ORDER for name in vars(module) if _NAME.match(name))
