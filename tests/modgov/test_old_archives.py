"""Archives that the code of earlier stages wrote: each is brought up to date, answers, and comes back from its files."""

import json
import shutil
import sqlite3
import tarfile
from contextlib import closing
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from modgov.upkeep import Upkeep
from storage import Archive
from storage.migrations import known_names
from storage.records import TABLES

OLD = sorted((Path(__file__).resolve().parents[2] / "fixtures" / "archives").glob("*.tar.gz"))
MIGRATIONS = {"issue-2": 4, "issue-3": 7, "issue-4": 12}  # how many each was written with
# What is kept to the letter. A record's row, and what changed of it, is told again by today's rules.
EVIDENCE = ("runs", "captures", "councils", "statements", "sightings", "unread")
FOLLOWING = (*TABLES.values(), "changes")
CHANGED = ["2026-03-02T01:00:00Z", "2026-03-03T01:00:00Z"]


@pytest.fixture(params=OLD, ids=lambda path: path.name.partition(".")[0])
def old(request, tmp_path):
    """A copy of an old archive, as it was written."""
    with tarfile.open(request.param) as packed:
        packed.extractall(tmp_path / "archive", filter="data")
    return tmp_path / "archive"


def asked(folder, sql, *arguments):
    with closing(sqlite3.connect(folder / "modgov.db")) as db:
        db.row_factory = sqlite3.Row
        return [dict(row) for row in db.execute(sql, arguments)]


def has(folder, table):
    return bool(asked(folder, "select 1 from sqlite_master where type = 'table' and name = ?", table))


def rows(folder, table, columns=None):
    """A table's rows, of these columns only, in one order."""
    found = asked(folder, f"select * from {table}")
    return sorted(
        (tuple((name, row[name]) for name in sorted(row) if not columns or name in columns) for row in found), key=repr
    )


def kept(folder):
    """What may not be lost: the evidence in all its columns, and the key of each record and change."""
    told = {name: rows(folder, name) for name in EVIDENCE if has(folder, name)}
    keys = {name: {"council", f"{kind}_id"} for kind, name in TABLES.items() if has(folder, name)}
    keys["changes"] = {"council", "kind", "id", "field", "old", "new", "at", "old_capture_id", "new_capture_id"}
    found = {name: set(rows(folder, name, columns)) for name, columns in keys.items()}
    # That a plan counts its items anew, since one was put before them, was told of each by earlier releases.
    found["changes"] = {row for row in found["changes"] if ("field", "number") not in row}
    return told, found


def shape(folder):
    """What the database is made of: the columns of each table and view, and each index."""
    names = asked(folder, "select type, name, tbl_name from sqlite_master where name not like 'sqlite_%'")
    columns = {
        row["name"]: frozenset(column["name"] for column in asked(folder, f"pragma table_info({row['name']})"))
        for row in names
        if row["type"] != "index"
    }
    return columns, {(row["name"], row["tbl_name"]) for row in names if row["type"] == "index"}


def test_each_is_of_the_stage_that_it_is_named_after(old, request):
    applied = {row["name"] for row in asked(old, "select name from _sqlite_migrations")}
    assert len(applied) == MIGRATIONS[request.node.callspec.id]
    assert applied < known_names()


def test_there_is_one_of_each_stage():
    assert {path.name.partition(".")[0] for path in OLD} == set(MIGRATIONS)


def test_every_row_is_kept(old):
    evidence, keys = kept(old)
    columns = {name: {column for column, _ in found[0]} for name, found in evidence.items() if found}
    assert evidence["captures"]
    assert keys["issues"]
    Archive.open(old).close()
    for name, found in evidence.items():
        assert rows(old, name, columns.get(name)) == found, name
    _, after = kept(old)
    for name, found in keys.items():
        assert found <= after[name], name


def test_the_shape_is_that_of_a_new_archive(old, tmp_path):
    Archive.open(old).close()
    Archive.open(tmp_path / "blank", create=True).close()
    assert shape(old) == shape(tmp_path / "blank")


def test_what_only_reads_says_how_to_bring_it_up_to_date(modgov, old):
    for words in (["verify"], ["show", "wexcombe", "4101"], ["changes"], ["search", "gritting"]):
        refused = modgov(*words, "--archive", old)
        assert refused.exit_code == 1
        assert "`modgov verify --repair` brings it up to date" in refused.stderr
    before = asked(old, "select name from _sqlite_migrations")
    assert modgov("reparse", "--dry-run", "--archive", old).exit_code == 1
    assert asked(old, "select name from _sqlite_migrations") == before
    done = modgov("verify", "--repair", "--archive", old)
    assert (done.exit_code, "modgov.db: brought up to date" in done.stdout) == (0, True)
    assert "brought up to date" not in modgov("verify", "--repair", "--archive", old).stdout
    assert modgov("changes", "--archive", old).exit_code == 0


