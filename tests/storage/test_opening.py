"""What may be opened as an archive, by whom, and what is said of everything else."""

import errno
import os
import sqlite3
from pathlib import Path

import pytest

from storage import (
    Archive,
    ArchiveBusy,
    ArchiveDamaged,
    ArchiveUnwritable,
    DiskFull,
    NotAnArchive,
    OlderRelease,
    StorageError,
    WrongVersion,
    utc_now,
)
from storage import database as database_module
from storage.errors import border
from storage.values import whole_second


def test_an_archive_is_made_in_a_new_folder_and_opened_again(folder: Path):
    with Archive.open(folder, create=True) as archive:
        archive.save_council({"slug": "exampleshire", "name": "Exampleshire"})
    with Archive.open(folder) as archive:
        assert archive.counts()["councils"] == 1
    assert sorted(path.name for path in folder.iterdir()) == ["modgov.db", "modgov.lock"]


def test_an_archive_is_made_in_an_empty_folder_even_after_a_run_that_died_at_once(folder: Path):
    folder.mkdir()
    (folder / "modgov.lock").write_text("4711")
    with Archive.open(folder, create=True) as archive:
        assert archive.counts()["captures"] == 0


def test_a_missing_folder_is_no_archive(folder: Path):
    with pytest.raises(NotAnArchive, match=r"There is no archive in .*: name another folder"):
        Archive.open(folder)
    with pytest.raises(NotAnArchive):
        Archive.open(folder, create=True, read_only=True)
    assert not folder.exists()


def test_a_folder_with_other_files_is_left_alone(folder: Path):
    folder.mkdir()
    (folder / "holiday.jpg").touch()
    with pytest.raises(NotAnArchive, match="holds other files and no archive"):
        Archive.open(folder, create=True)
    assert [path.name for path in folder.iterdir()] == ["holiday.jpg"]


def test_a_file_is_no_folder(folder: Path):
    folder.touch()
    with pytest.raises(NotAnArchive, match="is a file"):
        Archive.open(folder, create=True)


def test_another_programs_database_is_left_alone(folder: Path):
    folder.mkdir()
    with sqlite3.connect(folder / "modgov.db") as other:
        other.execute("create table shopping (item)")
    other.close()
    before = (folder / "modgov.db").read_bytes()
    with pytest.raises(NotAnArchive, match="another program's database"):
        Archive.open(folder)
    assert (folder / "modgov.db").read_bytes() == before


def test_a_file_that_is_no_database_is_left_alone(folder: Path):
    folder.mkdir()
    (folder / "modgov.db").write_bytes(b"Dear diary, " * 100)
    with pytest.raises(NotAnArchive, match="is not a database"):
        Archive.open(folder)


def test_an_archives_database_that_is_none_any_longer_can_be_made_again(folder: Path, exchange):
    with Archive.open(folder, create=True) as archive:
        archive.add_capture(exchange())
    (folder / "modgov.db").write_bytes(b"Dear diary, " * 100)
    with pytest.raises(ArchiveDamaged, match="not a database any longer: make it again with `modgov verify --repair`"):
        Archive.open(folder, read_only=True)


def test_a_damaged_database_is_said_to_be_damaged(folder: Path):
    Archive.open(folder, create=True).close()
    with (folder / "modgov.db").open("r+b") as file:
        file.seek(100)
        file.write(b"\xff" * 4000)
    with pytest.raises(ArchiveDamaged, match=r"is damaged \(database disk image is malformed\): `modgov verify`"):
        Archive.open(folder)


def test_an_archive_of_a_newer_release_is_left_alone(folder: Path):
    Archive.open(folder, create=True).close()
    with sqlite3.connect(folder / "modgov.db") as db:
        db.execute("insert into _sqlite_migrations (migration_set, name, applied_at) values ('modgov', 'm999_x', '')")
    db.close()
    with pytest.raises(WrongVersion, match="upgrade modgov"):
        Archive.open(folder)


