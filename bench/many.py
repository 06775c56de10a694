"""What many councils cost side by side: `harvest --all` in one process, a second between two pages of each council.

The councils are `council.py`'s, each at an address of its own in 127.0.0.0/8 (so Linux only), all in one process of
their own. One answers everything with a bot check, one takes ten seconds for each answer. After some seconds all is
stopped as Ctrl-C does it. A start is late by what passes between the end of its pause and the request.
"""

import argparse
import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import council as bench_council
from fetch import Watched, addresses, resident

import scraper
import storage
from modgov.harvest import Wishes, harvest_all
from modgov.outcomes import Outcome, merged
from modgov.targets import PLANS_HOME, Target

PAGES = 2_000  # of each council: more than it can be asked for
BLOCKED, SLOW = addresses[:2]
SLOWLY = 10.0  # seconds
LATE = 100  # ms, at the 99th percentile
CHALLENGE = b"<html><title>Just a moment...</title></html>"
REFUSAL = (
    b"HTTP/1.1 403 Forbidden\r\ncf-mitigated: challenge\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%s"
    % (
        len(CHALLENGE),
        CHALLENGE,
    )
)


class Remembering:
    """A site that makes each page once: all councils have the same, and the server is not what is measured."""

    def __init__(self, site):
        self._site, self._made = site, {}

    def answer(self, target, headers):
        if target not in self._made:
            self._made[target] = self._site.answer(target, headers)
        return self._made[target]


class Later:
    """A transport that takes its time."""

    def __init__(self, transport):
        self._transport = transport

    def write(self, answer):
        asyncio.get_running_loop().call_later(SLOWLY, self._transport.write, answer)


class Slow(bench_council.Answers):
    def connection_made(self, transport):
        super().connection_made(Later(transport))


class Blocked(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, _):
        self.transport.write(REFUSAL)


