"""The course of a fetch: names are asked for their addresses only where they may lead inside."""

import pytest

from scraper import Client, Settings

pytestmark = pytest.mark.anyio


async def test_a_redirect_within_a_host_asks_for_no_address(site, time):
    """The connection itself is checked, so the name need not be looked up at each redirect."""
    asked = []

    async def resolver(host, port):
        asked.append(host)
        return ["93.184.215.14"]

    site.table |= {
        "https://a.example/": (302, b"", [("Location", "/1")]),
        "https://a.example/1": (302, b"", [("Location", "https://b.example/")]),
        "https://b.example/": (200, b"x"),
    }
    settings = Settings(contact="archivist@example.org")
    async with Client(
        settings, transport_factory=site, sleep=time.sleep, clock=time.clock, resolver=resolver
    ) as client:
        await client.get("https://a.example/")
    assert asked == ["a.example", "a.example", "b.example"]  # whether a is public, twice: nobody saw its connection
