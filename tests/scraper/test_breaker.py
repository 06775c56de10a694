"""The circuit breaker, the retry budget, and what of both the next run knows."""

import asyncio
import json
import socket
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from scraper import Blocked, CircuitOpen, DnsError, FetchError, TlsError
from scraper.breaker import Breaker
from scraper.pace import RETRY_ALLOWANCE

PAGE, OTHER = "https://a.example/page", "https://a.example/other"
ORIGIN = "https://a.example"
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
CHALLENGE = (403, b"", [("cf-mitigated", "challenge")])


def opened(breaker, time):
    """How long a breaker is open, once it has opened."""
    left = breaker.left
    time.now += left
    assert not breaker.refuses
    return left


def test_it_opens_at_the_fifth_failure_in_a_row(time):
    breaker = Breaker(time.clock)
    for _ in range(4):
        breaker.fail("it failed.")
    breaker.succeed()
    for _ in range(4):
        breaker.fail("it failed.")
    assert not breaker.refuses
    breaker.fail("it failed.")
    assert breaker.refuses
    assert opened(breaker, time) == 60


def test_one_probe_decides(time):
    breaker = Breaker(time.clock)
    breaker.trip("it failed.")
    opened(breaker, time)
    assert not breaker.is_closed
    breaker.fail("it failed.")
    assert breaker.refuses
    assert opened(breaker, time) == 120
    breaker.succeed()
    assert breaker.is_closed
    breaker.fail("it failed.")
    assert not breaker.refuses


def test_it_is_open_longer_each_time_up_to_half_an_hour(time):
    breaker = Breaker(time.clock)
    lasted = []
    for _ in range(8):
        breaker.trip("it failed.")
        lasted.append(breaker.left)
        time.now += breaker.left
    assert lasted == [60, 120, 240, 480, 960, 1800, 1800, 1800]


def test_the_third_opening_is_the_last_of_a_run(time):
    breaker = Breaker(time.clock)
    for is_given_up in (False, False, True):
        breaker.trip("it failed.")
        time.now += breaker.left
        assert (breaker.is_given_up, breaker.refuses) == (is_given_up, is_given_up)


# The breaker in the client


async def outcomes(client, url, times):
    """What so many fetches gave: statuses of answers, names of errors."""
    told = []
    for _ in range(times):
        try:
            told.append((await client.get(url)).status)
        except FetchError as error:
            told.append(type(error).__name__)
    return told


@pytest.mark.anyio
@pytest.mark.parametrize("failure", [(503,), (429,), (502, b"x"), httpx.ReadTimeout(""), httpx.ConnectError("")])
async def test_five_requests_that_fail_open_it(site, make_client, failure):
    site.table[PAGE] = failure
    async with make_client() as client:
        await outcomes(client, PAGE, 2)
        with pytest.raises(CircuitOpen, match="60 more seconds") as caught:
            await client.get(OTHER)
    assert site.count(PAGE) == 5
    assert site.count(OTHER) == 0
    assert (caught.value.url, caught.value.seconds) == (OTHER, pytest.approx(60))
    assert abs(caught.value.not_before - NOW - timedelta(seconds=60)) < timedelta(milliseconds=1)
    assert not isinstance(caught.value, Blocked)


@pytest.mark.anyio
async def test_pages_that_give_500_each_count_once(site, make_client):
    """A bad id gives 500 every time: that says little of the site."""
    site.table |= {f"https://a.example/{n}": (500,) for n in range(5)}
    async with make_client() as client:
        for n in range(4):
            assert (await client.get(f"https://a.example/{n}")).attempts == 3
        assert (await client.get(OTHER)).status == 404
        for n in range(5):
            await client.get(f"https://a.example/{n}")
        with pytest.raises(CircuitOpen):
            await client.get(OTHER)


@pytest.mark.anyio
@pytest.mark.parametrize("status", [200, 301, 404, 410])
async def test_answers_in_between_keep_it_closed(site, make_client, status):
    site.table |= {PAGE: (503,), OTHER: (status,)}
    async with make_client(attempts=4) as client:
        assert await outcomes(client, PAGE, 1) + await outcomes(client, OTHER, 1) == [503, status]
        assert await outcomes(client, PAGE, 1) + await outcomes(client, OTHER, 1) == [503, status]


@pytest.mark.anyio
async def test_after_a_pause_one_request_goes_through_while_others_wait_for_its_outcome(site, make_client, time):
    urls = [f"https://a.example/{n}" for n in range(4)]
    site.table |= dict.fromkeys(urls, (503,))
    async with make_client(attempts=1) as client:
        for url in (*urls, urls[0]):
            await client.get(url)
        asked = len(site.requests)
        time.now += 61
        told = await asyncio.gather(*map(client.get, urls), return_exceptions=True)
        assert [getattr(one, "status", type(one)) for one in told] == [503] + [CircuitOpen] * 3
        assert len(site.requests) == asked + 1
        time.now += 121
        site.table |= dict.fromkeys(urls, (200,))
        told = await asyncio.gather(*map(client.get, urls))
        assert [one.status for one in told] == [200] * 4


