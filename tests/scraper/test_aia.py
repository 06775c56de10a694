"""Missing intermediates: fetched within bounds, never trusted by themselves."""

import contextlib
import socket

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.serialization import pkcs7

from scraper import Client, Settings, TlsError
from scraper.aia import MOST_BYTES, MOST_LEVELS, MOST_URLS, issuer_urls
from scraper.aia import intermediates as fetch_issuers
from scraper.climb import MOST_HANDSHAKES
from scraper.issuers import read_certificates
from scraper.networks import is_public
from tests.scraper.lab.servers import Plain, Server

BODY = b"<p>Harbour wall</p>"


def moved(location):
    return f"HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n".encode()


@contextlib.contextmanager
def serve_at(host, pages):
    server = Server(Plain(), pages, host=host)
    try:
        yield f"http://{host}:{server.port}"
    finally:
        server.stop()


async def intermediates(leaf, **settings):
    return tuple(one.der for one in await fetch_issuers(leaf, **settings))


@pytest.fixture
def chain(authority, serve, tmp_path):
    """A root, an intermediate, and a place on loopback that has the intermediate to offer."""

    class Chain:
        def __init__(self):
            self.place = serve()
            self.url = f"http://127.0.0.1:{self.place.port}/between.cer"
            self.root = authority("Root")
            self.between = authority("Between", self.root)
            self.place.pages["/between.cer"] = self.between.der
            self.root_file = tmp_path / "root.pem"
            self.root_file.write_bytes(self.root.pem)

        def serve(self, *urls, issuer=None, above=()):
            leaf = (issuer or self.between).issue(aia=urls or (self.url,))
            return serve(leaf.context(tmp_path, *above), {"/page": BODY})

    return Chain()


@pytest.fixture
def get(time):
    async def fetch(server, *, times=1, **settings):
        known = {"contact": "archivist@example.org", "attempts": 1, "allow_private_aia": True}
        async with Client(Settings(**{**known, **settings}), sleep=time.sleep, clock=time.clock) as client:
            return [await client.get(f"https://127.0.0.1:{server.port}/page") for _ in range(times)][-1]

    return fetch


@pytest.mark.anyio
async def test_a_missing_intermediate_is_fetched(get, chain):
    server = chain.serve()
    capture = await get(server, times=2, ca_file=chain.root_file)
    assert (capture.status, capture.body, capture.authenticated) == (200, BODY, "yes")
    assert capture.switches == ("aia",)
    assert capture.diagnosis in {"verify 20", "verify 21"}
    assert server.connections == 3  # strict, the look, and the one that is kept
    assert server.requests == ["/robots.txt", "/page", "/page"]
    assert chain.place.requests == ["/between.cer"]


@pytest.mark.anyio
async def test_two_missing_intermediates_are_fetched(get, chain, authority):
    lower = authority("Lower", chain.between, aia=[chain.url])
    chain.place.pages["/lower.cer"] = lower.der
    server = chain.serve(chain.url.replace("between", "lower"), issuer=lower)
    assert (await get(server, ca_file=chain.root_file)).switches == ("aia",)
    assert chain.place.requests == ["/lower.cer", "/between.cer"]


@pytest.mark.anyio
async def test_nothing_is_fetched_for_a_whole_chain(get, chain):
    server = chain.serve(above=[chain.between])
    assert (await get(server, ca_file=chain.root_file)).switches == ()
    assert chain.place.requests == []


async def refusal(get, server, **settings):
    with pytest.raises(TlsError) as caught:
        await get(server, **settings)
    assert server.requests == []
    assert server.connections <= MOST_HANDSHAKES
    return caught.value


@pytest.mark.anyio
async def test_private_addresses_are_not_asked(get, chain):
    error = await refusal(get, chain.serve(), ca_file=chain.root_file, allow_private_aia=False)
    assert error.diagnosis in {"verify 20", "verify 21"}
    assert chain.place.connections == 0


@pytest.mark.anyio
async def test_an_intermediate_of_an_unknown_root_is_refused(get, chain, authority, tmp_path):
    (tmp_path / "other.pem").write_bytes(authority("Other").pem)
    error = await refusal(get, chain.serve(), ca_file=tmp_path / "other.pem")
    assert error.diagnosis in {"verify 2", "verify 20", "verify 21"}
    assert chain.place.requests == ["/between.cer"]


@pytest.mark.anyio
async def test_a_rogue_root_is_refused(get, chain, authority):
    rogue = authority("Rogue")
    chain.place.pages["/between.cer"] = rogue.der
    error = await refusal(get, chain.serve(issuer=rogue), ca_file=chain.root_file)
    assert error.diagnosis in {"verify 20", "verify 21"}
    assert chain.place.requests == ["/between.cer"]


