"""What every table, view and column means, in words for people: `descriptions.toml`, the one place that says it."""

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Final

_EVERYWHERE: Final = "everywhere"
_ITSELF: Final = "_"


class Descriptions:
    """What tables and columns mean. Raises KeyError for one that nobody has described."""

    def __init__(self) -> None:
        self._said: Mapping[str, Mapping[str, str]] = tomllib.loads(
            (files(__package__) / "descriptions.toml").read_text("utf-8")
        )

    @property
    def tables(self) -> list[str]:
        """The tables and views that are described, in the order of the file."""
        return [name for name in self._said if name != _EVERYWHERE]

    @property
    def shared(self) -> Mapping[str, str]:
        """The columns that mean the same in every table that has them."""
        return self._said[_EVERYWHERE]

    def own(self, table: str) -> Mapping[str, str]:
        """The columns that a table has a description of its own for."""
        return {name: words for name, words in self._said[table].items() if name != _ITSELF}

    def table(self, name: str) -> str:
        """What a row of a table or view is."""
        return self._said[name][_ITSELF]

    def column(self, table: str, name: str) -> str:
        """What a column of a table or view means."""
        return self._said[table].get(name) or self.shared[name]
