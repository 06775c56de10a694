"""Opt-ins: what they must say, when they end, and that none reaches beyond its own origin."""

from datetime import UTC, date, datetime

import pytest

from scraper import Client, OptIn, Settings, TlsError, UnsafeRedirect
from scraper.addresses import address
from scraper.opt_ins import of_origin
from scraper.tls import Setting

SHA = "ab" * 32


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (("HTTPS://A.Example:443/x?y", "unverified", "why"), ("https://a.example", None)),
        (("https://a.example:8443", "expired-ok", "why"), ("https://a.example:8443", None)),
        (("http://a.example:80/", "http", "why"), ("http://a.example", None)),
        (("https://a.example", "alias", "why", None, " Other.Example "), ("https://a.example", "other.example")),
        (("https://a.example", "pin", "why", None, ":".join(["AB"] * 32)), ("https://a.example", SHA)),
    ],
)
def test_an_opt_in_is_made_canonical(given, kept):
    made = OptIn(*given)
    assert (made.origin, made.value) == kept


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (("https://a.example", "insecure", "why"), "no kind of opt-in"),
        (("https://a.example", "unverified", " "), "needs a reason"),
        (("a.example", "unverified", "why"), "no origin"),
        (("http://a.example", "unverified", "why"), "begins with https://"),
        (("https://a.example", "http", "why"), "begins with http://"),
        (("https://a.example", "alias", "why"), "needs the name"),
        (("https://a.example", "pin", "why", None, "abcd"), "64 hexadecimal digits"),
        (("https://a.example", "pin", "why"), "64 hexadecimal digits"),
        (("https://a.example", "unverified", "why", None, "x"), "takes no value"),
    ],
)
def test_an_opt_in_that_cannot_be_meant(given, words):
    with pytest.raises(ValueError, match=words):
        OptIn(*given)


def test_an_opt_in_holds_on_its_last_day_and_not_after():
    made = OptIn("https://a.example", "expired-ok", "why", until=date(2026, 3, 2))
    assert [made.is_over(date(2026, 3, day)) for day in (1, 2, 3)] == [False, False, True]
    assert of_origin([made], "https://a.example", date(2026, 3, 2)) == ({"expired-ok": made}, ())
    assert of_origin([made], "https://a.example", date(2026, 3, 3)) == ({}, (made,))
    assert of_origin([made], "https://a.example:444", date(2026, 3, 2)) == ({}, ())


@pytest.fixture
def client(lab, time):
    def make(*opt_ins, now=datetime(2026, 3, 2, 9, 30, tzinfo=UTC), **settings):
        known = {"contact": "archivist@example.org", "attempts": 1, "ca_file": lab.ca_file, "opt_ins": opt_ins}
        known |= settings
        return Client(Settings(**known), sleep=time.sleep, clock=time.clock, now=lambda: now)

    return make


@pytest.mark.anyio
async def test_an_opt_in_that_is_over_has_no_effect_and_is_reported(lab, client, time):
    server = lab.start("self-signed")
    over = OptIn(server.url, "unverified", "as agreed", until=date(2026, 3, 1))
    async with client(over) as fetching:
        for _ in range(2):
            with pytest.raises(TlsError):
                await fetching.get(f"{server.url}/page")
            time.now += 61  # until it may be asked again
        events = fetching.events()
    assert [(one.kind, one.origin) for one in events] == [("opt-in-expired", server.url)]
    assert "2026-03-01" in events[0].detail
    assert server.paths == []


@pytest.mark.anyio
async def test_an_http_address_whose_opt_in_is_over_is_asked_by_https(lab, client):
    server = lab.start("honest")
    over = OptIn(server.url.replace("https", "http"), "http", "as agreed", until=date(2026, 3, 1))
    async with client(over) as fetching:
        assert (await fetching.get(f"{over.origin}/page")).final_url == f"{server.url}/page"
        assert [(one.kind, one.origin) for one in fetching.events()] == [("opt-in-expired", over.origin)]


@pytest.mark.anyio
async def test_an_opt_in_that_was_used_is_reported_once(lab, client):
    server = lab.start("self-signed")
    async with client(OptIn(server.url, "unverified", "as agreed")) as fetching:
        captures = [await fetching.get(f"{server.url}/page") for _ in range(2)]
        assert [(one.kind, one.detail) for one in fetching.events()] == [
            ("opt-in-used", "Fetched by the opt-in unverified: as agreed.")
        ]
    assert [one.opt_in for one in captures] == ["unverified: as agreed"] * 2
    assert captures[0].tls.subject == "CN=self"  # known, though not verified


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("name", "kind", "value"),
    [
        ("expired", "expired-ok", None),
        ("wrong-name", "alias", "other.example"),
        ("self-signed", "pin", "leaf"),
        ("self-signed", "unverified", None),
    ],
)
async def test_an_opt_in_is_for_one_origin(lab, client, time, name, kind, value):
    """Another server with the very same certificate is refused: directly, on another port, and across a redirect."""
    mine, other = lab.start(name), lab.start(name)
    other.manner = mine.manner
    if value == "leaf":
        value = mine.manner.shown.leaf.sha256
    location = f"HTTP/1.1 302 Found\r\nLocation: {other.url}/page\r\nContent-Length: 0\r\n\r\n"
    mine.pages = {**mine.pages, "/moved": location.encode()}
    async with client(OptIn(mine.url, kind, "a test", value=value)) as fetching:
        assert (await fetching.get(f"{mine.url}/page")).status == 200
        with pytest.raises(TlsError):
            await fetching.get(f"{other.url}/page")
        time.now += 61  # until it may be asked again
        with pytest.raises(TlsError):
            await fetching.get(f"{mine.url}/moved")
        assert (await fetching.get(f"{mine.url}/page")).status == 200
    assert other.paths == []


