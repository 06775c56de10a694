"""The client against a server that answers wrongly in every way that HTTP allows, over real sockets."""

import asyncio
import gzip
import random
from itertools import pairwise

import pytest

from scraper import BadUrl, Blocked, FetchError, IncompleteBody, TimedOut, TooLarge, TooManyRedirects, Unreachable
from tests.scraper.faults.server import head

pytestmark = pytest.mark.anyio
HTML = b"<!DOCTYPE html><html><body><p>Harbour wall</p></body></html>"


async def fetched(faults, fault, path="/page", **settings):
    """What one fetch of a faulty page gave, a capture or an error, and the server."""
    async with faults.server() as server, faults.client(server, **settings) as client:
        server.faults[path] = fault
        try:
            return await client.get(server.url + path), server
        except FetchError as error:
            return error, server


@pytest.mark.parametrize(
    ("status", "attempts"),
    [(200, 1), (204, 1), (304, 1), (401, 1), (403, 1), (404, 1), (410, 1), (451, 1), (501, 1), (525, 1)]
    + [(status, 4) for status in (408, 425, 429, 502, 503, 504, 520, 521, 522, 523, 524)]
    + [(500, 3)],
)
async def test_statuses(faults, status, attempts):
    capture, server = await fetched(
        faults, lambda it: it.answer(b"" if status in {204, 304} else b"x", status=f"{status} So")
    )
    assert (capture.status, capture.reason, capture.attempts) == (status, "So", attempts)
    assert len(server.paths) == attempts


# How a body ends


async def test_a_body_without_a_length_ends_with_its_connection(faults):
    async def fault(it):
        await it.send(head("200 OK"), b"\r\n", HTML)
        it.close()

    capture, _ = await fetched(faults, fault)
    assert (capture.completeness, capture.body) == ("unknown", HTML)


async def test_a_chunked_body(faults):
    async def fault(it):
        await it.send(
            head("200 OK", "Transfer-Encoding: chunked"), b"\r\n5\r\nHarbo\r\n2;x=y\r\nur\r\n0\r\nX-Late: 1\r\n\r\n"
        )

    capture, _ = await fetched(faults, fault)
    assert (capture.completeness, capture.body) == ("chunked", b"Harbour")


CUTS = {
    "length": (head("200 OK", "Content-Length: 99") + b"\r\n", b"half"),
    "chunked": (head("200 OK", "Transfer-Encoding: chunked") + b"\r\n4\r\n", b"half"),
    "between chunks": (head("200 OK", "Transfer-Encoding: chunked") + b"\r\n", b"4\r\nhalf\r\n"),
}


@pytest.mark.parametrize("how", CUTS)
@pytest.mark.parametrize("ending", ["close", "reset"])
async def test_a_body_that_is_cut_is_retried_and_kept_in_the_end(faults, how, ending):
    async def fault(it):
        await it.send(*CUTS[how])
        getattr(it, ending)()

    capture, server = await fetched(faults, fault, attempts=3)
    if isinstance(capture, FetchError):  # the reset may overtake what was sent before it
        assert ending == "reset"
        assert isinstance(capture, Unreachable)
    else:
        assert (capture.completeness, capture.attempts, capture.status) == ("cut", 3, 200)
        assert b"half".startswith(capture.body)
        assert "ended early" in capture.errors[0] or ending == "reset"
    assert server.paths == ["/page"] * 3


async def test_a_body_that_was_cut_once_is_whole_the_second_time(faults):
    async def fault(it):
        seen.append(it)
        if len(seen) == 1:
            await it.send(*CUTS["length"])
            it.close()
        else:
            await it.answer(HTML)

    seen = []
    capture, server = await fetched(faults, fault)
    assert (capture.completeness, capture.body, capture.attempts) == ("length", HTML, 2)
    assert server.connections == 2  # never over the broken one


