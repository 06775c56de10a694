"""Documents: fetched once, asked for again by policy, believed gone only of a site that gives others; never restricted."""

import asyncio
import json
import re
import sqlite3
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

import scraper
import storage
from modgov.cli import cli
from modgov.documents import policy
from modgov.documents.tally import figures
from modgov.extraction import LIMITS, Text, extractor_of
from modgov.extraction.kinds import ERRORS, READERS
from modgov.harvest import Wishes, harvest
from modgov.harvest import texts as texts_module
from modgov.harvest.documents import LARGEST, LONGEST
from modgov.harvest.texts import Texts
from modgov.options import iso
from modgov.outcomes import Outcome, merged, summary
from modgov.replica import HIRWERN, Replica, papers, serve
from modgov.replica.papers import HOSTILE, LOCKED, REMOVED, REPLACED
from modgov.replica.wexcombe import turns
from modgov.reports import told
from modgov.targets import find_target
from tests.modgov.nights import night, rows
from tests.modgov.sites import BASE, ERROR, NIGHT, Site, page

DOCS = (Path(__file__).resolve().parents[2] / "docs" / "documents.md").read_text("utf-8")
A_DAY = timedelta(days=1)
GONE = {REMOVED, *turns.REMOVED}  # one that is still listed, and those that the story withdraws
HTML = b"<html><body><p>Sign in to read this.</p></body></html>"
MISSING = {"status": 404, "body": HTML}


def replica_night(folder, replica, base_url, day, **wishes):
    replica.day = day
    return night(folder, base_url, day, **{"from_start": True, "documents": True} | wishes)


@pytest.fixture(scope="module")
def two_nights(tmp_path_factory):
    folder, replica = tmp_path_factory.mktemp("documents") / "archive", Replica()
    with serve(replica) as base_url:
        outcomes = [replica_night(folder, replica, base_url, 1)]
        replica.requests.clear()
        outcomes.append(replica_night(folder, replica, base_url, 2))
    return folder, replica, outcomes


def test_every_document_of_the_replica_is_fetched_once(two_nights):
    folder, _, (first, _) = two_nights
    world = Replica().council.world(1)
    attachments = {document.id for document in world.documents()}
    packs = {f"g{one.id}/T{kind}" for one in world.meetings.values() for _, kind in one.packs}
    assert first.documents["fetched"] == len(attachments | packs)
    known = {id_ for (id_,) in rows(folder, "select document_id from documents where first_seen < '2026-03-03'")}
    assert known == attachments | packs
    assert not rows(folder, "select * from documents where sha256 is null or size_bytes < 100 or media_type is null")


def test_the_summary_says_what_became_of_them(two_nights):
    folder, _, (first, second) = two_nights
    said = told(first, folder)
    assert (
        f"Documents: {first.documents['fetched']} fetched, {first.documents['restricted']} restricted (not tried), "
        in said
    )
    assert "2 without text (1 damaged, 1 encrypted)" in said
    assert (second.documents["replaced"], second.documents["removed"]) == (1, len(GONE))
    assert second.documents["unchanged"] > 5
    assert summary(second)["documents"]["replaced"] == 1
    assert first.documents["restricted"] > 5


def test_restricted_ones_are_never_tried(two_nights):
    _, replica, _ = two_nights
    assert not [path for _, path in replica.requests if "estricted" in path and "documents/" in path]


def test_a_replaced_document_is_a_change_with_both_captures(two_nights):
    folder, _, _ = two_nights
    sql = "select old, new, old_capture_id, new_capture_id from changes where field = 'sha256'"
    ((old, new, before, after),) = rows(folder, sql)
    ((now, url),) = rows(folder, f"select sha256, url from documents where document_id = '{REPLACED}'")
    assert now == new != old
    with storage.Archive.open(folder, read_only=True) as archive:
        assert b"%PDF" in archive.body(before)
        assert archive.body(before) != archive.body(after)
        assert archive.capture(before)["url"] == archive.capture(after)["url"] == url
        assert "Corrected: paragraph 3" in archive.text(new)["text"]
        assert "Corrected" not in archive.text(old)["text"]


