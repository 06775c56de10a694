"""A site that is to be left alone, one that is blocked, and what is remembered of each from run to run."""

import asyncio
import dataclasses
import gzip
import json
from datetime import UTC, date, datetime

import pytest

import scraper
import storage
from modgov import exchanges
from modgov.harvest import Wishes, harvest
from modgov.origins import recalled, remember
from modgov.outcomes import Outcome, merged, summary
from modgov.reports import told
from modgov.targets import find_target
from tests.modgov.captures import FACTS, capture
from tests.modgov.nights import rows, side_by_side
from tests.modgov.sites import BASE, Silent

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
LATER = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
FRONT = f"{BASE}/mgPlansHome.aspx"


class Client:
    """Answers as it is told to, in order, and remembers what it was asked."""

    settings = scraper.Settings(contact="local")

    def __init__(self, *answers, events=(), learnt=None):
        self.answers, self.asked = list(answers), []
        self.told, self.known = events, learnt or {}

    async def get(self, url):
        self.asked.append(url)
        answer = self.answers.pop(0)
        if isinstance(answer, BaseException):
            raise answer
        return answer

    def events(self):
        return self.told

    def learnt(self):
        return self.known


def run(folder, client, words=BASE, **more):
    more = {"wishes": Wishes(only=("plans",)), **more} if words == BASE else more

    async def night():
        return await harvest(archive, client, find_target(words), Silent(), now=lambda: NOW, **more)

    with storage.Archive.open(folder, create=True, now=lambda: "2026-03-02T01:00:00Z") as archive:
        return asyncio.run(night())


LIST = b"""<div id="modgov"><h1 class="mgMainTitleTxt">Browse forward plans</h1><div class="mgContent"><ul>
<li><a href="mgListPlans.aspx?RPId=1">Cabinet</a></li><li><a href="mgListPlans.aspx?RPId=2">Board</a></li></ul></div></div></html>"""


@pytest.mark.parametrize("error", [scraper.Parked, scraper.CircuitOpen, scraper.Blocked])
def test_a_site_that_is_to_be_left_alone_keeps_its_pages_for_later(tmp_path, error):
    client = Client(capture(FRONT, LIST), error("It is to be left alone.", BASE, 30_000.0, LATER))
    outcome = run(tmp_path / "archive", client)
    assert len(client.asked) == 2
    assert outcome.held == [
        {
            "council": "democracy.thornmouth.example",
            "reason": "It is to be left alone.",
            "not_before": "2026-03-02T09:30:00Z",
        }
    ]
    assert (outcome.queued, outcome.deferred, outcome.exit) == (2, [], 3)
    waiting = rows(tmp_path / "archive", "select state, due_at, reason from frontier where kind = 'plans'")
    assert waiting == [("waiting", "2026-03-02T09:30:00Z", "It is to be left alone.")] * 2
    assert rows(tmp_path / "archive", "select is_complete from runs") == [(0,)]
    assert "is left alone until 2026-03-02T09:30:00Z: It is to be left alone." in told(outcome, tmp_path)


def test_a_site_that_stumbles_is_asked_once_more_after_a_moment(tmp_path):
    slept = []

    async def sleep(seconds):
        slept.append(seconds)

    client = Client(
        scraper.CircuitOpen("It keeps failing.", BASE, 60.0, LATER), capture(FRONT, LIST.replace(b"href", b"id"))
    )
    outcome = run(tmp_path / "archive", client, sleep=sleep)
    assert (slept, client.asked) == ([60.0], [FRONT, FRONT])
    assert (outcome.usable, outcome.held) == (1, [])


def test_why_a_site_is_left_alone_is_said_without_a_time_that_passes(tmp_path):
    why = "it answered with a bot check (incapsula, status 200)."
    blocked = scraper.Blocked(f"{BASE} is left alone for 60 more seconds: {why}", BASE, 30_000.0, LATER, why)
    outcome = run(tmp_path / "archive", Client(capture(FRONT, LIST), blocked))
    assert f" is left alone until 2026-03-02T09:30:00Z: {why}" in told(outcome, tmp_path)
    assert "seconds" not in told(outcome, tmp_path)
    assert {
        reason for (reason,) in rows(tmp_path / "archive", "select reason from frontier where reason is not null")
    } == {why}