def test_a_long_upkeep_says_how_far_it_is(modgov, old, monkeypatch):
    monkeypatch.setattr("modgov.upkeep._PATIENCE", 0)
    done = modgov("verify", "--repair", "--json", "--archive", old)
    first, *more = done.stderr.splitlines()
    assert first.startswith(f"Bringing the archive in {old} up to date, once for this release of modgov: 1 of ")
    assert more == [f"The archive in {old} is up to date."]
    assert json.loads(done.stdout)["whole"]
    assert modgov("reparse", "--archive", old).stderr == ""


def test_upkeep_is_shown_on_a_terminal_and_told_at_times_elsewhere(capsys):
    now = [0.0]
    for is_terminal, shown in ((False, 2), (True, 0)):
        console = Console(file=StringIO(), force_terminal=is_terminal, width=200)
        with Upkeep(Path("archive"), console, lambda: now[0]) as upkeep:
            for done in range(50):
                upkeep(done, 50)
                now[0] += 1
        told = capsys.readouterr().err
        assert told.count(" of 50 records.") == shown
        assert told.endswith("The archive in archive is up to date.\n")
        assert ("49 of 50 records." in console.file.getvalue()) == is_terminal


def test_a_short_upkeep_says_nothing(modgov, old):
    assert modgov("verify", "--repair", "--archive", old).stderr == ""


def test_what_an_older_release_did_not_tell_is_told_on_opening(modgov, old):
    Archive.open(old).close()
    (item,) = asked(old, "select gone_since from plan_items where plan_item_id = '700/4109'")
    assert item["gone_since"] == CHANGED[1]
    whole = modgov("verify", "--archive", old)
    assert (whole.exit_code, whole.stdout.endswith("is whole.\n")) == (0, True)


def test_a_run_that_was_killed_while_it_brought_it_up_to_date_is_made_good(modgov, old, monkeypatch):
    def killed(db, progress):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("storage.database.retell", killed)
        with pytest.raises(KeyboardInterrupt):
            Archive.open(old)
    assert modgov("verify", "--archive", old).exit_code == 5
    Archive.open(old).close()
    assert modgov("verify", "--archive", old).exit_code == 0
    assert asked(old, "pragma user_version") == [{"user_version": 0}]


def test_it_answers(modgov, old):
    Archive.open(old).close()
    shown = modgov("show", "wexcombe", "26/00011", "--archive", old)
    assert "Winter Gritting Network 2026-2029" in shown.stdout
    assert "Recommendations Approved (subject to call-in)" in shown.stdout
    changed = modgov("changes", "--field", "status", "--archive", old).stdout
    assert "status: For Determination -> Withdrawn" in changed
    history = modgov("history", "wexcombe", "4101", "--field", "status", "--archive", old).stdout
    assert all(moment in history for moment in CHANGED)
    assert "Winter [Gritting] Network" in modgov("search", "gritting", "--archive", old).stdout
    (capture,) = asked(old, "select max(id) as id from captures where url like '%IId=4101'")
    proof = modgov("evidence", capture["id"], "--archive", old, "--out", old.parent / "proof")
    assert proof.exit_code == 0
    assert b"Winter Gritting" in (old.parent / "proof" / "body.html").read_bytes()


def test_nothing_that_an_older_release_wrote_is_a_stranger(modgov, old):
    assert modgov("verify", "--repair", "--archive", old).exit_code == 0
    assert modgov("verify", "--archive", old).stdout == f"The archive in {old} is whole.\n"


def test_it_comes_back_from_its_web_archive_files(modgov, old):
    lost = shutil.copytree(old, old.parent / "lost")
    (lost / "modgov.db").unlink()
    repaired = modgov("verify", "--repair", "--archive", lost)
    assert repaired.exit_code == 0
    assert "captures of an older release have new ids" in repaired.stdout
    assert "the text of" not in repaired.stdout  # these releases fetched no documents
    modgov("reparse", "--archive", old)  # as the new database is read by today's readers, too
    for name in TABLES.values():
        assert rows(lost, name) == rows(old, name), name
    by_page = ("council", "field", "old", "new", "at")
    news = f"select {', '.join(by_page)} from changes where cause = 'page' order by {', '.join(by_page)}, kind, id"
    assert asked(lost, news)
    assert [row for row in asked(lost, news) if row not in asked(old, news)] == []
