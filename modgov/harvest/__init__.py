"""The corridor between the rooms: pages from their sites into rows, council by council, many side by side."""

from .corridor import Understood, import_page, keep, understand
from .council import Observer, harvest
from .finding import KINDS
from .replay import rebuild
from .side_by_side import harvest_all
from .wishes import Wishes

__all__ = [
    "KINDS",
    "Observer",
    "Understood",
    "Wishes",
    "harvest",
    "harvest_all",
    "import_page",
    "keep",
    "rebuild",
    "understand",
]
