"""What the archive costs: writing WARC files, storing rows, a night without changes, reading again.

Each part is paired in one run: ours and the other way take turns, round by round. CPU time; ratios are of the rounds'
minima, since whatever else runs on the machine only ever adds. A further part is a function more in `PARTS`.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from contextlib import nullcontext
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import council as bench_council
from floor import empty, insert, layout
from harvest import NIGHT, Night, captured, watch_writes
from pages import issue_page
from parse import read_usually
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

import storage
from modgov.harvest import recalled, understand
from modgov.statements import said
from storage.exchange import records
from storage.search_index import SearchIndex
from storage.warc import WarcFolder

ROUNDS = 7
HOST = "https://democracy.bench.example"
HEADERS = [["Content-Type", "text/html; charset=utf-8"], ["Content-Encoding", "gzip"], ["Server", "Microsoft-IIS/10.0"]]
ASKED = [["Host", "democracy.bench.example"], ["User-Agent", "modgov"], ["Accept-Encoding", "gzip, deflate"]]
HISTORY = ("statements", "sightings")
USUAL = "BeautifulSoup and lxml"
RECORDS = ("issues", "decisions", "documents")
COMPARED = """\
  executemany: rows that are made already, in the order in which ours wrote them, into the same tables with the same
    indexes; nothing is asked, no foreign key is checked, and the row of the page is not touched
  JSON and digests made: the same, and JSON of every list, and of every record a statement with its SHA-256
  ours: from a reader's columns. Ours also refuses unknown columns, asks which records are known and what the page said
    before, keeps what became of each, describes the page's row, and checks foreign keys
  not indexed: ours without the words for the search"""


def exchanges(pages):
    """Answers with the pages of so many of the council's issues, as a server sends them: in gzip."""
    site = bench_council.replica(round(pages * bench_council.PER_ISSUE) + 3)
    for number in range(1, pages + 1):
        target = f"/mgIssueHistoryHome.aspx?IId={10_000 + number}"
        yield answered(target, site.answer(target).body)


def answered(target, page):
    given = {"reason": "OK", "http_version": "HTTP/1.1", "headers": HEADERS, "request_headers": ASKED}
    return captured(f"{HOST}{target}", page, NIGHT, None) | given


def minima(jobs, rounds=ROUNDS):
    """The least CPU seconds of each job, its rounds interleaved with the others'."""
    took = {name: [] for name in jobs}
    for _ in range(rounds):
        for name, job in jobs.items():
            took[name].append(job())
    return {name: min(seconds) for name, seconds in took.items()}


def cpu(work):
    began = time.process_time()
    work()
    return time.process_time() - began


def report(title, took, per, base, bounds):
    """Print what each way costs for one of `per`, and its ratio to the way `base`, with its bound if it has one."""
    print(title)
    for name, seconds in took.items():
        bound = f" (at most {bounds[name]})" if name in bounds else ""
        ratio = "" if name == base else f"   {seconds / took[base]:6.2f} times that of {base}{bound}"
        print(f"  {name:<34}{seconds / per * 1e6:8.0f} us{ratio}")


def writing(pages):
    """WARC records of answers, their requests and how they came, against warcio's writer of the answers alone."""
    stored = {"stored_at": "2026-03-02T01:00:00Z", "original_id": None}
    given = [exchange | stored | {"id": number} for number, exchange in enumerate(exchanges(pages), 1)]

    def ours(folder, *, is_safe):
        warc = WarcFolder(Path(folder), lambda: "2026-03-02T01:00:00Z", lambda *_: b"")
        file = warc.file("bench", 1)
        for exchange in given:
            file.append(*records(exchange, "0" * 64, None), {})
            if is_safe:
                file.sync()
        warc.close()

    def theirs(folder, *, has_requests):
        with (Path(folder) / "theirs.warc.gz").open("wb") as file:
            writer = WARCWriter(file, gzip=True)
            for exchange in given:
                for record in as_warcio(writer, exchange, has_requests=has_requests):
                    writer.write_record(record)

    def timed(work, **how):
        with tempfile.TemporaryDirectory() as folder:
            return cpu(lambda: work(folder, **how))

    jobs = {
        "warcio, answers": lambda: timed(theirs, has_requests=False),
        "warcio, answers and requests": lambda: timed(theirs, has_requests=True),
        "ours, answers, requests, accounts": lambda: timed(ours, is_safe=False),
        "ours, each safe on the disk": lambda: timed(ours, is_safe=True),
    }
    bounds = {"ours, answers, requests, accounts": 1}
    report(f"writing {pages} pages into a WARC file", minima(jobs), pages, "warcio, answers", bounds)