def test_a_document_that_was_taken_away_is_gone(two_nights):
    folder, _, (_, second) = two_nights
    assert {id_ for (id_,) in rows(folder, "select document_id from documents where gone_since is not null")} == GONE
    ((cause, old, new),) = rows(
        folder,
        "select cause, old_capture_id, new_capture_id from changes where kind = 'document' and field = 'gone_since' and id = '51089'",
    )
    assert cause == "page"
    assert old < new
    assert second.gone >= 1
    ((state, due),) = rows(folder, f"select state, due_at from document_files where document_id = '{REMOVED}'")
    assert (state, due[:10]) == ("missing", "2026-04-02")


def test_each_content_has_its_text_or_the_reason_why_not(two_nights):
    folder, _, _ = two_nights
    assert not rows(folder, "select * from documents d left join texts t using (sha256) where t.sha256 is null")
    found = dict(
        rows(folder, "select document_id, coalesce(t.error, t.text) from documents d join texts t using (sha256)")
    )
    assert found[LOCKED] == "encrypted"
    assert found[HOSTILE] == "damaged"
    assert "Draft scheme\nWexcombe County Council, report 51310." in found["51310"]
    assert all("Wexcombe County Council" in text for id_, text in found.items() if id_ not in (LOCKED, HOSTILE))


def test_what_has_not_changed_is_a_capture_without_a_body(two_nights):
    folder, _, (_, second) = two_nights
    unchanged = rows(folder, "select size, verdict, page_type, reading_id, id from captures where status = 304")
    assert len(unchanged) == second.documents["unchanged"]
    assert all((size, verdict, page_type) == (0, "page", "document_file") for size, verdict, page_type, *_ in unchanged)
    assert all(reading_id < id_ for *_, reading_id, id_ in unchanged)


def test_the_same_bytes_are_stored_once(two_nights):
    folder, _, _ = two_nights
    sql = "select count(*), count(distinct sha256), sum(original_id is null) from captures where page_type = 'document_file' and size > 0"
    ((captures, contents, stored),) = rows(folder, sql)
    assert stored == contents < captures


def test_without_the_wish_no_document_is_asked_for(tmp_path):
    replica = Replica()
    with serve(replica) as base_url:
        outcome = replica_night(tmp_path / "archive", replica, base_url, 1, documents=False, limit=60)
    assert not [path for _, path in replica.requests if "documents/" in path]
    assert not outcome.documents
    assert "ocuments:" not in told(outcome, tmp_path)


class Shelf(Site):
    """A council whose one issue lists documents; `papers` are the answers to their addresses, by id."""

    def __init__(self, papers, listed=None, **answers):
        self.papers = papers
        entries = "".join(
            f'<li><a href="documents/s{id_}/Report%20{id_}.pdf">Report {id_}</a></li>' for id_ in listed or papers
        )
        issue = page(
            "Issue details",
            '<p><span class="mgLabel">Decision status: </span>For Determination</p>'
            f'<h3 class="mgSectionTitle">Documents</h3><ul class="mgBulletList">{entries}</ul>',
            "Harbour wall",
        )
        plans = page("Forward plans", '<ul><li><a href="mgIssueHistoryHome.aspx?IId=5">Harbour wall</a></li></ul>')
        super().__init__(**{"mgPlansHome": plans, "mgIssueHistoryHome": issue} | answers)
        self.askings = []

    async def get(self, url, asking=None):
        if asking is None:
            return await super().get(url)
        self.askings.append((url, asking))
        id_ = url.split("/documents/s")[1].partition("/")[0]
        self.answers[url.rpartition("/")[2]] = self.papers.get(id_, MISSING)
        return await super().get(url)


def pdf(text):
    return papers.pdf([text])


def states(folder):
    return dict(rows(folder, "select document_id, state from document_files"))


