"""What an origin remembers: switches that helped, never those of a climb that led nowhere."""

import asyncio

import pytest

from scraper import Client, Settings, TlsError
from scraper.climb import MOST_HANDSHAKES
from scraper.leaves import Leaf
from scraper.tls import LEGACY_SERVER_CONNECT
from scraper.transports import make_transport

pytestmark = pytest.mark.anyio
ALERT_INTERNAL_ERROR = b"\x15\x03\x03\x00\x02\x02\x50"


def hello_without_renegotiation_info():
    """A TLS 1.2 ServerHello that chooses ECDHE-RSA-AES128-GCM-SHA256 and knows no RFC 5746."""
    hello = b"\x03\x03" + bytes(32) + b"\x00" + b"\xc0\x2f" + b"\x00"
    shake = b"\x02" + len(hello).to_bytes(3, "big") + hello
    return b"\x16\x03\x03" + len(shake).to_bytes(2, "big") + shake


@pytest.fixture
def climb(time):
    """Fetch twice from a server that says only so much in a handshake: the contexts tried, for each fetch."""

    async def run(said):
        async def answer(reader, writer):
            await reader.read(4096)
            writer.write(said)
            writer.close()

        tried, fetches = [], []

        def watched(secure):
            tried.append(secure)
            return make_transport(secure)

        listening = await asyncio.start_server(answer, "127.0.0.1", 0)
        url = f"https://127.0.0.1:{listening.sockets[0].getsockname()[1]}/page"
        settings = Settings(contact="archivist@example.org", attempts=1)
        async with (
            listening,
            Client(settings, transport_factory=watched, sleep=time.sleep, clock=time.clock) as client,
        ):
            for _ in range(2):
                tried.clear()
                with pytest.raises(TlsError) as caught:
                    await client.get(url)
                fetches.append((list(tried), caught.value.diagnosis))
                time.now += 61  # until it may be asked again
        return fetches

    return run


async def test_legacy_renegotiation_gets_its_switch_and_no_more_than_five_handshakes(climb):
    for tried, diagnosis in await climb(hello_without_renegotiation_info()):
        assert [bool(one.options & LEGACY_SERVER_CONNECT) for one in tried][:2] == [False, True]
        assert len(tried) <= MOST_HANDSHAKES
        assert diagnosis != "UNSAFE_LEGACY_RENEGOTIATION_DISABLED"  # past that; this server then hangs up


async def test_a_climb_that_led_nowhere_is_undone(climb):
    first, second = [[len(one.get_ciphers()) for one in tried] for tried, _ in await climb(b"")]
    assert first == second  # strict first, every time
    assert first[0] == first[1] < first[2]


async def test_an_internal_error_is_met_by_one_plain_retry(climb):
    for tried, diagnosis in await climb(ALERT_INTERNAL_ERROR):
        assert (len(tried), len(set(tried)), diagnosis) == (2, 1, "TLSV1_ALERT_INTERNAL_ERROR")


async def test_defects_come_in_pairs(time, serve, authority, tmp_path):
    root = authority("Root")
    middle = authority("Middle", root)
    issuer = serve(None, {"/middle": middle.der})
    leaf = middle.issue(aia=[f"http://127.0.0.1:{issuer.port}/middle"], with_rsa=True)
    (tmp_path / "root.pem").write_bytes(root.pem)
    secure = leaf.context(tmp_path)
    secure.maximum_version = secure.maximum_version.TLSv1_2
    secure.set_ciphers("AES256-SHA256")
    url = f"https://127.0.0.1:{serve(secure, {'/page': b'x'}).port}/page"
    known = {"contact": "archivist@example.org", "attempts": 1, "allow_private_aia": True}
    async with Client(Settings(**known, ca_file=tmp_path / "root.pem"), sleep=time.sleep, clock=time.clock) as client:
        captures = [await client.get(url) for _ in range(2)]
    assert [(one.switches, one.authenticated) for one in captures] == [(("aia", "ciphers"), "yes")] * 2
    assert issuer.requests == ["/middle"]


async def test_a_redirect_keeps_the_facts_of_its_own_hop(time, serve, authority, tmp_path):
    root = authority("Root")
    (tmp_path / "root.pem").write_bytes(root.pem)
    end = serve(root.issue().context(tmp_path), {"/page": b"x"})
    location = f"https://127.0.0.1:{end.port}/page"
    answer = f"HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n".encode()
    start = serve(root.issue().context(tmp_path), {"/page": answer})
    settings = Settings(contact="archivist@example.org", ca_file=tmp_path / "root.pem")
    async with Client(settings, sleep=time.sleep, clock=time.clock) as client:
        capture = await client.get(f"https://127.0.0.1:{start.port}/page")
    assert (capture.redirects[0].authenticated, capture.redirects[0].tls.issuer) == ("yes", "CN=Root")
    assert capture.redirects[0].tls.certificate_sha256 != capture.tls.certificate_sha256


@pytest.mark.parametrize("der", [b"", b"junk"])
async def test_a_certificate_that_cannot_be_read_has_no_parties(der):
    leaf = Leaf.read(der)
    assert (leaf.issuer, leaf.subject, leaf.names, leaf.not_after) == (None, None, (), None)
