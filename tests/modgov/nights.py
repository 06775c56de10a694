"""Nights of harvest on sites that are served, in this process or one of its own, and what the archive holds after."""

import asyncio
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import scraper
import storage
from modgov.commands import harvest as command
from modgov.harvest import Wishes, harvest
from modgov.loopback import plain_here
from modgov.options import iso
from modgov.targets import distinct, find_target
from tests.modgov.sites import Silent

ROOT = Path(__file__).resolve().parents[2]


def settings(*base_urls):
    return scraper.Settings(contact="local", interval=0, retry_base=0, opt_ins=plain_here(base_urls))


def night(folder, base_url, day, **wishes):
    """Harvest one council at one in the morning, so many days after the first of March."""
    moment = datetime(2026, 3, 1, 1, 0, tzinfo=UTC) + timedelta(days=day)

    async def work():
        async with scraper.Client(settings(base_url), now=lambda: moment) as client:
            target = find_target(base_url)
            return await harvest(store, client, target, Silent(), wishes=Wishes(**wishes), now=lambda: moment)

    with storage.Archive.open(folder, create=True, now=lambda: iso(moment)) as store:
        return asyncio.run(work())


def side_by_side(folder, *urls, watched=None, **wishes):
    """Harvest several as the command does; gives the outcome of each, and that of the run."""
    targets = distinct(map(find_target, urls))
    with storage.Archive.open(folder, create=True) as archive:
        return command._run(archive, settings(*urls), targets, watched or Silent(), Wishes(**wishes))


def started(base_url, folder, *more, interval="0"):
    """`modgov harvest` in a process of its own."""
    line = [sys.executable, "-m", "modgov", "harvest", base_url, "--archive", str(folder), "--interval", interval]
    return subprocess.Popen(
        [*line, *more],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        cwd=folder.parent,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def when_asked(replica, requests, process):
    """Wait until a site has seen so many requests, or the process that asks is over."""
    while len(replica.requests) < requests and process.poll() is None:
        os.sched_yield()


def rows(folder, sql):
    with closing(sqlite3.connect(folder / "modgov.db")) as database:
        return database.execute(sql).fetchall()
