"""The client over a site in memory: what is sent, what is kept, where redirects may lead, how origins share time."""

import asyncio
import gc
import gzip
import socket
from datetime import UTC, datetime

import httpx
import pytest
import respx

from scraper import BadUrl, Client, OptIn, Redirect, RobotsDenied, Settings, TooLarge, TooManyRedirects, UnsafeRedirect

PAGE = "https://a.example/mgPage.aspx?IId=1&Opt=3"
HTML = b"<!DOCTYPE html><p>Harbour wall</p>"


def http(*hosts):
    """Opt-ins to ask hosts without TLS."""
    return tuple(OptIn(f"http://{host}", "http", "a test") for host in hosts)


def moved(location, status=302):
    return status, b"", [("Location", location)]


@pytest.mark.anyio
async def test_a_capture_is_the_answer_as_it_came(site, make_client):
    packed = gzip.compress(HTML)
    headers = [
        ("Server", "Microsoft-IIS/10.0"),
        ("set-cookie", "a=1"),
        ("Set-Cookie", "b=2"),
        ("Content-Encoding", "gzip"),
        ("Content-Length", str(len(packed))),
        ("X-Odd", "caf\xe9".encode("latin-1")),
    ]
    site.table[PAGE] = (200, packed, headers)
    async with make_client(now=lambda: datetime(2026, 3, 2, 9, 30, 59, 999, tzinfo=UTC)) as client:
        capture = await client.get(PAGE)
    assert capture.body == packed
    assert capture.payload() == HTML
    assert capture.headers == (*headers[:5], ("X-Odd", "caf\xe9"))
    assert (capture.url, capture.final_url, capture.redirects) == (PAGE, PAGE, ())
    assert (capture.status, capture.reason, capture.http_version) == (200, "OK", "HTTP/1.1")
    assert capture.captured_at == "2026-03-02T09:30:59Z"
    assert (capture.attempts, capture.errors, capture.switches, capture.diagnosis) == (1, (), (), None)
    assert capture.elapsed >= 0


@pytest.mark.anyio
async def test_the_request_says_who_asks(site, make_client):
    async with make_client(contact="https://archive.example/bot", version="9.8") as client:
        capture = await client.get(PAGE)
    for request in site.requests:
        assert request.method == "GET"
        assert request.headers["User-Agent"] == "ModGov/9.8 (+https://archive.example/bot)"
        assert request.headers["Host"] == "a.example"
        assert request.headers["Accept-Encoding"] == "gzip, deflate"
    sent = dict(capture.request_headers)
    assert sent["User-Agent"] == "ModGov/9.8 (+https://archive.example/bot)"
    assert not {"Cookie", "Authorization", "Referer"} & set(sent)


@pytest.mark.anyio
async def test_cookies_are_not_sent_back(site, make_client):
    site.table[PAGE] = (200, b"x", [("Set-Cookie", "session=1")])
    async with make_client() as client:
        await client.get(PAGE)
        await client.get(PAGE)
    assert "Cookie" not in site.requests[-1].headers


@pytest.mark.anyio
async def test_the_same_over_httpx_itself():
    """Over httpx's own transport, with respx below it: whoever puts in another finds nothing of ours in the way."""

    def make_transport(secure):
        return httpx.AsyncHTTPTransport(verify=secure)

    with respx.mock(assert_all_called=True) as mock:
        robots = mock.get("https://a.example/robots.txt").respond(404)
        page = mock.get(PAGE).respond(200, content=gzip.compress(HTML), headers={"Content-Encoding": "gzip"})
        settings = Settings(contact="archivist@example.org", interval=0)
        async with Client(settings, transport_factory=make_transport) as client:
            capture = await client.get(PAGE)
    assert capture.payload() == HTML
    assert capture.body != HTML
    assert (robots.call_count, page.call_count) == (1, 1)
    assert page.calls.last.request.headers["User-Agent"].endswith("(+archivist@example.org)")


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("body", "headers", "completeness"),
    [
        (b"", [], "empty"),
        (b"", [("Content-Length", "0")], "empty"),
        (b"x", [("Content-Length", "1")], "length"),
        (b"x", [("Transfer-Encoding", "Chunked")], "chunked"),
        (b"x", [], "unknown"),
    ],
)
async def test_completeness(site, make_client, body, headers, completeness):
    site.table[PAGE] = (200, body, headers)
    async with make_client() as client:
        assert (await client.get(PAGE)).completeness == completeness


@pytest.mark.anyio
@pytest.mark.parametrize(("scheme", "authenticated"), [("https", "yes"), ("http", "no")])
async def test_authenticated(site, make_client, scheme, authenticated):
    site.table[f"{scheme}://a.example/"] = (200, b"x")
    async with make_client(opt_ins=http("a.example")) as client:
        assert (await client.get(f"{scheme}://a.example/")).authenticated == authenticated


