"""What a harvest costs from end to end: fetch, store, read, upsert. First all of a council, then the night after.

The council is `council.py`'s, in a process of its own; it sets no pace. CPU is this process's. The second run comes
when one page in 200 has changed. Then, without any network: what a page costs that has not changed, once its bytes
have come, against one that has.
"""

import argparse
import asyncio
import contextlib
import gzip
import os
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import council as bench_council
import floor

import parsers
import scraper
import storage
from modgov.harvest import PRIORITIES, Wishes, harvest
from modgov.harvest.absences import Absences
from modgov.harvest.intake import Intake
from modgov.outcomes import Outcome
from modgov.targets import PLANS_HOME, Target
from storage.captures import Captures
from storage.frontier import Frontier

NIGHT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
ROOMS = {
    "fetch": [(scraper.Client, "get")],
    "WARC": [(Captures, "write"), (storage.Archive, "sync")],
    "the row of a repeat": [(storage.Archive, "add_repeat")],
    "looking back": [
        (storage.Archive, name) for name in ("body", "capture", "last_capture", "last_read", "frontier_facts")
    ],
    "unpack": [(scraper, "unpacked")],
    "read": [(parsers, "read"), (parsers, "digest")],
    "rows": [(storage.Archive, "absorb")],
    "frontier": [
        (storage.Archive, name)
        for name in ("frontier_add", "frontier_next", "frontier_reset", "frontier_done", "frontier_defer")
    ],
}
HOST = "http://bench.example"
FEW = 20
STORING = {
    "storing": [(Captures, "write"), (storage.Archive, "sync"), (Captures, "_add")],
    "the rest": [(Frontier, "done")],
}
TARGETS = {"cpu": 2.0, "requests": 0.1, "identical": 0.05, "content": 0.15}


class Stopwatch:
    """CPU seconds by room; what one room asks of another counts for that other."""

    def __init__(self):
        self.seconds, self._stack = defaultdict(float), []

    def watch(self, room, work):
        if asyncio.iscoroutinefunction(work):  # one task alone runs, so nothing else is counted while it waits

            async def watched_task(*args, **kwargs):
                began = time.process_time()
                try:
                    return await work(*args, **kwargs)
                finally:
                    self.seconds[room] += time.process_time() - began

            return watched_task

        def watched(*args, **kwargs):
            began = time.process_time()
            self._stack.append(0.0)
            try:
                return work(*args, **kwargs)
            finally:
                took = time.process_time() - began
                self.seconds[room] += took - self._stack.pop()
                if self._stack:
                    self._stack[-1] += took

        return watched

    @contextlib.contextmanager
    def on(self, rooms=ROOMS):
        """Watch every room while the context lasts."""
        kept = [(owner, name, getattr(owner, name)) for places in rooms.values() for owner, name in places]
        for room, places in rooms.items():
            for owner, name in places:
                setattr(owner, name, self.watch(room, getattr(owner, name)))
        try:
            yield self
        finally:
            for owner, name, work in kept:
                setattr(owner, name, work)


class Observer:
    """Counts pages, and looks at the memory once in a while."""

    def __init__(self, every):
        self.pages, self.sizes, self._every = 0, [], every

    def page(self, *_):
        self.pages += 1
        if self.pages % self._every == 0:
            self.sizes.append(resident())


def resident():
    """Resident memory of this process in MB."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGESIZE") / 1e6


@contextlib.contextmanager
def server(pages):
    """The council's server; gives its address, and how to let a night pass there."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = [sys.executable, Path(__file__).with_name("council.py"), str(port), str(pages)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "ready\n"

        def night():
            process.stdin.write("night\n")
            process.stdin.flush()
            assert process.stdout.readline() == "ready\n"

        yield f"http://127.0.0.1:{port}", night
        process.stdin.close()


async def run(archive, base_url, moment, observer):
    """One harvest from the beginning of the council's history."""
    plain = scraper.OptIn(base_url, "http", "the bench's own server")
    settings = scraper.Settings(contact="bench@bench.example", interval=0, jitter=0, retry_base=0, opt_ins=(plain,))
    target = Target("bench", "Bench Council", base_url, (f"{base_url}/{PLANS_HOME}",))
    async with scraper.Client(settings, now=lambda: moment) as client:
        wishes = Wishes(from_start=True)
        return await harvest(archive, client, target, observer, wishes=wishes, now=lambda: moment)


