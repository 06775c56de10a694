"""Many councils at once: none holds up another, shared installs are stored once, and a person may stop them."""

import asyncio
import heapq
import io
import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from rich.console import Console

import scraper
import storage
from modgov.commands import harvest as command
from modgov.exits import Exit
from modgov.harvest import Wishes, side_by_side
from modgov.outcomes import Outcome, merged
from modgov.progress import Progress
from modgov.replica import Replica, serve
from modgov.reports import told, told_by_council
from modgov.targets import distinct, find_all, find_target, stored_as
from tests.modgov.sites import Site
from tests.modgov.test_holds import Silent, settings

ROOT = Path(__file__).resolve().parents[2]


def rows(folder, sql):
    database = sqlite3.connect(folder / "modgov.db")
    try:
        return database.execute(sql).fetchall()
    finally:
        database.close()


@pytest.fixture
def sites():
    with serve(Replica(day=1)) as one, serve(Replica(day=1)) as other:
        yield one, other


def run(folder, base_urls, **wishes):
    with storage.Archive.open(folder, create=True) as archive:
        targets = distinct(map(find_target, base_urls))
        return command._run(archive, settings(*base_urls), targets, Silent(), Wishes(**wishes))


def test_a_council_that_fails_by_our_fault_is_exit_code_3_and_no_crash(sites, tmp_path, monkeypatch):
    class Odd(scraper.Client):
        async def get(self, url):
            if url.startswith(sites[0]):
                raise ZeroDivisionError("odd page")
            return await super().get(url)

    monkeypatch.setattr(scraper, "Client", Odd)
    outcomes, rest = run(tmp_path / "archive", sites, only=("plans",))
    total = merged([*outcomes.values(), rest])
    (failure,) = total.failures
    assert failure["reason"].startswith("ZeroDivisionError: odd page (")
    assert (total.exit, total.usable > 3) == (Exit.IN_PART, True)
    assert "ended with an error of ModGov's own, please report it: ZeroDivisionError" in told(total, tmp_path)


def test_a_council_that_hangs_holds_up_no_other(sites, tmp_path, monkeypatch):
    done = asyncio.Event()

    class Hanging(scraper.Client):
        async def get(self, url):
            if url.startswith(sites[0]):
                await done.wait()  # until the other council is over
            return await super().get(url)

    class Watching(Silent):
        def over(self, target):
            if target.base_url == sites[1]:
                done.set()

    monkeypatch.setattr(scraper, "Client", Hanging)
    with storage.Archive.open(tmp_path / "archive", create=True) as archive:
        targets = [find_target(url) for url in sites]
        outcomes, _ = command._run(archive, settings(*sites), targets, Watching(), Wishes(only=("plans",)))
    assert {outcome.usable for outcome in outcomes.values()} == {outcomes[targets[0]].usable}


class Seconds:
    """An invented clock for tasks that do nothing but wait for it: it goes on once all of them do."""

    def __init__(self, tasks):
        self.now, self.tasks, self._waiting = 0, tasks, []

    async def sleep(self, seconds):
        woken = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (self.now + seconds, len(self._waiting), id(woken), woken))
        self._go_on()
        await woken

    def over(self):
        self.tasks -= 1
        self._go_on()

    def _go_on(self):
        if self._waiting and len(self._waiting) == self.tasks:
            self.now, *_, woken = heapq.heappop(self._waiting)
            woken.set_result(None)


def test_a_blocked_council_and_a_slow_one_hold_up_nobody(tmp_path):
    usual = [council(f"usual{number}") for number in range(10)]
    blocked, slow = council("blocked"), council("slow")
    outcomes = {target: Outcome() for target in (blocked, slow, *usual)}
    seconds, ended = Seconds(len(outcomes)), {}

    class Client(Site):
        async def get(self, url):
            if url.startswith(blocked.base_url):
                raise scraper.Blocked("The site answers with a bot check.", url, 3600.0)
            await seconds.sleep(10 if url.startswith(slow.base_url) else 1)
            return await super().get(url)

    class Watching(Silent):
        def over(self, target):
            ended[target] = seconds.now
            seconds.over()

    client = Client()
    client.now = datetime.now(UTC)
    with storage.Archive.open(tmp_path / "archive", create=True) as archive:
        asyncio.run(side_by_side.harvest_all(archive, client, outcomes, Watching(), Wishes(only=("registers",))))
    (pages,) = {outcomes[target].usable for target in (slow, *usual)}
    assert pages > 5
    assert ended == {blocked: 0, slow: 10 * pages} | dict.fromkeys(usual, pages)
    assert (len(outcomes[blocked].held), outcomes[blocked].usable) == (1, 0)


