"""The register of decisions, in either view: a table, or each decision with its text.

Which days it covers stands in the address alone. The days are those of publication, not exactly: filter again.
"""

from collections.abc import Iterable, Sequence

from ..blocks import Block
from ..records import Decision
from ..register_entries import is_long_form, read_entries
from ..register_table import is_furniture, no_table, read_table
from ..vocabulary.decisions import NO_DECISIONS, REGISTER_CAPTIONS, REGISTER_KINDS, REGISTER_WORDS
from ..vocabulary.statuses import STATUSES
from . import Found, PageType, Source, Unread

PAGE = PageType(
    name="register",
    scripts=("mgDelegatedDecisions.aspx",),
    version=1,
    opening=frozenset({"decision_maker", "publication_date"}),
    words=REGISTER_WORDS,
    kinds=REGISTER_KINDS,
    is_register=True,
)


def read(source: Source) -> Found:
    """Read a register; one without any decision is empty only where it says so."""
    return read_register(source)


def read_register(source: Source, *, is_officer: bool = False) -> Found:
    """Read a list of decisions; of officers' decisions, each of them says so."""
    is_long = is_long_form(source)
    table = no_table(source) if is_long else read_table(source, is_officer=is_officer)
    entries = read_entries(source, table.blocks)
    is_cut_off = table.is_cut_off or bool(entries.decisions and not entries.is_whole)
    if is_cut_off if source.is_text else _has_open_table(source.page):
        return Found(is_cut_off=True)
    decisions = _once((*table.decisions, *entries.decisions))
    has_rows = table.has_rows or bool(entries.decisions) or entries.has_labels
    says_empty = any(NO_DECISIONS.search(block.text) for block in entries.before)
    if not (has_rows or says_empty or table.has_header or _has_caption(source.blocks)):
        return Found(recognised=False)
    warnings = list(entries.warnings)
    if any(it.status and it.status.lower() not in STATUSES for it in decisions):
        warnings.append("status-unknown")
    if not (has_rows or says_empty):
        warnings.append("rows-missing")
    return Found(
        records=decisions,
        unread=(*_introduction(entries.before), *table.unread, *entries.unread),
        warnings=tuple(warnings),
        is_empty_list=says_empty and not has_rows,
    )


def _has_open_table(page: bytes) -> bool:
    """Whether a piece of a page ends within a table; where the page goes on to its end, councils only forgot a tag."""
    is_ended = b"</html" in page[-4096:].lower()
    return not is_ended and page.count(b"<table") > page.count(b"</table")


def _once(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """Each decision once: a window may list one again for each of those who signed it."""
    found: dict[str, Decision] = {}
    for decision in decisions:
        found.setdefault(decision.decision_id, decision)
    return tuple(found.values())


def _has_caption(blocks: Sequence[Block]) -> bool:
    return any(line.lower().rstrip(": ") in REGISTER_CAPTIONS for block in blocks for line in block.text.split("\n"))


def _introduction(blocks: Sequence[Block]) -> Iterable[Unread]:
    """The council's own words above the list."""
    for block in blocks:
        own = [line for line in block.text.split("\n") if line and not is_furniture(line)]
        text = "\n".join(line for line in own if not NO_DECISIONS.match(line))
        if text:
            yield Unread("introduction", f"{block.label}: {text}" if block.label else text)
