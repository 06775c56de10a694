"""What every record has."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import cache
from operator import attrgetter
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What every record has: the install that printed it. `kind` and `key` name its table and its id column.

    A record that `is_shared` is stated by several page types, each some of its fields: there a null says nothing.
    """

    kind: ClassVar[str]
    key: ClassVar[str]
    is_shared: ClassVar[bool] = False

    council: str

    @property
    def id(self) -> str:
        """The id that ModernGov gives the record; unique within its council and kind."""
        return str(getattr(self, self.key))

    def columns(self) -> dict[str, Any]:
        """Every field by name, in order."""
        names, values = self._layout()
        return dict(zip(names, values(self), strict=True))

    @classmethod
    @cache
    def _layout(cls) -> tuple[tuple[str, ...], Callable[[Any], tuple[Any, ...]]]:
        """The names of every field in order, and what takes all their values out of a record at once."""
        names = tuple(field.name for field in fields(cls))
        return names, attrgetter(*names)

    @classmethod
    @cache
    def column_names(cls) -> frozenset[str]:
        """The names of every field."""
        return frozenset(field.name for field in fields(cls))
