"""A site in memory, a clock that only moves when somebody sleeps, and servers on loopback that speak real TLS."""

import asyncio
import contextlib
import datetime as dt
import ipaddress
import socket
import ssl
import threading

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import AuthorityInformationAccessOID, NameOID

from scraper import Client, Settings


class Time:
    """A clock that stands still; sleeping moves it and is recorded."""

    def __init__(self):
        self.now = 1000.0
        self.waits = []

    def clock(self):
        return self.now

    async def sleep(self, seconds):
        self.waits.append(seconds)
        self.now += seconds
        await asyncio.sleep(0)


class Body(httpx.AsyncByteStream):
    """A body in pieces; an exception among them is raised when its turn comes."""

    def __init__(self, *pieces):
        self.pieces, self.is_closed = pieces, False

    async def __aiter__(self):
        for piece in self.pieces:
            if isinstance(piece, BaseException):
                raise piece
            yield piece

    async def aclose(self):
        self.is_closed = True


def answer(status=200, body=b"", headers=(), *, reason=b"OK"):
    """An answer as a transport gives it: unread."""
    stream = body if isinstance(body, Body) else Body(body)
    extensions = {"http_version": b"HTTP/1.1", "reason_phrase": reason}
    return httpx.Response(status, headers=list(headers), stream=stream, extensions=extensions)


class Site(httpx.AsyncBaseTransport):
    """All origins at once: a table of URLs to answers. What is not in it is 404, so robots.txt allows everything.

    A table entry is an answer's arguments, an exception, a function of the request, or a list of these, used up in
    order, of which the last one stays.
    """

    def __init__(self, time):
        self.time, self.table = time, {}
        self.requests, self.starts = [], []
        self.opened = self.closed = 0

    def __call__(self, secure):
        del secure
        self.opened += 1
        return self

    async def handle_async_request(self, request):
        self.requests.append(request)
        self.starts.append((str(request.url), self.time.now))
        entry = self.table.get(str(request.url), (404,))
        if isinstance(entry, list):
            entry = entry.pop(0) if len(entry) > 1 else entry[0]
        if callable(entry):
            entry = entry(request)
            entry = await entry if asyncio.iscoroutine(entry) else entry
        if isinstance(entry, BaseException):
            raise entry
        return answer(*entry) if isinstance(entry, tuple) else entry

    async def aclose(self):
        self.closed += 1

    def count(self, url):
        return sum(str(request.url) == url for request in self.requests)


@pytest.fixture
def time():
    return Time()


@pytest.fixture
def site(time):
    return Site(time)


@pytest.fixture
def respond():
    return answer


@pytest.fixture
def body_of():
    return Body


@pytest.fixture
def make_client(site, time):
    """A client of the site in memory. Every name is a public address unless `addresses` says otherwise."""

    def make(*, addresses=None, now=None, remembered=(), **settings):
        async def resolver(host, port):
            del port
            found = (addresses or {}).get(host, ["93.184.215.14"])
            if isinstance(found, BaseException):
                raise found
            return found

        return Client(
            Settings(**{"contact": "archivist@example.org", "jitter": 0.0, **settings}),
            transport_factory=site,
            sleep=time.sleep,
            clock=time.clock,
            now=now or (lambda: dt.datetime(2026, 3, 2, 9, 30, tzinfo=dt.UTC)),
            resolver=resolver,
            remembered=dict(remembered),
        )

    return make


class Server:
    """A server on loopback in threads of its own. It counts connections, since a failed handshake is one too."""

    def __init__(self, secure=None, pages=None):
        self.secure, self.pages = secure, pages or {}
        self.connections, self.requests = 0, []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._is_stopping = False
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    def _accept(self):
        while True:
            connection, _ = self._socket.accept()
            if self._is_stopping:
                connection.close()
                return
            self.connections += 1
            thread = threading.Thread(target=self._serve, args=(connection,))
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection):
        connection.settimeout(10)
        if self.secure is not None:
            connection = self.secure.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
        with connection, contextlib.suppress(OSError):
            if self.secure is not None:
                connection.do_handshake()
            kept = b""
            while piece := connection.recv(65536):
                kept += piece
                if b"\r\n\r\n" in kept:
                    connection.sendall(self._answer(kept))
                    kept = b""
                elif not kept.startswith(b"GET "):
                    connection.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                    return

    def _answer(self, head):
        path = head.split()[1].decode()
        self.requests.append(path)
        page = self.pages.get(path)
        if page is not None and page.startswith(b"HTTP/1.1 "):
            return page
        status = b"404 Not Found" if page is None else b"200 OK"
        return b"HTTP/1.1 %s\r\nContent-Length: %d\r\n\r\n%s" % (status, len(page or b""), page or b"")

    def stop(self):
        self._is_stopping = True
        socket.create_connection(("127.0.0.1", self.port)).close()
        for thread in self._threads:
            thread.join(15)
        self._socket.close()


@pytest.fixture
def serve():
    """Start servers that end with the test."""
    started = []

    def start(secure=None, pages=None):
        started.append(Server(secure, pages))
        return started[-1]

    yield start
    for server in started:
        server.stop()


class Authority:
    """A certificate authority: a name, a key, a certificate."""

    def __init__(self, name, issuer=None, *, aia=(), serial=None):
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.certificate = certify(self.name, self.key, issuer or self, aia=aia, is_ca=True, serial=serial)

    @property
    def der(self):
        return self.certificate.public_bytes(serialization.Encoding.DER)

    @property
    def pem(self):
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    def issue(self, name="127.0.0.1", *, aia=(), with_rsa=False):
        """A leaf for 127.0.0.1 with its key."""
        key = rsa.generate_private_key(65537, 2048) if with_rsa else ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        return Leaf(key, certify(subject, key, self, aia=aia, is_ca=False))


class Leaf:
    def __init__(self, key, certificate):
        self.key, self.certificate = key, certificate

    @property
    def der(self):
        return self.certificate.public_bytes(serialization.Encoding.DER)

    def context(self, folder, *above):
        """A server's context which sends this leaf and the certificates above it."""
        path = folder / f"{self.certificate.serial_number}.pem"
        pem = self.certificate.public_bytes(serialization.Encoding.PEM)
        key = self.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        path.write_bytes(pem + b"".join(authority.pem for authority in above) + key)
        secure = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        secure.load_cert_chain(path)
        return secure


def certify(subject, key, issuer, *, aia, is_ca, serial=None):
    now = dt.datetime.now(dt.UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.name)
        .public_key(key.public_key())
        .serial_number(serial or x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=30))
        .add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key()),
            critical=False,
        )
        .add_extension(
            x509.KeyUsage(
                digital_signature=True,
                content_commitment=False,
                key_encipherment=not is_ca,
                data_encipherment=False,
                key_agreement=False,
                key_cert_sign=is_ca,
                crl_sign=is_ca,
                encipher_only=False,
                decipher_only=False,
            ),
            critical=True,
        )
    )
    if not is_ca:
        names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
        builder = builder.add_extension(names, critical=False)
    if aia:
        issuers = AuthorityInformationAccessOID.CA_ISSUERS
        entries = [x509.AccessDescription(issuers, x509.UniformResourceIdentifier(url)) for url in aia]
        builder = builder.add_extension(x509.AuthorityInformationAccess(entries), critical=False)
    return builder.sign(issuer.key, hashes.SHA256())


@pytest.fixture
def authority():
    """Make a certificate authority: `authority(name)` is a root, `authority(name, issuer)` is below another."""
    return Authority
