"""Connections: their facts, how they end, and that none leads from a public site into a private network."""

import asyncio
import ssl

import httpx
import pytest

from scraper import Client, Settings, TimedOut, TlsError, UnsafeRedirect, connection
from scraper.dialling import dial
from scraper.tls import STRICT, context
from scraper.tls_streams import TlsStream
from scraper.transports import make_transport
from tests.scraper.lab.refusals import Refused, alert
from tests.scraper.lab.servers import Flat, Mute, OpenSsl

pytestmark = pytest.mark.anyio
BODY = b"<p>Harbour wall</p>"


@pytest.fixture
def client(lab, time):
    def make(**settings):
        resolver = settings.pop("resolver", None)
        known = {"contact": "archivist@example.org", "attempts": 1, "ca_file": lab.ca_file, "allow_private_aia": True}
        more = {"resolver": resolver} if resolver else {}
        return Client(Settings(**{**known, **settings}), sleep=time.sleep, clock=time.clock, **more)

    return make


# Facts


async def test_the_facts_of_a_connection(lab, client):
    server = lab.start("intermediate-unsent")
    async with client() as fetching:
        tls = (await fetching.get(f"{server.url}/page")).tls
    leaf = server.manner.shown.leaf
    assert (tls.version, tls.cipher, tls.bits, tls.alpn) == ("TLSv1.3", "TLS_AES_256_GCM_SHA384", 256, None)
    assert tls.certificate_sha256 == leaf.sha256
    assert (tls.issuer, tls.subject, tls.names) == ("CN=Lab intermediate", "CN=site", ("127.0.0.1", "localhost"))
    assert tls.not_before == f"{leaf.certificate.not_valid_before_utc:%Y-%m-%dT%H:%M:%SZ}"
    assert tls.not_after == f"{leaf.certificate.not_valid_after_utc:%Y-%m-%dT%H:%M:%SZ}"
    assert tls.aia == ((f"http://127.0.0.1:{lab.world.place.port}/between.cer", lab.world.between.sha256),)


async def test_alpn_is_told(lab, client):
    server = lab.start("honest")
    server.manner.secure.set_alpn_protocols(["http/1.1"])
    async with client() as fetching:
        assert (await fetching.get(f"{server.url}/page")).tls.alpn == "http/1.1"


@pytest.mark.parametrize("name", ["honest", "static-rsa", "no-rfc5746"])
@pytest.mark.parametrize("abrupt", [False, True])
async def test_facts_are_whole_however_the_connection_ends(lab, client, name, abrupt):
    """An answer without a length ends with its connection, which may end without a goodbye (close_notify)."""
    server = lab.start(name, abrupt=abrupt, pages={"/page": b"HTTP/1.1 200 OK\r\n\r\n" + BODY})
    async with client() as fetching:
        captures = [await fetching.get(f"{server.url}/page") for _ in range(2)]
    for capture in captures:
        assert (capture.body, capture.completeness) == (BODY, "unknown")
        assert capture.clean_close is not abrupt
        assert capture.tls.certificate_sha256 == server.manner.shown.leaf.sha256
        assert None not in {capture.tls.version, capture.tls.cipher, capture.tls.not_after, capture.peer}


async def test_an_end_that_was_known_says_nothing_of_goodbyes(lab, client):
    server = lab.start("honest")
    async with client() as fetching:
        assert (await fetching.get(f"{server.url}/page")).clean_close is None


async def test_handshakes_are_counted_to_the_page_that_needed_them(lab, client):
    server = lab.start("static-rsa")
    async with client() as fetching:
        captures = [await fetching.get(f"{server.url}/page") for _ in range(2)]
    assert [capture.handshakes for capture in captures] == [2, 0]


async def test_text_in_a_certificate_is_kept_printable(lab, client):
    nasty = lab.world.shown(name="evil\x1b[2J\n", names=("127.0.0.1",))
    server = lab.world.start(lab.world.openssl(nasty))
    async with client() as fetching:
        assert (await fetching.get(f"{server.url}/page")).tls.subject == "CN=evil?[2J?"


