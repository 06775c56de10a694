"""The transport: one connection, kept while it is good, and never one that is not; what it says is what httpx's says."""

import asyncio
import contextlib
import socket
import ssl
import tracemalloc
from itertools import count

import httpx
import pytest

from scraper import DnsError, Unreachable, conversation, dialling, streams
from scraper.dialling import dial
from scraper.streams import MOST_KEPT, Stream
from scraper.translation import translated
from scraper.transports import make_transport
from scraper.wire import read_body
from tests.scraper.faults.server import head

pytestmark = pytest.mark.anyio
HTML = b"<p>Harbour wall</p>"
TIMES = {"timeout": {"connect": 5.0, "read": 5.0, "write": 5.0, "pool": 5.0}}


async def asked(transport, url, **extensions):
    """An answer with its body read; its connection is kept or closed by then."""
    response = await transport.handle_async_request(httpx.Request("GET", url, extensions=TIMES | extensions))
    try:
        return response.status_code, response.headers.raw, b"".join([piece async for piece in response.stream])
    finally:
        await response.aclose()


# One connection, kept


async def test_a_connection_is_kept(faults):
    async with faults.server() as server, make_transport(None) as transport:
        server.faults["/"] = lambda it: it.answer(HTML)
        for _ in range(3):
            assert (await asked(transport, server.url))[2] == HTML
        assert server.connections == 1


async def test_a_connection_that_the_server_closed_is_not_used_again(faults):
    async def fault(it):
        await it.answer(HTML)
        it.close()

    async with faults.server() as server, make_transport(None) as transport:
        server.faults["/"] = fault
        for _ in range(3):
            assert (await asked(transport, server.url))[2] == HTML
        assert server.connections == 3


@pytest.mark.parametrize("together", [True, False])
async def test_what_nobody_asked_for_is_no_answer_to_the_next_request(faults, together):
    """As a server does that tells an idle client of its time-out, or whose length is wrong."""
    more = head("408 Request Timeout", "Content-Length: 5") + b"\r\nlate!"

    async def fault(it):
        answer = head("200 OK", f"Content-Length: {len(HTML)}") + b"\r\n" + HTML
        await it.send(*([answer + more] if together else [answer, more]))

    async with faults.server() as server, make_transport(None) as transport:
        server.faults["/"] = fault
        for _ in range(2):
            status, _, body = await asked(transport, server.url)
            assert (status, body) == (200, HTML)
            await asyncio.sleep(0)
        assert server.connections == 2


async def test_a_connection_is_not_kept_for_ever(faults, monkeypatch, time):
    monkeypatch.setattr(conversation.time, "monotonic", time.clock)
    async with faults.server() as server, make_transport(None) as transport:
        server.faults["/"] = lambda it: it.answer(HTML)
        for wait, connections in ((0, 1), (299, 1), (301, 2)):
            time.now += wait
            await asked(transport, server.url)
            assert server.connections == connections


async def test_an_answer_that_is_left_unread_ends_its_connection(faults):
    async with faults.server() as server, make_transport(None) as transport:
        server.faults["/"] = lambda it: it.answer(bytes(1_000_000))
        for connections in (1, 2):
            request = httpx.Request("GET", server.url, extensions=TIMES)
            response = await transport.handle_async_request(request)
            await response.aclose()
            assert server.connections == connections


async def test_leaving_a_body_twice_ends_nothing(faults):
    async with faults.server() as server, make_transport(None) as transport:
        server.faults["/"] = lambda it: it.answer(HTML)
        for _ in range(2):
            response = await transport.handle_async_request(httpx.Request("GET", server.url, extensions=TIMES))
            assert [piece async for piece in response.stream] == [HTML]
            for _ in range(2):
                await response.stream.aclose()
        assert server.connections == 1


async def test_a_request_with_a_body_is_not_sent(faults):
    async with faults.server() as server, make_transport(None) as transport:
        with pytest.raises(httpx.LocalProtocolError):
            await transport.handle_async_request(httpx.Request("POST", server.url, content=b"x", extensions=TIMES))
        assert server.requests == []


async def test_a_request_that_would_split_is_not_sent(faults):
    async with faults.server() as server, make_transport(None) as transport:
        request = httpx.Request("GET", server.url, headers={"X-Odd": "a\r\nb"}, extensions=TIMES)
        with pytest.raises(httpx.LocalProtocolError):
            await transport.handle_async_request(request)
        assert server.requests == []


async def test_without_times_it_waits(faults):
    async with faults.server() as server, make_transport(None) as transport:
        server.faults["/"] = lambda it: it.answer(HTML)
        response = await transport.handle_async_request(httpx.Request("GET", server.url))
        assert await response.aread() == HTML