@pytest.mark.anyio
async def test_the_third_opening_gives_the_site_up_and_says_so_once(site, make_client, time):
    site.table[PAGE] = httpx.ConnectError("")
    async with make_client(attempts=1) as client:
        assert await outcomes(client, PAGE, 6) == ["Unreachable"] * 5 + ["CircuitOpen"]
        for pause in (61, 121):
            time.now += pause
            assert await outcomes(client, PAGE, 2) == ["Unreachable", "CircuitOpen"]
        time.now += 86_400
        with pytest.raises(CircuitOpen, match="for the rest of this run") as caught:
            await client.get(OTHER)
        assert caught.value.not_before > NOW
        assert [(one.kind, one.origin) for one in client.events()] == [("given-up", ORIGIN)]
        assert (await client.get("https://b.example/")).status == 404
    assert site.count(PAGE) == 7


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("verdict", "kind"),
    [
        (TlsError("It cannot be reached securely.", PAGE, "verify 10"), TlsError),
        (socket.gaierror(socket.EAI_NONAME, "Name or service not known"), DnsError),
    ],
    ids=["tls", "dns"],
)
async def test_what_cannot_change_opens_it_at_once(site, make_client, verdict, kind):
    site.table["https://a.example/robots.txt"] = verdict
    async with make_client() as client:
        with pytest.raises(kind) as first:
            await client.get(PAGE)
        with pytest.raises(CircuitOpen) as second:
            await client.get(PAGE)
    assert str(first.value) in str(second.value)
    assert len(site.requests) == 1


@pytest.mark.anyio
@pytest.mark.parametrize(
    "passing",
    [
        TlsError("It cannot be reached securely.", PAGE, "TLSV1_ALERT_INTERNAL_ERROR"),
        socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution"),
    ],
    ids=["tls", "dns"],
)
async def test_what_may_pass_counts_as_one_failure(site, make_client, passing):
    site.table[PAGE] = [passing, (200,)]
    async with make_client(attempts=1) as client:
        assert (await outcomes(client, PAGE, 2))[1] == 200


@pytest.mark.anyio
async def test_a_retry_stops_where_the_breaker_opens(site, make_client):
    site.table[PAGE] = (503, b"sorry")
    async with make_client(attempts=9) as client:
        capture = await client.get(PAGE)
    assert (capture.status, capture.attempts) == (503, 5)


# The retry budget


@pytest.mark.anyio
async def test_retries_have_a_budget(site, make_client):
    """Ten, and a fifth of the requests: a site that fails now and then is not asked twice for ever."""
    failing = [(503,), (200,)]
    site.table |= {f"https://a.example/{n}": list(failing) for n in range(60)}
    async with make_client() as client:
        captures = [await client.get(f"https://a.example/{n}") for n in range(60)]
    retries = sum(capture.attempts - 1 for capture in captures)
    requests = len(site.requests)
    assert retries < 60
    assert RETRY_ALLOWANCE < retries <= 0.2 * requests + RETRY_ALLOWANCE + 1
    assert [capture.status for capture in captures].count(503) == 60 - retries


@pytest.mark.anyio
async def test_the_budget_of_one_site_is_not_that_of_another(site, make_client):
    site.table |= {f"https://a.example/{n}": [(503,), (200,)] for n in range(40)}
    site.table["https://b.example/"] = [(503,), (200,)]
    async with make_client() as client:
        for n in range(40):
            last = await client.get(f"https://a.example/{n}")
        assert (last.status, (await client.get("https://b.example/")).status) == (503, 200)


# From run to run


async def after(make_client, site, time, *, remembered=(), now=NOW, times=1, **settings):
    """What the next run knows after so many fetches; through JSON, as it is kept."""
    async with make_client(remembered=remembered, now=lambda: now, **settings) as client:
        told = await outcomes(client, PAGE, times)
        return told, json.loads(json.dumps(client.learnt()))


@pytest.mark.anyio
async def test_an_open_breaker_is_still_open_in_the_next_run(site, make_client, time):
    site.table[PAGE] = (503,)
    _, learnt = await after(make_client, site, time, attempts=1, times=5)
    pace = learnt[ORIGIN]["pace"]
    assert (pace["breaker"], pace["open_until"]) == ("open", "2026-03-02T09:31:00Z")
    told, learnt = await after(make_client, site, time, remembered=learnt, now=NOW + timedelta(seconds=50))
    assert told == ["CircuitOpen"]
    assert site.count(PAGE) == 5
    assert learnt[ORIGIN]["pace"]["open_until"] == "2026-03-02T09:31:00Z"
    later = NOW + timedelta(seconds=90)
    told, learnt = await after(make_client, site, time, remembered=learnt, now=later, attempts=1, times=2)
    assert told == [503, "CircuitOpen"]  # robots.txt came, which says little of pages
    assert learnt[ORIGIN]["pace"]["open_until"] == "2026-03-02T09:33:30Z"