async def serve(port, councils):
    """Serve the same site at so many addresses, until the input ends."""
    loop, site = asyncio.get_running_loop(), Remembering(bench_council.replica(PAGES))
    kinds = {BLOCKED: Blocked, SLOW: lambda: Slow(site)}
    for address in addresses[:councils]:
        await loop.create_server(kinds.get(address, lambda: bench_council.Answers(site)), address, port, backlog=64)
    print("ready", flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


@contextlib.contextmanager
def server(councils):
    """The councils' server in its own process; gives its port."""
    with socket.create_server((BLOCKED, 0)) as probe:
        port = probe.getsockname()[1]
    command = [sys.executable, Path(__file__), "--serve", str(port), "--councils", str(councils)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"ready\n"
        yield port
        process.stdin.close()


class Watcher:
    """Counts pages by council, and looks at the memory once in a while."""

    def __init__(self):
        self.pages, self.sizes, self.ended = {}, [], None
        self._due, self._began = time.monotonic(), (time.monotonic(), time.process_time())

    def page(self, target, *_):
        self.pages[target.council] = self.pages.get(target.council, 0) + 1
        if time.monotonic() > self._due:
            self._due += 1.0
            self.sizes.append(resident())

    def over(self, _):
        pass

    def stopping(self):
        """Note what it took so far: pages, seconds, CPU seconds. What follows is waiting for the slow council."""
        moments = zip((time.monotonic(), time.process_time()), self._began, strict=True)
        self.ended = sum(self.pages.values()), *(end - begin for end, begin in moments)


class Syncs:
    """How often the disk was waited for, and how long, by all threads together."""

    def __init__(self):
        self.number, self.seconds, self._fsync = 0, 0.0, os.fsync

    def __enter__(self):
        os.fsync = self._wait
        return self

    def __exit__(self, *_):
        os.fsync = self._fsync

    def _wait(self, number):
        began = time.monotonic()
        self._fsync(number)
        self.number += 1
        self.seconds += time.monotonic() - began


def target(address, port):
    base_url = f"http://{address}:{port}"
    return Target(address, address, base_url, (f"{base_url}/{PLANS_HOME}",))


async def run(archive, outcomes, watcher, starts, seconds):
    """Harvest everything side by side for so many seconds."""
    plain = tuple(scraper.OptIn(one.base_url, "http", "the bench's own server") for one in outcomes)
    settings = scraper.Settings(contact="bench@bench.example", interval=1.0, jitter=0, opt_ins=plain)

    def factory(secure):
        starts.append([])
        return Watched(secure, starts[-1])

    asyncio.get_running_loop().call_later(seconds, os.kill, os.getpid(), signal.SIGINT)
    async with scraper.Client(settings, transport_factory=factory) as client:
        await harvest_all(archive, client, outcomes, watcher, Wishes(from_start=True))


def measured(folder, port, councils, seconds):
    """Measure a harvest of so many councils: what came of it, and what it cost."""
    outcomes = {target(address, port): Outcome() for address in addresses[:councils]}
    watcher, starts = Watcher(), []
    with storage.Archive.open(folder, create=True) as archive, Syncs() as syncs:
        asyncio.run(run(archive, outcomes, watcher, starts, seconds))
    return outcomes, watcher, starts, syncs


def report(councils, measures):
    outcomes, watcher, starts, syncs = measures
    pages, took, spent = watcher.ended
    usual = [one for one in outcomes if one.council not in (BLOCKED, SLOW)]
    opened = min(moments[0] for moments in starts if moments)
    gaps = [pair for moments in starts for pair in pairwise(moments) if pair[1] - pair[0] < SLOWLY / 2]
    early, late = ([gap for gap in gaps if (gap[0] - opened < took / 3) is is_early] for is_early in (True, False))
    each = [watcher.pages.get(one.council, 0) for one in usual]
    print(f"{councils} councils side by side, a page a second each, for {took:.0f} s")
    print(f"  {pages:,} pages, {pages / took:.0f} a second, {min(each)} to {max(each)} of each council")
    print(f"  CPU a page                {spent / pages * 1e3:9.2f} ms   {spent / took:.0%} of one core")
    disk = syncs.seconds / syncs.number * 1e3, syncs.seconds / took
    print(f"  the disk took             {disk[0]:9.2f} ms a page, beside the loop; so many at once: {disk[1]:.1f}")
    report_late("in the first third of the time, when all begin", early)
    report_late("later", late)
    print(f"  memory                    {watcher.sizes[-1]:9.1f} MB at the end, {watcher.sizes[0]:.1f} at the start")
    blocked, slow = (next(one for one in outcomes if one.council == address) for address in (BLOCKED, SLOW))
    print(f"  the blocked council: {told(outcomes[blocked], watcher, blocked)}")
    print(f"  the slow council: {told(outcomes[slow], watcher, slow)}")
    print(f"  failures of our own: {len(merged(outcomes.values()).failures)}")


def report_late(when, gaps):
    late = sorted((after - since - 1.0) * 1e3 for since, after in gaps)
    print(f"  late, {when}")
    print(f"    median {late[len(late) // 2]:.0f} ms, p99 {late[int(len(late) * 0.99)]:.0f} ms   (under {LATE})")


def told(outcome, watcher, one):
    held = "left alone" if outcome.held else "not left alone"
    return f"{watcher.pages.get(one.council, 0)} requests, {outcome.usable} pages, {held}"


def main():
    parser = argparse.ArgumentParser(description="Measure what many councils cost side by side.")
    parser.add_argument("--councils", type=int, default=len(addresses), help="how many, at most 300")
    parser.add_argument("--seconds", type=int, default=30, help="how long")
    parser.add_argument("--serve", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        asyncio.run(serve(options.serve, options.councils))
        return
    with tempfile.TemporaryDirectory() as folder, server(options.councils) as port:
        report(options.councils, measured(Path(folder) / "archive", port, options.councils, options.seconds))


if __name__ == "__main__":
    main()
