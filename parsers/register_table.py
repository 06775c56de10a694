"""A register of decisions as a table: a row a decision, with its title, its days and its call-ins.

In HTML the cells keep apart; texts glue them together (`Title ref: 101829/07/202107/08/20210`).
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any, Final, NamedTuple

from .blocks import ITEM, Block
from .dates import iso_day
from .decided import decision_key, titled, without_ref
from .pages import Source, Unread
from .records import Decision
from .vocabulary.decisions import NOT_CALLABLE, REGISTER_CAPTIONS, REGISTER_COLUMNS, REGISTER_FURNITURE, REGISTER_KINDS

_DAY: Final = r"\d\d/\d\d/\d{4}"
_GLUED: Final = re.compile(
    rf"ref:\s*(?P<id>\d{{1,10}})[ |]{{0,9}}(?P<publication_date>{_DAY})[ |]{{0,9}}(?P<effective_from>{_DAY})?"
    r"[ |]{0,9}(?P<call_ins>not for call-in|\d{1,3}(?![\d/]))?",
    re.IGNORECASE,
)
_HEADER: Final = re.compile(r"\btitle\W{1,9}date\b(?:\W{1,9}effective from)?(?:\W{1,9}call-ins)?", re.IGNORECASE)
_CUT_ROW: Final = re.compile(r"ref:\s*\d*$", re.IGNORECASE)
_COUNT: Final = re.compile(r"\d{1,4}", re.ASCII)
_DEFAULT: Final = ("title", "publication_date", "effective_from", "call_ins")


class Table(NamedTuple):
    """What a table says. `has_rows` counts rows that are no decisions, too; `blocks` is everything outside it."""

    decisions: list[Decision]
    unread: list[Unread]
    blocks: list[Block]
    has_header: bool
    has_rows: bool
    is_cut_off: bool = False


def no_table(source: Source) -> Table:
    """The table of a page that has none."""
    return Table([], [], source.blocks, has_header=False, has_rows=False)


def read_table(source: Source, *, is_officer: bool = False) -> Table:
    """Read a table of decisions, as far as the page has one."""
    stated: dict[str, Any] = {"is_officer": True} if is_officer else {}
    return _from_text(source, stated) if source.is_text else _from_rows(source, stated)


def _from_rows(source: Source, stated: dict[str, Any]) -> Table:
    table = Table([], [], [], has_header=False, has_rows=False)
    columns: Sequence[str | None] = _DEFAULT
    for group, cells in _rows(source.blocks):
        names = [REGISTER_COLUMNS.get(cell.text.lower().rstrip(": ")) for cell in cells]
        if not group or cells[0].kind is ITEM:
            table.blocks.extend(cells)
        elif names[0] == "title" and (len(names) == 1 or names[1] is not None):
            columns = names
            table = table._replace(has_header=True)
        elif any(cell.text or cell.links for cell in cells):
            table = _take_row(table, cells, columns, source, stated)
    return table


def _rows(blocks: Sequence[Block]) -> Iterator[tuple[int, list[Block]]]:
    for group, cells in groupby(blocks, key=lambda block: block.group):
        yield group, list(cells)


def _take_row(
    table: Table, cells: list[Block], columns: Sequence[str | None], source: Source, stated: dict[str, Any]
) -> Table:
    """Read a row. One that leads to an issue is no decision, and one that leads nowhere has no id to be kept under."""
    keys = [key for cell in cells for link in cell.links if (key := decision_key(source, link))]
    title, ref = without_ref(cells[0].text, keys[0][0] if keys else None)
    if keys or ref:
        named = dict(zip(columns, cells, strict=False))
        texts = {name: cell.text for name, cell in named.items() if name and name != "title"}
        found, unread = _decision(source, *(keys[0] if keys else _by_ref(source, ref or "")), title, texts | stated)
        table.decisions.append(found)
        table.unread.extend(unread)
    elif not any(_is_issue(source, cell) for cell in cells):
        if len(cells) == 1:  # a layout's own row, or a sentence across the table
            table.blocks.extend(cells)
            return table
        table.unread.append(Unread("rows", " | ".join(cell.text for cell in cells if cell.text)))
    return table._replace(has_rows=True)


def _is_issue(source: Source, cell: Block) -> bool:
    targets = (source.resolve(link.href) for link in cell.links)
    return any(target and target.script == "mgIssueHistoryHome.aspx" for target in targets)


def _by_ref(source: Source, ref: str) -> tuple[str, str]:
    return ref, f"{source.location.base}/ieDecisionDetails.aspx?ID={ref}"


def _decision(
    source: Source, decision_id: str, url: str, title: str, texts: dict[str, Any]
) -> tuple[Decision, list[Unread]]:
    """A decision of a row's texts, and the texts that no column can hold."""
    columns: dict[str, Any] = titled(title) if title else {}
    unread: list[Unread] = []
    for name, text in texts.items():
        if not isinstance(text, str):
            columns[name] = text
        elif name != "call_ins":
            columns[name] = iso_day(text)
            if text and columns[name] is None:
                unread.append(Unread(name, text))
        elif _COUNT.fullmatch(text):
            columns |= {"call_ins": int(text), "is_callable": True}
        elif text.lower() in NOT_CALLABLE:
            columns["is_callable"] = False
        elif text:
            unread.append(Unread(name, text))
    return Decision(council=source.location.council, decision_id=decision_id, url=url, **columns), unread


def _from_text(source: Source, stated: dict[str, Any]) -> Table:
    """Read the rows of a text. Only the ref tells where one ends, so rows without any are kept as they are."""
    table = Table([], [], [], has_header=False, has_rows=False)
    has_header, ending = False, ""
    for block in source.blocks:
        header = _HEADER.search(block.text)
        rest = block.text[header.end() :] if header else block.text
        has_header = has_header or header is not None
        end = 0
        for row in _GLUED.finditer(rest):
            texts = {name: text for name, text in row.groupdict("").items() if name != "id"}
            title = _title(rest[end : row.start()])
            found, _ = _decision(source, *_by_ref(source, row["id"]), title, texts | stated)
            table.decisions.append(found)
            end = row.end()
        ending = rest[end:].strip(" \n|")
        if not end and not header:
            table.blocks.append(block)
        elif ending:
            table.unread.append(Unread("rows", ending))
    is_cut_off = bool(table.decisions) and _CUT_ROW.search(ending) is not None
    return table._replace(has_header=has_header, has_rows=bool(table.decisions), is_cut_off=is_cut_off)


def _title(text: str) -> str:
    """A row's title out of a text, where the list's own headings may stand before it."""
    lines = [line for line in text.strip(" |\n").split("\n") if not is_furniture(line)]
    return " ".join(lines)


def is_furniture(line: str) -> bool:
    """Whether a line is a register's own, and says nothing of any decision."""
    folded = line.lower().rstrip(": ")
    return folded in REGISTER_CAPTIONS or folded in REGISTER_KINDS or folded.startswith(REGISTER_FURNITURE)