@pytest.mark.anyio
async def test_a_rogue_root_in_the_name_of_a_trusted_one_is_refused(get, chain, authority):
    rogue = authority("Root")
    chain.place.pages["/between.cer"] = authority("Between", rogue).der
    await refusal(get, chain.serve(), ca_file=chain.root_file)


@pytest.mark.anyio
@pytest.mark.parametrize(
    "page",
    [
        None,
        b"",
        b"<html>Not found</html>",
        b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\nConnection: close\r\n\r\n" + bytes(2 * MOST_BYTES),
        b"HTTP/1.1 302 Found\r\nLocation: /between.cer\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 302 Found\r\nLocation: ftp://127.0.0.1/x\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 302 Found\r\nLocation: http://[x/\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 broken\r\n\r\n",
    ],
    ids=["missing", "empty", "page", "large", "loop", "scheme", "address", "busy", "broken"],
)
async def test_a_place_that_has_no_certificate(get, chain, page):
    if page is None:
        del chain.place.pages["/between.cer"]
    else:
        chain.place.pages["/between.cer"] = page
    error = await refusal(get, chain.serve(), ca_file=chain.root_file, read_timeout=5)
    assert error.diagnosis in {"verify 20", "verify 21"}
    assert len(chain.place.requests) <= 4


@pytest.mark.anyio
async def test_redirects_are_followed(chain):
    chain.place.pages["/old"] = b"HTTP/1.1 301 Moved\r\nLocation: between.cer\r\nContent-Length: 0\r\n\r\n"
    leaf = chain.between.issue(aia=[chain.url.replace("between.cer", "old")])
    assert await intermediates(leaf.der, allow_private=True) == (chain.between.der,)


@pytest.mark.anyio
@pytest.mark.parametrize(("padding", "is_taken"), [(1000, True), (MOST_BYTES, False)])
async def test_a_large_answer_is_not_taken(chain, padding, is_taken):
    chain.place.pages["/between.cer"] = chain.between.pem + b"\n" * padding
    found = await intermediates(chain.between.issue(aia=[chain.url]).der, allow_private=True)
    assert found == ((chain.between.der,) if is_taken else ())


@pytest.mark.anyio
async def test_the_next_address_is_tried_and_no_more_than_three(chain):
    bad = [chain.url.replace("between", f"bad{n}") for n in range(5)]
    leaf = chain.between.issue(aia=[*bad[: MOST_URLS - 1], chain.url])
    assert await intermediates(leaf.der, allow_private=True) == (chain.between.der,)
    leaf = chain.between.issue(aia=[*bad[:MOST_URLS], chain.url])
    assert await intermediates(leaf.der, allow_private=True) == ()


@pytest.mark.anyio
async def test_a_chain_without_end_ends(chain, authority):
    ring = [authority("Zero", chain.root)]
    for n in range(MOST_LEVELS + 2):
        ring.append(authority(f"Level {n}", ring[-1], aia=[chain.url.replace("between", str(n))]))
        chain.place.pages[f"/{n}.cer"] = ring[-2].der
    found = await intermediates(ring[-1].issue(aia=[chain.url]).der, allow_private=True)
    assert found == ()  # the place has another's certificate
    chain.place.pages["/between.cer"] = ring[-1].der
    assert len(await intermediates(ring[-1].issue(aia=[chain.url]).der, allow_private=True)) == MOST_LEVELS


@pytest.mark.anyio
async def test_the_search_has_only_so_much_time(chain):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        leaf = chain.between.issue(aia=[f"http://127.0.0.1:{silent.getsockname()[1]}/", chain.url])
        assert await intermediates(leaf.der, allow_private=True, seconds=0.2) == ()
    assert chain.place.connections == 0


@pytest.mark.anyio
async def test_what_was_found_in_time_is_kept(chain, authority):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        lower = authority("Lower", chain.between, aia=[f"http://127.0.0.1:{silent.getsockname()[1]}/"])
        chain.place.pages["/lower.cer"] = lower.der
        leaf = lower.issue(aia=[chain.url.replace("between", "lower")])
        assert await intermediates(leaf.der, allow_private=True, seconds=0.5) == (lower.der,)


@pytest.mark.anyio
async def test_a_public_place_may_not_lead_inside(chain, monkeypatch):
    monkeypatch.setattr("scraper.aia.is_public", lambda address: address == "127.0.0.2")
    with serve_at("127.0.0.2", {"/here": chain.between.der, "/moved": moved(chain.url)}) as outside:
        assert await intermediates(chain.between.issue(aia=[f"{outside}/here"]).der) == (chain.between.der,)
        assert await intermediates(chain.between.issue(aia=[f"{outside}/moved"]).der) == ()
    assert chain.place.connections == 0


