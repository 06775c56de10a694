"""Bot checks: recognised as they really come, and never in a good page that carries the same marks."""

import asyncio
import gzip
import zlib

import pytest

from scraper import Blocked
from scraper.challenges import recognised

PAGE = "https://a.example/page"
TURNSTILE = (
    b'<!DOCTYPE html><html lang="en-US"><head><title>Just a moment...</title></head><body><noscript>Enable JavaScript and '
    b"cookies to continue</noscript><script>window._cf_chl_opt={cvId:'3'};</script></body></html>"
)
OLD_CLOUDFLARE = b"<html><head><title>Attention Required! | Cloudflare</title></head><body>blocked</body></html>"
STUB = b'<html><head><script src="/_Incapsula_Resource?SWJIYLWA=719d34d31c8e3a6e"></script></head><body></body></html>'
INCIDENT = b'<html><body><iframe src="/_Incapsula_Resource?CWUDNSAI=9">Request unsuccessful. Incapsula incident ID: 1-2</iframe>'
AZURE = b"<html><head><title>Azure WAF JS Challenge</title></head><body></body></html>"
AZURE_BLOCK = b"<html><body><h2>The request is blocked.</h2><p>20260302T093000Z-1</p></body></html>"
F5 = b"<html><body>The requested URL was rejected. Please consult with your administrator.<br>Your support ID is: 1</body></html>"
GOOD = (
    b"<!DOCTYPE html><html><body><div id='content'>"
    + b"<p>Harbour wall, decided on 2 March</p>" * 600
    + b"</body></html>"
)
SCRIPTED = GOOD.replace(
    b"</body>", STUB + b'<script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js"></script></body>'
)
SMALL_PAGE = b"<html><body><h1>Committees</h1><ul><li>Cabinet</li></ul></body></html>"

CHECKS = [
    ("cloudflare", 403, [("CF-Mitigated", "challenge")], b""),
    ("cloudflare", 429, [("cf-mitigated", " Challenge ")], GOOD),
    ("cloudflare", 503, [("cf-mitigated", "challenge")], TURNSTILE),
    ("cloudflare", 200, [("cf-mitigated", "challenge")], GOOD),
    ("cloudflare", 403, [("server", "cloudflare")], TURNSTILE),
    ("cloudflare", 503, [], TURNSTILE + b" " * 40_000),
    ("cloudflare", 200, [], TURNSTILE),
    ("cloudflare", 403, [], OLD_CLOUDFLARE),
    (
        "incapsula",
        200,
        [("X-Iinfo", "1-2-3"), ("Set-Cookie", "visid_incap_1=x"), ("Set-Cookie", "incap_ses_1=y")],
        STUB,
    ),
    ("incapsula", 200, [], STUB),
    ("incapsula", 503, [], STUB),
    ("incapsula", 403, [], GOOD.replace(b"</body>", STUB)),
    ("incapsula", 403, [], INCIDENT),
    ("incapsula", 200, [], INCIDENT + b" " * 8000),
    ("azure", 403, [("x-azure-ref", "r"), ("set-cookie", "afd_azwaf_jsclearance=x; path=/")], b""),
    ("azure", 200, [("Set-Cookie", "other=1"), ("Set-Cookie", "appgw_azwaf_jsclearance=x")], b"<html></html>"),
    ("azure", 403, [], AZURE),
    ("azure", 403, [("X-Azure-Ref", "r")], AZURE_BLOCK),
    ("aws", 202, [("x-amzn-waf-action", "challenge")], b""),
    ("aws", 405, [("x-amzn-waf-action", "captcha")], GOOD),
    ("akamai", 403, [("Server", "AkamaiGHost")], b"<HTML><HEAD>\n<TITLE>Access Denied</TITLE>\n</HEAD></HTML>"),
    ("sucuri", 403, [("X-Sucuri-ID", "1")], b"<title>Sucuri WebSite Firewall - Access Denied</title>"),
    ("f5", 200, [], F5),
]
PAGES = [
    (200, [], GOOD),
    (200, [], b""),
    (200, [], SMALL_PAGE),
    (404, [], SMALL_PAGE),
    (403, [], SMALL_PAGE),
    (503, [], b"<title>Service Unavailable</title>"),
    (200, [("server", "cloudflare"), ("cf-ray", "1-LHR"), ("X-Iinfo", "1-2-3")], SCRIPTED),
    (200, [("Set-Cookie", "visid_incap_1=x"), ("Set-Cookie", "incap_ses_1=y")], SMALL_PAGE),
    (404, [], GOOD.replace(b"</body>", STUB)),
    (404, [], STUB),
    (500, [], SCRIPTED),
    (503, [], SCRIPTED),
    (302, [("Location", "/x"), ("Set-Cookie", "afd_azwaf_jsclearance=x")], b""),
    (200, [("set-cookie", "afd_azwaf_jsclearance=x")], GOOD),
    (200, [("set-cookie", "not_afd_azwaf_jsclearance=x")], SMALL_PAGE),
    (200, [("x-azure-ref", "r")], b"<h1>Minutes</h1><p>The request is blocked. So the clerk said.</p>"),
    (403, [], AZURE_BLOCK),
    (200, [("cf-mitigated", "")], GOOD),
    (403, [("x-amzn-waf-action", "allow")], SMALL_PAGE),
    (200, [], GOOD + TURNSTILE),
    (403, [], b" " * 70_000 + TURNSTILE),
    (200, [], SMALL_PAGE.replace(b"Cabinet", b"Just a moment in time: the history of the harbour")),
]