@pytest.mark.anyio
@pytest.mark.parametrize(
    "url",
    [
        "",
        "nonsense",
        "/page",
        "ftp://a.example/",
        "file:///etc/passwd",
        "mailto:a@example.org",
        "javascript:alert(1)",
        "https://",
        "https:///page",
        "https://[::1",
        "https://a.example:port/",
        "https://a.example/\x00",
        "https://\x7f/",
        "https://xn--/",
    ],
)
async def test_bad_urls(site, make_client, url):
    async with make_client() as client:
        with pytest.raises(BadUrl, match="address"):
            await client.get(url)
    assert site.requests == []


# Redirects


@pytest.mark.anyio
async def test_redirects_are_followed_and_recorded(site, make_client):
    site.table |= {
        "http://a.example/old": moved("https://a.example/new?x=1#top", 301),
        "https://a.example/new?x=1#top": moved("../final"),
        "https://a.example/final": (200, HTML),
    }
    async with make_client(opt_ins=http("a.example")) as client:
        capture = await client.get("http://a.example/old")
    assert (capture.url, capture.final_url, capture.body) == (
        "http://a.example/old",
        "https://a.example/final",
        HTML,
    )
    assert capture.redirects == (
        Redirect("http://a.example/old", 301, "https://a.example/new?x=1#top", (), "no", opt_in="http: a test"),
        Redirect("https://a.example/new?x=1#top", 302, "../final", (), "yes"),
    )
    assert site.count("http://a.example/robots.txt") == site.count("https://a.example/robots.txt") == 1


@pytest.mark.anyio
async def test_a_redirect_without_a_location_is_the_answer(site, make_client):
    site.table[PAGE] = (302, b"where?")
    async with make_client() as client:
        capture = await client.get(PAGE)
    assert (capture.status, capture.redirects) == (302, ())


@pytest.mark.anyio
async def test_robots_of_the_target_count(site, make_client):
    site.table |= {
        PAGE: moved("https://b.example/x"),
        "https://b.example/robots.txt": (200, b"User-agent: *\nDisallow: /"),
    }
    async with make_client() as client:
        with pytest.raises(RobotsDenied) as caught:
            await client.get(PAGE)
    assert caught.value.url == PAGE
    assert site.count("https://b.example/x") == 0


@pytest.mark.anyio
async def test_too_many_redirects(site, make_client):
    site.table |= {f"https://a.example/{n}": moved(f"/{n + 1}") for n in range(30)}
    site.table["https://a.example/29"] = (200,)
    async with make_client() as client:
        with pytest.raises(TooManyRedirects, match="10 times"):
            await client.get("https://a.example/0")
        assert site.count("https://a.example/11") == 0
        capture = await client.get("https://a.example/19")
    assert (capture.status, len(capture.redirects)) == (200, 10)


@pytest.mark.anyio
async def test_a_redirect_to_itself_ends(site, make_client):
    site.table[PAGE] = moved(PAGE)
    async with make_client() as client:
        with pytest.raises(TooManyRedirects):
            await client.get(PAGE)
    assert site.count(PAGE) == 11


@pytest.mark.anyio
@pytest.mark.parametrize("target", ["http://a.example/x", "http://b.example/x", "HTTP://a.example/x"])
async def test_security_is_not_given_up(site, make_client, target):
    site.table[PAGE] = moved(target)
    async with make_client() as client:
        with pytest.raises(UnsafeRedirect, match="not secure"):
            await client.get(PAGE)
    assert not any(str(request.url).startswith("http://") for request in site.requests)


PRIVATE = ["127.0.0.1", "10.0.0.1", "192.168.1.1", "169.254.169.254", "::1", "fd00::1", "fe80::1%eth0", "0.0.0.0"]


@pytest.mark.anyio
@pytest.mark.parametrize("address", PRIVATE)
async def test_a_public_site_may_not_lead_inside(site, make_client, address):
    site.table[PAGE] = moved("https://inside.example/admin")
    addresses = {"inside.example": ["93.184.215.14", address]}
    async with make_client(addresses=addresses) as client:
        with pytest.raises(UnsafeRedirect, match="private"):
            await client.get(PAGE)
    assert not any(request.url.host == "inside.example" for request in site.requests)


@pytest.mark.anyio
async def test_a_private_site_may_lead_to_another(site, make_client):
    site.table |= {PAGE: moved("https://inside.example/"), "https://inside.example/": (200, b"x")}
    addresses = {"a.example": ["10.0.0.1"], "inside.example": ["10.0.0.2"]}
    async with make_client(addresses=addresses) as client:
        assert (await client.get(PAGE)).status == 200


