"""Answers of many councils are made safe side by side, and none is read before it is."""

import asyncio
import os
import threading

import pytest

import storage
from modgov.harvest.disk import Disk


@pytest.fixture
def archive(tmp_path):
    with storage.Archive.open(tmp_path / "archive", create=True) as opened:
        yield opened


def written(archive, council):
    url = f"https://{council}.example/mgPlansHome.aspx"
    return archive.write({"council": council, "url": url, "captured_at": "2026-03-02T01:00:00Z", "body": b"a page"})


def test_the_loop_goes_on_while_the_disk_is_busy_and_who_comes_meanwhile_is_in_the_next_turn(archive, monkeypatch):
    may_end, synced, sync = threading.Event(), [], os.fsync

    def slow(descriptor):
        may_end.wait(10)
        synced.append(threading.current_thread() is threading.main_thread())
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", slow)

    async def harvests():
        with Disk(archive, side_by_side=True) as disk:
            first = asyncio.create_task(disk.hold(written(archive, "adur")))
            await asyncio.sleep(0)
            rest = [asyncio.create_task(disk.hold(written(archive, name))) for name in ("kent", "york")]
            await asyncio.sleep(0)
            assert not first.done()
            assert not synced
            may_end.set()
            await asyncio.gather(first, *rest)

    asyncio.run(harvests())
    assert synced == [False] * 3


def test_one_council_alone_waits_in_its_own_thread(archive, monkeypatch):
    synced = []
    monkeypatch.setattr(os, "fsync", lambda _: synced.append(threading.current_thread() is threading.main_thread()))

    async def harvest():
        with Disk(archive) as disk:
            await disk.hold(written(archive, "adur"))

    asyncio.run(harvest())
    assert synced == [True]


def test_a_disk_that_fails_is_told_to_whom_it_fails_and_nothing_is_left_of_the_answer(archive, monkeypatch):
    sync, bad = os.fsync, written(archive, "adur")

    def fail(descriptor):
        if descriptor == bad.file._file.fileno():
            raise OSError(28, "No space left on device")
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", fail)

    async def harvests():
        with Disk(archive, side_by_side=True) as disk:
            return await asyncio.gather(disk.hold(bad), disk.hold(written(archive, "kent")), return_exceptions=True)

    failed, held = asyncio.run(harvests())
    assert isinstance(failed, storage.DiskFull)
    assert held is None
    assert bad.file._file.tell() == 0


def test_who_is_cancelled_while_it_waits_leaves_bytes_that_get_their_row(archive, monkeypatch):
    may_end, sync = threading.Event(), os.fsync
    monkeypatch.setattr(os, "fsync", lambda descriptor: (may_end.wait(10), sync(descriptor)))

    async def harvests():
        with Disk(archive, side_by_side=True) as disk:
            waits = asyncio.create_task(disk.hold(written(archive, "adur")))
            other = asyncio.create_task(disk.hold(written(archive, "kent")))
            await asyncio.sleep(0)
            waits.cancel()
            await asyncio.sleep(0)
            may_end.set()
            await other
            assert waits.cancelled()

    asyncio.run(harvests())
    archive.close()
    with storage.Archive.open(archive.folder) as opened:
        assert [(row["id"], row["council"]) for row in opened.pending()] == [(1, "adur"), (2, "kent")]
        assert opened.body(1) == b"a page"
