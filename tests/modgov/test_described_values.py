"""What `docs/tables.md` says of values is true of the archive that `modgov demo` makes."""

import json
import re
import sqlite3
from contextlib import closing

import pytest

from storage.descriptions import Descriptions
from storage.values import BOOLEAN_COLUMNS, JSON_COLUMNS

SAID = Descriptions()
# Columns whose description names every word that they may hold.
WORDS = [
    ("issues", "due_qualifier"), ("plan_items", "due_qualifier"), ("restrictions", "owner_type"),
    ("captures", "verdict"), ("captures", "completeness"), ("captures", "source"), ("captures", "authenticated"),
    ("changes", "cause"), ("change_log", "cause"), ("document_files", "state"), ("frontier", "state"),
    ("windows", "list"), ("windows", "state"), ("runs", "command"), ("issue_links", "link"), ("record_links", "link"),
    ("decision_record", "link"),
]  # fmt: skip
NUMBERS = {("captures", "attempts"), ("decision_record", "decisions"), ("decision_record", "agenda_items")}
OPEN = {"headers", "request_headers", "fields", "labels", "other_fields", "summary", "aia"}  # pairs, or any names


@pytest.fixture
def db(demo):
    with closing(sqlite3.connect(f"{(demo / 'modgov.db').as_uri()}?mode=ro", uri=True)) as db:
        yield db


def columns(db):
    for table in SAID.tables:
        for _, name, *_ in db.execute(f"pragma table_info({table})").fetchall():
            yield table, name


def values(db, table, column):
    return [value for (value,) in db.execute(f'select distinct "{column}" from {table}') if value is not None]


@pytest.mark.parametrize(("table", "column"), WORDS)
def test_every_word_is_named(db, table, column):
    named = set(re.findall(r"`([^`]+)`", SAID.column(table, column)))
    found = set(values(db, table, column))
    assert found
    assert found <= named


def test_lists_have_the_shape_that_is_told(db):
    seen = 0
    for table, column in columns(db):
        if column not in JSON_COLUMNS - OPEN or (table, column) in NUMBERS or column == "attempts":
            continue
        shape = SAID.column(table, column).split("`")[1]
        keys = set(re.findall(r'"(\w+)"', shape))
        for told in map(json.loads, values(db, table, column)):
            for entry in told if isinstance(told, list) else [told]:
                seen += 1
                assert isinstance(told, list) == shape.startswith("["), (table, column, told)
                if not keys:
                    assert isinstance(entry, str), (table, column, told)
                else:
                    assert set(entry) == keys or ("..." in shape and set(entry) > keys), (table, column, entry)
    assert seen > 100


def test_mappings_of_names_are_mappings_and_headers_pairs(db):
    for table, column in columns(db):
        for told in map(json.loads, values(db, table, column)) if column in OPEN else ():
            if SAID.column(table, column).startswith("JSON: `{"):
                assert isinstance(told, dict), (table, column)
            else:
                assert all(len(pair) == 2 for pair in told), (table, column)


def test_truth_values_are_0_and_1(db):
    for table, column in columns(db):
        if column in BOOLEAN_COLUMNS:
            assert set(values(db, table, column)) <= {0, 1}, (table, column)


def test_times_are_utc_and_days_are_days(db):
    for table, column in columns(db):
        words = SAID.column(table, column)
        for value in values(db, table, column) if "(UTC)" in words else ():
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", value), (table, column, value)
        for value in (
            values(db, table, column) if " day " in words and column.endswith(("_date", "_from", "_to")) else ()
        ):
            assert re.fullmatch(r"\d{4}-\d\d-\d\d", value), (table, column, value)
