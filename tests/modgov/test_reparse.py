"""Pages read again by a newer reader: what it sees is kept, is no news, and an interruption costs nothing."""

import json
import os
import shutil
import signal
import sqlite3
from contextlib import closing
from hashlib import sha256
from types import SimpleNamespace

import pytest

from modgov.harvest import rereading
from tests.modgov.sites import Site, decision, table

NUMBER = 12
UNSEEN = {"status", "publication_date"}  # what the older reader did not look for


def older(folder):
    """Make it as if an older reader of decisions had read the archive, which did not see what was decided when."""
    with closing(sqlite3.connect(folder / "modgov.db")) as db, db:
        rows = db.execute(
            """select s.rowid, t.row from sightings s join statements t using (digest)
            join captures c on c.id = s.capture_id where c.page_type = 'decision' and s.kind = 'decision'"""
        ).fetchall()
        for rowid, row in rows:
            stated = json.loads(row).items()
            said = json.dumps({name: value for name, value in stated if name not in UNSEEN}, ensure_ascii=False)
            digest = sha256(said.encode()).hexdigest()
            db.execute("insert or ignore into statements values (?, ?)", [digest, said])
            db.execute("update sightings set digest = ? where rowid = ?", [digest, rowid])
        db.execute("update captures set reader = 'decision/0' where page_type = 'decision'")
        assert rows


@pytest.fixture(scope="module")
def harvested(tmp_path_factory):
    folder = tmp_path_factory.mktemp("harvested") / "archive"
    site = Site(
        mgDelegatedDecisions=table(*((number, f"Ferry {number}", "09/02/2026") for number in range(NUMBER))),
        ieDecisionDetails=lambda query: decision(f"Decision {query['ID'][0]}"),
    )
    site.night(folder, since="2026-02-01")
    site.night(folder, since="2026-02-01", now=site.now.replace(day=20))
    site.answers["ieDecisionDetails.aspx"] = lambda query: decision(f"Decision {query['ID'][0]}", "Called in")
    site.night(folder, since="2026-02-01", now=site.now.replace(month=5))
    return folder


@pytest.fixture
def archive(harvested, tmp_path, modgov):
    """The archive as an older reader left it; `modgov verify --repair` made its records follow."""
    folder = shutil.copytree(harvested, tmp_path / "archive")
    older(folder)
    assert modgov("verify", "--repair").exit_code == 0
    return folder


def sql(folder, statement):
    with closing(sqlite3.connect(folder / "modgov.db")) as db:
        return db.execute(statement).fetchall()


def said(folder):
    return sql(folder, "select decision_id, title, status, publication_date from decisions order by 1")


def summary(result):
    assert result.exit_code in (0, 3), result.output
    return json.loads(result.stdout)


def test_what_a_newer_reader_sees_is_kept_and_is_no_news(modgov, archive, harvested):
    news = json.loads(modgov("changes", "--json").output)
    assert said(archive) != said(harvested)
    done = summary(modgov("reparse", "--jobs", 1, "--json"))
    assert done["read"] == done["different"] == 2 * NUMBER
    assert {"kind": "decision", "field": "status", "pages": 2 * NUMBER} in done["fields"]
    assert said(archive) == said(harvested)
    shown = json.loads(modgov("changes", "--reader", "--json").output)
    noted = [row for row in shown if row["cause"] == "reader"]
    assert {(row["field"], row["new"]) for row in noted} >= {("status", "Called in")}
    assert {row["old_capture_id"] == row["new_capture_id"] for row in noted} == {True}
    now = json.loads(modgov("changes", "--json").output)
    assert [row for row in now if row["field"] != "status"] == news  # that the status changed was in the pages
    assert sql(archive, "select count(*) from captures where reader = 'decision/0'") == [(0,)]
    assert modgov("verify").exit_code == 0


def test_what_pages_of_long_ago_turn_out_to_say_is_told_at_its_old_date_as_if_it_had_always_been_seen(
    modgov, archive, harvested
):
    told = "select council, kind, id, field, old, new, at, old_capture_id, new_capture_id, cause from changes"
    before = sql(archive, told)
    modgov("reparse", "--jobs", 1)
    after = [row for row in sql(archive, told) if row[7] != row[8]]
    assert {(row[3], row[6][:10], row[9]) for row in {*after} - {*before}} == {("status", "2026-05-20", "page")}
    assert sorted(after) == sorted(sql(harvested, told))
    assert json.loads(modgov("changes", "--since", "2026-05-21", "--json").output) == []
    (archive / "modgov.db").unlink()
    modgov("verify", "--repair")
    assert sorted(sql(archive, told)) == sorted(after)


def test_what_has_been_read_is_passed_over(modgov, archive):
    modgov("reparse", "--jobs", 1)
    done = summary(modgov("reparse", "--jobs", 1, "--json"))
    assert (done["read"], done["different"]) == (0, 0)
    with closing(sqlite3.connect(archive / "modgov.db")) as db, db:
        db.execute("update captures set absorbed_at = '2026-06-01T00:00:00Z'")
    again = summary(modgov("reparse", "--jobs", 1, "--all", "--json"))
    assert again["read"] == done["passed"] > 2 * NUMBER
    assert (again["passed"], again["different"], again["changes"]) == (0, 0, 0)


