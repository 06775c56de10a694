"""docs/tables.md: every table, view and column, each described once, and nothing described that is not there."""

import os
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from storage import Archive
from storage.descriptions import Descriptions
from storage.values import BOOLEAN_COLUMNS, JSON_COLUMNS
from storage.views import VIEWS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "tables.md"
SAID = Descriptions()
# SQLite's own, and that of the library that migrates; each is one line in the page.
FOREIGN = re.compile(r"sqlite_|_sqlite_migrations|search_words_")
JSON_TOO = {("frontier", "facts"), ("origins", "state"), ("statements", "row"), ("versions", "row")}
COUNTS = {("decision_record", "decisions"), ("decision_record", "agenda_items")}  # named as lists are elsewhere
HEAD = """# Tables, views and columns

What `modgov.db` holds. [stability.md](stability.md) says what of it stays as it is, [queries.md](queries.md) has
questions that are ready to be asked. The tests wrote this page from `storage/descriptions.toml`: `WRITE_TABLES=1 make unit`
writes it anew.

- **Null** means that no page says it. An empty list means that a page says that there is nothing.
- **Times** are UTC, to the second, as `2026-03-02T01:00:00Z`. **Days** are `2026-03-02`, as the council prints them.
- **Whether** is 1 for yes, 0 for no, and null where no page says it.
- **JSON** columns hold JSON text; the description gives its shape, as `[text]` for a list of texts or
  `[{"title", "url"}]` for a list of objects with these keys. `json_each` and `json_extract` take them apart in SQL.
- **Bold** columns are the primary key. A record's key is its council and the id that ModernGov gives it.
- Texts are as the council printed them, whitespace folded; nothing is corrected.
- `_sqlite_migrations` lists the migrations that were applied, `search_words_*` are side tables of the search index.
"""


@pytest.fixture(scope="module")
def columns(tmp_path_factory):
    """The columns of each table and view of a new archive: name, type, and whether it is of the key."""
    folder = tmp_path_factory.mktemp("described") / "archive"
    Archive.open(folder, create=True).close()
    with closing(sqlite3.connect(folder / "modgov.db")) as db:
        names = [name for (name,) in db.execute("select name from sqlite_master where type in ('table', 'view')")]
        return {
            name: [(row[1], row[2].lower(), bool(row[5])) for row in db.execute(f"pragma table_info({name})")]
            for name in names
            if not FOREIGN.match(name)
        }


def table(name, columns):
    parts = [f"### {name}\n\n{SAID.table(name)}\n"]
    lines = ["| column | type | means |", "|---|---|---|"]
    for column, kind, is_key in columns:
        shown = f"**`{column}`**" if is_key else f"`{column}`"
        lines.append(f"| {shown} | {kind} | {SAID.column(name, column)} |")
    if name in VIEWS:  # SQLite gives the columns of a view no types that mean anything
        lines = ["| column | means |", "|---|---|"]
        lines += [f"| `{column}` | {SAID.column(name, column)} |" for column, _, _ in columns]
    return "\n".join([*parts, *lines]) + "\n"


def page(columns):
    parts = [HEAD, "## Tables\n"]
    parts += [table(name, columns[name]) for name in SAID.tables if name not in VIEWS]
    parts.append("## Views\n")
    parts += [table(name, columns[name]) for name in SAID.tables if name in VIEWS]
    return "\n".join(parts)


def test_the_page_is_what_the_database_has(columns):
    made = page(columns)
    kept = PAGE.read_text("utf-8") if PAGE.exists() else None
    if kept != made and (kept is None or os.environ.get("WRITE_TABLES")):
        PAGE.write_text(made, "utf-8")
    assert kept == made, f"{PAGE.name} is not what the database has: set WRITE_TABLES=1, run this again, and read it."


def test_every_table_and_column_is_described_and_no_other(columns):
    assert set(SAID.tables) == set(columns)
    for name, found in columns.items():
        has = {column for column, _, _ in found}
        assert has - set(SAID.own(name)) - set(SAID.shared) == set(), f"{name}: describe these columns"
        assert set(SAID.own(name)) - has == set(), f"{name} has no such columns"


def test_what_is_said_for_all_tables_is_needed_by_two(columns):
    for column in SAID.shared:
        users = [name for name in columns if column in {own for own, _, _ in columns[name]} - set(SAID.own(name))]
        assert len(users) > 1, column


def test_nothing_is_said_twice():
    again = [
        (name, column)
        for name in SAID.tables
        for column, words in SAID.own(name).items()
        if words == SAID.shared.get(column)
    ]
    assert again == []


def test_what_nobody_described_is_an_error():
    with pytest.raises(KeyError):
        SAID.column("issues", "colour")


def test_lists_give_their_shape_and_truth_values_their_question(columns):
    for name, found in columns.items():
        for column, _, _ in found:
            words = SAID.column(name, column)
            is_json = (name, column) in JSON_TOO or column in JSON_COLUMNS
            is_count = (name, column) in COUNTS or column == "attempts"
            assert words.startswith("JSON: ") == (is_json and not is_count), f"{name}.{column}"
            if column in BOOLEAN_COLUMNS:
                assert words.startswith("Whether "), f"{name}.{column}"


def test_every_description_is_a_sentence_of_one_line(columns):
    for name in SAID.tables:
        for words in (SAID.table(name), *SAID.own(name).values()):
            assert "\n" not in words
            assert words.endswith((".", "..."))
            assert "|" not in words


def test_times_say_that_they_are_utc(columns):
    for name, found in columns.items():
        for column, _, _ in found:
            if column.endswith("_at") or column in (
                "first_seen",
                "last_seen",
                "gone_since",
                "hold_until",
                "last_strict",
            ):
                assert "(UTC)" in SAID.column(name, column), f"{name}.{column}"
