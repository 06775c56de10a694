"""Files, asked for otherwise than pages: larger, for longer, as they are, and only if they have changed."""

import asyncio

import pytest

from scraper import Asking, TimedOut, TooLarge

FILE = "https://a.example/documents/s1/Report.pdf"
ASKING = Asking(max_bytes=1000, deadline=5.0)


@pytest.mark.anyio
async def test_a_file_may_be_larger_than_a_page(site, make_client):
    site.table[FILE] = (200, b"x" * 900, [])
    async with make_client(max_bytes=100) as client:
        with pytest.raises(TooLarge):
            await client.get(FILE)
        capture = await client.get(FILE, ASKING)
    assert len(capture.body) == 900
    assert len(capture.payload()) == 900


@pytest.mark.anyio
async def test_a_file_has_a_limit_of_its_own(site, make_client):
    site.table[FILE] = (200, b"x" * 1001, [])
    async with make_client() as client:
        with pytest.raises(TooLarge, match="1,000 bytes"):
            await client.get(FILE, ASKING)


@pytest.mark.anyio
async def test_a_file_comes_as_it_is_and_only_if_it_has_changed(site, make_client):
    site.table[FILE] = (304, b"", [("ETag", '"a1"')])
    asking = Asking(max_bytes=1000, deadline=5.0, etag='"a1"', last_modified="Mon, 02 Mar 2026 09:00:00 GMT")
    async with make_client() as client:
        capture = await client.get(FILE, asking)
        await client.get(FILE, ASKING)
    assert (capture.status, capture.body, capture.attempts) == (304, b"", 1)
    first, second = (request.headers for request in site.requests if str(request.url) == FILE)
    assert first["Accept-Encoding"] == second["Accept-Encoding"] == "identity"
    assert (first["If-None-Match"], first["If-Modified-Since"]) == ('"a1"', "Mon, 02 Mar 2026 09:00:00 GMT")
    assert "If-None-Match" not in second
    assert "If-Modified-Since" not in second


@pytest.mark.anyio
async def test_a_file_is_asked_for_alike_when_it_is_asked_for_again(site, make_client):
    answers = iter([(503, b"", []), (200, b"x" * 900, [])])
    site.table[FILE] = lambda request: next(answers)
    async with make_client(max_bytes=100) as client:
        capture = await client.get(FILE, ASKING)
    assert (capture.status, capture.attempts) == (200, 2)
    asked = [request.headers["Accept-Encoding"] for request in site.requests if str(request.url) == FILE]
    assert asked == ["identity", "identity"]


@pytest.mark.anyio
async def test_a_file_has_a_deadline_of_its_own(site, make_client):
    async def never(request):
        await asyncio.Event().wait()

    site.table[FILE] = never
    async with make_client(attempts=1, deadline=60.0) as client:
        with pytest.raises(TimedOut):
            await client.get(FILE, Asking(max_bytes=1000, deadline=0.01))