def measured(folder, base_url, moment, every):
    """A harvest with its costs: the outcome, pages, seconds, CPU seconds, CPU by room, sizes of the memory."""
    observer, stopwatch = Observer(every), Stopwatch()
    iso = f"{moment:%Y-%m-%dT%H:%M:%SZ}"
    with storage.Archive.open(folder, create=True, now=lambda: iso) as archive, stopwatch.on():
        began, cpu = time.monotonic(), time.process_time()
        outcome = asyncio.run(run(archive, base_url, moment, observer))
        took = time.monotonic() - began, time.process_time() - cpu
    return outcome, observer, *took, stopwatch.seconds


def report_run(name, measures):
    outcome, observer, seconds, cpu, rooms = measures
    pages = observer.pages
    print(f"{name}: {pages:,} requests, {seconds:.0f} s, {pages / seconds:.0f} pages a second")
    print(f"  new {sum(outcome.new.values()):,} records, {outcome.changed:,} changes, {outcome.queued:,} pages left")
    print(f"  CPU a page                {cpu / pages * 1e3:9.2f} ms   (at most {TARGETS['cpu']:.0f})")
    rest = {"the corridor": cpu - sum(rooms.values())}
    for room, spent in (rooms | rest).items():
        print(f"    {room:<24}{spent / pages * 1e3:9.3f} ms   {spent / cpu:4.0%}")
    if len(observer.sizes) > 1:
        early, late = observer.sizes[1], observer.sizes[-1]
        print(f"  memory: {early:.1f} MB after a fifth of the pages, {late - early:+.1f} MB at the end")


def captured(url, page, moment, run_id):
    """An answer as the corridor takes it in: in gzip, as servers send it."""
    return {
        "council": "bench",
        "url": url,
        "final_url": url,
        "captured_at": f"{moment:%Y-%m-%dT%H:%M:%SZ}",
        "status": 200,
        "headers": [["Content-Type", "text/html; charset=utf-8"], ["Content-Encoding", "gzip"]],
        "challenge": None,
        "content_type": "text/html; charset=utf-8",
        "source": "fetch",
        "run_id": run_id,
        "body": gzip.compress(page, 6, mtime=0),
    }


class Night:
    """One night's harvest, as far as it takes in answers once their bytes have come."""

    def __init__(self, archive, number):
        self._moment = NIGHT + timedelta(days=number)
        self._run_id = run_id = archive.begin_run("harvest", [f"bench, night {number}"])
        target, outcome = Target("bench", "Bench Council", HOST, (f"{HOST}/{PLANS_HOME}",)), Outcome()
        absences = Absences(archive, "bench", outcome, self._now)
        wishes, runs = Wishes(from_start=True), {"run_id": run_id, "first_run_id": run_id}
        self._archive = archive
        self._intake = Intake(archive, target, outcome, wishes, self._now, absences=absences, walks=None, **runs)

    def _now(self):
        return self._moment

    def answer(self, url, page):
        """An answer of this night."""
        return captured(url, page, self._moment, self._run_id)

    def take(self, answer):
        """Do what a harvest does with an answer."""
        stored = self._intake.store(answer)
        self._archive.sync(stored.written)
        self._intake.receive(stored)


def variants(page, number):
    """The page as it is, with other words around its content, and with other content."""
    yield "identical", page
    yield "content", page.replace(b"Skip to content", b"Skip to content, %d" % number)
    yield "changed", page.replace(b"Decision type: </span>", b"Decision type: </span>Newly ")


def answers(archive, site, nights, number, url):
    """A page that is known from the first night, as it comes in each of the others."""
    page = site.answer(url.removeprefix(HOST)).body
    archive.frontier_add("bench", [{"url": url, "kind": "issue", "priority": PRIORITIES["issue"]}])
    nights[0].take(nights[0].answer(url, page))
    for night, (name, body) in zip(nights[1:], variants(page, number), strict=True):
        yield name, night, night.answer(url, body)


