"""Retries: what is tried again, how often, after how long; and what never is."""

import socket
import ssl
from datetime import UTC, datetime

import httpx
import pytest

from scraper import (
    BadUrl,
    DnsError,
    FetchError,
    IncompleteBody,
    NetworkError,
    Parked,
    RobotsDenied,
    TimedOut,
    TlsError,
    TooLarge,
    TooManyRedirects,
    Unreachable,
    UnsafeRedirect,
)
from scraper.retry import RETRIED, retry_after
from scraper.translation import translated

PAGE = "https://a.example/page"
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def caused(error, cause):
    """An error as httpx raises it: the real one hides behind it."""
    error.__cause__ = cause
    return error


@pytest.mark.anyio
async def test_503_then_success(site, make_client, time):
    site.table[PAGE] = [(503,), (503,), (200, b"there")]
    async with make_client() as client:
        capture = await client.get(PAGE)
    assert (capture.status, capture.body, capture.attempts) == (200, b"there", 3)
    assert capture.errors == ("status 503", "status 503")
    moments = [moment for url, moment in site.starts if url == PAGE]
    assert len(moments) == 3
    assert all(wait > 0 for wait in time.waits)


@pytest.mark.anyio
async def test_waits_grow_up_to_their_cap_and_never_undercut_the_interval(site, make_client, time, monkeypatch):
    monkeypatch.setattr("random.uniform", lambda _, most: most)
    site.table[PAGE] = (503,)
    async with make_client(retry_base=2.0, retry_cap=7.0, attempts=5) as client:
        await client.get(PAGE)
    assert time.waits == [1.0, 2.0, 4.0, 7.0, 7.0]  # the first is the pause after robots.txt
    time.waits.clear()
    monkeypatch.setattr("random.uniform", lambda least, _: least)
    async with make_client(interval=3.0, attempts=3) as client:
        await client.get(PAGE)
    assert time.waits == [3.0, 3.0, 3.0]


@pytest.mark.anyio
@pytest.mark.parametrize("status", sorted(RETRIED - {500}))
async def test_the_last_answer_is_a_capture(site, make_client, status):
    site.table[PAGE] = (status, b"sorry")
    async with make_client(attempts=4) as client:
        capture = await client.get(PAGE)
    assert (capture.status, capture.body, capture.attempts) == (status, b"sorry", 4)
    assert site.count(PAGE) == 4


@pytest.mark.anyio
async def test_500_is_retried_twice_at_most(site, make_client):
    site.table[PAGE] = (500, b"Object reference not set")
    async with make_client(attempts=9) as client:
        capture = await client.get(PAGE)
    assert (capture.status, capture.body, capture.attempts) == (500, b"Object reference not set", 3)


@pytest.mark.anyio
@pytest.mark.parametrize("status", [200, 204, 304, 400, 401, 403, 404, 410, 413, 501, 505])
async def test_other_statuses_are_answers(site, make_client, status):
    site.table[PAGE] = (status,)
    async with make_client() as client:
        assert (await client.get(PAGE)).status == status
    assert site.count(PAGE) == 1


@pytest.mark.anyio
@pytest.mark.parametrize("status", [403, 429, 503])
async def test_a_challenge_is_not_retried(site, make_client, status):
    site.table[PAGE] = (status, b"", [("cf-mitigated", "challenge"), ("Retry-After", "9999")])
    async with make_client() as client:
        assert (await client.get(PAGE)).status == status
    assert site.count(PAGE) == 1


@pytest.mark.anyio
async def test_retry_after_in_seconds_is_waited_out(site, make_client):
    site.table[PAGE] = [(429, b"", [("Retry-After", "120")]), (200,)]
    async with make_client() as client:
        await client.get(PAGE)
    first, second = [moment for url, moment in site.starts if url == PAGE]
    assert second - first >= 120


@pytest.mark.anyio
async def test_retry_after_as_a_date_counts_by_the_servers_clock(site, make_client):
    headers = [("Date", "Mon, 02 Mar 2026 12:00:00 GMT"), ("Retry-After", "Mon, 02 Mar 2026 12:01:30 GMT")]
    site.table[PAGE] = [(503, b"", headers), (200,)]
    async with make_client(now=lambda: NOW) as client:
        await client.get(PAGE)
    first, second = [moment for url, moment in site.starts if url == PAGE]
    assert second - first == pytest.approx(90)


