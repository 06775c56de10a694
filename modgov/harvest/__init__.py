"""The corridor between the rooms: pages from their sites into rows, council by council, many side by side."""

from .corridor import Understood, import_page, keep, understand
from .council import Observer, harvest

__all__ = ["Observer", "Understood", "harvest", "import_page", "keep", "understand"]