@pytest.mark.anyio
@pytest.mark.parametrize(("hops", "is_found"), [(3, True), (4, False)])
async def test_three_redirects_are_followed_and_no_more(chain, hops, is_found):
    for n in range(hops):
        chain.place.pages[f"/{n}"] = moved(f"/{n + 1}" if n + 1 < hops else "/between.cer")
    leaf = chain.between.issue(aia=[chain.url.replace("between.cer", "0")])
    assert await intermediates(leaf.der, allow_private=True) == ((chain.between.der,) if is_found else ())


@pytest.mark.anyio
async def test_a_place_with_tls_proves_itself_by_what_it_has(chain, authority, serve, tmp_path):
    place = serve(authority("Nobody").issue().context(tmp_path), {"/between.cer": chain.between.der})
    leaf = chain.between.issue(aia=[f"https://127.0.0.1:{place.port}/between.cer"])
    assert await intermediates(leaf.der, allow_private=True) == (chain.between.der,)


@pytest.mark.anyio
async def test_the_connection_goes_to_the_address_that_was_checked(chain):
    """The name resolves to loopback once, for the check; it is not resolved again."""
    asked = []

    async def resolver(host, port):
        asked.append((host, port))
        return ["127.0.0.1"]

    url = chain.url.replace("127.0.0.1", "certificates.example")
    leaf = chain.between.issue(aia=[url])
    assert await intermediates(leaf.der, allow_private=True, resolver=resolver) == (chain.between.der,)
    assert asked == [("certificates.example", chain.place.port)]
    assert await intermediates(leaf.der, resolver=resolver) == ()


@pytest.mark.anyio
@pytest.mark.parametrize("addresses", [["127.0.0.1"], ["93.184.215.14", "127.0.0.1"]])
async def test_one_private_address_spoils_all(chain, addresses):
    async def resolver(host, port):
        del host, port
        return addresses

    assert await intermediates(chain.between.issue(aia=[chain.url]).der, resolver=resolver) == ()
    assert chain.place.connections == 0


@pytest.mark.anyio
@pytest.mark.parametrize("error", [OSError(), UnicodeError(), TimeoutError()], ids=lambda error: type(error).__name__)
async def test_a_name_that_cannot_be_found(chain, error):
    async def resolver(*_asked):
        raise error

    assert await intermediates(chain.between.issue(aia=[chain.url]).der, resolver=resolver) == ()


@pytest.mark.anyio
@pytest.mark.parametrize("leaf", [b"", b"junk"])
async def test_a_leaf_that_is_none(leaf):
    assert await intermediates(leaf) == ()


@pytest.mark.anyio
@pytest.mark.parametrize(
    "url", ["http://", "http://[x/", "http://127.0.0.1:port/", "http://127.0.0.1:99999/", "http://127.0.0.1/\x00"]
)
async def test_an_address_that_is_none(authority, url):
    assert await intermediates(authority("Root").issue(aia=[url]).der, allow_private=True) == ()


def test_issuer_urls(authority):
    root = authority("Root")
    urls = ["ldap://a.example/", "HTTP://a.example/1", "https://a.example/2", "file:///etc/passwd"]
    assert issuer_urls(root.issue(aia=urls).certificate) == urls[1:3]
    assert issuer_urls(root.issue().certificate) == []


@pytest.mark.anyio
async def test_a_certificate_with_the_extension_twice(authority):
    """OpenSSL shows such a leaf to anybody who looks, and cryptography refuses to read it."""
    root = authority("Root")
    once = root.issue(aia=["http://127.0.0.1:1/"]).certificate
    extensions = list(once.extensions)
    twice = (
        x509.CertificateBuilder(once.issuer, once.subject, once.public_key(), 7, once.not_valid_before_utc.replace(tzinfo=None),
                                once.not_valid_after_utc.replace(tzinfo=None), [*extensions, extensions[-1]])
        .sign(root.key, hashes.SHA256())
    )  # fmt: skip
    assert await intermediates(twice.public_bytes(serialization.Encoding.DER), allow_private=True) == ()


@pytest.mark.parametrize("how", ["der", "pem", "p7-der", "p7-pem"])
def test_certificates_are_read_in_every_form(authority, how):
    root = authority("Root")
    encoding = serialization.Encoding.PEM if how.endswith("pem") else serialization.Encoding.DER
    if how.startswith("p7"):
        body = pkcs7.serialize_certificates([root.certificate], encoding)
    else:
        body = root.certificate.public_bytes(encoding)
    assert read_certificates(body) == [root.certificate]


def test_what_holds_no_certificate(authority):
    root = authority("Root")
    envelope = (
        pkcs7.PKCS7EnvelopeBuilder()
        .set_data(b"x")
        .add_recipient(root.issue(with_rsa=True).certificate)
        .encrypt(serialization.Encoding.DER, [])
    )
    for body in (
        b"",
        b"junk",
        root.der[:-5],
        b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        envelope,
    ):
        assert read_certificates(body) == []


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.215.14", True),
        ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("::ffff:127.0.0.1", False),
    ],
)
def test_is_public(address, public):
    assert is_public(address) is public