def test_a_wait_of_unknown_length_is_some_hours(tmp_path):
    outcome = run(tmp_path / "archive", Client(scraper.Parked("Later.", BASE, 1e9)))
    assert outcome.held[0]["not_before"] == "2026-03-02T07:00:00Z"
    assert outcome.exit == 1


def test_a_site_that_cannot_be_reached_securely_is_not_asked_page_by_page(tmp_path):
    for error in (scraper.TlsError("Its certificate has expired.", BASE, "verify 10"), unknown_name()):
        client = Client(capture(FRONT, LIST), error)
        outcome = run(tmp_path / type(error).__name__, client)
        assert (len(client.asked), outcome.queued, outcome.deferred) == (2, 2, [])
        assert (outcome.held[0]["reason"], outcome.held[0]["not_before"]) == (str(error), "2026-03-02T07:00:00Z")


def test_a_resolver_that_fails_for_a_moment_puts_off_one_page(tmp_path):
    unsure = unknown_name()
    unsure.retryable = True
    outcome = run(tmp_path / "archive", Client(capture(FRONT, LIST), unsure, unsure))
    assert (len(outcome.deferred), outcome.held) == (2, [])


def unknown_name():
    error = scraper.DnsError("No server is called that.", BASE)
    error.retryable = False
    return error


def test_other_councils_go_on(site, tmp_path, monkeypatch):
    class Half(scraper.Client):
        async def get(self, url):
            if ":9/" in url:
                raise scraper.Blocked("A bot check.", url, 3600.0, LATER)
            return await super().get(url)

    monkeypatch.setattr(scraper, "Client", Half)
    page = f"{site[1]}/mgIssueHistoryHome.aspx?IId=4101"
    outcomes, rest = side_by_side(tmp_path / "archive", "http://127.0.0.1:9", page)
    total = merged([*outcomes.values(), rest])
    assert total.usable == 2
    assert [row["council"] for row in total.held] == ["127.0.0.1:9"]
    assert total.exit == 3


def test_a_bot_check_is_kept_and_is_no_page(tmp_path):
    page = b'<div id="modgov"><h2 class="mgSubTitleTxt">26/1 - Pier</h2><div class="mgContent">'
    page += b'<p><span class="mgLabel">Decision status: </span>Withdrawn</p></div></div></html>'
    url = f"{BASE}/mgIssueHistoryHome.aspx?IId=1"
    outcome = run(tmp_path / "archive", Client(capture(url, page, challenge="cloudflare")), url)
    assert outcome.verdicts == {"challenge": 1}
    assert outcome.deferred == [{"url": url, "reason": "the site answered with a bot check (status 200)"}]
    asked = "select challenge, verdict, (select count(*) from issues) from captures"
    assert rows(tmp_path / "archive", asked) == [("cloudflare", "challenge", 0)]
    again = run(tmp_path / "archive", Client(capture(url, page)), url)
    assert again.verdicts == {"page": 1}
    third = run(tmp_path / "archive", Client(capture(url, page, challenge="azure")), url)
    assert third.verdicts == {"challenge": 1}


def test_robots_denials_are_reported(tmp_path):
    outcome = run(tmp_path / "archive", Client(scraper.RobotsDenied("robots.txt of x forbids y.", FRONT)))
    assert outcome.deferred == [{"url": FRONT, "reason": "robots.txt of x forbids y."}]
    assert "robots.txt of x forbids y" in told(outcome, tmp_path)


EVENTS = (
    scraper.Event("tls-regression", BASE, "It needs seclevel1."),
    scraper.Event("opt-in-used", BASE, ""),
    scraper.Event("blocked", "https://elsewhere.example", "cloudflare"),
)


