"""A program of its own: harvests a small council again and again, each time killed at another moment, and looks.

Each harvest is a process that ends at once (as `kill -9` ends it) at a chosen statement of SQLite, sync of the disk, or
half-way through a write to a WARC file. It prints, as JSON, how many moments there were and what was wrong.
"""

import json
import os
import random
import shutil
import sqlite3
import sys
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import storage
from storage import database, warc
from tests.modgov.sites import NIGHT, Site, decision, table

_SAID = "select council, decision_id, title, status, first_seen, gone_since from decisions order by 1, 2"
_NEVER = sys.maxsize
_NIGHTS = {1: NIGHT, 2: NIGHT.replace(day=9)}


class Countdown:
    """Ends the process at the last of so many moments."""

    def __init__(self, moments):
        self.moments, self.seen = moments, 0

    def tick(self, *_):
        self.seen += 1
        if self.seen >= self.moments:
            os._exit(9)

    def arm(self, told):
        connect, write, sync = database._connection, warc.WarcFile._write, os.fsync

        def connection(*args, **kwargs):
            made = connect(*args, **kwargs)
            made.set_trace_callback(self.tick)
            return made

        def half(file, record):
            if self.seen + 1 >= self.moments:
                write(file, record[: len(record) // 2])
            self.tick()
            write(file, record)

        def synced(descriptor):
            self.tick()
            sync(descriptor)

        def acknowledged(store):
            def added(*args, **kwargs):
                capture_id = store(*args, **kwargs)
                if capture_id is not None:
                    os.write(told, f"{capture_id}\n".encode())
                return capture_id

            return added

        adding = storage.Archive.adding

        @contextmanager
        def safe(*args):
            with adding(*args) as capture_id:
                os.write(told, f"{capture_id}\n".encode())
                yield capture_id

        storage.Archive.adding = safe
        database._connection, warc.WarcFile._write, os.fsync = connection, half, synced
        storage.Archive.add_capture = acknowledged(storage.Archive.add_capture)
        storage.Archive.add_repeat = acknowledged(storage.Archive.add_repeat)


def council(night):
    status = "Recommendations Approved" if night == 1 else "Called in"
    site = Site(
        mgDelegatedDecisions=table((1, "Ferry", "09/02/2026"), (2, "Bridge", "09/02/2026")),
        ieDecisionDetails=lambda query: decision(f"Decision {query['ID'][0]}", status),
    )
    return lambda folder: site.night(folder, now=_NIGHTS[night], since="2026-02-01")


def harvest_until(folder, night, at):
    """Harvest in a process that ends at a moment; return how many moments it saw, and the captures it was told of."""
    told = folder.with_suffix(".told")
    process = os.fork()
    if not process:
        countdown = Countdown(at)
        descriptor = os.open(told, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        countdown.arm(descriptor)
        with suppress(BaseException):
            council(night)(folder)
            os.write(descriptor, f"seen {countdown.seen}\n".encode())
        os._exit(0)
    os.waitpid(process, 0)
    return told.read_text().split("\n")[:-1]


def said(folder):
    with closing(sqlite3.connect(folder / "modgov.db")) as db:
        return db.execute(_SAID).fetchall()


def faults(folder, told):
    """What is wrong after a kill: damage that the next run does not mend, or a stored capture that is not there."""
    try:
        found = storage.verify(folder)
    except (storage.NotAnArchive, storage.WrongVersion):
        found = []
    wrong = [f"{one.place}: {one.words}" for one in found if one.cure not in (None, storage.MEND)]
    if told:
        with storage.Archive.open(folder) as archive:
            for line in told:
                archive.body(int(line))
    return wrong


def main(work, number, seed):
    choose = random.Random(seed)
    whole = work / "whole"
    council(1)(whole)
    first = work / "first"
    shutil.copytree(whole, first)
    council(2)(whole)
    expected = {1: said(first), 2: said(whole)}
    seen, wrong = {}, []
    for night in (1, 2):
        trial = work / f"trial{night}"
        if night == 2:
            shutil.copytree(first, trial)
        seen[night] = int(harvest_until(trial, night, _NEVER)[-1].split()[1])
    for turn in range(number):
        night = 1 + turn % 2
        at = choose.randint(1, seen[night])
        folder = work / f"killed{turn}"
        if night == 2:
            shutil.copytree(first, folder)
        told = harvest_until(folder, night, at)
        found = faults(folder, told)
        council(night)(folder)
        found += [f"{one.place}: {one.words}" for one in storage.verify(folder)]
        if said(folder) != expected[night]:
            found.append("the records are not those of a harvest that was not killed")
        if found:
            wrong.append({"night": night, "at": at, "found": found})
        else:
            shutil.rmtree(folder)
    sys.stdout.write(json.dumps({"moments": seen, "killed": number, "wrong": wrong}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