@pytest.mark.anyio
async def test_an_alias_is_sent_to_nobody_else(lab, client):
    """The pool of httpx does not tell names apart, so an alias has a connection of its own."""
    mine, other = lab.start("wrong-name"), lab.start("honest")
    location = f"HTTP/1.1 302 Found\r\nLocation: {other.url}/page\r\nContent-Length: 0\r\n\r\n"
    mine.pages = {**mine.pages, "/moved": location.encode()}
    async with client(OptIn(mine.url, "alias", "a test", value="other.example")) as fetching:
        capture = await fetching.get(f"{mine.url}/moved")
    assert (capture.redirects[0].opt_in, capture.redirects[0].authenticated) == ("alias: a test", "weak")
    assert (capture.opt_in, capture.authenticated) == (None, "yes")
    assert f"host: localhost:{mine.port}" in mine.requests[0][1].decode().lower()


@pytest.mark.anyio
async def test_a_certificate_that_is_not_the_pinned_one_is_told(lab, client):
    server = lab.start("self-signed")
    async with client(OptIn(server.url, "pin", "a test", value=SHA)) as fetching:
        with pytest.raises(TlsError) as caught:
            await fetching.get(f"{server.url}/page")
    assert caught.value.diagnosis == "pin"
    assert server.manner.shown.leaf.sha256 in str(caught.value)
    assert caught.value.way_out is None
    assert server.paths == []


@pytest.mark.anyio
async def test_a_pin_needs_a_transport_that_can_be_watched(site, make_client):
    site.table["https://a.example/robots.txt"] = (200, b"")
    async with make_client(opt_ins=(OptIn("https://a.example", "pin", "a test", value=SHA),)) as client:
        line = client._sites.at(address("https://a.example/")).line
        line.connection.setting = Setting(opt_ins=tuple(client.settings.opt_ins))
        with pytest.raises(TlsError, match=r"\(pin\)"):
            await client.get("https://a.example/")


# http


@pytest.mark.anyio
async def test_an_http_address_is_asked_by_https_first(lab, client):
    server = lab.start("honest")
    async with client() as fetching:
        capture = await fetching.get(f"{server.url.replace('https', 'http')}/page")
    assert (capture.url, capture.final_url) == (f"http://127.0.0.1:{server.port}/page", f"{server.url}/page")
    assert (capture.authenticated, capture.redirects) == ("yes", ())


@pytest.mark.anyio
async def test_an_http_address_is_asked_by_http_only_when_opted_in(lab, client):
    server = lab.start("not-tls")
    origin = f"http://127.0.0.1:{server.port}"
    async with client() as fetching:
        with pytest.raises(TlsError, match=r"was asked by https: if the site has none, the opt-in http") as caught:
            await fetching.get(f"{origin}/page")
    assert (caught.value.way_out.origin, caught.value.way_out.kind) == (origin, "http")
    assert server.paths == []
    async with client(OptIn(origin, "http", "a test")) as fetching:
        capture = await fetching.get(f"{origin}/page")
        assert [one.kind for one in fetching.events()] == ["opt-in-used"]
        assert fetching.learnt()[origin]["tls"] == {}
    assert (capture.authenticated, capture.opt_in, capture.tls) == ("no", "http: a test", None)
    assert (capture.handshakes, capture.clean_close) == (0, None)


@pytest.mark.anyio
async def test_https_leads_to_http_only_when_opted_in(lab, client):
    secure, plain = lab.start("honest"), lab.start("not-tls")
    origin = f"http://127.0.0.1:{plain.port}"
    location = f"HTTP/1.1 302 Found\r\nLocation: {origin}/page\r\nContent-Length: 0\r\n\r\n"
    secure.pages = {"/page": location.encode()}
    async with client() as fetching:
        with pytest.raises(UnsafeRedirect, match=f"the opt-in http for {origin} would follow it") as caught:
            await fetching.get(f"{secure.url}/page")
    assert (caught.value.way_out.origin, caught.value.way_out.kind) == (origin, "http")
    async with client(OptIn(origin, "http", "a test")) as fetching:
        capture = await fetching.get(f"{secure.url}/page")
    assert (capture.final_url, capture.authenticated) == (f"{origin}/page", "no")


@pytest.mark.anyio
async def test_http_leads_to_other_http_only_by_way_of_https(site, make_client):
    site.table |= {
        "http://a.example/": (302, b"", [("Location", "http://b.example/x")]),
        "https://b.example/x": (200, b"x"),
    }
    async with make_client(opt_ins=(OptIn("http://a.example", "http", "a test"),)) as client:
        assert (await client.get("http://a.example/")).final_url == "https://b.example/x"
    assert not any(str(request.url).startswith("http://b.") for request in site.requests)


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("http://a.example/x?y=1", "https://a.example/x?y=1"),
        ("http://a.example:80/x", "https://a.example/x"),
        ("http://a.example:8080/x", "https://a.example:8080/x"),
        ("http://a.example:9071/x", "http://a.example:9071/x"),
    ],
)
async def test_where_an_http_address_is_asked(site, make_client, asked, first):
    site.table[first] = (200, b"x")
    async with make_client(opt_ins=(OptIn("http://a.example:9071", "http", "a test"),)) as client:
        assert (await client.get(asked)).final_url == first
