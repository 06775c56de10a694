"""An archive that proves that it is whole, says what it has lost, and comes back from its WARC files."""

import gzip
import json
import shutil
import sqlite3
from contextlib import closing

import pytest

import storage
from storage.lock import Lock
from tests.modgov.sites import Site, decision, table

PROMISED = (
    "councils", "runs", "captures", "issues", "plans", "plan_items", "decisions", "issue_decisions", "documents",
    "committees", "meetings", "agenda_items", "restrictions", "translations", "statements", "sightings", "changes",
    "unread", "document_files",
)  # fmt: skip

TEXTS = "select sha256, media_type, text, pages, extractor, error from texts order by 1"


def rows(folder):
    """All that the WARC files promise to bring back, table by table."""
    with closing(sqlite3.connect(folder / "modgov.db")) as db:
        return {name: sorted(db.execute(f"select * from {name}").fetchall(), key=repr) for name in PROMISED}


def sql(folder, statement, *arguments):
    with closing(sqlite3.connect(folder / "modgov.db")) as db, db:
        return db.execute(statement, arguments).fetchall()


@pytest.fixture(scope="module")
def harvested(tmp_path_factory):
    """A small council's archive after two nights, to be copied."""
    folder = tmp_path_factory.mktemp("harvested") / "archive"
    site = Site(
        mgDelegatedDecisions=table((1, "Ferry", "09/02/2026"), (2, "Bridge", "09/02/2026")),
        ieDecisionDetails=lambda query: decision(f"Decision {query['ID'][0]}"),
    )
    site.night(folder)
    site.answers["ieDecisionDetails.aspx"] = lambda query: decision(f"Decision {query['ID'][0]}", "Called in")
    site.night(folder, now=site.now.replace(day=9))
    return folder


@pytest.fixture
def archive(harvested, tmp_path):
    return shutil.copytree(harvested, tmp_path / "archive")


def last_file(archive):
    return max(archive.glob("warc/*/*.warc.gz"))


@pytest.mark.parametrize("how", [(), ("--fast",)])
def test_a_whole_archive_is_whole(modgov, archive, how):
    before = rows(archive)
    said = modgov("verify", *how)
    assert (said.exit_code, said.output) == (0, "The archive in archive is whole.\n")
    assert rows(archive) == before
    assert json.loads(modgov("verify", "--json", *how).output) == {"whole": True, "findings": [], "done": []}


def test_the_demos_database_comes_back_from_its_warc_files(modgov, tmp_path):
    folder = tmp_path / "demo"
    assert modgov("demo", "--archive", folder).exit_code == 0
    before, texts = rows(folder), sql(folder, TEXTS)
    assert len(before["captures"]) > 500
    assert before["changes"]
    assert len(before["document_files"]) == 26
    replaced = "select count(*) from texts where sha256 not in (select sha256 from documents where sha256 is not null)"
    assert sql(folder, replaced) == [(1,)]
    (folder / "modgov.db").unlink()
    said = modgov("verify", "--archive", folder)
    assert said.exit_code == 5
    assert "modgov verify --repair" in said.output
    said = modgov("verify", "--archive", folder, "--repair")
    assert said.exit_code == 0, said.output
    assert "made again from the WARC files" in said.output
    assert "are not in the WARC files" in said.output
    assert "the text of 24 documents was read again" in said.output
    assert rows(folder) == before
    assert sql(folder, TEXTS) == texts
    found = modgov("search", "--archive", folder, "--in", "documents", "gritting", "--json")
    assert json.loads(found.stdout)


def test_a_damaged_database_is_kept_aside_and_made_again(modgov, archive):
    before = rows(archive)
    database = archive / "modgov.db"
    whole = database.read_bytes()
    damaged = whole[:100] + b"\xff" * 8000 + whole[8100:]
    database.write_bytes(damaged)
    said = modgov("verify")
    assert said.exit_code == 5
    assert "makes the database again" in said.output
    assert modgov("changes").exit_code == 5
    assert modgov("verify", "--repair").exit_code == 0
    assert rows(archive) == before
    kept = min(archive.glob("modgov.db.damaged-*"), key=lambda path: len(path.name))
    assert kept.read_bytes() == damaged


@pytest.mark.parametrize("wreck", [b"", b"no database at all, but some other bytes of some length " * 99])
def test_a_database_that_is_none_any_longer_is_made_again(modgov, archive, wreck):
    before = rows(archive)
    (archive / "modgov.db").write_bytes(wreck)
    assert modgov("verify").exit_code == 5
    assert modgov("changes").exit_code in (1, 5)
    assert modgov("verify", "--repair").exit_code == 0
    assert rows(archive) == before


def test_a_rebuilding_that_was_stopped_is_begun_again(modgov, archive):
    before = rows(archive)
    (archive / "modgov.db").rename(archive / "modgov.db.rebuilt")
    assert modgov("verify", "--repair").exit_code == 0
    assert rows(archive) == before
    assert not list(archive.glob("modgov.db.rebuilt*"))


