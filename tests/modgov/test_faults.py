"""What an archive survives: kills, full disks, locks, clocks, sizes and two runs at once. Nothing stored is lost."""

import errno
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tracemalloc
from contextlib import closing
from datetime import timedelta

import pytest

import storage
from storage import database, warc
from storage.lock import LOCK_NAME
from tests.modgov.killed import council, said
from tests.modgov.sites import BASE, NIGHT, Site, decision

PAGE = f"{BASE}/ieDecisionDetails.aspx?ID=1"


@pytest.fixture(scope="module")
def first_night(tmp_path_factory):
    folder = tmp_path_factory.mktemp("first") / "archive"
    council(1)(folder)
    return folder


@pytest.fixture(scope="module")
def second_night(tmp_path_factory, first_night):
    """What the archive says after both nights, when nothing befell it."""
    folder = shutil.copytree(first_night, tmp_path_factory.mktemp("second") / "archive")
    council(2)(folder)
    return said(folder)


@pytest.fixture
def archive(first_night, tmp_path):
    return shutil.copytree(first_night, tmp_path / "archive")


def stored(folder):
    """Each capture's bytes, which must be there whatever happened."""
    with storage.Archive.open(folder, read_only=True) as opened:
        return {row["id"]: opened.body(row["id"]) for row in opened.captures()}


def test_two_hundred_kills_lose_nothing(tmp_path):
    command = [sys.executable, "-m", "tests.modgov.killed", str(tmp_path), "200", "5"]
    done = subprocess.run(command, capture_output=True, check=True, text=True)  # our own program
    told = json.loads(done.stdout)
    assert told["moments"]["1"] > 500
    assert (told["killed"], told["wrong"]) == (200, [])


