"""What a change is, in a line: of a list only what came and went, of a long text only the part that differs."""

from collections.abc import Iterator, Mapping
from itertools import takewhile
from typing import Any, Final

from .output import entry, shorten

_WIDTH = 70
_CONTEXT = 25


# A field that says whether a record is there, or may be read, and the words for its coming true and for its end.
_EVENTS: Final = {
    "gone_since": ("removed: it is no longer there", "back again: it had been removed"),
    "restricted": ("is now restricted", "is no longer restricted"),
    "is_restricted": ("is now restricted", "is no longer restricted"),
}


def told(field: str, old: Any, new: Any) -> str:
    """A change in a line: in words where a record went, came back or was restricted, else its field."""
    if field in _EVENTS and bool(old) != bool(new):
        return _event(field, new)
    return f"{field}: {difference(old, new)}"


def difference(old: Any, new: Any) -> str:
    """An old value and its new one, so that a reader sees what is different in them."""
    if isinstance(old, list) and isinstance(new, list):
        return "; ".join(_of_lists(old, new)) or "the same in another order"
    if isinstance(old, str) and isinstance(new, str):
        return _of_texts(old, new)
    return f"{shorten(old)} -> {shorten(new)}"


def _of_lists(old: list[Any], new: list[Any]) -> Iterator[str]:
    """What is gone, what is changed and what is new; entries of the same title are the same entry."""
    gone = [one for one in old if one not in new]
    come = [one for one in new if one not in old]
    for before in gone:
        after = next((one for one in come if _title(one) is not None and _title(one) == _title(before)), None)
        if after is None:
            yield f"- {shorten(entry(before))}"
        else:
            come.remove(after)
            yield f"{shorten(_title(after))}: {_of_parts(before, after)}"
    for one in come:
        yield f"+ {shorten(entry(one))}"


def _title(part: Any) -> str | None:
    return (part.get("title") or part.get("heading")) if isinstance(part, Mapping) else None


def _of_parts(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    names = [name for name in after if before.get(name) != after[name]]
    return ", ".join(
        _event(name, after[name])
        if name in _EVENTS
        else f"{name} {shorten(before.get(name))} -> {shorten(after[name])}"
        for name in names
    )


def _event(field: str, new: Any) -> str:
    came, ended = _EVENTS[field]
    return came if new else ended


def _of_texts(old: str, new: str) -> str:
    if max(len(old), len(new)) <= _WIDTH:
        return f"{shorten(old)} -> {shorten(new)}"
    same = takewhile(lambda letters: letters[0] == letters[1], zip(old, new, strict=False))
    start = sum(1 for _ in same) - _CONTEXT
    if start <= 0:
        return f"{shorten(old)} -> {shorten(new)}"
    return f"… {shorten(old[start:])} -> … {shorten(new[start:])}"
