"""Foreign exceptions at the border, and what is worth another try."""

import gzip
import socket
import ssl
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from scraper import DnsError, Parked, RobotsDenied, TimedOut, TlsError, unpacked
from scraper.networks import is_public
from scraper.politeness import Held, HostClock
from scraper.retry import is_retried
from scraper.robots import Robots
from scraper.tls import context
from scraper.translation import translated

URL = "https://a.example/page"


def unnamed(number):
    error = httpx.ConnectError("")
    error.__context__ = socket.gaierror(number, "")
    return error


def test_a_name_that_is_not_known_is_not_tried_again_but_a_failing_resolver_is():
    errors = [translated(unnamed(number), URL) for number in (socket.EAI_NONAME, socket.EAI_AGAIN)]
    assert [type(error) for error in errors] == [DnsError, DnsError]
    assert [is_retried(error) for error in errors] == [False, True]


def test_a_site_that_wants_a_certificate_of_ours_is_not_tried_again():
    error = ssl.SSLError(1, "")
    error.reason = "TLSV13_ALERT_CERTIFICATE_REQUIRED"
    ours = translated(error, URL)
    assert isinstance(ours, TlsError)
    assert not ours.retryable
    assert "wants a certificate" in str(ours)


@pytest.mark.parametrize(
    ("error", "retried"),
    [
        (TimedOut("t", URL), True),
        (RobotsDenied("t", URL), False),
        (Parked("t", URL, 1), False),
        (RuntimeError(), False),
    ],
)
def test_only_named_errors_are_tried_again(error, retried):
    assert is_retried(error) is retried


@pytest.mark.anyio
async def test_parking_tells_until_when(site, make_client):
    site.table[URL] = (503, b"", [("Retry-After", "3600")])
    noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    async with make_client(now=lambda: noon) as client:
        for _ in range(2):
            with pytest.raises(Parked) as caught:
                await client.get(URL)
            assert caught.value.not_before <= noon + timedelta(hours=1)
    assert site.count(URL) == 1


@pytest.mark.anyio
@pytest.mark.parametrize(("asked", "second"), [(10, 1010.0), (900, None)])
async def test_a_hold_that_comes_while_another_sleeps_is_kept(time, asked, second):
    async def sleep(seconds):
        if not time.waits:
            clock.hold(asked)
        await time.sleep(seconds)

    clock = HostClock(1.0, sleep=sleep, clock=time.clock)
    async with clock.turn(300):
        pass
    if second is None:
        with pytest.raises(Held):
            async with clock.turn(300):
                pass
    else:
        async with clock.turn(300):
            assert time.now == second


@pytest.mark.parametrize("rule", ["/mgRSS.aspx", "/MGRSS.ASPX", "/*RSS"])
def test_a_rule_counts_in_whatever_case_it_is_written(rule):
    rules = Robots.read(200, f"User-agent: *\nDisallow: {rule}".encode(), "ModGov")
    assert not rules.allows("https://a.example/mgRss.aspx?x=1")
    assert rules.allows("https://a.example/mgIssue.aspx")


@pytest.mark.parametrize("address", ["64:ff9b::a00:1", "2002:a00:1::"])
def test_a_private_address_inside_a_public_one_is_private(address):
    assert not is_public(address)


def test_gzip_members_in_a_row_are_one_body():
    members = gzip.compress(b"first ") + gzip.compress(b"second")
    assert unpacked(members, "gzip", URL) == unpacked(members + b"\0\0", "gzip", URL) == b"first second"


@pytest.mark.parametrize("chosen", [True, False])
def test_certifi_stands_in_only_for_an_empty_store(authority, tmp_path, monkeypatch, chosen):
    folder = tmp_path / "roots"
    folder.mkdir()
    if chosen:
        (folder / "root.pem").write_bytes(authority("Chosen").pem)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
    monkeypatch.setenv("SSL_CERT_DIR", str(folder))
    roots = context.__wrapped__().cert_store_stats()["x509_ca"]
    assert bool(roots) is not chosen  # whoever chose a folder of roots gets no others besides