def test_an_archive_of_an_older_release_cannot_be_only_read(folder: Path):
    Archive.open(folder, create=True).close()
    with sqlite3.connect(folder / "modgov.db") as db:
        db.execute("delete from _sqlite_migrations where name like 'm004%'")
    db.close()
    with pytest.raises(OlderRelease, match="`modgov verify --repair` brings it up to date"):
        Archive.open(folder, read_only=True)


def test_a_second_writer_is_told_who_holds_the_archive(archive: Archive):
    with pytest.raises(ArchiveBusy, match=rf"process {os.getpid()}\) is writing to"):
        Archive.open(archive.folder)


def test_the_lock_ends_with_its_holder(folder: Path):
    Archive.open(folder, create=True).close()
    Archive.open(folder).close()


def test_closing_twice_does_no_harm(folder: Path):
    archive = Archive.open(folder, create=True)
    archive.close()
    archive.close()


def test_readers_read_beside_the_writer_and_write_nothing(archive: Archive, exchange):
    capture_id = archive.add_capture(exchange())
    with Archive.open(archive.folder, read_only=True) as reader:
        assert reader.body(capture_id) == exchange()["body"]
        with pytest.raises(ArchiveUnwritable, match="was opened to be read"):
            reader.add_capture(exchange())
        with pytest.raises(ArchiveUnwritable, match="cannot be written to"):
            reader.save_origin("https://example.gov.uk", {})


def test_an_archive_on_a_read_only_disk_can_be_read(folder: Path, monkeypatch: pytest.MonkeyPatch):
    Archive.open(folder, create=True).close()
    monkeypatch.setattr(database_module.os, "access", lambda *_: False)
    with Archive.open(folder, read_only=True) as archive:
        assert archive.counts()["issues"] == 0
    assert not (folder / "modgov.db-wal").exists()


@pytest.mark.parametrize(
    ("number", "expected", "sentence"),
    [
        (errno.EROFS, ArchiveUnwritable, "cannot be written to: give yourself write permission"),
        (errno.ENOSPC, DiskFull, "is full: free some space and run the command again"),
        (errno.ENOLCK, StorageError, "could not be used"),
    ],
)
def test_a_folder_that_cannot_be_locked_is_explained(
    folder: Path, monkeypatch: pytest.MonkeyPatch, number: int, expected: type, sentence: str
):
    def refuse(*_):
        raise OSError(number, os.strerror(number))

    Archive.open(folder, create=True).close()
    monkeypatch.setattr("storage.lock.os.ftruncate", refuse)
    with pytest.raises(expected, match=sentence) as caught:
        Archive.open(folder)
    assert type(caught.value) is expected
    monkeypatch.undo()
    Archive.open(folder).close()


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("database or disk is full", DiskFull),
        ("attempt to write a readonly database", ArchiveUnwritable),
        ("unable to open database file", ArchiveUnwritable),
        ("database is locked", ArchiveBusy),
        ("database disk image is malformed", ArchiveDamaged),
        ("disk I/O error", StorageError),
    ],
)
def test_sqlite_errors_become_ours(folder: Path, sentence: str, expected: type):
    with pytest.raises(expected, match=str(folder)) as caught, border(folder):
        raise sqlite3.OperationalError(sentence)
    assert isinstance(caught.value.__cause__, sqlite3.OperationalError)


def test_a_mistake_in_the_program_stays_what_it_is(folder: Path):
    with pytest.raises(sqlite3.OperationalError, match="no such column"), border(folder):
        raise sqlite3.OperationalError("no such column: statsu")


def test_a_failing_mend_leaves_nothing_open(folder: Path, monkeypatch: pytest.MonkeyPatch):
    Archive.open(folder, create=True).close()

    def fail(*_, **__):
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr("storage.mending.Mending.mend", fail)
    with pytest.raises(ArchiveDamaged):
        Archive.open(folder)
    monkeypatch.undo()
    Archive.open(folder).close()


def test_time_is_utc_in_whole_seconds():
    assert whole_second("2026-01-31T09:30:00.123456Z") == "2026-01-31T09:30:00Z"
    assert whole_second(utc_now())
    with pytest.raises(ValueError, match="is not a UTC time"):
        whole_second("2026-01-31T09:30:00+01:00")
