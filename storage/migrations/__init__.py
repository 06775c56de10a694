"""How the database grew: plain functions, applied in order, kept for ever and never edited once released.

Each module is named after the first of its migrations, so that the order of imports is the order in which they apply.
"""

import re

from . import (
    m001_foundation,
    m008_lists,
    m009_decisions,
    m010_frontier,
    m013_windows,
    m015_documents,
    m016_search,
    m017_imports,
    m019_waiting_words,
    m020_lean_indexes,
)
from .shape import migrations

__all__ = ["known_names", "migrations"]

_IN_ORDER = (
    m001_foundation,
    m008_lists,
    m009_decisions,
    m010_frontier,
    m013_windows,
    m015_documents,
    m016_search,
    m017_imports,
    m019_waiting_words,
    m020_lean_indexes,
)


def known_names() -> frozenset[str]:
    """The names of all migrations that this release has."""
    return frozenset(name for module in _IN_ORDER for name in vars(module) if re.match(r"m\d{3}_", name))
