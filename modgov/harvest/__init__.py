"""The corridor between the rooms: pages from their sites into rows, council by council, many side by side."""

from .corridor import Understood, keep, look_at, recalled, understand
from .council import Observer, harvest
from .documents import LARGEST, LONGEST
from .finding import KINDS, PRIORITIES
from .importing import import_page, store_page, take_in
from .replay import rebuild
from .rereading import Reread, Wanted, reread_all
from .side_by_side import harvest_all
from .texts import read_texts, texts_waiting
from .wishes import Wishes

__all__ = [
    "KINDS",
    "LARGEST",
    "LONGEST",
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
    "look_at",
    "read_texts",
    "rebuild",
    "recalled",
    "reread_all",
    "store_page",
    "take_in",
    "texts_waiting",
    "understand",
]