def test_another_programs_database_is_left_alone(modgov, archive):
    (archive / "modgov.db").unlink()
    sql(archive, "create table theirs (id)")
    before = (archive / "modgov.db").read_bytes()
    said = modgov("verify", "--repair")
    assert said.exit_code == 1
    assert "another program's database" in said.output
    assert (archive / "modgov.db").read_bytes() == before


def test_one_record_that_is_told_again_is_one(modgov, archive):
    with closing(sqlite3.connect(archive / "modgov.db")) as db, db:
        db.execute("update decisions set status = 'Forged' where rowid = (select min(rowid) from decisions)")
    assert "1 record was told again from the captures" in modgov("verify", "--repair").stdout


def test_where_there_is_no_archive(modgov):
    assert modgov("verify").exit_code == 1


def test_an_archive_that_another_run_holds(modgov, archive):
    lock = Lock(archive)
    assert modgov("verify").exit_code == 4
    lock.release()


def test_a_page_that_is_not_what_was_stored(modgov, archive):
    file = last_file(archive)
    asked = "select id, warc_offset, warc_length from captures where warc_file like ? and original_id is null"
    capture_id, offset, length = sql(archive, asked, f"%{file.name}")[-1]
    whole = file.read_bytes()
    record = gzip.decompress(whole[offset : offset + length]).replace(b"Called in", b"Forged ..")
    forged = gzip.compress(record)
    file.write_bytes(whole[:offset] + forged + whole[offset + length :])
    said = modgov("verify", "--json")
    words = {one["place"]: one["words"] for one in json.loads(said.stdout)["findings"]}
    assert said.exit_code == 5
    assert words[f"capture {capture_id}"].endswith("are not those that were stored")
    assert any("digest failed" in one for one in words.values())
    again = modgov("verify", "--repair")
    assert again.exit_code == 5
    assert "restore the file from a copy" in again.output


def test_a_byte_that_flipped_costs_one_page_and_not_those_behind_it(modgov, archive):
    file = last_file(archive)
    found = sql(
        archive, "select id, warc_offset from captures where warc_file like ? order by warc_offset", f"%{file.name}"
    )
    capture_id, offset = found[0]
    whole = bytearray(file.read_bytes())
    whole[offset + 40] ^= 0xFF
    file.write_bytes(whole)
    said = modgov("verify")
    assert said.exit_code == 5
    assert f"capture {capture_id}: " in said.output
    assert not any(f"capture {other}: " in said.output for other, _ in found[1:])
    modgov("verify", "--repair")
    assert file.read_bytes() == whole
    (archive / "modgov.db").unlink()
    modgov("verify", "--repair")
    assert {row[0] for row in sql(archive, "select id from captures")} >= {other for other, _ in found[1:]}


def test_what_is_lost_is_restored_before_the_database_is_made_again(modgov, archive):
    sql(archive, "update captures set url = 'https://elsewhere.example/' where id = 1")
    alone = modgov("verify").stdout
    assert "What to do about it: `modgov verify --repair` makes the database again" in alone
    last_file(archive).unlink()
    both = modgov("verify", "--repair").stdout
    assert "restore what is lost first; then `modgov verify --repair` makes the database again" in both
    assert "made again" not in both


@pytest.mark.parametrize("how", [(), ("--fast",)])
def test_a_file_that_is_missing(modgov, archive, how):
    file = last_file(archive)
    file.unlink()
    said = modgov("verify", *how)
    assert said.exit_code == 5
    assert f"{file.name}: the file is missing" in said.output


@pytest.mark.parametrize("how", [(), ("--fast",)])
def test_a_file_that_is_cut_short(modgov, archive, how):
    file = last_file(archive)
    file.write_bytes(file.read_bytes()[:-2500])
    said = modgov("verify", *how)
    assert said.exit_code == 5
    assert "holds no whole record at byte" in said.output
    before = file.read_bytes()
    assert modgov("verify", "--repair", *how).exit_code == 5
    assert file.read_bytes() == before


@pytest.mark.parametrize("how", [(), ("--fast",)])
def test_a_torn_end_is_cut_off(modgov, archive, how):
    file = last_file(archive)
    whole = file.read_bytes()
    file.write_bytes(whole + gzip.compress(b"WARC/1.1\r\n" * 90)[:30])
    said = modgov("verify", *how)
    assert said.exit_code == 5
    assert "30 bytes are no whole record" in said.output
    assert modgov("verify", "--repair", *how).exit_code == 0
    assert file.read_bytes() == whole


def test_captures_without_rows_get_them_again(modgov, archive):
    before = rows(archive)["captures"]
    sql(archive, "update captures set original_id = null, reading_id = null where id > 3")
    for name, column in (("unread", "capture_id"), ("sightings", "capture_id"), ("changes", "new_capture_id")):
        sql(archive, f"delete from {name} where {column} > 3")
    sql(archive, "update windows set capture_id = null")
    sql(archive, "update frontier set discovered_from = null")
    sql(archive, "delete from captures where id > 3")
    said = modgov("verify")
    assert said.exit_code == 5
    assert f"capture {len(before)} has no row" in said.output
    said = modgov("verify", "--repair")
    assert said.exit_code == 0, said.output
    assert "capture 4 has its row again" in said.output
    read = ["verdict", "page_type", "warnings", "content_sha256", "reader", "reading_id", "absorbed_at"]
    (columns,) = sql(archive, "select group_concat(name) from pragma_table_info('captures')")
    kept = [at for at, name in enumerate(columns[0].split(",")) if name not in read]
    after = rows(archive)["captures"]
    assert sorted([row[at] for at in kept] for row in after) == sorted([row[at] for at in kept] for row in before)