def report_unchanged(folder, pages):
    """What a page costs once its bytes have come, as a share of what a changed one does; and which rows it writes."""
    site = bench_council.replica(pages)
    urls = [f"{HOST}/mgIssueHistoryHome.aspx?IId={10_000 + number}" for number in range(1, int(pages / 2.25))]
    storing, spent = defaultdict(float), defaultdict(float)
    with storage.Archive.open(folder, create=True) as archive:
        archive.save_council({"slug": "bench", "name": "Bench", "base_url": HOST})
        nights = [Night(archive, number) for number in range(4)]
        for number, url in enumerate(urls[FEW:]):
            for name, night, answer in answers(archive, site, nights, number, url):
                stopwatch = Stopwatch()
                with stopwatch.on(STORING):
                    began = time.process_time()
                    night.take(answer)
                    took = time.process_time() - began
                storing[name] += stopwatch.seconds["storing"]
                spent[name] += took - stopwatch.seconds["storing"]
        written = watch_writes(archive)
        tables = {name: set() for name in spent}
        for number, url in enumerate(urls[:FEW]):
            for name, night, answer in answers(archive, site, nights, number, url):
                written.clear()
                night.take(answer)
                tables[name] |= written
    report_variants(spent, storing, tables, len(urls) - FEW)


def report_variants(spent, storing, tables, pages):
    """Shares twice: beside storing an answer's bytes and their row, which each answer costs alike, and all in all."""
    print(f"once its bytes have come: a page against a changed one, over {pages:,} pages")
    for name, seconds in spent.items():
        share = seconds / spent["changed"]
        target = f"   {share:.3f} (at most {TARGETS[name]})" if name in TARGETS else ""
        whole = (seconds + storing[name]) / (spent["changed"] + storing["changed"])
        print(f"  {name:<24}{seconds / pages * 1e3:11.3f} ms{target}")
        print(f"    writes to {', '.join(sorted(tables[name])) or 'nothing'}")
        print(f"    storing its bytes     {storing[name] / pages * 1e3:7.3f} ms   {whole:.3f} all in all")


def watch_writes(archive):
    """The set of tables that are written to from now on, which the caller may clear."""
    written, conn = set(), archive._db.conn  # noqa: SLF001 - the room itself has no use for this
    conn.create_function("written", 1, written.add)
    tables = "select name from sqlite_master where type = 'table' and name not like 'search\\_words%' escape '\\'"
    names = [name for (name,) in conn.execute(tables)]  # whoever writes to the index writes to `search_entries`, too
    for name in names:
        for deed in ("insert", "update", "delete"):
            with contextlib.suppress(sqlite3.OperationalError):  # virtual tables take no triggers, nor SQLite's own
                on = f"[{name}_{deed}] after {deed} on main.[{name}]"
                conn.execute(f"create temp trigger {on} begin select written('{name}'); end")
    return written


def main():
    parser = argparse.ArgumentParser(description="Measure a harvest from end to end.")
    parser.add_argument("--pages", type=int, default=20_000, help="how many pages the council has, nearly")
    parser.add_argument("--sample", type=int, default=450, help="how many pages to ask for again without a network")
    options = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    with tempfile.TemporaryDirectory() as folder, server(options.pages) as (base_url, night):
        every = max(1, options.pages // 10)
        first = measured(Path(folder) / "archive", base_url, NIGHT, every)
        report_run("first run", first)
        floor.report(Path(folder) / "archive", first[3] / first[1].pages)
        night()
        second = measured(Path(folder) / "archive", base_url, NIGHT + timedelta(days=1), every)
        report_run("second run, 0.5 % of the pages changed", second)
        requests, cpu = second[1].pages / first[1].pages, second[3] / first[3]
        print(f"  {requests:.3f} of the first run's requests (at most {TARGETS['requests']}), {cpu:.3f} of its CPU")
        report_unchanged(Path(folder) / "again", options.sample)


if __name__ == "__main__":
    main()