@pytest.mark.anyio
async def test_a_target_whose_name_is_not_found_is_left_to_the_connection(site, make_client):
    site.table |= {PAGE: moved("https://gone.example/"), "https://gone.example/": (200, b"x")}
    async with make_client(addresses={"gone.example": socket.gaierror()}) as client:
        assert (await client.get(PAGE)).status == 200


@pytest.mark.anyio
@pytest.mark.parametrize("target", ["https://[::1", "https://a.example:port/", "//[x]/", "https://xn--/"])
async def test_a_target_that_is_no_address(site, make_client, target):
    site.table[PAGE] = moved(target)
    async with make_client() as client:
        with pytest.raises(BadUrl):
            await client.get(PAGE)


@pytest.mark.anyio
async def test_a_target_of_another_scheme(site, make_client):
    site.table["http://a.example/"] = moved("ftp://a.example/")
    async with make_client(opt_ins=http("a.example")) as client:
        with pytest.raises(BadUrl):
            await client.get("http://a.example/")


# Sizes


@pytest.mark.anyio
async def test_a_body_over_the_cap_is_dropped_on_the_way(site, make_client, body_of):
    body = body_of(bytes(60), bytes(60), AssertionError("read on"))
    site.table[PAGE] = (200, body)
    async with make_client(max_bytes=100) as client:
        with pytest.raises(TooLarge, match="100 bytes"):
            await client.get(PAGE)
    assert body.is_closed
    assert site.count(PAGE) == 1


@pytest.mark.anyio
async def test_a_body_of_just_the_cap_is_kept(site, make_client):
    site.table[PAGE] = (200, bytes(100))
    async with make_client(max_bytes=100) as client:
        assert (await client.get(PAGE)).body == bytes(100)


@pytest.mark.anyio
async def test_a_bomb_is_kept_as_sent_and_never_unpacked(site, make_client):
    site.table[PAGE] = (200, gzip.compress(bytes(5_000_000)), [("Content-Encoding", "gzip")])
    async with make_client(max_bytes=100_000) as client:
        capture = await client.get(PAGE)
    with pytest.raises(TooLarge, match="unpacks"):
        capture.payload()


# Time


@pytest.mark.anyio
async def test_one_request_at_a_time_and_an_interval_between_starts(site, make_client):
    inside = most = 0

    async def slowly(request):
        nonlocal inside, most
        del request
        inside += 1
        most = max(most, inside)
        for _ in range(3):
            await asyncio.sleep(0)
        inside -= 1
        return 200, b"x"

    urls = [f"https://a.example/{n}" for n in range(5)]
    site.table |= dict.fromkeys(urls, slowly)
    async with make_client(interval=2.0) as client:
        await asyncio.gather(*(client.get(url) for url in urls))
    assert most == 1
    assert [moment for _, moment in site.starts] == [1000.0 + 2 * n for n in range(6)]
    assert site.opened == 1


@pytest.mark.anyio
async def test_two_origins_go_side_by_side(site, make_client):
    both = asyncio.Barrier(2)

    async def meet(request):
        del request
        async with asyncio.timeout(5):
            await both.wait()
        return 200, b"x"

    site.table |= {"https://a.example/": meet, "https://b.example/": meet}
    async with make_client() as client:
        await asyncio.gather(client.get("https://a.example/"), client.get("https://b.example/"))
    assert site.opened == site.closed == 2


@pytest.mark.anyio
async def test_an_origin_is_the_same_however_it_is_written(site, make_client):
    async with make_client() as client:
        await client.get("https://a.example/1")
        await client.get("HTTPS://A.EXAMPLE/2")
        await client.get("https://A.Example:443/3")
    assert site.opened == 1


@pytest.mark.anyio
async def test_a_page_that_never_ends_runs_out_of_time(site, make_client):
    async def forever(request):
        del request
        await asyncio.Event().wait()

    site.table[PAGE] = forever
    async with make_client(deadline=0.01, attempts=2) as client:
        with pytest.raises(Exception, match="in time"):
            await client.get(PAGE)
    assert site.opened == site.closed


# Ends


@pytest.mark.anyio
async def test_cancelling_leaves_nothing_open(site, make_client):
    reached = asyncio.Event()

    async def forever(request):
        del request
        reached.set()
        await asyncio.Event().wait()

    site.table[PAGE] = [forever, (200, b"x")]
    async with make_client() as client:
        task = asyncio.create_task(client.get(PAGE))
        await reached.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert (await client.get(PAGE)).status == 200  # its turn was given back
    assert site.opened == site.closed


@pytest.mark.anyio
async def test_an_error_leaves_nothing_open(site, make_client):
    site.table[PAGE] = KeyError("bug")
    with pytest.raises(KeyError):
        async with make_client() as client:
            await client.get(PAGE)
    assert site.opened == site.closed == 1


