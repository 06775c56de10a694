"""What comes back from WARC files that are old, torn, or not all there, and what is said of the rest."""

import errno
import gzip
import json
from pathlib import Path

import pytest

from storage import Archive, DiskFull, Finding, StorageError, provenance, verify
from storage.accounts import Inventory
from storage.survey import survey

NOW = "2026-11-24T06:00:00Z"


def rebuilt(folder: Path):
    (folder / "modgov.db").unlink()
    with Archive.rebuilding(folder, lambda: NOW) as (_, restored):
        pass
    with Archive.open(folder, now=lambda: NOW) as archive:
        return restored, list(archive.captures())


@pytest.fixture
def old(monkeypatch):
    """An older release: no ledger, an account of what was fetched only, and no id in it."""

    def account(exchange, beside):
        if exchange.get("source") != "fetch":
            return b""
        told = {name: exchange[name] for name in provenance.FACTS if exchange.get(name) is not None}
        named = {"WARC-Date": exchange["captured_at"], **beside}
        return provenance._metadata(exchange["url"], json.dumps(told).encode(), "application/json", named)

    def undo():
        monkeypatch.undo()

    monkeypatch.setattr("storage.exchange.account", account)
    monkeypatch.setattr("storage.members.ACCOUNTED", {})
    monkeypatch.setattr("storage.ledger.Ledger.record", lambda *_: b"")
    return undo


def test_captures_of_an_older_release_come_back_in_the_order_of_files(folder: Path, exchange, old):
    saved = {"source": "import", "headers": None, "request_headers": None, "status": None, "reason": None}
    saved |= {"http_version": None}
    with Archive.open(folder, create=True, now=lambda: NOW) as archive:
        run_id = archive.begin_run("harvest", ["exampleshire"])
        archive.add_capture(exchange(run_id=run_id))
        archive.add_capture(exchange(run_id=run_id, body=b"other", captured_at="2026-01-02T09:00:00Z"))
        archive.add_capture(exchange(**saved, council="ill shire", body=b"saved", content_type="text/plain"))
    with Archive.open(folder, now=lambda: NOW) as archive:
        before = list(archive.captures())
    old()
    assert verify(folder) == []
    with Archive.open(folder, now=lambda: NOW) as archive:
        archive.add_capture(exchange(council="zz", body=b"new"))
    restored, after = rebuilt(folder)
    assert [row["id"] for row in after] == [1, 2, 3, 4]
    by_digest = {row["sha256"]: row for row in after}
    for row in before:
        told = {name: value for name, value in by_digest[row["sha256"]].items() if name not in ("id", "absorbed_at")}
        expected = {name: value for name, value in row.items() if name not in ("id", "absorbed_at")}
        assert told == expected
    words = [words for _, words in restored.words]
    assert "run 1 is known by its captures only" in words
    assert any("captures of an older release have new ids" in one for one in words)


def test_a_page_whose_first_bytes_are_lost_is_left_out_and_told(folder: Path, exchange):
    with Archive.open(folder, create=True, now=lambda: NOW) as archive:
        archive.add_capture(exchange(run_id=1))
        archive.add_capture(exchange(run_id=2, captured_at="2026-01-02T09:00:00Z"))
        archive.add_capture(exchange(run_id=2, body=b"other"))
    min(folder.glob("warc/*/*-run1.warc.gz")).unlink()
    restored, after = rebuilt(folder)
    assert [row["id"] for row in after] == [3]
    assert restored.captures == 1
    assert any("capture 2 repeats one whose bytes are lost" in words for _, words in restored.words)