def test_documents_come_after_the_pages_as_they_are(tmp_path):
    site = Shelf({"1": pdf("one"), "2": pdf("two")})
    outcome = site.night(tmp_path / "archive", documents=True)
    assert outcome.documents["fetched"] == 2
    first = next(at for at, url in enumerate(site.asked) if "/documents/" in url)
    assert all("/documents/" in url for url in site.asked[first:])
    _, asking = site.askings[0]
    assert asking.max_bytes > scraper.Settings(contact="x").max_bytes
    assert asking.headers == {"Accept-Encoding": "identity"}


def test_the_limit_bounds_documents_by_themselves_and_the_next_run_goes_on(tmp_path):
    site = Shelf({str(number): pdf(f"report {number}") for number in range(1, 6)})
    site.night(tmp_path / "archive")
    first = site.night(tmp_path / "archive", documents=True, limit=4)
    assert (first.documents["fetched"], first.limited) == (4, True)
    assert "4 fetched, 1 queued" in told(first, tmp_path)
    assert site.night(tmp_path / "archive", documents=True).documents["fetched"] == 1


def test_a_page_in_a_documents_place_is_no_document(tmp_path):
    site = Shelf({"1": HTML, "2": pdf("two"), "3": {"body": HTML, "challenge": "cloudflare", "status": 403}, "4": b""})
    outcome = site.night(tmp_path / "archive", documents=True)
    assert (outcome.documents["fetched"], outcome.documents["put_off"]) == (1, 3)
    assert {row["reason"] for row in outcome.deferred} == {
        "the answer is no document (status 200)", "the site answered with a bot check (status 403)"
    }  # fmt: skip
    assert rows(tmp_path / "archive", "select document_id from documents where sha256 is not null") == [("2",)]
    assert states(tmp_path / "archive") == {"1": "deferred", "2": "done", "3": "deferred", "4": "deferred"}


def test_what_cannot_be_had_waits_longer_each_time(tmp_path):
    site, waits = Shelf({"1": {"status": 500, "body": HTML}}), []
    now = NIGHT
    for _ in range(9):
        site.night(tmp_path / "archive", now, documents=True)
        ((due,),) = rows(tmp_path / "archive", "select due_at from document_files")
        waits.append((datetime.fromisoformat(due) - now) / timedelta(hours=6))
        now = datetime.fromisoformat(due) + timedelta(minutes=1)
    assert waits == [1, 2, 4, 8, 16, 32, 64, 120, 120]


def test_one_that_never_was_there_is_not_gone(tmp_path):
    site = Shelf({"1": MISSING, "2": pdf("two")})
    outcome = site.night(tmp_path / "archive", documents=True)
    assert (outcome.documents["missing"], outcome.documents["removed"], outcome.gone) == (1, 0, 0)
    assert not outcome.put_off
    assert states(tmp_path / "archive")["1"] == "missing"


@pytest.mark.parametrize("gone", [MISSING, {"status": 410, "body": HTML}, ERROR])
def test_one_that_is_gone_is_believed_once_another_is_given(tmp_path, gone):
    site = Shelf({"1": pdf("one"), "2": pdf("two")})
    site.night(tmp_path / "archive", documents=True)
    site.papers["1"] = gone
    outcome = site.night(tmp_path / "archive", NIGHT + A_DAY * 40, documents=True)
    assert (outcome.documents["removed"], outcome.gone) == (1, 1)
    assert rows(tmp_path / "archive", "select document_id from documents where gone_since is not null") == [("1",)]
    site.papers["1"] = pdf("one")
    site.night(tmp_path / "archive", NIGHT + A_DAY * 80, documents=True)
    assert not rows(tmp_path / "archive", "select document_id from documents where gone_since is not null")
    fields = rows(tmp_path / "archive", "select field from changes where kind = 'document' and id = '1'")
    assert fields == [("gone_since",), ("gone_since",)]


def test_where_all_are_said_to_be_gone_none_is_believed(tmp_path):
    site = Shelf({str(number): pdf(f"report {number}") for number in range(1, 6)})
    site.night(tmp_path / "archive", documents=True)
    site.papers = {}
    outcome = site.night(tmp_path / "archive", NIGHT + A_DAY * 40, documents=True)
    assert (outcome.documents["removed"], outcome.gone, outcome.documents["put_off"]) == (0, 0, 5)
    assert len(outcome.deferred) == 5
    assert not rows(tmp_path / "archive", "select document_id from documents where gone_since is not null")


