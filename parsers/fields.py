"""Labelled values of one record, gathered block by block.

A label's meaning comes from the vocabulary; a label outside it, or one whose field is already taken, is kept with its
value in `other`. Prose goes on over paragraphs; a value without prose ends with its paragraph.
"""

from collections.abc import Mapping

from .blocks import Block, Link
from .values import picked
from .vocabulary.labels import LABELS, Label

_UNKNOWN = Label(None, prose=True)


class Fields:
    """What the labels of one record said.

    `values` holds texts by field, `labels` the label as printed by field, `other` texts by label as printed, and
    `links` the links by field.
    """

    __slots__ = ("_field", "_known", "_label", "_prose", "_without", "labels", "links", "other", "values")

    def __init__(self, *without: str, known: Mapping[str, Label] = LABELS) -> None:
        """Leave the given folded labels out of the vocabulary: they mean something else on this kind of page.

        `known` is the vocabulary of the page.
        """
        self.values: dict[str, str] = {}
        self.labels: dict[str, str] = {}
        self.other: dict[str, str] = {}
        self.links: dict[str, list[Link]] = {}
        self._without = without
        self._known = known
        self._field: str | None = None
        self._label: str | None = None
        self._prose = False

    def begin(self, block: Block) -> None:
        """Take a labelled value."""
        folded = block.label.lower()
        field, prose = _UNKNOWN if folded in self._without else self._known.get(folded, _UNKNOWN)
        if field is not None and (self.values.get(field) or (field == "due_reason" and self._field != "due")):
            field = None
        self._field, self._label, self._prose = field, block.label, prose
        if field is not None:
            self.labels[field] = block.label
        self._add(block)

    def begin_prose(self, field: str | None, heading: str) -> None:
        """Let the paragraphs that follow fill a field, or the heading's own place where it has no field."""
        if field is not None and self.values.get(field):
            field = None
        self._field, self._label, self._prose = field, heading, True
        if field is not None:
            self.values.setdefault(field, "")
            self.labels[field] = heading
        else:
            self.other.setdefault(heading, "")

    def end(self) -> None:
        """Close the value that is open: what follows belongs to something else."""
        self._field = self._label = None
        self._prose = False

    @property
    def in_prose(self) -> bool:
        """Whether the value that is open may run over paragraphs and headings of its own."""
        return self._prose

    @property
    def is_open(self) -> bool:
        """Whether an unlabelled paragraph would belong to the value before it."""
        return self._prose or (self._label is not None and not self._text(self._label))

    def extend(self, block: Block) -> bool:
        """Add an unlabelled paragraph to the value before it; false where it does not belong there."""
        if not self.is_open:
            return False
        self._add(block)
        return True

    def others(self, columns: frozenset[str]) -> dict[str, str]:
        """Values that this kind of record has no column for, under their labels as printed.

        Whether such a value was picked from a list is not known: a semicolon at its end says so.
        """
        other = self.other
        if not self.values.keys() <= columns:
            other |= {self.labels[field]: text for field, text in self.values.items() if field not in columns}
        return {label: picked(text) or "" for label, text in other.items()}

    def text(self, field: str) -> str | None:
        """A field's text; null where the page does not state it or leaves it blank."""
        return self.values.get(field) or None

    def picked(self, field: str) -> str | None:
        """A field's text without the semicolon of a pick-list; null where the page does not state it."""
        text = self.values.get(field)
        return picked(text) if text else None

    def _text(self, label: str) -> str:
        return self.values[self._field] if self._field is not None else self.other[label]

    def _add(self, block: Block) -> None:
        label, text, field = self._label or "", block.text, self._field
        texts, key = (self.other, label) if field is None else (self.values, field)
        before = texts.get(key)
        if not before:
            if text.startswith(":", len(label)) and text[: len(label)].lower() == label.lower():
                text = text[len(label) + 1 :].lstrip()  # Cherwell prints a label twice
            texts[key] = text
        else:
            texts[key] = f"{before}\n\n{text}" if text else before
        if block.links and field is not None:
            self.links.setdefault(field, []).extend(block.links)