def test_an_answer_whose_account_never_came(folder: Path, exchange):
    with Archive.open(folder, create=True, now=lambda: NOW) as archive:
        archive.add_capture(exchange())
        archive.add_capture(exchange(body=b"other"))
        second = archive.capture(2)
        archive._db.execute("delete from captures where id = 2")
        archive._db.conn.commit()
    (path,) = folder.glob("warc/*/*.warc.gz")
    end = second["warc_offset"] + second["warc_length"]
    path.write_bytes(path.read_bytes()[: end + 20])
    words = {finding.words: finding.cure for finding in verify(folder)}
    assert words == {"the answer was never stored whole": "mend", "20 bytes are no whole record": "mend"}
    restored, after = rebuilt(folder)
    assert [row["id"] for row in after] == [1]
    assert path.stat().st_size == second["warc_offset"]
    assert any("hold no whole record" in one for _, one in restored.words)
    assert verify(folder) == []


def test_an_account_that_is_lost_is_damage(folder: Path, exchange):
    with Archive.open(folder, create=True, now=lambda: NOW) as archive:
        archive.add_capture(exchange())
    (path,) = folder.glob("warc/*/*.warc.gz")
    row = Inventory(path.relative_to(folder).as_posix())
    (answer,) = row.read(folder)
    whole = path.read_bytes()
    path.write_bytes(whole[: answer.record.end])
    (finding,) = verify(folder)
    assert finding.words.endswith("has lost the account of how it came")
    with Archive.open(folder):
        assert path.read_bytes() == whole[: answer.record.end]  # what the database knows is never cut off


def test_a_question_that_is_lost_is_damage_to_its_file_and_not_to_its_row(folder: Path, exchange):
    with Archive.open(folder, create=True, now=lambda: NOW) as archive:
        archive.add_capture(exchange())
    (path,) = folder.glob("warc/*/*.warc.gz")
    (question,) = (record for record in survey(path) if record.kind == "request")
    damaged = bytearray(path.read_bytes())
    damaged[question.offset + 30] ^= 0xFF
    path.write_bytes(damaged)
    found = {finding.place: finding for finding in verify(folder)}
    assert found["capture 1"].words.endswith("has lost the question to which it is the answer")
    assert {finding.cure for finding in found.values()} == {"restore"}


def test_what_belongs_to_nothing_is_named_and_left_alone(folder: Path, exchange):
    with Archive.open(folder, create=True, now=lambda: NOW) as archive:
        archive.add_capture(exchange())
    (path,) = folder.glob("warc/*/*.warc.gz")
    page = "WARC/1.1\r\nWARC-Type: {}\r\nWARC-Record-ID: <x>\r\nContent-Length: 1\r\n\r\nx\r\n\r\n"
    stray = gzip.compress(page.format("metadata").encode())
    theirs = gzip.compress(page.format("resource").encode())
    path.write_bytes(path.read_bytes() + theirs + stray + stray)
    before = path.read_bytes()
    found = verify(folder)
    assert [finding.cure for finding in found] == [None] * 3
    assert {finding.words for finding in found} == {
        "a page that this archive did not store; it is left alone",
        "a record that belongs to no capture; it is left alone",
    }
    with Archive.open(folder) as archive:
        archive.mend()
    assert path.read_bytes() == before


def test_a_file_that_warcio_cannot_read_is_named(folder: Path, exchange, monkeypatch):
    from warcio.exceptions import ArchiveLoadFailed

    with Archive.open(folder, create=True, now=lambda: NOW) as archive:
        archive.add_capture(exchange())

    def fail(*_, **__):
        raise ArchiveLoadFailed("odd")

    monkeypatch.setattr("storage.verification.ArchiveIterator", fail)
    (finding,) = verify(folder)
    assert finding.words == "warcio cannot read it (odd)"


def test_what_sqlite_finds_wrong_is_told(folder: Path, exchange):
    with Archive.open(folder, create=True, now=lambda: NOW) as archive:
        archive.add_capture(exchange())
        archive._db.conn.commit()
        archive._db.execute("create index theirs on captures (url)")
        archive._db.conn.commit()
        archive._db.execute("pragma writable_schema = 1")
        archive._db.execute(
            "update sqlite_master set sql = 'create index theirs on captures (sha256)' where name = 'theirs'"
        )
        archive._db.conn.commit()
    found = verify(folder)
    assert ("modgov.db", "rebuild") in {(finding.place, finding.cure) for finding in found}