async def test_what_follows_a_body_is_no_part_of_it(faults):
    async def fault(it):
        await it.send(head("200 OK", "Content-Length: 3"), b"\r\n", b"yesand more")
        it.close()

    capture, _ = await fetched(faults, fault)
    assert capture.body == b"yes"


async def test_a_body_in_pieces_of_one_byte(faults):
    async def fault(it):
        await it.send(head("200 OK", f"Content-Length: {len(HTML)}"), b"\r\n", *(bytes([byte]) for byte in HTML))

    capture, _ = await fetched(faults, fault)
    assert (capture.completeness, capture.body) == ("length", HTML)


# Time


async def test_a_drip_lasts_no_longer_than_the_deadline(faults):
    async def fault(it):
        await it.send(head("200 OK", "Content-Length: 99999999"), b"\r\n")
        await it.drip(b"x")

    error, server = await fetched(faults, fault, attempts=2, deadline=0.05)
    assert isinstance(error, TimedOut)
    assert server.paths == ["/page"] * 2


@pytest.mark.parametrize(
    "said", [b"", b"HTTP/1.1 200 OK\r\nContent-", head("200 OK", "Content-Length: 9") + b"\r\nhal"]
)
@pytest.mark.parametrize("limit", ["read_timeout", "deadline"])
async def test_silence_is_not_waited_out(faults, said, limit):
    async def fault(it):
        await it.send(said)
        await it.gone()
        closed.append(it)

    closed = []
    error, server = await fetched(faults, fault, attempts=1, **{limit: 0.05})
    assert isinstance(error, TimedOut)
    assert server.paths == ["/page"]


async def test_cancelling_in_the_middle_of_a_body_leaves_nothing_behind(faults):
    async def fault(it):
        await it.send(head("200 OK", "Content-Length: 99"), b"\r\nhalf")
        reached.set()
        await it.gone()
        closed.set()

    reached, closed = asyncio.Event(), asyncio.Event()
    before = asyncio.all_tasks()
    async with faults.server() as server, faults.client(server) as client:
        server.faults["/page"] = fault
        server.faults["/other"] = lambda it: it.answer(HTML)
        task = asyncio.create_task(client.get(f"{server.url}/page"))
        waiting = asyncio.create_task(client.get(f"{server.url}/other"))
        await reached.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        async with asyncio.timeout(5):
            await closed.wait()  # the server sees the connection go
            assert (await waiting).body == HTML  # and the turn was given back
    left = asyncio.all_tasks() - before - {task, waiting}
    await asyncio.gather(*left)  # the server's own, which have seen their clients go
    assert client.learnt()[server.url]["pace"]["failures"] == 0


# Heads


async def test_large_headers_survive(faults):
    capture, _ = await fetched(faults, lambda it: it.answer(HTML, "X-Large: " + "x" * 60_000, "Set-Cookie: a=1"))
    assert len(capture.header("X-Large")) == 60_000
    assert capture.body == HTML


@pytest.mark.parametrize("piece", [b"X-More: and more\r\n", b"x"], ids=["many", "one"])
async def test_endless_headers_end(faults, piece):
    async def fault(it):
        await it.send(head("200 OK"))
        await it.drip(piece * 1000)

    error, server = await fetched(faults, fault, attempts=2)
    assert isinstance(error, IncompleteBody)
    assert server.paths == ["/page"] * 2


@pytest.mark.parametrize(
    "said",
    [
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"HTTP/1.1 abc OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\nx",
        b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nxyz",
        b"HTTP/1.1 200 OK\r\nno colon here\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\nx\r\n",
        b"\x16\x03\x01\x00\x05hello",
        b"",
    ],
)
async def test_what_is_not_http_is_an_error_and_no_crash(faults, said):
    async def fault(it):
        await it.send(said)
        it.close()

    answer, server = await fetched(faults, fault, attempts=2)
    assert server.paths == ["/page"] * (2 if said else 3)  # nothing at all may be the end of a kept connection
    if isinstance(answer, FetchError):
        assert isinstance(answer, IncompleteBody)
    else:  # its head was in order
        assert answer.completeness == "cut"