@pytest.mark.anyio
async def test_a_failed_close_does_not_keep_the_others_open(site, make_client, monkeypatch):
    closed = []

    async def close():
        closed.append(None)
        if len(closed) == 1:
            raise OSError("cannot close")

    monkeypatch.setattr(site, "aclose", close)
    client = make_client()
    await client.get("https://a.example/")
    await client.get("https://b.example/")
    with pytest.raises(OSError, match="cannot close"):
        await client.__aexit__(None, None, None)
    assert len(closed) == 2


@pytest.mark.anyio
async def test_nobody_sends_over_a_connection_that_is_being_closed(time):
    """One task's error closes the connection while the next task already has the turn."""

    made = []

    class Broken(httpx.AsyncBaseTransport):
        def __init__(self):
            self.is_closing = self.is_closed = False
            made.append(self)

        async def handle_async_request(self, request):
            assert not self.is_closing
            await asyncio.sleep(0)
            if request.url.path == "/robots.txt":
                return httpx.Response(404, stream=httpx.ByteStream(b""))
            raise httpx.ReadError("")

        async def aclose(self):
            self.is_closing = True
            for _ in range(5):
                await asyncio.sleep(0)
            self.is_closed = True

    settings = Settings(contact="archivist@example.org", attempts=2, interval=0)
    async with Client(settings, transport_factory=lambda _: Broken(), sleep=time.sleep, clock=time.clock) as client:
        pages = (client.get(f"https://a.example/{n}") for n in range(2))
        errors = await asyncio.gather(*pages, return_exceptions=True)
    assert [type(error).__name__ for error in errors] == ["Unreachable"] * 2
    assert len(made) == 4
    assert all(transport.is_closed for transport in made)


class Patience:
    """A sleep that lasts until it is cancelled, and says that it was reached."""

    def __init__(self, time):
        self.reached, self.cancelled = asyncio.Event(), 0
        time.sleep = self

    async def __call__(self, seconds):
        self.reached.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise


WAITS = {
    "for a turn": {"https://a.example/robots.txt": (404,)},
    "for a retry": {PAGE: (503,)},
    "for a Retry-After": {PAGE: (503, b"", [("Retry-After", "20")])},
    "after an error": {PAGE: httpx.ReadError("")},
}


@pytest.mark.anyio
@pytest.mark.parametrize("wait", WAITS)
@pytest.mark.parametrize("host", ["a.example", "thornmouth.moderngov.co.uk"])
async def test_cancelling_a_wait_leaves_nothing_behind(site, make_client, time, wait, host):
    page = PAGE.replace("a.example", host)
    site.table |= {url.replace("a.example", host): entry for url, entry in WAITS[wait].items()}
    before = asyncio.all_tasks()
    patience = Patience(time)
    async with make_client(interval=1.0 if wait == "for a turn" else 0.0) as client:
        tasks = [asyncio.create_task(client.get(page)) for _ in range(3)]
        async with asyncio.timeout(5):
            await patience.reached.wait()
            for _ in range(20):
                await asyncio.sleep(0)
        for task in tasks:
            task.cancel()
        outcomes = await asyncio.gather(*tasks, return_exceptions=True)
        assert {type(one) for one in outcomes} == {asyncio.CancelledError}
        assert asyncio.all_tasks() == before
        assert patience.cancelled > 0
        for known in client._sites:
            assert not known.pace.clock._queue.locked()
            assert not known.robots_lock.locked()
        assert not any(clock._queue.locked() for clock in client._sites._neighbours._by_address.values())
    assert site.opened == site.closed


@pytest.mark.anyio
async def test_of_many_who_wait_one_can_be_cancelled(site, make_client):
    reached = asyncio.Event()

    async def slowly(request):
        reached.set()
        await asyncio.sleep(0)
        return 200, b"x"

    urls = [f"https://a.example/{n}" for n in range(4)]
    site.table |= dict.fromkeys(urls, slowly)
    async with make_client() as client:
        tasks = [asyncio.create_task(client.get(url)) for url in urls]
        await reached.wait()
        tasks[2].cancel()
        outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    assert [getattr(one, "status", None) for one in outcomes] == [200, 200, None, 200]
    assert site.count(urls[2]) == 0


@pytest.mark.anyio
async def test_a_fetch_that_goes_well_leaves_no_work_for_the_collector(site, make_client):
    """What refers to itself is freed late, in pauses that make 300 origins late."""
    async with make_client() as client:
        await client.get(PAGE)
        gc.collect()
        gc.disable()
        try:
            for _ in range(50):
                await client.get(PAGE)
            assert gc.collect() < 50
        finally:
            gc.enable()