async def test_contexts_are_shared_but_for_opt_ins(lab, client):
    context.cache_clear()
    servers = [lab.start(name) for name in ("honest", "honest", "static-rsa", "static-rsa")]
    async with client() as fetching:
        for server in servers:
            await fetching.get(f"{server.url}/page")
    assert context.cache_info().currsize == 2


# From a public site inside


@pytest.fixture
def public(monkeypatch):
    """Let one address of this machine count as public."""
    monkeypatch.setattr(connection, "is_public", lambda address: address == "127.0.0.2")


def moved(url):
    return f"HTTP/1.1 302 Found\r\nLocation: {url}/page\r\nContent-Length: 0\r\n\r\n".encode()


async def everywhere(host, port):
    """A resolver under whose eyes every name is public, as one that changes its answers would have it."""
    return ["93.184.215.14"]


@pytest.fixture
def outside(lab):
    """A server that counts as public."""
    shown = lab.world.shown(names=("127.0.0.2",))
    return lab.world.start(lab.world.openssl(shown), host="127.0.0.2")


@pytest.mark.usefixtures("public")
async def test_a_name_that_changed_its_mind_is_caught_at_the_connection(lab, client, outside):
    inside = lab.start("honest")
    outside.pages = {"/page": moved(inside.url)}
    async with client(resolver=everywhere) as fetching:
        with pytest.raises(UnsafeRedirect, match=r"at 127\.0\.0\.1 inside a private network"):
            await fetching.get(f"{outside.url}/page")
    assert inside.paths == []


@pytest.mark.usefixtures("public")
async def test_a_connection_that_is_kept_is_no_way_around(lab, client, outside):
    inside = lab.start("honest")
    outside.pages = {"/page": moved(inside.url)}
    async with client(resolver=everywhere) as fetching:
        assert (await fetching.get(f"{inside.url}/page")).body == BODY  # asked for by a person
        with pytest.raises(UnsafeRedirect):
            await fetching.get(f"{outside.url}/page")
        assert (await fetching.get(f"{inside.url}/page")).body == BODY
    assert inside.paths == ["/robots.txt", "/page", "/page"]


@pytest.mark.usefixtures("public")
async def test_a_detour_is_no_way_around(lab, client, outside):
    """From outside to outside to inside."""
    inside = lab.start("honest")
    further = lab.world.start(outside.manner, host="127.0.0.2")
    outside.pages, further.pages = {"/page": moved(further.url)}, {"/page": moved(inside.url)}
    async with client(resolver=everywhere) as fetching:
        with pytest.raises(UnsafeRedirect):
            await fetching.get(f"{outside.url}/page")
    assert inside.paths == []


@pytest.mark.usefixtures("public")
async def test_a_private_site_may_lead_outside_but_not_back(lab, client, outside):
    inside, start = lab.start("honest"), lab.start("honest")
    start.pages, outside.pages = {"/page": moved(outside.url)}, {"/page": b"x", "/back": moved(inside.url)}
    async with client(resolver=everywhere) as fetching:
        assert (await fetching.get(f"{start.url}/page")).body == b"x"
        outside.pages["/page"] = moved(inside.url)
        with pytest.raises(UnsafeRedirect):
            await fetching.get(f"{start.url}/page")
    assert inside.paths == []


# Times


async def test_a_handshake_that_hangs_after_a_defect_weakens_nothing(lab, client):
    """First a defect that a switch answers, then silence: the next fetch begins strictly again."""
    server = lab.world.start(Flat(alert(40), times=1, then=Mute()))
    async with client(connect_timeout=0.3) as fetching:
        with pytest.raises(Exception, match="in time"):
            await fetching.get(f"{server.url}/page")
        server.manner = lab.world.openssl()
        capture = await fetching.get(f"{server.url}/page")
    assert (capture.switches, capture.authenticated) == ((), "yes")


