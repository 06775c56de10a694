"""What the pages of a harvest cost with the libraries alone: each does its part in the usual way, and nothing else.

httpx fetches a page, selectolax parses it, its bytes are written as they are and safe on the disk, and `executemany`
inserts the rows that a harvest made of it, in one transaction a page. No page is found by another, none is checked,
recognised, compressed or searched, and no row is made: they are there.
"""

import asyncio
import os
import sqlite3
import tempfile
import time
from pathlib import Path

import httpx
from selectolax.lexbor import LexborHTMLParser

NOT_OURS = "sqlite_%", "search_words%"  # what SQLite makes by itself
PARTS = "httpx", "selectolax", "bytes on the disk", "executemany"


class Floor:
    """CPU seconds of each library, for the pages of an archive, from the server that it was harvested from."""

    def __init__(self, archive):
        held = sqlite3.connect(f"{(archive / 'modgov.db').as_uri()}?mode=ro", uri=True)
        self._urls = [url for (url,) in held.execute("select url from captures")]
        self._schemas, self._rows = layout(held)
        held.close()
        self._seconds = dict.fromkeys(PARTS, 0.0)
        self._last = 0.0

    def measure(self, folder):
        """Do the libraries' work in a folder; return the CPU seconds a page of each."""
        asyncio.run(self._take_pages(folder / "bytes"))
        self._insert_rows(folder / "rows.db")
        return {name: seconds / len(self._urls) for name, seconds in self._seconds.items()}

    async def _take_pages(self, path):
        async with httpx.AsyncClient() as client:
            with path.open("wb", buffering=0) as file:
                self._last = time.process_time()
                for url in self._urls:
                    body = (await client.get(url)).content
                    self._note("httpx")
                    LexborHTMLParser(body)
                    self._note("selectolax")
                    file.write(body)
                    os.fsync(file.fileno())
                    self._note("bytes on the disk")

    def _insert_rows(self, path):
        connection = empty(path, self._schemas)
        self._last = time.process_time()
        insert(connection, self._rows, len(self._urls))
        self._note("executemany")
        connection.close()

    def _note(self, name):
        """Count what has passed since the last note."""
        now = time.process_time()
        self._seconds[name] += now - self._last
        self._last = now


def layout(connection, tables=None):
    """The statements that make tables and their indexes, and the rows in them; of all that are not SQLite's own."""
    ours = " and ".join(f"tbl_name not like '{name}'" for name in NOT_OURS)
    asked = f"select type, tbl_name, sql from sqlite_master where sql is not null and type <> 'view' and {ours}"
    made = connection.execute(f"{asked} order by rootpage").fetchall()
    wanted = {name for kind, name, _ in made if kind == "table" and (tables is None or name in tables)}
    schemas = [sql for _, name, sql in made if name in wanted]
    return schemas, {name: connection.execute(f'select * from "{name}"').fetchall() for name in sorted(wanted)}


def empty(path, schemas):
    """A new database with these tables, written as the archive's is."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.executescript("pragma journal_mode = wal; pragma synchronous = normal;")
    for sql in schemas:
        connection.execute(sql)
    return connection


def insert(connection, rows, transactions):
    """Insert rows, each table's spread evenly over so many transactions."""
    for number in range(transactions):
        connection.execute("begin")
        for table, held in rows.items():
            part = held[number * len(held) // transactions : (number + 1) * len(held) // transactions]
            if part:
                connection.executemany(f"insert or ignore into {table} values ({', '.join('?' * len(part[0]))})", part)
        connection.execute("commit")


def report(archive, cost):
    """Print what each library costs a page, and how many times all of them a harvest is that costs so much."""
    with tempfile.TemporaryDirectory() as folder:
        alone = Floor(archive).measure(Path(folder))
    whole = sum(alone.values())
    parts = ", ".join(f"{name} {seconds * 1e3:.2f}" for name, seconds in alone.items())
    print(f"  the libraries alone       {whole * 1e3:9.2f} ms   ({parts}): ours is {cost / whole:.2f} times that")