@pytest.mark.anyio
async def test_a_block_is_still_a_block_in_the_next_run(site, make_client, time):
    site.table[PAGE] = CHALLENGE
    _, learnt = await after(make_client, site, time)
    told, learnt = await after(make_client, site, time, remembered=learnt, now=NOW + timedelta(seconds=30))
    assert told == ["Blocked"]
    del site.table[PAGE]
    told, learnt = await after(make_client, site, time, remembered=learnt, now=NOW + timedelta(seconds=61))
    assert told == [404]
    assert (learnt[ORIGIN]["pace"]["breaker"], learnt[ORIGIN]["pace"]["challenge"]) == ("closed", None)


@pytest.mark.anyio
async def test_a_site_that_still_fails_the_next_night_is_left_alone_for_longer(site, make_client, time):
    site.table["https://a.example/robots.txt"] = CHALLENGE
    learnt, waits = {}, []
    for night in range(4):
        now = NOW + timedelta(days=night)
        _, learnt = await after(make_client, site, time, remembered=learnt, now=now)
        waits.append(datetime.fromisoformat(learnt[ORIGIN]["pace"]["open_until"]) - now)
    assert [wait.total_seconds() for wait in waits] == [60, 120, 240, 480]
    assert len(site.requests) == 4


@pytest.mark.anyio
async def test_a_site_that_was_given_up_is_asked_again_in_the_next_run(site, make_client, time):
    site.table[PAGE] = CHALLENGE
    async with make_client(now=lambda: NOW) as client:
        for _ in range(3):
            await client.get(PAGE)
            time.now += 1000
        with pytest.raises(Blocked, match="rest of this run"):
            await client.get(PAGE)
        learnt = client.learnt()
    del site.table[PAGE]
    told, _ = await after(make_client, site, time, remembered=learnt, now=NOW + timedelta(days=1))
    assert told == [404]


@pytest.mark.anyio
async def test_a_hold_lasts_into_the_next_run(site, make_client, time):
    site.table[PAGE] = (503, b"", [("Retry-After", "3600")])
    told, learnt = await after(make_client, site, time)
    assert (told, learnt[ORIGIN]["pace"]["hold_until"]) == (["Parked"], "2026-03-02T10:30:00Z")
    told, learnt = await after(make_client, site, time, remembered=learnt, now=NOW + timedelta(minutes=30))
    assert told == ["Parked"]
    assert site.count(PAGE) == 1
    del site.table[PAGE]
    told, learnt = await after(make_client, site, time, remembered=learnt, now=NOW + timedelta(hours=2))
    assert (told, learnt[ORIGIN]["pace"]["hold_until"]) == ([404], None)


@pytest.mark.anyio
async def test_failures_in_a_row_go_on_in_the_next_run(site, make_client, time):
    site.table |= {PAGE: (503,), "https://a.example/robots.txt": (503,)}
    _, learnt = await after(make_client, site, time, attempts=1, times=3)
    assert learnt[ORIGIN]["pace"]["failures"] == 3
    told, _ = await after(make_client, site, time, remembered=learnt, attempts=1, times=3)
    assert told == ["RobotsDenied", "RobotsDenied", "CircuitOpen"]


@pytest.mark.anyio
@pytest.mark.parametrize(
    "junk",
    [
        {},
        {"pace": None},
        {"pace": {"breaker": "open"}},
        {"pace": {"breaker": "open", "open_until": "soon", "failures": -1, "doublings": "many", "hold_until": 7}},
        {"pace": {"breaker": "shut", "failures": None, "hold_until": "2020-01-01T00:00:00"}},
        {"pace": {"breaker": "half-open", "open_until": None, "doublings": 10**9}},
    ],
)
async def test_what_cannot_be_read_is_forgotten(site, make_client, time, junk):
    told, _ = await after(make_client, site, time, remembered={ORIGIN: junk})
    assert told == [404]


@pytest.mark.anyio
async def test_an_origin_that_was_never_met_is_no_news(make_client):
    async with make_client(remembered={"https://z.example": {"pace": {"failures": 4}}}) as client:
        assert (client.learnt(), client.events()) == ({}, ())


@pytest.mark.anyio
async def test_an_error_that_is_no_failure_of_the_site_does_not_count(site, make_client):
    site.table[PAGE] = (200, bytes(200))
    async with make_client(max_bytes=100) as client:
        assert await outcomes(client, PAGE, 7) == ["TooLarge"] * 7
