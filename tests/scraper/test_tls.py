"""The TLS ladder against real handshakes on loopback, and the diagnosis of errors that cannot be had there."""

import asyncio
import contextlib
import datetime as dt
import hashlib
import socket
import ssl

import httpx
import pytest
import trustme

from scraper import BadUrl, Client, DnsError, FetchError, Settings, TimedOut, TlsError, Unreachable
from scraper.origins import MOST_HANDSHAKES
from scraper.tls import ADVICE, BY_VERIFY_CODE, LEGACY_SERVER_CONNECT, context, diagnose, looking_context

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
    capture = await get(f"http://127.0.0.1:{server.port}/page")
    assert (capture.tls, capture.authenticated, capture.body) == (None, "no", PAGES["/page"])
    assert capture.peer == f"127.0.0.1:{server.port}"


async def refusal(get, server, host="127.0.0.1", **settings):
    """The TlsError of a server, before which nothing was sent to it."""
    with pytest.raises(TlsError) as caught:
        await get(f"https://{host}:{server.port}/page", **settings)
    assert server.requests == []
    assert server.connections <= MOST_HANDSHAKES + 1  # the look at the leaf is one more
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
    assert server.connections == 1


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
async def test_a_server_that_hangs_up_on_us_gets_three_handshakes(get):
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
    assert connections == 3  # strict, strict once more, with more ciphers


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
    with pytest.raises(FetchError):
        await get(f"http://127.0.0.1:{server.port}/page", read_timeout=0.05)


# Diagnosis


def tls_error(reason, kind=ssl.SSLError):
    error = kind(1, f"[SSL: {reason}] words that nobody reads (_ssl.c:1006)")
    error.reason = reason
    return error


def verify_error(code):
    error = ssl.SSLCertVerificationError(1, "certificate verify failed")
    error.verify_code, error.reason = code, "CERTIFICATE_VERIFY_FAILED"
    return error


@pytest.mark.parametrize(
    ("reason", "switch", "is_silent"),
    [
        ("UNSAFE_LEGACY_RENEGOTIATION_DISABLED", "reneg", False),
        ("SSLV3_ALERT_HANDSHAKE_FAILURE", "ciphers", False),
        ("TLSV1_ALERT_INSUFFICIENT_SECURITY", "ciphers", False),
        ("UNEXPECTED_EOF_WHILE_READING", "ciphers", True),
        ("WRONG_VERSION_NUMBER", None, False),
        ("DH_KEY_TOO_SMALL", None, False),
        ("A_REASON_OF_TOMORROW", None, False),
    ],
)
def test_diagnosing_a_reason(reason, switch, is_silent):
    found = diagnose(tls_error(reason))
    assert (found.words, found.switch, found.is_silent) == (reason, switch, is_silent)
    assert found.advice == ADVICE.get(reason, f"the handshake failed ({reason})")


@pytest.mark.parametrize(
    ("code", "switch"),
    [(2, "aia"), (20, "aia"), (21, "aia"), (85, "x509-lax"), (94, "x509-lax"), (95, None), (10, None), (18, None)],
)
def test_diagnosing_a_verify_code(code, switch):
    found = diagnose(verify_error(code))
    assert (found.words, found.switch, found.is_silent) == (f"verify {code}", switch, False)


@pytest.mark.parametrize("code", [9, 10, 18, 19, 62, 64])
def test_no_switch_answers_a_certificate_that_is_wrong(code):
    assert code not in BY_VERIFY_CODE
    assert diagnose(verify_error(code)).advice == ADVICE[f"verify {code}"]


@pytest.mark.parametrize("error", [ConnectionResetError(), BrokenPipeError(), ConnectionAbortedError()])
def test_a_reset_is_silent(error):
    found = diagnose(error)
    assert (found.words, found.switch, found.is_silent) == ("reset", "ciphers", True)


def test_an_error_without_a_reason():
    assert diagnose(ssl.SSLError()).words == "reset"
    assert diagnose(ssl.SSLEOFError()).is_silent


@pytest.mark.parametrize(
    "error", [OSError(), ConnectionRefusedError(), TimeoutError(), httpx.ConnectError("x"), ssl.SSLWantReadError()]
)
def test_what_has_nothing_to_do_with_tls(error):
    assert diagnose(error) is None


def hidden(outer, inner, how):
    if how == "argument":
        return type(outer)(inner)
    setattr(outer, how, inner)
    return outer


@pytest.mark.parametrize("how", ["__cause__", "__context__", "argument"])
def test_the_real_error_is_found_wherever_it_hides(how):
    error = hidden(OSError("x"), hidden(OSError("y"), verify_error(20), how), how)
    assert diagnose(error).words == "verify 20"


def test_the_certificate_counts_before_the_rest_and_circles_end():
    error, other = tls_error("WRONG_VERSION_NUMBER"), ConnectionResetError()
    error.__context__, other.__context__ = other, verify_error(10)
    other.__context__.__context__ = error
    assert diagnose(error).words == diagnose(other).words == "verify 10"


# Contexts


ALL = frozenset({"aia", "reneg", "ciphers", "x509-lax"})


@pytest.mark.parametrize("switches", [frozenset(), *(frozenset({one}) for one in sorted(ALL)), ALL], ids=sorted)
def test_every_switch_keeps_authentication(switches):
    made = context(switches)
    assert made.verify_mode is ssl.CERT_REQUIRED
    assert made.check_hostname
    assert made.minimum_version in {ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.MINIMUM_SUPPORTED}


def test_what_switches_do():
    assert not context().options & LEGACY_SERVER_CONNECT
    assert context(frozenset({"reneg"})).options & LEGACY_SERVER_CONNECT
    names = {cipher["name"] for cipher in context().get_ciphers()}
    assert "AES256-SHA256" not in names
    assert "AES256-SHA256" in {cipher["name"] for cipher in context(frozenset({"ciphers"})).get_ciphers()}
    assert not context(frozenset({"x509-lax"})).verify_flags & ssl.VERIFY_X509_STRICT


def test_a_fetched_certificate_is_no_anchor(authority, monkeypatch):
    def strict():  # as Python makes it from 3.13 on
        made = ssl.create_default_context()
        made.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
        return made

    monkeypatch.setattr("scraper.tls._strict", strict)
    root = authority("Root")
    made = context(frozenset({"aia"}), (authority("Between", root).der,))
    assert not made.verify_flags & ssl.VERIFY_X509_PARTIAL_CHAIN


def test_contexts_are_made_once_for_each_set():
    assert context(frozenset({"reneg"})) is context(frozenset({"reneg"}))
    assert context(frozenset({"reneg"})) is not context()


def test_looking_takes_the_same_switches():
    made = looking_context(frozenset({"reneg", "ciphers"}))
    assert made.options & LEGACY_SERVER_CONNECT
    assert "AES256-SHA256" in {cipher["name"] for cipher in made.get_ciphers()}
    assert not looking_context(frozenset()).options & LEGACY_SERVER_CONNECT