# As httpx's

SAID = {
    "length": [head("200 OK", "Content-Length: 4"), b"\r\nhalf"],
    "length, cut": [head("200 OK", "Content-Length: 9"), b"\r\nhalf"],
    "chunks": [head("200 OK", "Transfer-Encoding: chunked"), b"\r\n2\r\nha\r\n2;x\r\nlf\r\n0\r\nX-Late: 1\r\n\r\n"],
    "chunks, cut": [head("200 OK", "Transfer-Encoding: chunked"), b"\r\n9\r\nhalf"],
    "close": [head("200 OK"), b"\r\nhalf"],
    "HTTP/1.0": [b"HTTP/1.0 200 OK\r\n\r\nhalf"],
    "no reason": [b"HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n"],
    "bare line ends": [b"HTTP/1.1 200 OK\nContent-Length: 4\nX-Odd:  a \n\nhalf"],
    "a folded header": [head("200 OK", "X-Odd: a", " b", "Content-Length: 0"), b"\r\n"],
    "204": [head("204 No Content"), b"\r\n"],
    "304 with a length": [head("304 Not Modified", "Content-Length: 4"), b"\r\n"],
    "interim": [head("100 Continue"), b"\r\n", head("200 OK", "Content-Length: 4"), b"\r\nhalf"],
    "101": [head("101 Switching Protocols", "Upgrade: x"), b"\r\n"],
    "twice the same length": [head("200 OK", "Content-Length: 4", "Content-Length: 4"), b"\r\nhalf"],
    "two lengths": [head("200 OK", "Content-Length: 4", "Content-Length: 5"), b"\r\nhalf"],
    "a length and chunks": [
        head("200 OK", "Content-Length: 9", "Transfer-Encoding: chunked"),
        b"\r\n1\r\nx\r\n0\r\n\r\n",
    ],
    "a negative length": [head("200 OK", "Content-Length: -4"), b"\r\nhalf"],
    "a coding unknown": [head("200 OK", "Transfer-Encoding: gzip"), b"\r\nhalf"],
    "no header": [head("200 OK", "no colon here"), b"\r\n"],
    "no HTTP": [b"SSH-2.0-OpenSSH_9.2\r\n"],
    "half a head": [b"HTTP/1.1 200 OK\r\nContent-"],
    "nothing": [],
}


@pytest.mark.parametrize("said", SAID)
@pytest.mark.parametrize("ending", ["close", "reset"])
async def test_it_says_what_httpx_says(faults, said, ending):
    async def fault(it):
        await it.send(*SAID[said])
        for _ in range(20):  # the client reads in this same loop; else a reset overtakes what was sent
            await asyncio.sleep(0)
        getattr(it, ending)()

    outcomes = []
    async with faults.server() as server:
        server.faults["/"] = fault
        for transport in (make_transport(None), httpx.AsyncHTTPTransport(trust_env=False)):
            async with transport:
                try:
                    outcomes.append(await asked(transport, server.url))
                except httpx.HTTPError as error:
                    outcomes.append(type(error))
    assert outcomes[0] == outcomes[1]


@pytest.mark.parametrize("size", [0, 1, 16_384, 16_385, 2_000_000])
async def test_bodies_of_all_sizes_come_whole_through_tls(lab, size):
    page = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (size, bytes(size))
    server = lab.start("honest", pages={"/page": page})
    async with make_transport(ssl.create_default_context(cafile=lab.ca_file)) as transport:
        for _ in range(2):
            assert (await asked(transport, f"{server.url}/page"))[2] == bytes(size)
    assert server.connections == 1


