"""A register of decisions in its long form: a heading for each, then its labelled values and its text."""

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from .blocks import FIELD, HEADING, STRONG, Block
from .dates import iso_day
from .decided import decision_key, titled, values
from .fields import Fields
from .pages import Source, Unread
from .records import Decision
from .values import is_urgency_sentence
from .vocabulary.decisions import REGISTER_WORDS

_WITH_REF: Final = re.compile(r"(\d\d/\d\d/\d{4})\s*[-\u2013]\s*(.*)ref:\s*(\d{1,10})\b\s*(.*)", re.DOTALL)
_DATED: Final = re.compile(r"(\d\d/\d\d/\d{4})\s*[-\u2013]\s*(.*)", re.DOTALL)
_HEADING_LONGEST: Final = 2000
_COLUMNS: Final = frozenset(
    ("decision_maker", "meeting", "publication_date", "effective_from", "decision", "areas", "lead_officer")
)


class Entry(NamedTuple):
    """A decision's heading taken apart: its id, address, day, title and status. Without an id it is no decision."""

    key: tuple[str, str] | None
    date: str | None
    title: str
    status: str


class Entries(NamedTuple):
    """What the long form says: decisions, what was not understood, the blocks before the first decision, warnings.

    `has_labels` says that a decision's own labels were met, with or without its heading; `is_whole` that the last
    decision says when it was published.
    """

    decisions: list[Decision]
    unread: list[Unread]
    before: list[Block]
    warnings: tuple[str, ...]
    has_labels: bool
    is_whole: bool


def entry_of(block: Block, source: Source) -> Entry | None:
    """The decision that a block heads; `None` for any other block."""
    text = block.text
    if block.kind is FIELD or not text[:1].isdigit() or len(text) > _HEADING_LONGEST:
        return None
    keys = [key for link in block.links if (key := decision_key(source, link))]
    found = _WITH_REF.fullmatch(text)
    if found:
        own = (found[3], f"{source.location.base}/ieDecisionDetails.aspx?ID={found[3]}")
        return Entry(keys[0] if keys else own, iso_day(found[1]), found[2].strip(), found[4])
    if not (keys or _leads_to_issue(block, source)):
        return None
    printed = next((link.text for link in block.links if _DATED.fullmatch(link.text)), text)
    dated = _DATED.fullmatch(printed)
    if dated is None:
        return None
    status = text.partition(printed)[2].strip()
    return Entry(keys[0] if keys else None, iso_day(dated[1]), dated[2].strip(), status)


def _leads_to_issue(block: Block, source: Source) -> bool:
    targets = (source.resolve(link.href) for link in block.links)
    return any(target and target.script == "mgIssueHistoryHome.aspx" for target in targets)


def is_long_form(source: Source) -> bool:
    """Whether a register prints each decision with its text: then what looks like a table's row is in that text."""
    for block in source.blocks:
        if block.kind is FIELD and block.label.lower() in REGISTER_WORDS.labels:
            return True
        if block.kind is HEADING and entry_of(block, source):
            return True
    return False


def read_entries(source: Source, blocks: Sequence[Block]) -> Entries:
    """Read a list in its long form, as far as these blocks are one."""
    reading = _Reading(source)
    for block in _with_headings_apart(blocks, source):
        reading.take(block)
    reading.close()
    warnings = ("headings-lost",) if reading.has_lost else ()
    return Entries(reading.decisions, reading.unread, reading.before, warnings, reading.has_labels, reading.is_whole)


def _with_headings_apart(blocks: Sequence[Block], source: Source) -> Iterator[Block]:
    """Blocks with each decision's heading in one of its own; a dense text has more in its paragraph."""
    for block in blocks:
        if "\n" in block.text and any(entry_of(line, source) for line in block.lines()):
            yield from block.lines()
        else:
            yield block


class _Reading:
    """A list being read, decision by decision."""

    def __init__(self, source: Source) -> None:
        self.decisions: list[Decision] = []
        self.unread: list[Unread] = []
        self.before: list[Block] = []
        self.has_labels = self.has_lost = False
        self.is_whole = True
        self._source = source
        self._entry: Entry | None = None
        self._is_lost = False
        self._fields = Fields(words=REGISTER_WORDS)
        self._purpose: list[str] = []
        self._urgent = False

    def take(self, block: Block) -> None:
        """Read the next block."""
        entry = entry_of(block, self._source)
        if entry is not None:
            self.close()
            self._entry, self._is_lost = entry, False
        elif block.kind is FIELD and block.label.lower() in REGISTER_WORDS.labels:
            self._take_field(block)
        elif self._entry is None and not self._is_lost:
            self.before.append(block)
        else:
            self._take_prose(block)

    def _take_field(self, block: Block) -> None:
        self.has_labels = True
        repeats = self._source.is_text and block.label.lower() == "decision maker"
        if (self._entry is None and not self._is_lost) or (repeats and "publication_date" in self._fields.values):
            self.close()
            self._is_lost = self.has_lost = True  # a decision whose heading was lost, and its id with it
        if self._is_lost:
            self.unread.append(Unread("decisions", f"{block.label}: {block.text}".rstrip()))
        else:
            self._fields.begin(block)

    def _take_prose(self, block: Block) -> None:
        text = f"{block.label}: {block.text}" if block.kind is FIELD else block.text
        if not text:
            return
        if self._is_lost:
            self.unread.append(Unread("decisions", text))
        elif is_urgency_sentence(text):
            self._urgent = True
            if below := text.partition("\n")[2]:
                self.unread.append(Unread("decisions", below))
        elif block.kind is FIELD:
            self._fields.begin(block)  # a label of the council's own
        elif self._heads_decision(block):
            self._fields.begin_prose("decision", block.text.rstrip(": "))
        elif not self._fields.values and not self._fields.other:
            self._purpose.append(text)
        elif not self._fields.extend(block):
            self._begin_decision(block, text)

    def _heads_decision(self, block: Block) -> bool:
        values = self._fields.values
        is_heading = block.kind in (HEADING, STRONG) and block.text.lower().rstrip(": ") == "decision"
        return is_heading and bool(values) and "decision" not in values

    def _begin_decision(self, block: Block, text: str) -> None:
        """Take prose behind the days for the decision's text: its heading is one of those that texts lose."""
        fields = self._fields
        if "decision" in fields.values or not fields.values.keys() & {"publication_date", "effective_from"}:
            self.unread.append(Unread("decisions", text))
        else:
            fields.begin_prose("decision", "Decision")
            fields.extend(block)

    def close(self) -> None:
        """End the decision being read."""
        entry, fields = self._entry, self._fields
        if entry is not None:
            self.is_whole = "publication_date" in fields.values
            if entry.key is not None:
                self.decisions.append(self._decision(entry, entry.key))
        self._entry, self._fields = None, Fields(words=REGISTER_WORDS)
        self._purpose, self._urgent = [], False

    def _decision(self, entry: Entry, key: tuple[str, str]) -> Decision:
        fields = self._fields
        columns: dict[str, Any] = values(fields, self._source) | titled(entry.title or None)
        columns |= {
            "decision_date": entry.date,
            "status": entry.status or None,
            "purpose": "\n\n".join(self._purpose) or None,
            "is_urgent": True if self._urgent else None,
        }
        return Decision(
            council=self._source.location.council,
            decision_id=key[0],
            url=key[1],
            other_fields=fields.others(_COLUMNS) or None,
            **columns,
        )