def as_warcio(writer, exchange, *, has_requests):
    head = StatusAndHeaders("200 OK", [tuple(pair) for pair in exchange["headers"]], protocol="HTTP/1.1")
    yield writer.create_warc_record(exchange["url"], "response", payload=BytesIO(exchange["body"]), http_headers=head)
    if has_requests:
        asked = StatusAndHeaders("GET / HTTP/1.1", [tuple(pair) for pair in ASKED], is_http_request=True)
        yield writer.create_warc_record(exchange["url"], "request", http_headers=asked)


def storing(pages):
    """Storing what pages state, with its history, against the same rows by `executemany` into the same tables."""
    with tempfile.TemporaryDirectory() as folder, storage.Archive.open(Path(folder) / "a", create=True) as archive:
        told = []
        for exchange in exchanges(pages):
            answer = recalled(archive, archive.add_capture(exchange))
            told.append(said(understand(answer).reading, "bench"))
        for capture_id, what in enumerate(told, 1):
            archive.absorb(capture_id, verdict="page", **what)
        conn = archive._db.conn  # noqa: SLF001 - its rows, as they are
        schemas, rows = layout(conn, {"captures", *RECORDS, *HISTORY})

    def ours(*, in_one, is_searched=True):
        with tempfile.TemporaryDirectory() as folder, storage.Archive.open(Path(folder) / "a", create=True) as archive:
            for exchange in exchanges(pages):
                archive.add_capture(exchange)

            def absorb():
                with archive.at_once() if in_one else nullcontext():
                    for number, what in enumerate(told, 1):
                        archive.absorb(number, verdict="page", **what)

            with nullcontext() if is_searched else mock.patch.object(SearchIndex, "put"):
                return cpu(absorb)

    def raw(tables, *, in_one, is_prepared=True):
        with tempfile.TemporaryDirectory() as folder:
            conn = empty(Path(folder) / "raw.db", schemas)
            given = {table: rows[table] for table in tables}
            took = 0 if is_prepared else cpu(lambda: [written(record) for what in told for record in what["records"]])
            took += cpu(lambda: insert(conn, given, 1 if in_one else pages))
            conn.close()
            return took

    whole = (*RECORDS, *HISTORY)
    made, bulk_made = "the same, and JSON and digests made", "the same, all in one, JSON made"
    each, bulk = "executemany, history included", "executemany, all in one"
    jobs = {
        "executemany, records alone": lambda: raw(RECORDS, in_one=False),
        each: lambda: raw(whole, in_one=False),
        made: lambda: raw(whole, in_one=False, is_prepared=False),
        "ours, history included": lambda: ours(in_one=False),
        "ours, not indexed to be searched": lambda: ours(in_one=False, is_searched=False),
        bulk: lambda: raw(whole, in_one=True),
        bulk_made: lambda: raw(whole, in_one=True, is_prepared=False),
        "ours, all in one": lambda: ours(in_one=True),
        "ours, all in one, not indexed": lambda: ours(in_one=True, is_searched=False),
    }
    took = minima(jobs, rounds=3)
    records_of = sum(len(rows[table]) for table in RECORDS)
    title = f"storing the {records_of:,} records of {pages} pages, for one page, in transactions of one page"
    bounds = {"ours, history included": 1.3, "ours, all in one": 1.3}
    place = list(took).index(bulk)
    report(title, dict(list(took.items())[:place]), pages, each, bounds)
    report(
        "the same in one transaction, as reparse and import do", dict(list(took.items())[place:]), pages, bulk, bounds
    )
    page_by_page = took["ours, not indexed to be searched"] / took[made]
    at_once = took["ours, all in one, not indexed"] / took[bulk_made]
    print(f"ours, not indexed, against JSON and digests made: {page_by_page:.2f} times, all in one {at_once:.2f} times")
    print(f"what is compared\n{COMPARED}")


