"""The corridor under stress: killed, interrupted, refused by its disk."""

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

import scraper
import storage
from modgov.commands import harvest as command
from modgov.harvest import Wishes, corridor, intake
from modgov.loopback import plain_here
from modgov.replica import Replica, serve
from modgov.targets import find_target

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def site():
    replica = Replica(day=1)
    with serve(replica) as base_url:
        yield replica, base_url


def started(base_url, folder, interval="0.02"):
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    line = [sys.executable, "-m", "modgov", "harvest", base_url, "--interval", interval, "--archive", str(folder)]
    return subprocess.Popen(
        line, env=environment, cwd=folder.parent, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def after(replica, requests, process):
    """Wait until the site has seen so many requests."""
    while len(replica.requests) < requests and process.poll() is None:
        os.sched_yield()


def issues(folder):
    database = sqlite3.connect(folder / "modgov.db")
    try:
        return {row[0] for row in database.execute("select issue_id from issues")}
    finally:
        database.close()


def test_killed_and_run_again_it_loses_and_repeats_nothing(site, tmp_path):
    replica, base_url = site
    folder = tmp_path / "archive"
    for requests in (8, 25, 40):
        process = started(base_url, folder)
        after(replica, requests, process)
        process.kill()
        process.communicate()
    told, _ = started(base_url, folder, "0").communicate()
    assert "queued" not in told
    assert issues(folder) == Replica.expected_issue_ids(1)
    pages = [target for _, target in replica.requests if "IId=41" in target]
    assert len(pages) - len(set(pages)) <= 3  # at most the page in hand at each kill


def test_ctrl_c_keeps_what_was_done_and_says_so(site, tmp_path):
    replica, base_url = site
    process = started(base_url, tmp_path / "archive", "0.1")
    after(replica, 12, process)
    process.send_signal(signal.SIGINT)
    told, _ = process.communicate()
    assert process.returncode == 3
    assert "Stopped early; nothing that was read is lost." in told
    database = sqlite3.connect(tmp_path / "archive" / "modgov.db")
    assert database.execute("select origin from origins").fetchall() == [(base_url,)]
    database.close()
    assert "queued: run the same command again" in told


def settings(base_url):
    return scraper.Settings(contact="local", interval=0, retry_base=0, opt_ins=plain_here([base_url]))


class Silent:
    def page(self, *_):
        pass

    def over(self, *_):
        pass

    def stopping(self):
        pass


def run(base_url, folder):
    with storage.Archive.open(folder, create=True) as archive:
        outcomes, _ = command._run(archive, settings(base_url), [find_target(base_url)], Silent(), Wishes())
        return next(iter(outcomes.values()))


def test_what_was_stored_but_not_read_is_read_next_time(site, tmp_path, monkeypatch):
    replica, base_url = site

    def crash(*_):
        raise RuntimeError("power cut")

    with monkeypatch.context() as patch:
        patch.setattr(intake, "understand", crash)
        (failure,) = run(base_url, tmp_path / "archive").failures
    assert failure["reason"].startswith("RuntimeError: power cut (test_harvest.py, line ")
    with storage.Archive.open(tmp_path / "archive") as archive:
        assert len(list(archive.pending())) == 1
    before = len(replica.requests)
    outcome = run(base_url, tmp_path / "archive")
    assert outcome.new["issue"] == len(Replica.expected_issue_ids(1))
    assert not [target for _, target in replica.requests[before:] if target.startswith("/mgPlansHome")]


def test_a_full_disk_ends_the_harvest_with_its_own_error(site, tmp_path, monkeypatch):
    _, base_url = site

    def full(*_):
        raise storage.DiskFull("The disk is full: free some space.")

    monkeypatch.setattr(storage.Archive, "adding", full)
    with pytest.raises(storage.DiskFull):
        run(base_url, tmp_path / "archive")


def test_an_unchanged_page_is_not_read_again(site, tmp_path, monkeypatch):
    _, base_url = site
    seed = f"{base_url}/mgIssueHistoryHome.aspx?IId=4101"
    run(seed, tmp_path / "archive")
    read = []
    monkeypatch.setattr(corridor.parsers, "read", lambda *_, **more: read.append(more["url"]))
    outcome = run(seed, tmp_path / "archive")
    assert (read, outcome.verdicts, outcome.changed) == ([], {"page": 1}, 0)


def test_a_site_that_keeps_failing_is_given_up(site, tmp_path, monkeypatch):
    _, base_url = site
    monkeypatch.setattr(corridor, "judged", lambda *_: "challenge")
    outcome = run(base_url, tmp_path / "archive")
    assert outcome.verdicts == {"challenge": 5}
    assert outcome.exit == 1
