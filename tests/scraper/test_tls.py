"""The TLS ladder against real handshakes on loopback, and the diagnosis of errors that cannot be had there."""

import asyncio
import contextlib
import datetime as dt
import hashlib
import socket
import ssl

import pytest
import trustme

from scraper import BadUrl, Client, DnsError, FetchError, OptIn, Settings, TimedOut, TlsError, Unreachable
from scraper.climb import MOST_HANDSHAKES

PAGES = {"/page": b"<p>Harbour wall</p>"}


@pytest.fixture
def get(time):
    """Fetch from a server on loopback with the client's own transport: one capture for each path."""

    async def fetch(url, *more, **settings):
        known = {"contact": "archivist@example.org", "attempts": 1, "connect_timeout": 10.0, "read_timeout": 10.0}
        async with Client(Settings(**{**known, **settings}), sleep=time.sleep, clock=time.clock) as client:
            captures = [await client.get(one) for one in (url, *more)]
        return captures if more else captures[0]

    return fetch


@pytest.fixture(scope="module")
def root():
    return trustme.CA()


@pytest.fixture
def root_file(root, tmp_path):
    path = tmp_path / "root.pem"
    root.cert_pem.write_to_path(str(path))
    return path


def secured(leaf):
    """A server's context for a certificate of trustme's."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    leaf.configure_cert(made)
    return made


@pytest.mark.anyio
async def test_strict_is_enough_for_an_honest_server(get, serve, root, root_file):
    leaf = root.issue_cert("127.0.0.1")
    server = serve(secured(leaf), PAGES)
    capture = await get(f"https://127.0.0.1:{server.port}/page", ca_file=root_file)
    assert (capture.status, capture.body, capture.authenticated) == (200, PAGES["/page"], "yes")
    assert (capture.switches, capture.diagnosis) == ((), None)
    assert capture.tls.version == "TLSv1.3"
    der = ssl.PEM_cert_to_DER_cert(leaf.cert_chain_pems[0].bytes().decode())
    assert capture.tls.certificate_sha256 == hashlib.sha256(der).hexdigest()
    assert "trustme" in capture.tls.issuer
    assert capture.tls.subject
    assert capture.tls.cipher.startswith("TLS_")
    assert capture.peer == f"127.0.0.1:{server.port}"


@pytest.mark.anyio
async def test_one_handshake_serves_all_requests(get, serve, root, root_file):
    server = serve(secured(root.issue_cert("127.0.0.1")), PAGES)
    base = f"https://127.0.0.1:{server.port}"
    captures = await get(f"{base}/page", f"{base}/gone", f"{base}/page", ca_file=root_file)
    assert [capture.status for capture in captures] == [200, 404, 200]
    assert captures[2].tls == captures[0].tls
    assert server.requests == ["/robots.txt", "/page", "/gone", "/page"]
    assert server.connections == 1


@pytest.mark.anyio
async def test_plain_http_has_no_tls_facts(get, serve):
    server = serve(None, PAGES)
    base = f"http://127.0.0.1:{server.port}"
    capture = await get(f"{base}/page", opt_ins=(OptIn(base, "http", "a test"),))
    assert (capture.tls, capture.authenticated, capture.body) == (None, "no", PAGES["/page"])
    assert capture.peer == f"127.0.0.1:{server.port}"


async def refusal(get, server, host="127.0.0.1", **settings):
    """The TlsError of a server, before which nothing was sent to it."""
    with pytest.raises(TlsError) as caught:
        await get(f"https://{host}:{server.port}/page", **settings)
    assert server.requests == []
    assert server.connections <= MOST_HANDSHAKES
    assert f"{host}:{server.port}" in str(caught.value)
    return caught.value


@pytest.mark.anyio
async def test_an_unknown_root_is_refused(get, serve, root_file):
    server = serve(secured(trustme.CA().issue_cert("127.0.0.1")), PAGES)
    error = await refusal(get, server, ca_file=root_file)
    assert error.diagnosis in {"verify 19", "verify 20", "verify 21"}


@pytest.mark.anyio
async def test_a_root_is_not_trusted_without_being_named(get, serve, root):
    error = await refusal(get, serve(secured(root.issue_cert("127.0.0.1")), PAGES))
    assert error.diagnosis in {"verify 19", "verify 20", "verify 21"}


@pytest.mark.anyio
async def test_a_self_signed_certificate_is_refused(get, serve, authority, root_file, tmp_path):
    lonely = authority("127.0.0.1")
    server = serve(type(lonely.issue())(lonely.key, lonely.certificate).context(tmp_path), PAGES)
    error = await refusal(get, server, ca_file=root_file)
    assert error.diagnosis == "verify 18"
    assert "self-signed" in str(error)


@pytest.mark.anyio
async def test_another_host_name_is_refused(get, serve, root, root_file):
    server = serve(secured(root.issue_cert("other.example")), PAGES)
    assert (await refusal(get, server, "localhost", ca_file=root_file)).diagnosis == "verify 62"


@pytest.mark.anyio
async def test_another_address_is_refused(get, serve, root, root_file):
    server = serve(secured(root.issue_cert("127.0.0.2")), PAGES)
    assert (await refusal(get, server, ca_file=root_file)).diagnosis == "verify 64"


@pytest.mark.anyio
async def test_an_expired_certificate_is_refused(get, serve, root, root_file):
    past = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    server = serve(secured(root.issue_cert("127.0.0.1", not_after=past)), PAGES)
    error = await refusal(get, server, ca_file=root_file)
    assert error.diagnosis == "verify 10"
    assert "expired" in str(error)
    assert server.connections == 2  # and a look at its dates


@pytest.mark.anyio
async def test_a_server_with_old_ciphers_only_is_met_half_way(get, serve, authority, tmp_path):
    root = authority("Old root")
    (tmp_path / "root.pem").write_bytes(root.pem)
    secure = root.issue(with_rsa=True).context(tmp_path)
    secure.maximum_version = ssl.TLSVersion.TLSv1_2
    secure.set_ciphers("AES256-SHA256")
    server = serve(secure, PAGES)
    base = f"https://127.0.0.1:{server.port}"
    first, second = await get(f"{base}/page", f"{base}/page", ca_file=tmp_path / "root.pem")
    assert (first.status, first.switches, first.authenticated) == (200, ("ciphers",), "yes")
    assert first.diagnosis in {"SSLV3_ALERT_HANDSHAKE_FAILURE", "TLS_ALERT_HANDSHAKE_FAILURE"}
    assert (first.tls.version, first.tls.cipher) == ("TLSv1.2", "AES256-SHA256")
    assert second.switches == ("ciphers",)
    assert server.connections == 2


@pytest.mark.anyio
async def test_old_ciphers_do_not_excuse_a_bad_certificate(get, serve, authority, root_file, tmp_path):
    secure = authority("Unknown").issue(with_rsa=True).context(tmp_path)
    secure.maximum_version = ssl.TLSVersion.TLSv1_2
    secure.set_ciphers("AES256-SHA256")
    await refusal(get, serve(secure, PAGES), ca_file=root_file)


@pytest.mark.anyio
async def test_a_server_that_does_not_speak_tls(get, serve):
    error = await refusal(get, serve(None, PAGES))
    assert error.diagnosis == "WRONG_VERSION_NUMBER"
    assert "does not speak TLS" in str(error)


@pytest.mark.anyio
async def test_a_server_that_hangs_up_on_us_gets_four_handshakes(get):
    connections = 0

    async def hang_up(reader, writer):
        nonlocal connections
        connections += 1
        await reader.read(1)
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()

    server = await asyncio.start_server(hang_up, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(TlsError) as caught:
            await get(f"https://127.0.0.1:{port}/page")
    assert caught.value.diagnosis in {"UNEXPECTED_EOF_WHILE_READING", "reset"}
    assert connections == 4  # strict, strict once more, with more ciphers, with all that is old


@pytest.mark.anyio
async def test_a_server_that_says_nothing(get):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        with pytest.raises(TimedOut, match="in time"):
            await get(f"https://127.0.0.1:{port}/", connect_timeout=0.05)


@pytest.mark.anyio
@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_a_closed_port(get, scheme):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(Unreachable, match="refuses connections"):
        await get(f"{scheme}://127.0.0.1:{port}/")


@pytest.mark.anyio
async def test_a_port_that_cannot_be(get):
    with pytest.raises(BadUrl):
        await get("http://127.0.0.1:99999/")


@pytest.mark.anyio
async def test_a_name_that_is_not_found(get, monkeypatch):
    async def nobody(*_args, **_options):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", nobody)
    with pytest.raises(DnsError, match=r"No server is called nowhere\.example"):
        await get("https://nowhere.example/")


@pytest.mark.anyio
async def test_a_body_shorter_than_declared(get, serve):
    server = serve(None, {"/page": b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\nConnection: close\r\n\r\nshort"})
    base = f"http://127.0.0.1:{server.port}"
    with pytest.raises(FetchError):
        await get(f"{base}/page", read_timeout=0.05, opt_ins=(OptIn(base, "http", "a test"),))