def test_the_order_of_names_in_a_translation_says_nothing(modgov, archive):
    said = json.dumps({"url": "u", "title": "Fferi", "kind": 1})
    sql(
        archive,
        """insert into statements values ('welsh', json_object('url', 'u', 'title', 'Fferi', 'status', 'Agored'))""",
    )
    sql(
        archive,
        """insert into sightings (kind, council, id, capture_id, digest, is_version)
        select 'translation', council, 'issue/9/cy', id, 'welsh', 1 from captures where id = 2""",
    )
    assert modgov("verify", "--repair").exit_code == 0
    ((told,),) = sql(archive, "select fields from translations")
    assert list(json.loads(told)) == ["status", "title", "url"]
    other = json.dumps({"url": "u", "status": "Agored", "title": "Fferi"})
    sql(archive, "update translations set fields = ?", other)
    assert modgov("verify").exit_code == 0
    sql(archive, "update translations set fields = ?", said)
    assert modgov("verify").exit_code == 5


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("update decisions set status = 'Forged'", "its row is not what its captures say"),
        ("delete from changes", "its changes do not follow from its versions"),
        ("update sightings set is_version = 1 - is_version", "its versions are not those"),
        ("delete from decisions", "its row is not what its captures say"),
        (
            "insert into issues (council, issue_id, title) values ('nowhere', '1', 'Forged')",
            "issues nowhere/1: its row is not what its captures say",
        ),
    ],
)
def test_a_record_that_does_not_follow_from_its_pages_is_told_again(modgov, archive, statement, words):
    before = rows(archive)
    sql(archive, statement)
    said = modgov("verify")
    assert said.exit_code == 5
    assert words in said.output
    assert modgov("verify", "--repair").exit_code == 0
    after = rows(archive)
    assert {name: after[name] for name in after if name != "changes"} == {
        name: before[name] for name in before if name != "changes"
    }
    assert {row[1:] for row in after["changes"]} == {row[1:] for row in before["changes"]}


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("update captures set status = 404 where id = 2", "differ in status"),
        ("update captures set url = url || '&x=1' where id = 2", "differ in url"),
        ("update captures set original_id = 1 where id = 5", "it repeats capture 1"),
        ("update sightings set digest = 'none' where rowid = 1", "was not kept"),
        ("update changes set old_capture_id = 99999", "one of them is not there"),
        ("update unread set capture_id = 99999", "not there"),
    ],
)
def test_a_row_that_the_warc_files_belie_is_made_again(modgov, archive, statement, words):
    sql(archive, "insert into unread (capture_id, number, text) values (1, 99, 'x')")
    sql(archive, "delete from unread where number = 99") if "unread" not in statement else None
    before = rows(archive)
    sql(archive, statement)
    said = modgov("verify")
    assert said.exit_code == 5
    assert words in said.output
    assert modgov("verify", "--repair").exit_code == 0
    before["unread"] = [row for row in before["unread"] if 99 not in row]
    assert rows(archive) == before


def test_a_warc_with_somebody_elses_pages_is_named_and_left_alone(modgov, archive):
    theirs = last_file(archive).with_name("crawl.warc.gz")
    page = b"WARC/1.0\r\nWARC-Type: resource\r\nWARC-Target-URI: https://a.example/\r\nContent-Length: 3\r\n\r\none\r\n\r\n"
    theirs.write_bytes(gzip.compress(page) * 2)
    bytes_before, before = theirs.read_bytes(), rows(archive)
    for how in ((), ("--fast",), ("--repair",)):
        said = modgov("verify", *how)
        assert said.exit_code == 0
        assert "crawl.warc.gz: it is no file of this archive, and is left alone." in said.output
    (archive / "modgov.db").unlink()
    assert modgov("verify", "--repair").exit_code == 0
    assert (theirs.read_bytes(), rows(archive)) == (bytes_before, before)


def test_another_archives_file_is_not_taken_for_ones_own(modgov, archive, tmp_path):
    other = tmp_path / "other"
    Site().night(other)
    moved = last_file(archive).with_name("20300101T000000Z-run1.warc.gz")
    shutil.copy(next(other.glob("warc/*/*.warc.gz")), moved)
    before, bytes_before = rows(archive), moved.read_bytes()
    said = modgov("verify", "--repair")
    assert "move the file out of the archive" in said.output
    assert (rows(archive), moved.read_bytes()) == (before, bytes_before)
    (archive / "modgov.db").unlink()
    said = modgov("verify", "--repair")
    assert "too: move out of the archive the one that is not its own" in said.output


def test_an_archive_that_may_not_be_written_can_still_be_verified(archive, monkeypatch):
    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("storage.wholeness.Lock", refuse)
    assert storage.verify(archive) == []
