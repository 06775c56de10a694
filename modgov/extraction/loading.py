"""What each reader imports, all of it before its file is looked at: afterwards nothing can be opened."""

import encodings
import pkgutil
from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Final

# Reader -> the libraries that it needs, and the code pages that these look up only when they meet one.
_NEEDS: Final[Mapping[str, tuple[str, ...]]] = {
    "pdf": ("pypdfium2", "encodings.utf_16_le"),
    "word": ("docx", "encodings.cp437"),
    "sheets": ("openpyxl", "encodings.cp437"),
    "rich_text": ("striprtf.striprtf",),
    "page": ("selectolax.lexbor",),
    "plain": ("encodings.utf_16", "encodings.utf_8_sig", "encodings.cp1252"),
}
_NAMES_ITS_CODE_PAGE: Final = "rich_text"
_ONLY_WINDOWS: Final = frozenset({"encodings.mbcs", "encodings.oem"})


def load(reader: str) -> None:
    """Import all that a reader needs."""
    for module in _NEEDS[reader]:
        import_module(module)
    if reader == _NAMES_ITS_CODE_PAGE:
        for module in _code_pages():
            import_module(module)


def _code_pages() -> Iterator[str]:
    every = (page.name for page in pkgutil.iter_modules(encodings.__path__, "encodings."))
    return (name for name in every if name not in _ONLY_WINDOWS)