def test_a_disk_that_is_full_at_any_write_of_a_page(archive, second_night, monkeypatch):
    write, writes = warc.WarcFile._write, []

    def counting(file, record):
        writes.append(len(record))
        write(file, record)

    trial = shutil.copytree(archive, archive.with_name("trial"))
    monkeypatch.setattr(warc.WarcFile, "_write", counting)
    council(2)(trial)
    assert len(writes) > 8
    for at in range(len(writes)):
        left = [at]

        def failing(file, record, left=left):
            left[0] -= 1
            if left[0] < 0:
                write(file, record[: len(record) // 2])
                raise OSError(errno.ENOSPC, "No space left on device")
            write(file, record)

        folder = shutil.copytree(archive, archive.with_name(f"full{at}"))
        monkeypatch.setattr(warc.WarcFile, "_write", failing)
        with pytest.raises(storage.DiskFull, match="what was stored is safe"):
            council(2)(folder)
        assert storage.verify(folder) == []
        monkeypatch.setattr(warc.WarcFile, "_write", write)
        council(2)(folder)
        assert storage.verify(folder) == []
        assert said(folder) == second_night


def test_a_disk_that_is_full_at_any_growth_of_the_database(archive, second_night, monkeypatch):
    connection = database._connection
    with closing(sqlite3.connect(archive / "modgov.db")) as db:
        (pages,) = db.execute("pragma page_count").fetchone()
    failures = 0
    for more in range(10):

        def small(*args, most=pages + more, **kwargs):
            made = connection(*args, **kwargs)
            made.execute(f"pragma max_page_count = {most}")
            return made

        folder = shutil.copytree(archive, archive.with_name(f"full{more}"))
        monkeypatch.setattr(database, "_connection", small)
        try:
            council(2)(folder)
        except storage.DiskFull:
            failures += 1
        monkeypatch.setattr(database, "_connection", connection)
        assert storage.verify(folder) == []
        council(2)(folder)
        assert storage.verify(folder) == []
        assert said(folder) == second_night
    assert 1 < failures < 10


def test_a_reader_that_looks_for_a_minute_holds_nobody_up(archive, second_night):
    with closing(sqlite3.connect(archive / "modgov.db", isolation_level=None)) as reader:
        reader.execute("begin")
        before = reader.execute("select count(*) from captures").fetchone()
        council(2)(archive)
        assert reader.execute("select count(*) from captures").fetchone() == before
    assert storage.verify(archive) == []
    assert said(archive) == second_night


def test_a_lock_of_a_minute_is_waited_for(archive, monkeypatch):
    assert database._PATIENCE > 60
    monkeypatch.setattr(database, "_PATIENCE", 0.01)
    before = stored(archive)
    other = sqlite3.connect(archive / "modgov.db", isolation_level=None)
    with closing(other), storage.Archive.open(archive) as opened:
        other.execute("begin immediate")
        with pytest.raises(storage.ArchiveBusy, match="close it or wait"):
            opened.add_capture(saved(b"page"))
        other.execute("rollback")
        opened.add_capture(saved(b"page"))
    assert storage.verify(archive) == []
    assert stored(archive).items() > before.items()


def saved(body):
    return {
        "council": "democracy.thornmouth.example",
        "url": PAGE,
        "final_url": PAGE,
        "captured_at": "2026-04-01T00:00:00Z",
        "body": body,
        "source": "import",
    }


def test_a_clock_that_steps_back(archive, tmp_path):
    """Files are named by the clock: then the newest does not come last, and what a kill left there is found still."""
    earlier = NIGHT - timedelta(days=400)
    site = Site(ieDecisionDetails=lambda query: decision(f"Decision {query['ID'][0]}", "Called in"))
    site.night(archive, now=earlier, since="2026-02-01")
    assert storage.verify(archive) == []
    file = min(archive.glob("warc/*/*.warc.gz"))
    assert file.name.startswith("2025")
    before = stored(archive)
    whole = file.read_bytes()
    file.write_bytes(whole + whole[:50])
    (archive / LOCK_NAME).write_text("4242")  # as a run leaves it that is killed
    assert [one.cure for one in storage.verify(archive)] == [storage.MEND]
    storage.Archive.open(archive).close()
    assert storage.verify(archive) == []
    assert file.read_bytes() == whole
    assert stored(archive) == before


def test_what_a_killed_verification_leaves_is_mended_still(archive):
    (archive / LOCK_NAME).write_text("4242")
    assert storage.verify(archive) == []
    assert (archive / LOCK_NAME).read_text()
    storage.Archive.open(archive).close()
    assert not (archive / LOCK_NAME).read_text()


def test_a_capture_of_two_hundred_megabytes(archive):
    size = 200 * 1024 * 1024
    with storage.Archive.open(archive) as opened:
        capture_id = opened.add_capture(saved(bytes(size)))
    tracemalloc.start()
    assert storage.verify(archive) == []
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < size / 2
    with storage.Archive.open(archive, read_only=True) as opened:
        assert len(opened.body(capture_id)) == size


def test_two_imports_at_once(archive, tmp_path):
    pages = []
    for number in range(2):
        page = tmp_path / f"{number}.html"
        page.write_bytes(decision(f"Decision {number}"))
        pages.append(page)
    before = stored(archive)

    def import_(number):
        command = [sys.executable, "-m", "modgov", "import", str(pages[number]), "--url", PAGE, "--archive", archive]
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)  # our own program

    both = [import_(number) for number in range(2)]
    told = [process.communicate() for process in both]
    codes = [process.returncode for process in both]
    assert set(codes) <= {0, 4}
    assert 0 in codes
    assert all(b"wait until it is done" in errors for (_, errors), code in zip(told, codes, strict=True) if code)
    assert storage.verify(archive) == []
    for number in range(2):
        process = import_(number)
        process.communicate()
        assert process.returncode == 0
    assert storage.verify(archive) == []
    after = stored(archive)
    assert after.items() > before.items()
    assert len(after) == len(before) + 2


def test_the_second_of_two_imports_is_told_to_wait(modgov, archive, tmp_path):
    page = tmp_path / "page.html"
    page.write_bytes(decision("Decision 1"))
    with storage.Archive.open(archive):
        said_ = modgov("import", page, "--url", PAGE)
    assert said_.exit_code == 4
    assert f"process {os.getpid()}" in said_.output
    assert modgov("import", page, "--url", PAGE).exit_code == 0
    assert storage.verify(archive) == []