async def test_a_reset_after_the_handshake_weakens_nothing(lab, client):
    server = lab.start(
        "honest", pages={"/page": b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\nConnection: close\r\n\r\nx"}
    )
    server.abrupt = True
    server.pages["/robots.txt"] = b"HTTP/1.1 404 Not Found\r\n\r\n"
    async with client(read_timeout=0.3, attempts=2) as fetching:
        with pytest.raises(Exception, match=r"time|early"):
            await fetching.get(f"{server.url}/page")
        assert fetching._sites._by_origin[server.url].line.setting.switches == frozenset()


async def test_a_reset_behind_a_time_out_weakens_nothing(time):
    """A handshake that ran out of time is no symptom, whatever else went wrong on the way."""

    class Late(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request):
            tried.append(request)
            await request.extensions["trace"]("connection.start_tls.started", {})
            raise httpx.ConnectTimeout("") from ConnectionResetError()

    tried = []
    settings = Settings(contact="archivist@example.org", attempts=1)
    async with Client(settings, transport_factory=lambda _: Late(), sleep=time.sleep, clock=time.clock) as client:
        with pytest.raises(TimedOut):
            await client.get("https://a.example/page")
    assert len(tried) == 1


async def test_a_look_goes_where_the_handshake_went(lab, client, monkeypatch):
    server = lab.start("wrong-name")
    looked = []

    async def dialled(host, port):
        looked.append(host)
        return await dial(host, port)

    class Watched(TlsStream):
        @classmethod
        async def over(cls, stream, context, name):
            looked.append(name)
            return await super().over(stream, context, name)

    monkeypatch.setattr(connection, "dial", dialled)
    monkeypatch.setattr(connection, "TlsStream", Watched)
    async with client() as fetching:
        with pytest.raises(TlsError):
            await fetching.get(f"{server.url}/page")
    assert looked == ["127.0.0.1", "localhost"]


async def test_a_look_waits_for_no_goodbye(lab):
    """The server takes the handshake and then neither speaks nor hangs up."""

    class Silent(OpenSsl):
        def greet(self, connection):
            super().greet(connection)
            while connection.recv(65536):
                pass
            raise Refused(b"")

    honest = lab.world.openssl()
    server = lab.world.start(Silent(honest.shown, honest.secure))
    looking = connection.Connection(httpx.URL(server.url), Settings(contact="a@b.example"), make_transport)
    async with asyncio.timeout(5):
        assert (await looking.look(STRICT)).sha256 == server.manner.shown.leaf.sha256


async def test_a_transport_that_does_not_say_how_it_ended_is_not_believed_clean(lab, time):
    def foreign(secure):
        return httpx.AsyncHTTPTransport(verify=secure)

    server = lab.start("honest", pages={"/page": b"HTTP/1.1 200 OK\r\n\r\n" + BODY})
    settings = Settings(contact="archivist@example.org", ca_file=lab.ca_file)
    async with Client(settings, transport_factory=foreign, sleep=time.sleep, clock=time.clock) as fetching:
        capture = await fetching.get(f"{server.url}/page")
    assert (capture.completeness, capture.clean_close) == ("unknown", None)


async def test_a_look_that_fails_leaves_the_first_diagnosis(lab, client, monkeypatch):
    """The certificate cannot be seen again, so nothing is known of it: the error still says what was wrong."""
    server = lab.start("expired")
    monkeypatch.setattr(connection, "looking_context", _narrow)
    async with client() as fetching:
        with pytest.raises(TlsError) as caught:
            await fetching.get(f"{server.url}/page")
    assert (caught.value.diagnosis, caught.value.names) == ("verify 10", ())
    assert caught.value.way_out.kind == "expired-ok"


def _narrow():
    """A context that this lab's certificates do not pass."""
    return ssl.create_default_context()