@pytest.mark.anyio
async def test_retry_after_holds_for_the_whole_origin(site, make_client):
    site.table |= {PAGE: (503, b"", [("Retry-After", "50")]), "https://a.example/other": (200,)}
    async with make_client(attempts=1) as client:
        await client.get(PAGE)
        await client.get("https://a.example/other")
    assert site.starts[-1][1] - site.starts[-2][1] == 50


@pytest.mark.anyio
async def test_a_long_retry_after_parks(site, make_client, time):
    site.table[PAGE] = (503, b"", [("Retry-After", "3600")])
    async with make_client() as client:
        with pytest.raises(Parked, match="3600 seconds") as caught:
            await client.get(PAGE)
    assert (caught.value.seconds, caught.value.url, site.count(PAGE)) == (3600.0, PAGE, 1)
    assert max(time.waits) <= 1


@pytest.mark.anyio
@pytest.mark.parametrize("asked", ["3600", "9" * 400])
async def test_a_parked_origin_stays_parked_and_nobody_sleeps_it_out(site, make_client, time, asked):
    site.table[PAGE] = (429, b"", [("Retry-After", asked)])
    async with make_client() as client:
        for url in (PAGE, PAGE, "https://a.example/other"):
            with pytest.raises(Parked, match="left alone"):
                await client.get(url)
        assert (await client.get("https://b.example/")).status == 404
        time.now += 3601
        if asked == "3600":
            assert (await client.get("https://a.example/other")).status == 404
    assert site.count(PAGE) == 1
    assert max(time.waits) <= 1


@pytest.mark.anyio
async def test_a_pace_slower_than_the_longest_wait_is_no_parking(site, make_client, time):
    site.table[PAGE] = (200, b"x")
    async with make_client(interval=900.0) as client:
        assert (await client.get(PAGE)).status == 200
    assert time.waits == [900.0]


@pytest.mark.parametrize(
    ("status", "value", "seconds"),
    [
        (503, "0", 0.0),
        (429, " 120 ", 120.0),
        (413, "5", 5.0),
        (500, "5", 5.0),
        (503, "Mon, 02 Mar 2026 09:31:00 GMT", 60.0),
        (503, "Mon, 02 Mar 2026 10:31:00 +0100", 60.0),
        (503, "Monday, 02-Mar-26 09:31:00 GMT", 60.0),
        (503, "Mon Mar  2 09:31:00 2026", 60.0),
        (503, "Mon, 02 Mar 2020 09:31:00 GMT", 0.0),
        (503, None, None),
        (503, "", None),
        (503, "soon", None),
        (503, "-5", None),
        (503, "1.5", None),
        (503, "²", None),
        (503, "٣", None),
        (503, "Mon, 99 Foo 2026 09:31:00 GMT", None),
        (503, "Mon, 02 Mar 99999999999999999999 09:31:00 GMT", None),
        (302, "5", 5.0),
        (301, "Mon, 02 Mar 2026 09:31:00 GMT", 60.0),
        (503, "Mon, 02 Mar 2026 09:31:00", 60.0),
        (503, "mon, 02 mar 2026 09:31:00 gmt", 60.0),
        (503, "0x10", None),
        (503, "1e3", None),
        (503, "60, 120", None),
        (408, "5", None),
        (200, "5", None),
    ],
)
def test_reading_retry_after(status, value, seconds):
    assert retry_after(status, value, NOW) == seconds