def test_a_dry_run_says_what_would_change_and_writes_nothing(modgov, archive):
    before = {path: path.read_bytes() for path in archive.rglob("*") if path.is_file() and path.suffix != ".db-shm"}
    done = summary(modgov("reparse", "--dry-run", "--jobs", 1, "--json"))
    assert (done["read"], done["different"], done["dry_run"]) == (2 * NUMBER, 2 * NUMBER, True)
    told = modgov("reparse", "--dry-run", "--jobs", 1).output
    assert "would say something else" in told
    assert f"decision status: on {2 * NUMBER} pages" in told
    assert {path: path.read_bytes() for path in before} == before


def test_processes_come_to_the_same_as_one(modgov, archive, monkeypatch):
    monkeypatch.setattr(rereading, "_FEW", 1)
    other = shutil.copytree(archive, archive.with_name("other"))
    told = [
        summary(modgov("reparse", "--jobs", jobs, "--json", "--archive", at)) for jobs, at in ((2, archive), (1, other))
    ]
    assert told[0] == told[1]
    assert said(archive) == said(other)
    columns = "council, kind, id, field, old, new, at, old_capture_id, new_capture_id, cause"
    asked = f"select {columns} from changes order by {columns}"
    assert sql(archive, asked) == sql(other, asked)


@pytest.mark.parametrize(
    ("options", "read"),
    [
        (("--council", "democracy.thornmouth.example"), 2 * NUMBER),
        (("--kind", "decision"), 2 * NUMBER),
        (("--kind", "issue"), 0),
    ],
)
def test_only_what_is_asked_for_is_read(modgov, archive, options, read):
    assert summary(modgov("reparse", "--jobs", 1, "--json", *options))["read"] == read


@pytest.mark.parametrize("options", [(), ("--all",)])
def test_an_interrupted_run_is_gone_on_with(modgov, archive, harvested, monkeypatch, options):
    monkeypatch.setattr(rereading, "_PAGES", 2)
    monkeypatch.setattr(rereading, "_AHEAD", 0)
    take, seen = rereading._take, []

    def stop_at_third(*args, **kwargs):
        if len(seen) == 2:
            raise KeyboardInterrupt
        seen.append(len(args[1].captures))
        take(*args, **kwargs)

    monkeypatch.setattr(rereading, "_take", stop_at_third)
    stopped = modgov("reparse", "--jobs", 1, *options)
    assert stopped.exit_code == 3
    assert "the same command goes on" in stopped.output
    monkeypatch.setattr(rereading, "_take", take)
    done = summary(modgov("reparse", "--jobs", 1, "--json", *options))
    assert done["passed"] >= sum(seen) > 0
    assert said(archive) == said(harvested)
    assert modgov("verify").exit_code == 0


def test_a_page_that_its_reader_fails_on_is_passed_over(modgov, archive, monkeypatch):
    reread = rereading.reread

    def failing(folder, capture):
        if capture["url"].endswith("ID=3"):
            raise RecursionError("too deep")
        return reread(folder, capture)

    monkeypatch.setattr(rereading, "reread", failing)
    result = modgov("reparse", "--jobs", 1)
    assert result.exit_code == 3
    assert "2 pages could not be read" in result.output
    assert "too deep" in result.output
    assert sql(archive, "select count(*) from captures where reader = 'decision/0' and reading_id = id") == [(2,)]


def dying(folder, captures):
    """In another process: a page that ends the process that reads it."""
    if any(capture["url"].endswith("ID=3") for capture in captures):
        os._exit(11)
    return rereading.read_chunk(folder, captures)


def test_a_page_that_ends_its_process_is_passed_over(modgov, archive, monkeypatch):
    monkeypatch.setattr(rereading, "_FEW", 1)
    submit = rereading.ProcessPoolExecutor.submit
    monkeypatch.setattr(
        rereading.ProcessPoolExecutor, "submit", lambda pool, _, *args: submit(pool, dying, *args), raising=True
    )
    done = summary(modgov("reparse", "--jobs", 2, "--json"))
    assert done["read"] == 2 * NUMBER - 2
    assert {one["reason"] for one in done["skipped"]} == {"the process that read it ended; what it said before holds"}


def test_a_page_that_is_lost_is_passed_over(modgov, archive):
    lost = max(archive.glob("warc/*/*.warc.gz"))
    lost.unlink()
    result = modgov("reparse", "--jobs", 1)
    assert result.exit_code == 3
    assert "lacks the record" in result.output


def test_what_repeats_a_page_follows_it(modgov, archive):
    followers = "select count(*) from captures where page_type = 'decision' and reading_id <> id"
    assert sql(archive, followers)[0][0] >= NUMBER
    modgov("reparse", "--jobs", 1)
    wrong = """select count(*) from captures c join captures r on r.id = c.reading_id
        where (c.reader, c.content_sha256, c.verdict) is not (r.reader, r.content_sha256, r.verdict)"""
    assert sql(archive, wrong) == [(0,)]


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="signals cannot be held back here")
def test_ctrl_c_is_held_back_while_processes_begin(monkeypatch, tmp_path):
    held = []

    def submit(*_):
        held.append(signal.pthread_sigmask(signal.SIG_BLOCK, []))

    monkeypatch.setattr(rereading, "ProcessPoolExecutor", lambda *_: SimpleNamespace(submit=submit))
    rereading._Readers(tmp_path, 2)._submit([])
    assert signal.SIGINT in held[0]
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, [])