def test_events_are_in_the_report_of_the_council_that_they_concern(tmp_path):
    outcome = run(tmp_path / "archive", Client(capture(FRONT, b"", 404), events=EVENTS))
    assert [event["kind"] for event in outcome.events] == ["tls-regression", "opt-in-used"]
    (kept,) = rows(tmp_path / "archive", "select summary from runs")
    assert json.loads(kept[0])["events"] == outcome.events
    lines = told(outcome, tmp_path).splitlines()[1:]
    assert lines == [
        f"{BASE} needs less security than it once did: It needs seclevel1.",
        f"{BASE} was read by an opt-in of yours.",
    ]
    both = merged([outcome, Outcome(events=[dataclasses.asdict(event) for event in EVENTS])])
    assert [event["kind"] for event in both.events] == ["tls-regression", "opt-in-used", "blocked"]
    assert "https://elsewhere.example lets no program in: cloudflare." in told(both, tmp_path)
    assert summary(both)["events"] == both.events


def test_what_was_learnt_is_written_for_machines_and_for_people(tmp_path):
    tls = {
        "switches": ["reneg"],
        "authenticated": "yes",
        "since": "2026-01-01T00:00:00Z",
        "why": "RENEG",
        "opt_in": None,
    }
    pace = {"hold_until": None, "open_until": "2026-03-02T09:30:00Z", "breaker": "open", "failures": 5}
    known = {BASE: {"tls": tls, "pace": pace}, "http://127.0.0.1": {}}
    with storage.Archive.open(tmp_path / "archive", create=True) as archive:
        remember(archive, Client(learnt=known))
        assert archive.origin_states() == known
    asked = (
        "select switches, authenticated, since, why, opt_in, hold_until, breaker, failures from origins order by origin"
    )
    assert rows(tmp_path / "archive", asked) == [
        (None,) * 8,
        ('["reneg"]', "yes", "2026-01-01T00:00:00Z", "RENEG", None, "2026-03-02T09:30:00Z", "open", 5),
    ]


def test_who_opts_a_site_in_need_not_wait_because_it_failed_without_that(tmp_path):
    shut = {
        "breaker": "open",
        "open_until": "2026-03-02T09:30:00Z",
        "hold_until": "2026-03-02T08:00:00Z",
        "failures": 5,
    }
    known = {
        "https://a.example": {"tls": {}, "pace": shut},
        "https://b.example": {"tls": {"kinds": ["pin"]}, "pace": shut},
        "https://c.example": {"tls": {}, "pace": {**shut, "challenge": "azure"}},
        "https://d.example": {"tls": {}, "pace": shut},
    }
    opt_ins = [scraper.OptIn(f"https://{name}.example", "pin", "Read out.", value="ab" * 32) for name in "abcx"]
    with storage.Archive.open(tmp_path / "archive", create=True) as archive:
        remember(archive, Client(learnt=known))
        states = recalled(archive, opt_ins)
    assert states.pop("https://a.example") == {"tls": {}, "pace": {"hold_until": "2026-03-02T08:00:00Z"}}
    assert states == {origin: state for origin, state in known.items() if origin != "https://a.example"}


class Remembering(scraper.Client):
    made = []

    def __init__(self, settings, *, remembered=None, **more):
        super().__init__(settings, remembered=remembered, **more)
        self.made.append(dict(remembered))

    def learnt(self):
        return {BASE: {"tls": {"switches": ["aia"]}, "pace": {}}}


def test_a_run_begins_with_what_the_last_one_learnt(site, tmp_path, monkeypatch):
    monkeypatch.setattr(Remembering, "made", [])
    monkeypatch.setattr(scraper, "Client", Remembering)
    for _ in range(2):
        pages = [f"{site[1]}/mgIssueHistoryHome.aspx?IId={number}" for number in (4101, 4102)]
        side_by_side(tmp_path / "archive", *pages)
    assert Remembering.made == [{}, {BASE: {"tls": {"switches": ["aia"]}, "pace": {}}}]  # one client for both councils


def test_what_was_learnt_is_kept_when_the_run_breaks_off(site, tmp_path, monkeypatch):
    monkeypatch.setattr(Remembering, "made", [])
    monkeypatch.setattr(scraper, "Client", Remembering)

    class Breaking(Silent):
        def page(self, *_):
            raise RuntimeError("power cut")

    page = f"{site[1]}/mgIssueHistoryHome.aspx?IId=4101"
    outcomes, _ = side_by_side(tmp_path / "archive", page, watched=Breaking())
    (failure,) = outcomes[find_target(page)].failures
    assert failure["reason"].partition(" (")[0] == "RuntimeError: power cut"
    with storage.Archive.open(tmp_path / "archive") as archive:
        assert archive.origin_states()[BASE] == {"tls": {"switches": ["aia"]}, "pace": {}}