def written(record):
    """What anyone has to make of a record to keep it and its history: JSON for lists, a statement and its digest."""
    columns = record["columns"]
    values = [json.dumps(value) if isinstance(value, (list, dict)) else value for value in columns.values()]
    return values, sha256(json.dumps(columns, sort_keys=True).encode()).hexdigest()


def unchanged(pages):
    """A night on which every page has the bytes that it had: which tables are written, and what a page costs."""
    given = list(exchanges(pages))
    again = [exchange | {"captured_at": "2026-03-03T01:00:00Z"} for exchange in given]
    with tempfile.TemporaryDirectory() as folder:
        with storage.Archive.open(Path(folder) / "a", create=True) as archive:
            first_night, second_night = Night(archive, 0), Night(archive, 1)
            first = cpu(lambda: [first_night.take(exchange) for exchange in given])
            second = cpu(lambda: [second_night.take(exchange) for exchange in again])
        with storage.Archive.open(Path(folder) / "a") as archive:
            written = watch_writes(archive)
            third_night = Night(archive, 2)
            written.clear()
            for exchange in again:
                third_night.take(exchange | {"captured_at": "2026-03-04T01:00:00Z"})
    assert written <= {"captures", "frontier"}, written
    report(
        f"a night on which nothing changed: writes to {', '.join(sorted(written))}",
        {"new page": first, "unchanged page": second},
        pages,
        "new page",
        {},
    )


def reading(pages):
    """Reading the archive's pages again, against the usual way with bodies that are unpacked already."""
    few = max(1, pages // 20)
    with tempfile.TemporaryDirectory() as folder, storage.Archive.open(Path(folder) / "a", create=True) as archive:
        given = (answered(f"/mgIssueHistoryHome.aspx?IId={number}", issue_page(number)) for number in range(pages))
        ids = [archive.add_capture(exchange) for exchange in given]
        archive.add_capture(captured(f"{HOST}/", b"", NIGHT, None))  # so that none of these is still at hand
        bodies = [recalled(archive, number).body for number in ids[:few]]
        jobs = {
            USUAL: lambda: cpu(lambda: [read_usually(body) for body in bodies]) / few,
            "ours, from the WARC files": lambda: cpu(lambda: read_again(archive, ids)) / pages,
        }
        took = minima(jobs, rounds=3)
    times = took[USUAL] / took["ours, from the WARC files"]
    report(f"reading {pages} pages again: {times:.0f} times as fast (at least 60)", took, 1, USUAL, {})


def read_again(archive, ids):
    for capture_id in ids:
        understand(recalled(archive, capture_id))


# Two processes that read again against one are measured by `rereading.py`, which needs more than one core; the search
# index against row triggers (at most 0.4 times) by `searching.py`.
PARTS = (writing, storing, unchanged, reading)


def main():
    parser = argparse.ArgumentParser(description="Measure what the archive costs.")
    parser.add_argument("--pages", type=int, default=300, help="how many pages each part has")
    parser.add_argument("parts", nargs="*", choices=[[], *(part.__name__ for part in PARTS)], help="only these")
    options = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    for part in PARTS:
        if not options.parts or part.__name__ in options.parts:
            part(options.pages)


if __name__ == "__main__":
    main()
