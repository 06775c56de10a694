"""What the archive costs: writing WARC files, storing rows, a night without changes, reading again.

Each part is paired in one run: ours and the other way take turns, round by round. CPU time; ratios are of the rounds'
minima, since whatever else runs on the machine only ever adds. A further part is a function more in `PARTS`.
"""

import argparse
import os
import sqlite3
import sys
import tempfile
import time
from io import BytesIO
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import council as bench_council
from harvest import NIGHT, captured, take, watch_writes
from pages import issue_page
from parse import read_usually
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

import storage
from modgov.harvest import recalled, understand
from modgov.statements import said
from storage.exchange import records
from storage.warc import WarcFolder

ROUNDS = 7
HOST = "https://democracy.bench.example"
HEADERS = [["Content-Type", "text/html; charset=utf-8"], ["Content-Encoding", "gzip"], ["Server", "Microsoft-IIS/10.0"]]
ASKED = [["Host", "democracy.bench.example"], ["User-Agent", "modgov"], ["Accept-Encoding", "gzip, deflate"]]
HISTORY = ("statements", "sightings")
USUAL = "BeautifulSoup and lxml"
RECORDS = ("issues", "decisions", "documents")


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
        if not is_safe:
            file.append = lambda answer, beside, _: file._write(answer + beside)  # noqa: SLF001
        for exchange in given:
            file.append(*records(exchange, "0" * 64, None), {})
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
        schemas = [
            sql
            for name, sql in conn.execute(
                "select tbl_name, sql from sqlite_master where sql is not null order by rootpage"
            )
            if name in {"captures", *RECORDS, *HISTORY}
        ]
        rows = {table: conn.execute(f"select * from {table}").fetchall() for table in (*RECORDS, *HISTORY)}

    def ours():
        with tempfile.TemporaryDirectory() as folder, storage.Archive.open(Path(folder) / "a", create=True) as archive:
            for exchange in exchanges(pages):
                archive.add_capture(exchange)
            return cpu(lambda: [archive.absorb(number, verdict="page", **what) for number, what in enumerate(told, 1)])

    def raw(tables, *, in_one):
        with tempfile.TemporaryDirectory() as folder:
            conn = sqlite3.connect(Path(folder) / "raw.db", isolation_level=None)
            conn.execute("pragma journal_mode = wal")
            conn.execute("pragma synchronous = normal")
            for sql in schemas:
                if "sqlite_" not in sql:
                    conn.execute(sql)
            took = cpu(lambda: insert(conn, {table: rows[table] for table in tables}, 1 if in_one else pages))
            conn.close()
            return took

    jobs = {
        "executemany, one transaction": lambda: raw(RECORDS, in_one=True),
        "executemany, one for each page": lambda: raw(RECORDS, in_one=False),
        "the same with the history's rows": lambda: raw((*RECORDS, *HISTORY), in_one=False),
        "ours, history included": ours,
    }
    base = "the same with the history's rows"
    records_of = sum(len(rows[table]) for table in RECORDS)
    report(
        f"storing the {records_of:,} records of {pages} pages, for one page",
        minima(jobs, rounds=3),
        pages,
        base,
        {"ours, history included": 1.3},
    )


def insert(conn, rows, transactions):
    """Insert rows, each table's spread evenly over so many transactions."""
    for number in range(transactions):
        conn.execute("begin")
        for table, held in rows.items():
            part = held[number * len(held) // transactions : (number + 1) * len(held) // transactions]
            if part:
                conn.executemany(f"insert or ignore into {table} values ({', '.join('?' * len(part[0]))})", part)
        conn.execute("commit")


def unchanged(pages):
    """A night on which every page has the bytes that it had: which tables are written, and what a page costs."""
    with tempfile.TemporaryDirectory() as folder, storage.Archive.open(Path(folder) / "a", create=True) as archive:
        given = list(exchanges(pages))
        first = cpu(lambda: [take(archive, exchange) for exchange in given])
        again = [exchange | {"captured_at": "2026-03-03T01:00:00Z"} for exchange in given]
        second = cpu(lambda: [take(archive, exchange) for exchange in again])
        written = watch_writes(archive)
        for exchange in again:
            take(archive, exchange | {"captured_at": "2026-03-04T01:00:00Z"})
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


# Two processes that read again against one are measured by `rereading.py`, which needs more than one core. A part that
# needs more of the archive than it has yet goes here, too: the search index against row triggers (at most 0.4 times).
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