def packed(coding, headers, body):
    """Headers and body as they come under a coding."""
    if coding is None:
        return headers, body
    return [*headers, ("Content-Encoding", coding)], {"gzip": gzip, "deflate": zlib}[coding].compress(body)


@pytest.mark.parametrize(("name", "status", "headers", "body"), CHECKS)
@pytest.mark.parametrize("coding", ["gzip", "deflate", None])
def test_it_is_recognised(name, status, headers, body, coding):
    assert recognised(status, *packed(coding, headers, body)) == name


@pytest.mark.parametrize(("status", "headers", "body"), PAGES)
@pytest.mark.parametrize("coding", ["gzip", "deflate", None])
def test_a_page_is_none(status, headers, body, coding):
    assert recognised(status, *packed(coding, headers, body)) is None


def test_a_packed_body_that_lies_is_no_crash():
    assert recognised(403, [("Content-Encoding", "gzip")], TURNSTILE) == "cloudflare"  # not packed at all
    assert recognised(200, [("Content-Encoding", "gzip")], b"\x1f\x8b") is None
    assert recognised(403, [("Content-Encoding", "gzip")], gzip.compress(TURNSTILE)[:-4]) == "cloudflare"


@pytest.mark.anyio
@pytest.mark.parametrize(("name", "status", "headers", "body"), CHECKS)
async def test_it_is_a_capture_and_then_the_origin_is_left_alone(site, make_client, time, name, status, headers, body):
    site.table[PAGE] = (status, body, [*headers, ("Retry-After", "9999")])
    async with make_client() as client:
        capture = await client.get(PAGE)
        assert (capture.challenge, capture.status, capture.body, capture.attempts) == (name, status, body, 1)
        with pytest.raises(Blocked, match=f"bot check \\({name}, status {status}\\)") as caught:
            await client.get("https://a.example/other")
        assert (caught.value.url, caught.value.seconds) == ("https://a.example/other", 60.0)
        assert caught.value.not_before.isoformat() == "2026-03-02T09:31:00+00:00"
        assert [(one.kind, one.origin) for one in client.events()] == [("blocked", "https://a.example")]
        assert (await client.get("https://b.example/")).challenge is None
    assert site.count(PAGE) == 1
    assert max(time.waits) <= 1


@pytest.mark.anyio
async def test_a_challenge_on_the_way_blocks_the_origin_that_gave_it(site, make_client):
    site.table |= {
        PAGE: (302, b"", [("Location", "https://b.example/")]),
        "https://b.example/": (403, b"", [("cf-mitigated", "challenge")]),
    }
    async with make_client() as client:
        assert (await client.get(PAGE)).challenge == "cloudflare"
        with pytest.raises(Blocked, match=r"https://b\.example"):
            await client.get(PAGE)
        assert (await client.get("https://a.example/other")).status == 404


@pytest.mark.anyio
async def test_a_redirect_that_is_a_challenge_is_not_followed(site, make_client):
    site.table[PAGE] = (302, b"", [("cf-mitigated", "challenge"), ("Location", "/captcha")])
    async with make_client() as client:
        assert (await client.get(PAGE)).challenge == "cloudflare"
    assert site.count("https://a.example/captcha") == 0


@pytest.mark.anyio
async def test_those_who_queue_meanwhile_are_told_too(site, make_client):
    async def slowly(request):
        del request
        await asyncio.sleep(0)
        return 403, TURNSTILE

    urls = [f"https://a.example/{n}" for n in range(4)]
    site.table |= dict.fromkeys(urls, slowly)
    async with make_client() as client:
        outcomes = await asyncio.gather(*map(client.get, urls), return_exceptions=True)
    assert outcomes[0].challenge == "cloudflare"
    assert [type(one) for one in outcomes[1:]] == [Blocked] * 3
    assert len(site.requests) == 2
