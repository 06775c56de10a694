"""The corridor under stress: killed, interrupted, refused by its disk."""

import signal
from pathlib import Path

import pytest

import storage
from modgov.harvest import corridor, intake
from modgov.replica import Replica
from tests.modgov.nights import rows, side_by_side, started, when_asked

ROOT = Path(__file__).resolve().parents[2]


def issues(folder):
    return {issue for (issue,) in rows(folder, "select issue_id from issues")}


def test_killed_and_run_again_it_loses_and_repeats_nothing(site, tmp_path):
    replica, base_url = site
    folder = tmp_path / "archive"
    for requests in (8, 25, 40):
        process = started(base_url, folder, interval="0.02")
        when_asked(replica, requests, process)
        process.kill()
        process.communicate()
    told, _ = started(base_url, folder).communicate()
    assert "queued" not in told
    assert issues(folder) == Replica.expected_issue_ids(1)
    pages = [target for _, target in replica.requests if "IId=41" in target]
    assert len(pages) - len(set(pages)) <= 3  # at most the page in hand at each kill


def test_ctrl_c_keeps_what_was_done_and_says_so(site, tmp_path):
    replica, base_url = site
    process = started(base_url, tmp_path / "archive", interval="0.1")
    when_asked(replica, 12, process)
    process.send_signal(signal.SIGINT)
    told, _ = process.communicate()
    assert process.returncode == 3
    assert "Stopped early; nothing that was read is lost." in told
    assert rows(tmp_path / "archive", "select origin from origins") == [(base_url,)]
    assert "queued: run the same command again" in told


def harvested(folder, url):
    outcomes, _ = side_by_side(folder, url)
    return next(iter(outcomes.values()))


def test_what_was_stored_but_not_read_is_read_next_time(site, tmp_path, monkeypatch):
    replica, base_url = site

    def crash(*_):
        raise RuntimeError("power cut")

    with monkeypatch.context() as patch:
        patch.setattr(intake, "understand", crash)
        (failure,) = harvested(tmp_path / "archive", base_url).failures
    assert failure["reason"].startswith("RuntimeError: power cut (test_harvest.py, line ")
    with storage.Archive.open(tmp_path / "archive") as archive:
        assert len(list(archive.pending())) == 1
    before = len(replica.requests)
    outcome = harvested(tmp_path / "archive", base_url)
    assert outcome.new["issue"] == len(Replica.expected_issue_ids(1))
    assert not [target for _, target in replica.requests[before:] if target.startswith("/mgPlansHome")]


def test_a_full_disk_ends_the_harvest_with_its_own_error(site, tmp_path, monkeypatch):
    _, base_url = site

    def full(*_):
        raise storage.DiskFull("The disk is full: free some space.")

    monkeypatch.setattr(storage.Archive, "adding", full)
    with pytest.raises(storage.DiskFull):
        harvested(tmp_path / "archive", base_url)


def test_an_unchanged_page_is_not_read_again(site, tmp_path, monkeypatch):
    _, base_url = site
    seed = f"{base_url}/mgIssueHistoryHome.aspx?IId=4101"
    harvested(tmp_path / "archive", seed)
    read = []
    monkeypatch.setattr(corridor.parsers, "read", lambda *_, **more: read.append(more["url"]))
    outcome = harvested(tmp_path / "archive", seed)
    assert (read, outcome.verdicts, outcome.changed) == ([], {"page": 1}, 0)


def test_a_site_that_keeps_failing_is_given_up(site, tmp_path, monkeypatch):
    _, base_url = site
    monkeypatch.setattr(corridor, "judged", lambda *_: "challenge")
    outcome = harvested(tmp_path / "archive", base_url)
    assert outcome.verdicts == {"challenge": 5}
    assert outcome.exit == 1