def test_a_witness_is_asked_where_the_last_answers_are_of_the_gone(tmp_path):
    site = Shelf({"1": pdf("one"), "2": pdf("two")})
    site.night(tmp_path / "archive", documents=True)
    site.papers["1"] = MISSING
    with storage.Archive.open(tmp_path / "archive") as archive:  # only the one that is gone is due
        url = f"{BASE}/documents/s2/Report%202.pdf"
        archive.document_settle(site_council(archive), url, "done", "2027-01-01T00:00:00Z")
    site.askings.clear()
    outcome = site.night(tmp_path / "archive", NIGHT + A_DAY * 40, documents=True)
    assert [asked for asked, _ in site.askings] == [f"{BASE}/documents/s1/Report%201.pdf", url]
    assert outcome.documents["removed"] == 1


def site_council(archive):
    return next(archive.captures())["council"]


def test_an_error_of_the_site_ends_the_asking_and_others_do_not(tmp_path):
    site = Shelf({
        "1": scraper.TooLarge("It is larger than 5 bytes.", "u"),
        "2": scraper.RobotsDenied("robots.txt forbids it.", "u"),
        "3": scraper.TimedOut("It took too long.", "u"),
        "4": scraper.Parked("The site asks for a long wait.", "u", 9000.0, NIGHT + A_DAY),
        "5": pdf("five"),
    })  # fmt: skip
    outcome = site.night(tmp_path / "archive", documents=True)
    found = {name: outcome.documents[name] for name in ("too_large", "forbidden", "put_off", "fetched")}
    assert found == {"too_large": 1, "forbidden": 1, "put_off": 1, "fetched": 0}
    assert outcome.held
    assert [asked for asked, _ in site.askings][-1].endswith("s4/Report%204.pdf")
    assert rows(tmp_path / "archive", "select min(due_at) from document_files where document_id in ('4', '5')") == [
        ("2026-03-03T01:00:00Z",)
    ]


def test_documents_of_other_sites_are_not_tried(tmp_path):
    elsewhere = (
        '<ul class="mgBulletList"><li><a href="https://other.example/documents/s9/Report.pdf">Report</a></li></ul>'
    )
    issue = page(
        "Issue details",
        f'<p><span class="mgLabel">Decision status: </span>For Determination</p><h3 class="mgSectionTitle">Documents</h3>{elsewhere}',
        "Wall",
    )
    site = Shelf({}, mgIssueHistoryHome=issue)
    outcome = site.night(tmp_path / "archive", documents=True)
    assert (outcome.documents["elsewhere"], site.askings) == (1, [])


def test_a_document_is_asked_for_only_if_it_has_changed(tmp_path):
    headers = (("Content-Type", "application/pdf"), ("ETag", '"a"'), ("last-modified", "Mon, 02 Mar 2026 01:00:00 GMT"))
    site = Shelf({"1": {"body": pdf("one"), "headers": headers}})
    site.night(tmp_path / "archive", documents=True)
    site.papers["1"] = {"status": 304, "body": b"", "headers": headers}
    for later in (40, 80):
        outcome = site.night(tmp_path / "archive", NIGHT + A_DAY * later, documents=True)
        assert (outcome.documents["unchanged"], outcome.changed) == (1, 0)
    _, asking = site.askings[-1]
    assert (asking.etag, asking.last_modified) == ('"a"', "Mon, 02 Mar 2026 01:00:00 GMT")
    site.papers["1"] = b""  # whose bytes are those of the 304
    outcome = site.night(tmp_path / "archive", NIGHT + A_DAY * 120, documents=True)
    assert outcome.documents["put_off"] == 1
    site.papers["1"] = pdf("another")
    outcome = site.night(tmp_path / "archive", NIGHT + A_DAY * 160, documents=True)
    assert outcome.documents["replaced"] == 1


