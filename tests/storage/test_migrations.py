"""The database from blank and from the oldest shape, and the tables that come of it."""

import sqlite3
from pathlib import Path

import pytest
from sqlite_utils import Database

from storage import Archive
from storage.migrations import known_names, migrations
from storage.records import TABLES
from storage.values import BOOLEAN_COLUMNS, JSON_COLUMNS
from storage.views import VIEWS

TABLE_NAMES = {
    "councils", "issues", "plans", "plan_items", "documents", "decisions", "issue_decisions", "committees", "meetings",
    "agenda_items", "restrictions", "translations", "captures", "statements", "sightings",
    "changes", "unread", "frontier", "origins", "runs", "windows", "list_counts", "absent_lists", "document_files",
    "texts", "_sqlite_migrations", "search_words", "search_words_config", "search_words_data", "search_words_docsize",
    "search_words_idx", "search_entries", "search_waiting", "search_state", "import_refusals",
}  # fmt: skip


@pytest.fixture
def db():
    database = Database(memory=True)
    yield database
    database.close()


def test_every_migration_is_known_by_name(db: Database):
    assert {migration.name for migration in migrations.pending(db)} == known_names()


@pytest.mark.parametrize("oldest", sorted(known_names()))
def test_from_any_shape_to_the_present_one(db: Database, oldest: str):
    migrations.apply(db, stop_before=oldest)
    migrations.apply(db)
    assert set(db.table_names()) == TABLE_NAMES
    assert not migrations.pending(db)


def test_rows_of_an_older_release_keep_what_they_say(db: Database):
    migrations.apply(db, stop_before="m005_provenance")
    db.execute(
        """insert into captures (council, url, captured_at, sha256, size, warc_file, warc_offset, warc_length, issuer,
        diagnosis) values ('kent', 'https://kent.example/', '2026-01-01T00:00:00Z', 'x', 1, 'f', 0, 1, 'CN=Root', ?)""",
        ['"verify 20"'],
    )
    db.execute("insert into origins (origin, state, updated_at) values ('https://kent.example', '{}', 'then')")
    migrations.apply(db)
    (capture,) = db.table("captures").rows
    assert (capture["issuer"], capture["alpn"], capture["handshakes"], capture["elapsed"]) == ("CN=Root", *[None] * 3)
    assert capture["diagnosis"] == "verify 20"
    (origin,) = db.table("origins").rows
    assert (origin["state"], origin["updated_at"], origin["switches"], origin["failures"]) == ("{}", "then", None, None)


def test_every_record_table_has_its_key_and_when_it_was_seen(db: Database):
    migrations.apply(db)
    for kind, table in TABLES.items():
        assert db.table(table).pks == ["council", f"{kind}_id"]
        assert {"first_seen", "last_seen", "gone_since", "capture_id"} <= set(db.table(table).columns_dict)


def test_columns_of_lists_and_truth_values_exist(db: Database):
    migrations.apply(db)
    columns = {name for table in db.tables for name in table.columns_dict}
    assert columns >= JSON_COLUMNS | BOOLEAN_COLUMNS


def test_the_database_explains_itself_to_any_sqlite_tool(archive: Archive):
    db = sqlite3.connect(archive.folder / "modgov.db")
    assert {name for (name,) in db.execute("select name from sqlite_master where type = 'view'")} == set(VIEWS)
    assert db.execute("pragma journal_mode").fetchone() == ("wal",)
    assert db.execute("pragma foreign_key_check").fetchall() == []
    for view in VIEWS:
        assert db.execute(f"select * from {view}").fetchall() == []
    db.close()


def test_a_view_that_is_worded_otherwise_is_made_anew(folder: Path):
    Archive.open(folder, create=True).close()
    with sqlite3.connect(folder / "modgov.db") as db:
        db.execute("drop view overdue")
        db.execute("create view overdue as select 1 as old")
    db.close()
    Archive.open(folder).close()
    with sqlite3.connect(folder / "modgov.db") as db:
        assert "days_overdue" in [column for column, *_ in db.execute("select * from overdue").description]
    db.close()


def test_decisions_and_documents_of_an_older_release_are_widened_and_kept(db: Database):
    migrations.apply(db, stop_before="m009_decisions_and_meetings")
    decision = {
        "council": "kent",
        "decision_id": "4",
        "issue_id": "1",
        "date": "2020-01-02",
        "title": "Grit",
        "url": "u",
    }
    db.table("decisions").insert(decision)
    db.table("documents").insert({"council": "kent", "document_id": "7", "issue_id": "1", "title": "Report"})
    page = {"council": "kent", "url": "u", "priority": 0, "added_at": "then", "state": "done", "attempts": 0}
    db.table("frontier").insert(page)
    migrations.apply(db)
    (row,) = db.table("decisions").rows
    assert row | decision == row
    assert (row["decision"], row["status"], row["listed_title"], row["is_callable"]) == (None, None, None, None)
    (document,) = db.table("documents").rows
    assert (document["title"], document["issue_id"], document["decision_id"]) == ("Report", "1", None)
    (waiting,) = db.table("frontier").rows
    assert (waiting["state"], waiting["facts"], waiting["looks"]) == ("done", None, None)


def test_a_link_is_found_by_an_index_that_has_no_row_without_one(db: Database):
    migrations.apply(db)
    lean = "select name, tbl_name, sql from sqlite_master where type = 'index' and sql like '% is not null'"
    narrowed = [row for row in db.execute(lean).fetchall() if "more_references" not in row[0]]
    assert {name for name, *_ in narrowed} == {
        "idx_captures_reading_id",
        "idx_decisions_council_agenda_item_id",
        "idx_decisions_council_meeting_id",
        "idx_documents_council_agenda_item_id",
        "idx_documents_council_decision_id",
        "idx_documents_council_issue_id",
        "idx_documents_council_meeting_id",
        "idx_documents_sha256",
    }
    for name, table, sql in narrowed:
        asked = [f"{column} = ?" for column in sql.split("(")[1].split(")")[0].split(", ")]
        plan = f"explain query plan select * from {table} where {' and '.join(asked)}"
        ((*_, way),) = db.execute(plan, ["x"] * len(asked)).fetchall()
        assert f"SEARCH {table} USING INDEX {name} (" in way


def test_what_is_asked_of_the_frontier_is_found_without_going_through_other_councils(db: Database):
    migrations.apply(db)
    for asked in ("due_at > ? and state = 'done'", "due_at < ? and state = 'waiting'", "url = ?"):
        plan = f"explain query plan select * from frontier where council = 'kent' and {asked}"
        assert "SEARCH frontier USING INDEX" in db.execute(plan, ["x"]).fetchone()[3]