def test_a_file_that_a_kill_left_empty_goes(folder: Path, exchange):
    with Archive.open(folder, create=True, now=lambda: NOW) as archive:
        archive.add_capture(exchange())
    empty = folder / "warc" / "exampleshire" / "20200101T000000Z-run9.warc.gz"
    empty.touch()
    (folder / "modgov.lock").write_text("4242")
    Archive.open(folder).close()
    assert not empty.exists()


def test_an_empty_warc_file_is_named(folder: Path, exchange):
    with Archive.open(folder, create=True, now=lambda: NOW) as archive:
        archive.add_capture(exchange())
    (folder / "warc" / "exampleshire" / "empty.warc.gz").touch()
    for is_fast in (True, False):
        assert verify(folder, is_fast=is_fast) == [
            Finding("warc/exampleshire/empty.warc.gz", "it is empty, and is left alone")
        ]


def test_a_disk_that_is_full_when_a_run_ends(folder: Path, exchange, monkeypatch):
    with Archive.open(folder, create=True, now=lambda: NOW) as archive:
        run_id = archive.begin_run("harvest", [])
        other = archive.begin_run("harvest", [])
        archive.add_capture(exchange(run_id=run_id))
        archive.end_run(other, {})
        (path,) = folder.glob("warc/*/*.warc.gz")
        before = path.read_bytes()

        def fail(*_):
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr("storage.warc.WarcFile._write", fail)
        with pytest.raises(DiskFull):
            archive.end_run(run_id, {})
        assert path.read_bytes() == before
    assert verify(folder) == []


def test_a_rebuilding_that_cannot_begin_leaves_nothing_open(folder: Path, monkeypatch):
    Archive.open(folder, create=True).close()

    def fail(_):
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr("storage.archive.clear", fail)
    with pytest.raises(StorageError), Archive.rebuilding(folder, lambda: NOW):
        pass
    monkeypatch.undo()
    Archive.open(folder).close()


def outcome(**changed):
    told = {"verdict": "page", "page_type": "issue", "warnings": [], "content_sha256": None, "reader": "issue/2"}
    return told | {"records": []} | changed


def test_reading_again_keeps_that_an_error_page_was_believed(archive: Archive, see, exchange, issue):
    see(archive, "2026-01-01T09:00:00Z", title="A plan")
    gone_id = archive.add_capture(exchange(captured_at="2026-01-02T09:00:00Z", body=b"error"))
    told = outcome(verdict="moderngov-error", page_type=None, reader="issue/1")
    archive.absorb(gone_id, **told, gone=[("issue", "exampleshire", "56526")])
    ((_, captures),) = archive.read_pages()
    gone = captures[1]
    assert archive.differences(gone_id, told) == []
    archive.absorb_again([(gone, told | {"reader": "issue/2"})])
    (row,) = archive._db.table("issues").rows
    assert row["gone_since"] == "2026-01-02T09:00:00Z"
    (one,) = archive.differences(captures[0]["id"], outcome())
    assert (one.key.id, one.field) == ("56526", None)


def test_what_is_read_for_the_first_time_in_a_batch_has_its_history(archive: Archive, see, issue):
    for day, title in enumerate(("First", "Second"), 1):
        see(archive, f"2026-01-0{day}T09:00:00Z", body=title.encode())
    ((_, captures),) = archive.read_pages()
    told = [outcome(records=[issue(title=title)]) for title in ("First", "Second")]
    archive.absorb_again(list(zip(captures, told, strict=True)))
    (change,) = archive.changes()
    assert (change["old"], change["new"], change["cause"]) == ("First", "Second", "page")
