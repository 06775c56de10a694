"""The corridor between the rooms: pages from their sites into rows, council by council, many side by side."""

from .corridor import Understood, import_page, keep, understand
from .council import Observer, harvest
from .finding import KINDS, PRIORITIES
from .replay import rebuild
from .rereading import Reread, Wanted, reread_all
from .side_by_side import harvest_all
from .wishes import Wishes

__all__ = [
    "KINDS",
    "PRIORITIES",
    "Observer",
    "Reread",
    "Understood",
    "Wanted",
    "Wishes",
    "harvest",
    "harvest_all",
    "import_page",
    "keep",
    "rebuild",
    "reread_all",
    "understand",
]