async def test_interim_answers_are_passed_over(faults):
    async def fault(it):
        await it.send(head("103 Early Hints", "Link: </x>"), b"\r\n")
        await it.answer(HTML)

    capture, _ = await fetched(faults, fault)
    assert (capture.status, capture.body) == (200, HTML)


async def test_interim_answers_without_end_last_no_longer_than_the_deadline(faults):
    error, server = await fetched(
        faults, lambda it: it.drip((head("103 Early Hints") + b"\r\n") * 9), attempts=1, deadline=0.1
    )
    assert isinstance(error, TimedOut)
    assert server.paths == ["/page"]


ENDLESS = {
    "size": (b"", b"0" * 1000),
    "extension": (b"1;", b"x" * 1000),
    "trailers": (b"0\r\n", b"X-Late: 1\r\n" * 100),
}


@pytest.mark.parametrize("what", ENDLESS)
async def test_around_a_chunk_nothing_is_endless(faults, what):
    async def fault(it):
        start, more = ENDLESS[what]
        await it.send(head("200 OK", "Transfer-Encoding: chunked"), b"\r\n4\r\nhalf\r\n", start)
        await it.drip(more)

    capture, server = await fetched(faults, fault, attempts=1)
    assert (capture.completeness, capture.body) == ("cut", b"half")
    assert server.paths == ["/page"]


async def test_headers_are_kept_as_sent(faults):
    odd = "X-Odd: caf\xe9 \xff"
    capture, _ = await fetched(faults, lambda it: it.answer(HTML, "sEt-CoOkIe: a=1", "Set-Cookie: b=2", odd))
    assert capture.headers == (
        ("sEt-CoOkIe", "a=1"),
        ("Set-Cookie", "b=2"),
        ("X-Odd", "caf\xe9 \xff"),
        ("Content-Length", str(len(HTML))),
    )


async def test_nothing_is_sent_that_tells_more_than_who_asks(faults):
    async def fault(it):
        await it.answer(b"", "Set-Cookie: session=1; path=/", "Location: /two", status="302 Found")

    async with faults.server() as server, faults.client(server) as client:
        server.faults |= {"/one": fault, "/two": lambda it: it.answer(HTML, "Set-Cookie: session=2")}
        for _ in range(2):
            await client.get(f"{server.url}/one#part")
    names = {line.partition(b":")[0].lower() for request in server.requests for line in request.split(b"\r\n")[1:-2]}
    assert names == {b"host", b"user-agent", b"accept", b"accept-language", b"accept-encoding"}
    assert server.paths == ["/one", "/two"] * 2


# Bodies that are not what they say


@pytest.mark.parametrize("declared", ["text/html", "application/pdf", "application/octet-stream", "nonsense", None])
@pytest.mark.parametrize("body", [HTML, b"%PDF-1.7 not html", b"\x00\xff"])
async def test_a_wrong_content_type_is_kept_as_declared(faults, declared, body):
    headers = () if declared is None else (f"Content-Type: {declared}",)
    capture, _ = await fetched(faults, lambda it: it.answer(body, *headers))
    assert (capture.content_type, capture.payload()) == (declared, body)


@pytest.mark.parametrize("layers", [1, 2])
@pytest.mark.parametrize("members", [1, 3])
async def test_a_bomb_is_kept_packed(faults, layers, members):
    body = gzip.compress(bytes(4_000_000)) * members
    for _ in range(layers - 1):
        body = gzip.compress(body)
    coding = "Content-Encoding: " + ", ".join(["gzip"] * layers)
    capture, _ = await fetched(faults, lambda it: it.answer(body, coding), max_bytes=3_000_000)
    assert capture.body == body
    with pytest.raises(TooLarge):
        capture.payload()


async def test_an_endless_body_ends_at_the_cap(faults):
    async def fault(it):
        await it.send(head("200 OK"), b"\r\n")
        await it.drip(bytes(10_000))

    error, server = await fetched(faults, fault, max_bytes=1_000_000)
    assert isinstance(error, TooLarge)
    assert server.paths == ["/page"]


