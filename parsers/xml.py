"""XML to plain elements, for the web service and the feeds.

What neither ever has is refused before it can do harm: document types, and with them entities that grow without end.
"""

from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat

_DEEPEST: Final = 100
_UNFINISHED: Final = frozenset({3, 5, 13, 20})  # expat's codes for an input that ends too early


class NotXmlError(ValueError):
    """A body is no XML that may be read; `is_cut_off` says that it is one which ends too early."""

    def __init__(self, reason: str, *, is_cut_off: bool = False) -> None:
        super().__init__(f"The body cannot be read as XML: {reason}.")
        self.is_cut_off = is_cut_off


@dataclass(slots=True)
class Element:
    """An element: its name without a namespace and folded to lower case, its own text, what stands in it."""

    name: str
    attributes: dict[str, str]
    children: list["Element"] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The element's own text, without blanks at its ends."""
        return "".join(self.pieces).strip()

    def child(self, name: str) -> "Element | None":
        """The first child of that name."""
        return next((child for child in self.children if child.name == name), None)

    def value(self, name: str) -> str:
        """The text of the first child of that name; empty where there is none."""
        child = self.child(name)
        return child.text if child else ""

    def all(self, name: str) -> list["Element"]:
        """The children of that name, in order."""
        return [child for child in self.children if child.name == name]

    def walk(self) -> list["Element"]:
        """The element and everything in it, in order."""
        found, waiting = [], [self]
        while waiting:
            element = waiting.pop()
            found.append(element)
            waiting.extend(reversed(element.children))
        return found


def read_xml(body: bytes) -> Element:
    """The root of an XML document in UTF-8, whatever encoding it declares; raises NotXmlError for anything else."""
    builder = _Builder()
    parser = expat.ParserCreate(encoding="utf-8")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = builder.refuse
    parser.StartElementHandler = builder.begin
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.text
    try:
        parser.Parse(body.lstrip(), True)
    except expat.ExpatError as error:
        raise NotXmlError(str(error), is_cut_off=bool(builder.root) and error.code in _UNFINISHED) from error
    if builder.root is None:  # pragma: no cover - expat wants an element
        raise NotXmlError("it has no element")
    return builder.root


class _Builder:
    """Gathers elements as the parser meets them."""

    def __init__(self) -> None:
        self.root: Element | None = None
        self._open: list[Element] = []

    def refuse(self, *_: object) -> None:
        """Refuse a document type."""
        raise NotXmlError("it declares a document type")

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        """Begin an element."""
        element = Element(_local(name), {_local(key): value for key, value in attributes.items()})
        if self._open:
            self._open[-1].children.append(element)
        else:
            self.root = element
        self._open.append(element)
        if len(self._open) > _DEEPEST:
            raise NotXmlError("its elements are nested too deeply")

    def end(self, _: str) -> None:
        """End the element that is open."""
        self._open.pop()

    def text(self, text: str) -> None:
        """Take text."""
        self._open[-1].pieces.append(text)


def _local(name: str) -> str:
    return name.rpartition(":")[2].lower()