def test_each_council_has_a_line_and_json_of_its_own(modgov, sites):
    result = modgov("harvest", *sites, "--interval", 0, "--only", "plans")
    lines = result.stdout.splitlines()
    assert [line.split()[0] for line in lines[:2]] == [url.removeprefix("http://") for url in sites]
    assert " pages, " in lines[0]
    outcomes = json.loads(modgov("harvest", *sites, "--interval", 0, "--only", "plans", "--json").stdout)
    assert set(outcomes["councils"]) == {url.removeprefix("http://") for url in sites}


def test_councils_that_share_an_install_are_one_target_and_all_in_the_table(tmp_path):
    adur, worthing = find_target("adur"), find_target("worthing")
    assert distinct([adur, worthing]) == [adur]
    assert (adur.title, stored_as("worthing"), stored_as("kent"), stored_as("a.example")) == (
        "Adur District Council and Worthing Borough Council",
        "adur",
        "kent",
        "a.example",
    )
    assert [row["slug"] for row in worthing.council_rows()] == ["adur", "worthing"]
    with storage.Archive.open(tmp_path / "archive", create=True) as archive:
        for row in worthing.council_rows():
            archive.save_council(row)
        capture = {"council": "adur", "url": "https://x.example/1", "captured_at": "2026-03-02T01:00:00Z", "body": b"x"}
        record = {"kind": "issue", "council": "adur", "id": "7", "columns": {"title": "Pier"}}
        said = {"page_type": "issue", "warnings": [], "content_sha256": None, "reader": "issue/1"}
        archive.absorb(archive.add_capture(capture), verdict="page", records=[record], **said)
    query = (ROOT / "README.md").read_text("utf-8").partition("`select i.* from councils")[2].partition("`")[0]
    found = rows(tmp_path / "archive", "select i.issue_id, i.title from councils" + query)
    assert found == [("7", "Pier")]


def test_all_names_each_install_once(modgov):
    targets = find_all()
    assert len({target.council for target in targets}) == len(targets) > 300
    assert not {"worthing", "mid-suffolk"} & {target.council for target in targets}
    assert modgov("harvest", "--all", "kent").exit_code == 2
    assert "give --all" in modgov("harvest").stderr
    refused = modgov("harvest", "kent", "--since", "2026-01-01", "--from-start")
    assert (refused.exit_code, "give one of them" in refused.stderr) == (2, True)


def test_all_harvests_everybody(modgov, sites, monkeypatch):
    monkeypatch.setattr(command, "find_all", lambda: [find_target(url) for url in sites])
    told_of = json.loads(modgov("harvest", "--all", "--interval", 0, "--only", "plans", "--json").stdout)
    assert len(told_of["councils"]) == 2