ERRORS = [
    (httpx.ConnectError(""), Unreachable),
    (caused(httpx.ConnectError("All connection attempts failed"), ConnectionRefusedError(111, "")), Unreachable),
    (
        caused(httpx.ConnectError(""), ExceptionGroup("several", [OSError(), ConnectionRefusedError()])),
        Unreachable,
    ),
    (httpx.ReadError(""), Unreachable),
    (httpx.WriteError(""), Unreachable),
    (ConnectionResetError(), Unreachable),
    (ssl.SSLError(), Unreachable),
    (caused(httpx.ConnectError(""), socket.gaierror(-3, "Temporary failure in name resolution")), DnsError),
    (socket.gaierror(-3, "Temporary failure in name resolution"), DnsError),
    (httpx.ConnectTimeout(""), TimedOut),
    (httpx.ReadTimeout(""), TimedOut),
    (httpx.PoolTimeout(""), TimedOut),
    (TimeoutError(), TimedOut),
    (httpx.RemoteProtocolError("peer closed connection without sending complete message body"), IncompleteBody),
]


@pytest.mark.anyio
@pytest.mark.parametrize(("error", "kind"), ERRORS, ids=lambda value: getattr(value, "__name__", None))
async def test_network_errors_are_ours_and_retried(site, make_client, error, kind):
    site.table[PAGE] = error
    async with make_client(attempts=3) as client:
        with pytest.raises(kind) as caught:
            await client.get(PAGE)
    assert isinstance(caught.value, NetworkError)
    assert "a.example" in str(caught.value)
    assert (caught.value.url, site.count(PAGE)) == (PAGE, 3)


@pytest.mark.anyio
async def test_a_network_error_closes_the_connection_and_another_is_opened(site, make_client):
    site.table[PAGE] = [httpx.ReadError(""), (200, b"x")]
    async with make_client() as client:
        capture = await client.get(PAGE)
        assert (site.opened, site.closed) == (2, 1)
    assert (capture.attempts, len(capture.errors)) == (2, 1)
    assert "a.example" in capture.errors[0]


@pytest.mark.anyio
@pytest.mark.parametrize(
    "error", [httpx.ReadTimeout(""), httpx.ReadError(""), httpx.RemoteProtocolError(""), ssl.SSLError()]
)
async def test_a_connection_on_which_a_body_failed_is_not_used_again(site, make_client, body_of, error):
    site.table[PAGE] = [(200, body_of(b"half", error)), (200, b"whole")]
    async with make_client() as client:
        assert (await client.get(PAGE)).body == b"whole"
        assert (site.opened, site.closed) == (2, 1)


@pytest.mark.anyio
async def test_an_answer_that_breaks_off_is_retried(site, make_client, body_of):
    broken = (200, body_of(b"half", httpx.RemoteProtocolError("")), [("Content-Length", "9")])
    site.table[PAGE] = [broken, (200, b"the whole", [("Content-Length", "9")])]
    async with make_client() as client:
        capture = await client.get(PAGE)
    assert (capture.body, capture.attempts) == (b"the whole", 2)
    assert broken[1].is_closed


@pytest.mark.anyio
@pytest.mark.parametrize(
    "error",
    [
        RobotsDenied("robots.txt forbids it.", PAGE),
        TlsError("it cannot be reached securely.", PAGE, "verify 10"),
        BadUrl("it is none.", PAGE),
        TooLarge("it is large.", PAGE),
        TooManyRedirects("it redirects.", PAGE),
        UnsafeRedirect("it redirects.", PAGE),
        Parked("it asks.", PAGE, 9.0),
    ],
    ids=lambda error: type(error).__name__,
)
async def test_what_another_try_cannot_mend_is_not_retried(site, make_client, error):
    site.table[PAGE] = error
    async with make_client() as client:
        with pytest.raises(type(error)):
            await client.get(PAGE)
    assert site.count(PAGE) == 1


@pytest.mark.anyio
async def test_a_bug_is_not_retried_and_not_hidden(site, make_client):
    site.table[PAGE] = KeyError("bug")
    async with make_client() as client:
        with pytest.raises(KeyError):
            await client.get(PAGE)
    assert site.count(PAGE) == 1


@pytest.mark.parametrize("error", [error for error, _ in ERRORS] + [httpx.InvalidURL(""), OSError()])
@pytest.mark.parametrize("url", [PAGE, "", "nonsense"])
def test_every_translation_has_words(error, url):
    ours = translated(error, url)
    assert isinstance(ours, FetchError)
    assert len(str(ours)) > 20
    assert str(ours).endswith(".")
    assert translated(ours, url) is ours