async def test_a_context_of_the_operating_system_may_take_its_time(lab):
    """As truststore's do; they are asked in a thread."""

    def look_up():
        with pytest.raises(RuntimeError):
            asyncio.get_running_loop()

    class Asking(ssl.SSLObject):
        def do_handshake(self):
            look_up()
            super().do_handshake()

    class Foreign(ssl.SSLContext):
        sslobject_class = Asking

        def wrap_bio(self, *bios, **how):
            look_up()
            return super().wrap_bio(*bios, **how)

    context = Foreign(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(lab.ca_file)
    server = lab.start("honest")
    async with make_transport(context) as transport:
        assert (await asked(transport, f"{server.url}/page"))[0] == 200


# Slow, split and cancelled


class Relay:
    """Passes bytes between a client and a server, what the server says in small pieces; after so many, nothing."""

    def __init__(self, port, size, most=None):
        self.port, self.size, self.most = port, size, most
        self.open = set()

    async def __aenter__(self):
        self.server = await asyncio.start_server(self._pass_on, "127.0.0.1", 0)
        self.url = f"https://127.0.0.1:{self.server.sockets[0].getsockname()[1]}/page"
        return self

    async def __aexit__(self, *_):
        self.server.close()
        await self.gone()

    async def gone(self):
        """Wait until no client is connected."""
        async with asyncio.timeout(5):
            await asyncio.gather(*self.open)

    async def _pass_on(self, reader, writer):
        self.open.add(task := asyncio.current_task())
        there, back = await asyncio.open_connection("127.0.0.1", self.port)
        answers = asyncio.create_task(self._answers(there, writer))
        try:
            with contextlib.suppress(OSError):
                while data := await reader.read(65536):
                    back.write(data)
        finally:
            answers.cancel()
            back.close()
            writer.close()
            self.open.discard(task)

    async def _answers(self, there, writer):
        with contextlib.suppress(OSError):
            left = self.most
            while data := await there.read(self.size if left is None else min(self.size, left)):
                left = None if left is None else left - len(data)
                writer.write(data)
                await writer.drain()
                await asyncio.sleep(0)
            await asyncio.Event().wait() if left == 0 else writer.close()


@pytest.fixture
def secure(lab):
    return ssl.create_default_context(cafile=lab.ca_file)


@pytest.mark.parametrize("name", ["honest", "static-rsa"])
async def test_records_may_come_a_byte_at_a_time(lab, secure, name):
    secure.set_ciphers("DEFAULT")
    server = lab.start(name, pages={"/page": HTML})
    async with Relay(server.port, 1) as relay, make_transport(secure) as transport:
        for _ in range(2):
            assert (await asked(transport, relay.url))[2] == HTML
        await transport.aclose()
    assert server.connections == 1


@pytest.mark.parametrize("most", [1, 100, 1000])
async def test_a_handshake_that_stops_half_way_is_not_waited_out(lab, secure, most):
    server = lab.start("honest")
    async with Relay(server.port, 7, most) as relay, make_transport(secure) as transport:
        with pytest.raises(httpx.ConnectTimeout):
            await asked(transport, relay.url, timeout={"connect": 0.2, "read": 5.0})
        await relay.gone()  # though the transport is still there
    assert server.paths == []


async def test_tickets_of_tls_come_unasked(lab, secure):
    server = lab.start("honest", pages={"/page": HTML})
    server.manner.secure.num_tickets = 20
    async with make_transport(secure) as transport:
        for _ in range(3):
            assert (await asked(transport, f"{server.url}/page"))[2] == HTML
    assert server.connections == 1


@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_cancelled_anywhere_it_leaves_no_connection_behind(lab, secure, scheme):
    """After one turn of the loop, after two, and so on until two answers are there."""

    async def answer(reader, writer):
        served.add(task := asyncio.current_task())
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            while await reader.readuntil(b"\r\n\r\n"):
                await asyncio.sleep(0)
                writer.write(head("200 OK", "Content-Length: 40000") + b"\r\n" + bytes(40_000))
        writer.close()
        served.discard(task)

    async def twice(transport):
        return [await asked(transport, url) for _ in range(2)]

    served, theirs = set(), lab.world.openssl().secure if scheme == "https" else None
    async with await asyncio.start_server(answer, "127.0.0.1", 0, ssl=theirs) as server:
        url = f"{scheme}://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        for turns in count():
            transport = make_transport(secure if theirs else None)
            task = asyncio.create_task(twice(transport))
            for _ in range(turns):
                await asyncio.sleep(0)
            if task.done():
                break
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
            async with asyncio.timeout(5):
                await asyncio.gather(*served)  # the server sees the connection go
        await transport.aclose()
        assert turns > 10


async def test_by_ipv6():
    async def answer(reader, writer):
        said.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(head("200 OK", f"Content-Length: {len(HTML)}") + b"\r\n" + HTML)
        writer.close()

    said = []
    try:
        server = await asyncio.start_server(answer, "::1", 0)
    except OSError:
        pytest.skip("this machine has no IPv6")
    async with server, make_transport(None) as transport:
        port = server.sockets[0].getsockname()[1]
        assert (await asked(transport, f"http://[::1]:{port}/"))[2] == HTML
    assert f"Host: [::1]:{port}\r\n".encode() in said[0]


async def test_small_pieces_take_no_more_room_than_their_bytes():
    class Crumbs(httpx.AsyncByteStream):
        async def __aiter__(self):
            for number in range(100_000):
                yield number.to_bytes(4, "big")

    tracemalloc.start()
    try:
        body, _ = await read_body(httpx.Response(200, stream=Crumbs()), "https://a.example/", 1_000_000, may_cap=False)
        assert len(body) == 400_000
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()


# Streams


async def test_an_end_of_our_own_is_none_of_the_peers():
    """So a body that only the end of its connection ends is never taken for whole."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        stream = await dial(*listening.getsockname())
        reading = asyncio.create_task(stream.read(5.0))
        await asyncio.sleep(0)
        await stream.aclose()
        with pytest.raises(ConnectionAbortedError):
            await reading


class Paused:
    """A transport that is told to stop and to go on."""

    def __init__(self):
        self.told = []

    def pause_reading(self):
        self.told.append("pause")

    def resume_reading(self):
        self.told.append("resume")


async def test_a_peer_that_says_more_than_is_read_has_to_wait():
    stream, transport = Stream(), Paused()
    stream.connection_made(transport)
    for _ in range(5):
        stream.data_received(bytes(MOST_KEPT // 2))
    assert transport.told == ["pause"]
    assert len(await stream.read(None)) == MOST_KEPT * 5 // 2
    assert transport.told == ["pause", "resume"]


async def test_what_came_before_a_reset_is_read_first():
    stream = Stream()
    stream.data_received(b"half")
    stream.connection_lost(ConnectionResetError())
    assert await stream.read(None) == b"half"
    with pytest.raises(ConnectionResetError):
        await stream.read(None)


async def test_what_the_loop_has_read_already_is_seen():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        stream = await dial(*listening.getsockname())
        assert stream.is_quiet
        stream.data_received(b"x")
        assert not stream.is_quiet
        assert await stream.read(None) == b"x"
        assert stream.is_quiet
        stream.eof_received()
        assert not stream.is_quiet
        await stream.aclose()


@pytest.mark.parametrize("has_poll", [True, False])
async def test_an_end_is_seen_before_the_loop_sees_it(monkeypatch, has_poll):
    if not has_poll:  # as on Windows
        monkeypatch.delattr(streams.select, "poll")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        stream = await dial(*listening.getsockname())
        peer, _ = listening.accept()
        assert stream.is_quiet
        peer.close()
        assert not stream.is_quiet
        await stream.aclose()


# Dialling


@pytest.fixture
def lead(monkeypatch):
    """Let every name lead to these addresses, and connecting to each do what a function says."""

    def put(addresses, connect=None):
        async def resolve(host, port):
            return addresses

        monkeypatch.setattr(dialling, "resolve", resolve)
        monkeypatch.setattr(dialling, "HEAD_START", 0.0)
        if connect is not None:
            monkeypatch.setattr(dialling, "_connect", connect)

    return put


async def test_one_of_each_kind_is_tried_first(lead):
    tried = []

    async def refuse(address, port):
        tried.append(address)
        raise ConnectionRefusedError(address)

    lead(["::1", "::2", "::1", "10.0.0.1", "10.0.0.2"], refuse)
    with pytest.raises(OSError, match=r"No address of a\.example answers") as caught:
        await dial("a.example", 443)
    assert tried == ["::1", "10.0.0.1", "::2", "10.0.0.2"]
    error = translated(caught.value, "https://a.example/")
    assert isinstance(error, Unreachable)
    assert "refuses connections" in str(error)


async def test_an_address_that_is_silent_holds_up_no_other(lead):
    class Line:
        is_closed = False

        def close(self):
            self.is_closed = True

    late, chosen, cancelled = Line(), Line(), []

    async def connect(address, port):
        if address == "10.0.0.1":
            return chosen
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            cancelled.append(address)
            if address == "::1":
                return late  # connected just then
            raise

    lead(["::1", "::2", "10.0.0.1"], connect)
    before = asyncio.all_tasks()
    assert await dial("a.example", 443) is chosen
    await asyncio.gather(*(asyncio.all_tasks() - before), return_exceptions=True)
    await asyncio.sleep(0)
    assert cancelled == ["::1"]
    assert (late.is_closed, chosen.is_closed) == (True, False)


async def test_dialling_can_be_cancelled(lead):
    async def connect(address, port):
        reached.set()
        await asyncio.Event().wait()

    reached = asyncio.Event()
    lead(["10.0.0.1"], connect)
    before = asyncio.all_tasks()
    task = asyncio.create_task(dial("a.example", 443))
    await reached.wait()
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    await asyncio.gather(*(asyncio.all_tasks() - before - {task}), return_exceptions=True)
    assert asyncio.all_tasks() == before


async def test_a_name_that_none_can_have_is_not_found():
    host = f"{'a' * 64}.example"
    with pytest.raises(socket.gaierror) as caught:
        await dial(host, 443)
    assert isinstance(translated(caught.value, f"https://{host}/"), DnsError)