def test_a_second_run_says_that_another_holds_the_archive(modgov, tmp_path):
    with storage.Archive.open(tmp_path / "archive", create=True):
        script = [
            sys.executable,
            "-m",
            "modgov",
            "harvest",
            "http://127.0.0.1:9",
            "--archive",
            str(tmp_path / "archive"),
        ]
        second = subprocess.run(
            script,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
    assert second.returncode == 4
    assert f"Another run (process {os.getpid()})" in second.stderr


def test_ctrl_c_finishes_the_page_in_hand_and_a_second_one_ends_it_at_once(tmp_path, monkeypatch):
    replica = Replica(day=1)
    begun, waiting = [], asyncio.Event()

    class Pausing(scraper.Client):
        async def get(self, url):
            begun.append(url)
            if len(begun) == self.stop_at:
                os.kill(os.getpid(), signal.SIGINT)
                await asyncio.sleep(0)
                if self.is_twice:
                    os.kill(os.getpid(), signal.SIGINT)
                    await waiting.wait()
            return await super().get(url)

    monkeypatch.setattr(scraper, "Client", Pausing)
    with serve(replica) as base_url:
        for is_twice, kept in ((False, 4), (True, 3)):
            monkeypatch.setattr(Pausing, "stop_at", 4, raising=False)
            monkeypatch.setattr(Pausing, "is_twice", is_twice, raising=False)
            begun.clear()
            folder = tmp_path / str(is_twice)
            outcomes, rest = run(folder, [base_url])
            total = merged([*outcomes.values(), rest])
            assert (len(begun), total.interrupted) == (4, True)
            assert rows(folder, "select count(*) from captures where absorbed_at is not null") == [(kept,)]
            assert rows(folder, "select is_complete from runs") == [(0,)]


def test_who_waits_too_long_after_ctrl_c_is_cancelled(tmp_path, monkeypatch):
    monkeypatch.setattr(side_by_side, "GRACE", 0.0)

    class Stuck(scraper.Client):
        async def get(self, url):
            os.kill(os.getpid(), signal.SIGINT)
            await asyncio.Event().wait()

    monkeypatch.setattr(scraper, "Client", Stuck)
    outcomes, rest = run(tmp_path / "archive", ["http://127.0.0.1:9"])
    assert merged([*outcomes.values(), rest]).interrupted


def council(name):
    return find_target(f"https://{name}.example")


def test_the_table_has_a_row_for_each_running_council(monkeypatch):
    shown = io.StringIO()
    console = Console(file=shown, force_terminal=True, width=100, height=8)
    with Progress(console, 4) as progress:
        for name in ("adur", "kent", "york"):
            progress.page(council(name), "https://x.example/mgPlansHome.aspx", Outcome(verdicts=Counter(page=3)))
        progress.over(council("adur"))
        progress.stopping()
        console.print(progress._table())
    table = shown.getvalue()
    assert "kent" in table
    assert "york" in table
    assert "Ctrl-C again" in table
    assert progress._table().row_count == 2
    progress._console.height = 7
    assert progress._table().row_count == 2  # one, and how many more


def test_progress_is_silent_where_nobody_watches():
    shown = io.StringIO()
    with Progress(Console(file=shown), 2) as progress:
        progress.page(council("kent"), "https://x.example/a", Outcome())
        progress.stopping()
    assert shown.getvalue() == ""


def test_what_befell_a_council_is_in_its_line():
    outcome = Outcome(gone=1, queued=2)
    outcome.defer("https://x.example/a", "it was cut short")
    outcome.warn("kent", "list", "It lists nothing.")
    outcome.held.append({"council": "kent", "reason": "A bot check.", "not_before": "later"})
    outcome.failures.append({"council": "kent", "reason": "odd"})
    lines = list(told_by_council({council("kent"): outcome, council("york"): Outcome()}))
    assert lines[0].endswith("1 gone, 1 put off, 2 queued, 1 warning, left alone, failed")
    assert list(told_by_council({council("kent"): outcome})) == []
    many = Outcome(verdicts=Counter(page=1))
    for number in range(600):
        many.defer(f"https://x.example/{number}", "it was cut short")
        many.warn("kent", f"list {number}", "It lists nothing.")
    assert (len(many.deferred), many.put_off, len(many.warnings)) == (500, 600, 500)
    words = told(many, Path("archive"))
    assert "600 pages could not be read" in words
    assert "and 595 more" in words
    assert "And 480 more warnings" in words


def test_records_are_shown_by_the_name_of_either_council(modgov, tmp_path):
    page = (
        b'<div id="modgov"><h1 class="mgMainTitleTxt">Issue details</h1><h2 class="mgSubTitleTxt">26/1 - Pier</h2>'
        b'<div class="mgContent"><p><span class="mgLabel">Decision status: </span>%s</p></div></div></body></html>'
    )
    url = f"{find_target('worthing').base_url}/mgIssueHistoryHome.aspx?IId=7"
    for number, status in enumerate((b"For Determination", b"Withdrawn"), 1):
        (tmp_path / "page.html").write_bytes(page % status)
        modgov("import", "page.html", "--url", url, "--at", f"2026-03-0{number}T00:00:00Z")
    for name in ("adur", "worthing"):
        assert "Pier" in modgov("show", name, "7").stdout
        assert "Withdrawn" in modgov("changes", "--council", name).stdout