async def test_an_endless_robots_txt_is_read_to_its_cap(faults):
    async def endless(it):
        await it.send(head("200 OK"), b"\r\nUser-agent: *\nDisallow: /private\n")
        await it.drip(b"# and so on\n" * 1000)

    async with faults.server() as server, faults.client(server) as client:
        server.faults |= {"/robots.txt": endless, "/page": lambda it: it.answer(HTML)}
        assert (await client.get(f"{server.url}/page")).body == HTML
        with pytest.raises(FetchError, match="forbids"):
            await client.get(f"{server.url}/private/page")


async def test_a_robots_txt_that_is_cut_is_retried(faults):
    async def cut(it):
        tries.append(it)
        if len(tries) == 1:
            await it.send(head("200 OK", "Content-Length: 99"), b"\r\nUser-agent: *\n")
            it.close()
        else:
            await it.answer(b"User-agent: *\nDisallow: /page\n")

    tries = []
    async with faults.server() as server, faults.client(server) as client:
        server.faults["/robots.txt"] = cut
        with pytest.raises(FetchError, match="forbids"):
            await client.get(f"{server.url}/page")
    assert (len(tries), server.paths) == (2, [])


# Redirects


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_loop_ends(faults, status):
    async def fault(it):
        await it.answer(b"", "Location: /page", status=f"{status} Again")

    error, server = await fetched(faults, fault)
    assert isinstance(error, TooManyRedirects)
    assert len(server.paths) == 11


@pytest.mark.parametrize(
    "location",
    [
        "http://[::1",
        "http://a.example:99999/",
        "http://user:secret@127.0.0.1/",
        "ftp://127.0.0.1/",
        "http://xn--/",
    ],
)
async def test_a_redirect_to_nowhere(faults, location):
    error, _ = await fetched(faults, lambda it: it.answer(b"", f"Location: {location}", status="302 Found"))
    assert isinstance(error, BadUrl)
    assert "secret" not in str(error)


# Connections


async def test_a_connection_is_kept(faults):
    async with faults.server() as server, faults.client(server) as client:
        server.faults["/page"] = lambda it: it.answer(HTML)
        for _ in range(5):
            await client.get(f"{server.url}/page")
    assert server.connections == 1


async def test_a_connection_closed_between_requests_is_opened_anew(faults):
    async def last(it):
        await it.answer(HTML)
        it.close()

    async with faults.server() as server, faults.client(server) as client:
        server.faults["/page"] = last
        captures = []
        for _ in range(3):
            captures.append(await client.get(f"{server.url}/page"))
            for _ in range(20):  # until the end of the connection has come through
                await asyncio.sleep(0)
    assert [capture.attempts for capture in captures] == [1, 1, 1]
    assert server.connections == 3


async def test_a_connection_closed_on_a_request_is_opened_anew(faults):
    async def fault(it):
        asked.append(it)
        if len(asked) == 2:
            it.close()
        else:
            await it.answer(HTML)

    asked = []
    async with faults.server() as server, faults.client(server) as client:
        server.faults["/page"] = fault
        captures = [await client.get(f"{server.url}/page") for _ in range(3)]
    assert [capture.attempts for capture in captures] == [1, 1, 1]
    assert server.paths == ["/page"] * 4  # the second was sent once more
    assert server.connections == 2


@pytest.mark.parametrize("ending", ["close", "reset"])
async def test_the_end_of_a_kept_connection_is_no_failure_of_its_site(faults, ending):
    async def fault(it):
        if it.writer not in seen:
            seen.append(it.writer)
            await it.answer(HTML)
        else:
            getattr(it, ending)()

    seen = []
    async with faults.server() as server, faults.client(server) as client:
        server.faults["/page"] = fault
        captures = [await client.get(f"{server.url}/page") for _ in range(8)]
        assert client.learnt()[server.url]["pace"]["failures"] == 0
    assert {(capture.body, capture.attempts, capture.errors) for capture in captures} == {(HTML, 1, ())}


