"""How fast stored pages are read again: against the usual way, and by two processes against one.

Two processes need two free cores, so that what is measured of them is elapsed time, once they have started. CPU time
for all else; the least of several rounds.
"""

import argparse
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from archive import answered
from pages import issue_page
from parse import read_usually

import storage
from modgov.harvest import Wanted, recalled, reread_all
from modgov.harvest.importing import take_in
from modgov.harvest.rereading import read_chunk

ROUNDS = 3
CHUNK = 16
NEVER = "9999"  # every capture was read before this time


def rereading(pages):
    """Read an archive of so many pages again, in several ways."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "archive"
        with storage.Archive.open(place, create=True) as archive:
            bodies = list(fill(archive, pages))
            captures = [one for _, found in archive.read_pages(limit=pages) for one in found]
            usual = least(lambda: [read_usually(body) for body in bodies[:40]], time.process_time) / 40
            ours = least(lambda: read_chunk(place, captures), time.process_time) / pages
            print(f"reading {pages} pages again from the archive: {ours * 1e6:.0f} us a page,", end=" ")
            print(f"{usual / ours:.0f} times as fast as BeautifulSoup and lxml (at least 60)")
            took = [elapsed(place, captures, jobs) for jobs in (1, 2)]
            print(f"  two processes: {took[0] / took[1]:.2f} times as fast as one (at least 1.7)")
            again = least(lambda: reread_all(archive, Wanted(before=NEVER), jobs=1, is_dry=False), time.process_time)
            print(f"  and written down again: {again / pages * 1e6:.0f} us a page")


def fill(archive, pages):
    """Store and read so many pages of issues; gives their bodies."""
    for number in range(pages):
        exchange = answered(f"/mgIssueHistoryHome.aspx?IId={number}", issue_page(number))
        capture_id = archive.add_capture(exchange)
        take_in(archive, capture_id)
        yield recalled(archive, capture_id).body


def elapsed(place, captures, jobs):
    """Seconds in which so many processes read captures."""
    chunks = [captures[start : start + CHUNK] for start in range(0, len(captures), CHUNK)]
    with ProcessPoolExecutor(jobs, get_context("spawn")) as pool:

        def read():
            for told in pool.map(read_chunk, [place] * len(chunks), chunks):
                assert all("error" not in one for one in told)

        read()  # starts the processes
        return least(read, time.perf_counter)


def least(work, clock):
    times = []
    for _ in range(ROUNDS):
        began = clock()
        work()
        times.append(clock() - began)
    return min(times)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Measure reading again.")
    parser.add_argument("--pages", type=int, default=600, help="how many pages are read")
    rereading(parser.parse_args().pages)