def test_one_that_is_not_modified_but_was_never_asked_for_is_no_document(tmp_path):
    site = Shelf({"1": {"status": 304, "body": b""}})
    outcome = site.night(tmp_path / "archive", documents=True)
    assert outcome.documents["put_off"] == 1
    assert not rows(tmp_path / "archive", "select document_id from documents where sha256 is not null")


def test_since_leaves_out_documents_of_days_before(tmp_path):
    replica = Replica()
    with serve(replica) as base_url:
        outcome = replica_night(tmp_path / "archive", replica, base_url, 1, from_start=False, since="2026-02-20")
    early = rows(
        tmp_path / "archive", "select count(*) from document_files where day < '2026-02-20' and state <> 'waiting'"
    )
    assert early == [(0,)]
    assert outcome.documents["fetched"] > 5


def test_a_file_that_was_stored_and_not_taken_in_is_taken_in_by_the_next_run(tmp_path, monkeypatch):
    site, folder = Shelf({"1": pdf("one")}), tmp_path / "archive"

    def broken(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("modgov.harvest.document_answers.understand", broken)
        with pytest.raises(KeyboardInterrupt):
            site.night(folder, documents=True)
    assert rows(folder, "select sha256 from documents") == [(None,)]
    outcome = site.night(folder)
    assert rows(folder, "select sha256 is not null from documents") == [(1,)]
    assert not outcome.deferred
    assert site.night(folder, documents=True).documents["fetched"] == 1


def test_ctrl_c_ends_between_two_documents(tmp_path):
    site = Shelf({"1": pdf("one"), "2": pdf("two")})
    site.now, heard = NIGHT, []
    observer = SimpleNamespace(page=lambda _target, url, _outcome: heard.append(url))
    with storage.Archive.open(tmp_path / "archive", create=True, now=lambda: iso(NIGHT)) as archive:
        outcome = asyncio.run(
            harvest(archive, site, find_target(BASE), observer, wishes=Wishes(documents=True), now=lambda: NIGHT,
                    is_stopping=lambda: bool(site.askings))
        )  # fmt: skip
    assert outcome.interrupted
    assert [asked for asked, _ in site.askings] == heard[-1:]
    assert outcome.documents["queued"] == 1


@pytest.mark.parametrize(
    ("row", "wait"),
    [
        ({"day": "2026-06-22"}, timedelta(hours=20)),
        ({"day": "2026-02-20"}, timedelta(hours=20)),
        ({"day": "2026-01-29"}, timedelta(days=7)),
        ({"day": "2025-10-31"}, timedelta(days=30)),
        ({"day": "2019-07-08"}, timedelta(days=365)),
        ({"day": "2019-07-08", "changed_at": "2026-03-01T00:00:00Z"}, timedelta(hours=20)),
        ({"first_fetched_at": "2026-01-20T00:00:00Z"}, timedelta(days=7)),
        ({"day": "2206-01-01", "first_fetched_at": "2020-01-01T00:00:00Z"}, timedelta(days=365)),
        ({}, timedelta(hours=20)),
    ],
)
def test_young_documents_are_asked_for_often_and_settled_ones_rarely(row, wait):
    blank = dict.fromkeys(("day", "changed_at", "first_fetched_at"))
    due = [policy.due(blank | row | {"url": f"{BASE}/documents/s{n}/R.pdf"}, NIGHT) - NIGHT for n in range(30)]
    assert max(due) <= wait
    assert min(due) >= wait * 3 / 4
    assert (len(set(due)) > 20) == (wait > A_DAY)


def test_the_page_about_documents_tells_the_policy_and_the_errors():
    for days, wait in policy.WAITS:
        waits = f"{wait.days} days" if wait >= A_DAY else f"{wait // timedelta(hours=1)} hours"
        assert re.search(rf"less than {days} days \| {waits} \|", DOCS)
    assert f"| older | {policy.SETTLED.days} days |" in DOCS
    assert [error for error in ERRORS if f"`{error}`" not in DOCS] == []
    assert [library for _, library in READERS.values() if library not in DOCS and library != "modgov-archive"] == []
    assert f"up to {LARGEST // 2**20} MB, for {LONGEST / 60:.0f} minutes" in DOCS
    assert f"{LIMITS.seconds} seconds of processor, {LIMITS.wall / 60:.0f} minutes of time" in DOCS
    assert f"{policy.MISSING.days} days" in DOCS


def test_figures_name_each_reason():
    assert list(figures({"fetched": 1200, "unchanged": 0}, {})) == ["1,200 fetched"]
    assert list(figures({}, {"encrypted": 1})) == ["1 without text (encrypted)"]
    assert list(figures({}, {"encrypted": 1, "no text in it": 3})) == ["4 without text (3 no text in it, 1 encrypted)"]


def test_outcomes_of_several_councils_add_up():
    one, other = Outcome(), Outcome()
    one.documents["fetched"], other.documents["fetched"], other.without_text["encrypted"] = 2, 3, 1
    total = merged([one, other])
    assert (total.documents["fetched"], total.without_text["encrypted"]) == (5, 1)


class Reader:
    """Stands in for the child: notes how many read at once, and waits where it is told to."""

    def __init__(self, *, waits=False):
        self.now = self.most = 0
        self.read = []
        self.waits = waits

    async def begun(self):
        """Wait until it reads."""
        while not self.now:  # noqa: ASYNC110 - as a child, it tells nobody that it has begun
            await asyncio.sleep(0)

    async def __call__(self, body, media_type, limits):
        self.now += 1
        self.most = max(self.most, self.now)
        try:
            await asyncio.Event().wait() if self.waits else await asyncio.sleep(0)
        finally:
            self.now -= 1
        self.read.append(body)
        return Text(extractor=extractor_of(media_type), text=body.decode())


@pytest.fixture
def shelf(tmp_path):
    """An archive with the captures of three contents."""
    with storage.Archive.open(tmp_path / "archive", create=True) as archive:
        told = {
            "council": "c",
            "captured_at": "2026-03-02T01:00:00Z",
            "status": 200,
            "source": "import",
            "headers": None,
        }
        bodies = [b"one", b"two", b"three"]
        ids = [archive.add_capture(told | {"url": f"u{body}", "final_url": "u", "body": body}) for body in bodies]
        yield archive, dict(zip(("a", "b", "c"), ids, strict=True))


def test_texts_are_read_few_at_a_time_and_each_content_once(shelf, monkeypatch):
    archive, ids = shelf
    reader = Reader()
    monkeypatch.setattr(texts_module, "extract", reader)
    monkeypatch.setattr("os.cpu_count", lambda: 2)

    async def council():
        async with Texts(archive, Outcome().without_text) as texts:
            for sha256, id_ in [*ids.items(), *ids.items()]:
                texts.wish(sha256, "text/plain", id_)

    async def work():
        await asyncio.gather(*(council() for _ in range(5)))

    asyncio.run(work())
    assert sorted(reader.read) == [b"one", b"three", b"two"]
    assert reader.most == 1
    assert archive.text("b")["text"] == "two"


def test_an_error_or_a_second_ctrl_c_ends_the_reading(shelf, monkeypatch):
    archive, ids = shelf
    reader = Reader(waits=True)
    monkeypatch.setattr(texts_module, "extract", reader)

    async def fail():
        async with Texts(archive, Outcome().without_text) as texts:
            texts.wish("a", "text/plain", ids["a"])
            await reader.begun()
            raise LookupError

    async def cancelled():
        async def hold():
            async with Texts(archive, Outcome().without_text) as texts:
                texts.wish("a", "text/plain", ids["a"])

        task = asyncio.create_task(hold())
        await reader.begun()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await asyncio.sleep(0)

    with pytest.raises(LookupError):
        asyncio.run(fail())
    asyncio.run(cancelled())
    assert (reader.now, reader.read, archive.text("a")) == (0, [], None)


def test_what_the_archive_refuses_is_told_at_the_end(shelf, monkeypatch):
    archive, ids = shelf
    monkeypatch.setattr(texts_module, "extract", Reader())
    monkeypatch.setattr(archive, "save_text", lambda *_: (_ for _ in ()).throw(storage.DiskFull("The disk is full.")))

    async def work():
        async with Texts(archive, Outcome().without_text) as texts:
            texts.wish("a", "text/plain", ids["a"])

    with pytest.raises(storage.DiskFull):
        asyncio.run(work())


def test_texts_that_an_earlier_run_left_are_read_by_the_next(tmp_path):
    site, folder = Shelf({"1": pdf("one")}), tmp_path / "archive"
    site.night(folder, documents=True)
    database = sqlite3.connect(folder / "modgov.db")
    with database:
        database.execute("delete from texts")
    database.close()
    outcome = site.night(folder, documents=True)
    assert outcome.documents["fetched"] == 0
    assert rows(folder, "select text from texts") == [("one",)]


def test_by_hand(tmp_path):
    replica = Replica(1, HIRWERN)
    with serve(replica) as base_url:
        command = [
            "harvest",
            base_url,
            "--documents",
            "--interval",
            "0",
            "--archive",
            str(tmp_path / "archive"),
            "--json",
        ]
        result = CliRunner().invoke(cli, command)
    assert result.exit_code == 0, result.output
    said = json.loads(result.stdout)
    assert said["documents"] == {"fetched": 1, "restricted": 2}
    assert said["without_text"] == {}


def test_reparse_reads_the_texts_that_todays_library_has_not_read(tmp_path, modgov):
    archive = tmp_path / "archive"
    Shelf({"1": pdf("one"), "2": pdf("two"), "3": pdf("three")}).night(archive, documents=True)
    with sqlite3.connect(archive / "modgov.db") as db:
        db.execute("update texts set extractor = 'pypdfium2/0', text = 'worse' where text like '%one%'")
        db.execute("delete from texts where text like '%two%'")
    db.close()
    assert "The text of 2 documents would be read." in modgov("reparse", "--dry-run").output
    assert json.loads(modgov("reparse", "--json", "--kind", "issue").stdout)["texts"] == 0
    assert rows(archive, "select count(*) from texts where text = 'worse'") == [(1,)]
    assert json.loads(modgov("reparse", "--json", "--kind", "document_file").stdout)["texts"] == 2
    texts = sorted(text.strip() for (text,) in rows(archive, "select text from texts"))
    assert texts == ["one", "three", "two"]
    assert json.loads(modgov("reparse", "--json").stdout)["texts"] == 0


def test_a_database_that_is_made_again_has_the_queue_and_the_texts_of_all_contents(tmp_path, modgov):
    archive, site = tmp_path / "archive", Shelf({"1": pdf("one"), "2": pdf("two"), "3": pdf("three")})
    asked = "select * from document_files order by url"
    read = "select sha256, text, extractor, error from texts order by sha256"
    site.night(archive, documents=True)
    site.papers |= {"1": pdf("newer"), "2": MISSING}
    for days in (2, 3):
        site.night(archive, documents=True, now=NIGHT + days * A_DAY)
    before = rows(archive, asked), rows(archive, read)
    assert ("s2", "missing") in {(row[1].split("/")[-2], row[3]) for row in before[0]}
    assert len(before[1]) == 4
    (archive / "modgov.db").unlink()
    assert "the text of 4 documents was read again" in modgov("verify", "--repair").stdout
    assert (rows(archive, asked), rows(archive, read)) == before


def test_a_document_that_no_page_links_to_comes_back_without_a_place_in_the_queue(tmp_path, modgov):
    archive = tmp_path / "archive"
    Shelf({"1": pdf("one")}).night(archive, documents=True)
    asked = "select min(warc_offset), max(warc_offset) from captures"
    ((first, of_document),) = rows(archive, asked)
    (file,) = archive.glob("warc/*/*.warc.gz")
    file.write_bytes(file.read_bytes()[:first] + file.read_bytes()[of_document:])
    (archive / "modgov.db").unlink()
    modgov("verify", "--repair")
    assert rows(archive, "select count(*) from document_files") == [(0,)]
    assert rows(archive, "select text from texts") == [("one",)]