async def test_what_a_kept_connection_swallowed_is_asked_again_at_the_usual_pace(faults):
    async def fault(it):
        starts.append(faults.time.now)
        if len(starts) == 2:
            it.close()
        else:
            await it.answer(HTML)

    starts = []
    async with faults.server() as server, faults.client(server, interval=3.0) as client:
        server.faults["/page"] = fault
        for _ in range(2):
            await client.get(f"{server.url}/page")
    assert [later - earlier for earlier, later in pairwise(starts)] == [3.0, 3.0]


async def test_what_never_answers_is_sent_once_more_and_no_further(faults):
    """Once more on account of the kept connection, over which robots.txt came; then each attempt sends once."""

    async def fault(it):
        it.close()

    error, server = await fetched(faults, fault, attempts=2)
    assert isinstance(error, IncompleteBody)
    assert server.paths == ["/page"] * 3


@pytest.mark.parametrize(
    "said", [b"H", b"HTTP/1.1 100 Continue\r\n\r\n", head("200 OK", "Content-Length: 9") + b"\r\nx"]
)
@pytest.mark.parametrize("ending", ["close", "reset"])
async def test_what_was_answered_in_part_is_not_sent_again_at_once(faults, said, ending):
    async def fault(it):
        await it.send(said)
        for _ in range(20):  # else a reset overtakes what was sent
            await asyncio.sleep(0)
        getattr(it, ending)()

    _, server = await fetched(faults, fault, attempts=1)
    assert server.paths == ["/page"]
    assert server.connections == 1


async def test_a_server_that_is_gone(faults):
    async with faults.server() as server:
        pass
    async with faults.client(server, attempts=3) as client:
        with pytest.raises(Unreachable, match="refuses"):
            await client.get(f"{server.url}/page")


async def test_a_bot_check_is_kept_whole_and_nothing_more_is_asked(faults):
    stub = b'<html><script src="/_Incapsula_Resource?SWJIYLWA=719d34"></script></html>'
    async with faults.server() as server, faults.client(server) as client:
        server.faults["/page"] = lambda it: it.answer(stub, "X-Iinfo: 1-2-3", "Set-Cookie: visid_incap_1=x")
        capture = await client.get(f"{server.url}/page")
        with pytest.raises(Blocked) as refused:
            await client.get(f"{server.url}/other")
    assert refused.value.why == "it answered with a bot check (incapsula, status 200)."
    assert (capture.challenge, capture.body, capture.attempts) == ("incapsula", stub, 1)
    assert server.paths == ["/page"]


async def test_any_answer_at_all_gives_a_capture_or_an_error(faults):
    chance, told = random.Random(2026), []
    pieces = [
        b"HTTP/1.1 200 OK\r\n", b"HTTP/1.0 503 \r\n", b"Content-Length: 5\r\n", b"Transfer-Encoding: chunked\r\n", b"\r\n",
        b"Content-Encoding: gzip\r\n", b"Retry-After: -1\r\n", b"Location: //\r\n", b"5\r\nhello\r\n", b"0\r\n\r\n", b"\xff\x00",
        b"Content-Type: \r\n", b"HTTP/1.1 302 \r\n", b"hello", b": x\r\n", b"Date: soon\r\n",
    ]  # fmt: skip

    async def fault(it):
        await it.send(b"".join(chance.choices(pieces, k=chance.randint(1, 7))))
        it.close()

    async with faults.server() as server:
        server.faults["/page"] = fault
        for _ in range(60):
            async with faults.client(server, attempts=1) as client:
                try:
                    capture = await client.get(f"{server.url}/page")
                except FetchError as error:
                    told.append(str(error))
                else:
                    told.append(f"{capture.status}, {len(capture.payload())} bytes.")
    assert len(told) == 60
    assert all(sentence.endswith(".") for sentence in told)