def test_opt_ins_reach_the_client(modgov, tmp_path, monkeypatch):
    seen = []

    class Seeing(scraper.Client):
        def __init__(self, settings, **more):
            seen.append(settings.opt_ins)
            super().__init__(settings, **more)

    monkeypatch.setattr(scraper, "Client", Seeing)
    (tmp_path / "modgov.toml").write_text(
        f'[[opt-in]]\norigin = "{BASE}"\nkind = "expired-ok"\nreason = "Promised."\nuntil = 2026-06-01\n'
    )
    modgov("harvest", "http://127.0.0.1:9/mgPlansHome.aspx", "--interval", 0)
    modgov("doctor", "http://127.0.0.1:9/mgPlansHome.aspx")
    mine = scraper.OptIn(BASE, "expired-ok", "Promised.", date(2026, 6, 1))
    plain = scraper.OptIn("http://127.0.0.1:9", "http", "it is on this machine")
    assert seen == [(mine, plain), (mine,), (mine, plain)]  # the doctor asks for TLS first


def test_that_a_site_on_this_machine_goes_without_tls_is_no_news(modgov, site, tmp_path):
    _, base_url = site
    page = f"{base_url}/mgIssueHistoryHome.aspx?IId=4101"
    assert json.loads(modgov("harvest", page, "--interval", 0, "--json").stdout)["events"] == []
    (found,) = json.loads(modgov("doctor", page, "--json").stdout)
    assert (found["events"], found["outcome"]) == ([], "page")
    reason = "I wrote it."
    (tmp_path / "modgov.toml").write_text(f'[[opt-in]]\norigin="{base_url}"\nkind="http"\nreason="{reason}"\n')
    modgov("harvest", page, "--interval", 0, "--archive", "other")
    assert rows(tmp_path / "archive", "select distinct opt_in from captures") == [("http: it is on this machine",)]
    assert rows(tmp_path / "other", "select distinct opt_in from captures") == [(f"http: {reason}",)]


def test_every_fact_of_a_capture_is_handed_to_storage(tmp_path):
    hop = scraper.Redirect("http://thornmouth.example/", 301, FRONT, ("reneg",), "yes", FACTS, "http: no TLS there")
    taken = capture(
        FRONT, b"x", redirects=(hop,), opt_in="pin: self-signed", challenge="azure", clean_close=False, handshakes=4
    )
    given = exchanges.exchange(taken, FRONT, "thornmouth", 1)
    kept = {field.name for field in dataclasses.fields(scraper.Capture)} - {"tls", "max_bytes"}
    assert kept <= set(given)
    named = {
        "version": "tls_version",
        "cipher": "tls_cipher",
        "bits": "tls_bits",
        "not_before": "valid_from",
        "not_after": "valid_to",
    }
    secured = {named.get(field.name, field.name) for field in dataclasses.fields(scraper.TlsFacts)}
    assert secured <= set(given)
    with storage.Archive.open(tmp_path / "archive", create=True) as archive:
        row = archive.capture(archive.add_capture(given | {"run_id": None}))
    assert (row["valid_to"], row["tls_bits"], row["names"]) == (
        "2027-01-01T00:00:00Z",
        256,
        ["democracy.thornmouth.example"],
    )
    assert (row["opt_in"], row["challenge"], row["clean_close"], row["handshakes"]) == (
        "pin: self-signed",
        "azure",
        False,
        4,
    )
    assert row["redirects"][0]["tls"]["certificate_sha256"] == "ab" * 32
    assert "OpenSSL" in row["software"]


def test_a_page_that_unpacks_beyond_all_bounds_is_no_page_and_no_crash(tmp_path):
    bomb = gzip.compress(bytes(65 << 20), compresslevel=1)
    headers = (("Content-Type", "text/html"), ("Content-Encoding", "gzip"))
    outcome = run(tmp_path / "archive", Client(capture(FRONT, bomb, headers=headers)))
    assert [row["url"] for row in outcome.deferred] == [FRONT]
    assert rows(tmp_path / "archive", "select verdict, completeness from captures") == [("not-moderngov", "length")]
