"""Addresses: what is one, what is none, and that nothing odd in one ever crashes a fetch."""

import asyncio
import contextlib

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper import BadUrl, Client, FetchError, Settings
from scraper.addresses import address, origin_of


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://a.example", "https://a.example"),
        ("HTTPS://A.Example:443/x?y#z", "https://a.example"),
        ("http://a.example:80/", "http://a.example"),
        ("https://a.example:8443/", "https://a.example:8443"),
        ("https://127.0.0.1:8443/", "https://127.0.0.1:8443"),
        ("https://[::1]:8443/", "https://[::1]:8443"),
        ("https://b\xfccher.example/", "https://xn--bcher-kva.example"),
        ("https://@a.example/", "https://a.example"),
    ],
)
def test_origins(url, origin):
    assert origin_of(url) == origin
    assert address(url).text == url


@pytest.mark.parametrize(
    "url",
    [
        "https://clerk:s3cret@a.example/page",
        "https://clerk@a.example/",
        "https://:s3cret@a.example/",
        "https://a.example:s3cret@b.example/",
        "https://clerk%40a:s3cret@a.example",
    ],
)
@pytest.mark.anyio
async def test_a_password_is_refused_and_not_repeated(site, make_client, url):
    async with make_client() as client:
        with pytest.raises(BadUrl, match="password: take it out") as caught:
            await client.get(url)
        assert client.learnt() == {}
    assert "s3cret" not in str(caught.value)
    assert site.requests == []


@pytest.mark.anyio
@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_a_redirect_to_a_password_is_refused_and_not_repeated(site, make_client, scheme):
    location = f"{scheme}://clerk:s3cret@a.example/page"
    site.table["https://a.example/page"] = (302, b"", [("Location", location)])
    async with make_client() as client:
        with pytest.raises(FetchError) as caught:
            await client.get("https://a.example/page")
    assert "s3cret" not in str(caught.value)


@pytest.mark.anyio
@pytest.mark.parametrize(
    "path",
    [
        "/" + "x" * 60_000,
        "/a b",
        "/\xe9\u20ac\U0001f600",
        "/%zz%",
        "/../../etc/passwd",
        "//double//slash",
        "/back\\slash",
        "/?q=a+b&q=%26#frag?ment",
        "/;jsessionid=1",
        "/{curly}|pipe^",
        "/'quote\"",
    ],
)
async def test_odd_paths_are_asked_for(site, make_client, path):
    async with make_client() as client:
        capture = await client.get(f"https://a.example{path}")
    assert capture.status == 404
    assert capture.url == f"https://a.example{path}"
    sent = site.requests[-1].url.raw_path
    assert sent.startswith(b"/")
    assert not set(sent) & {0x20, 0x0D, 0x0A, 0x23}


PIECES = [
    "http",
    "https",
    ":",
    "//",
    "/",
    "@",
    "[",
    "]",
    "::1",
    "a.example",
    "xn--",
    "\x00",
    "\r\n",
    "%",
    "?",
    "#",
    " ",
    "\u2100",
    ":99999",
]


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(), st.lists(st.sampled_from(PIECES), max_size=8).map("".join)))
def test_any_text_gives_an_answer_or_an_error(url):
    async def fetch():
        async with Client(
            Settings(contact="archivist@example.org", attempts=1, interval=0.0), transport_factory=Nowhere
        ) as client:
            with contextlib.suppress(FetchError):
                await client.get(url)

    asyncio.run(fetch())


class Nowhere:
    """A transport that answers 404 to all."""

    def __init__(self, secure):
        pass

    async def handle_async_request(self, request):
        return httpx.Response(404, stream=httpx.ByteStream(b""))

    async def aclose(self):
        pass
