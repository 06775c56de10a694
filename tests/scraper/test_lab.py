"""The ladder against every server of the lab: real handshakes, on loopback."""

import ssl

import pytest

from scraper import Client, FetchError, Settings, TlsError
from scraper.climb import MOST_HANDSHAKES
from scraper.ladder import in_order

from tests.scraper.lab.rows import ROWS

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
def _flags_of_python_3_13(monkeypatch):
    """The strictest flags that any Python sets by itself, so that every one climbs alike."""
    from scraper import tls

    make = tls._strict

    def strict():
        made = make()
        made.verify_flags |= ssl.VERIFY_X509_STRICT | ssl.VERIFY_X509_PARTIAL_CHAIN
        return made

    monkeypatch.setattr(tls, "_strict", strict)
    tls.context.cache_clear()
    yield
    tls.context.cache_clear()


@pytest.fixture
def ask(time, lab):
    async def fetch(url, **settings):
        known = {"contact": "archivist@example.org", "attempts": 1, "connect_timeout": 10.0, "read_timeout": 10.0}
        known |= {"ca_file": lab.ca_file, "allow_private_aia": True, **settings}
        async with Client(Settings(**known), sleep=time.sleep, clock=time.clock) as client:
            return await client.get(f"{url}/page")

    return fetch


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
async def test_a_row(lab, ask, row):
    server = lab.start(row.name)
    if row.stops is None:
        capture = await ask(server.url, **row.settings)
        assert (capture.body, capture.switches) == (b"<p>Harbour wall</p>", in_order(frozenset(row.switches)))
        assert capture.handshakes == server.connections <= MOST_HANDSHAKES
        assert capture.diagnosis == row.first
    elif row.stops == "TimedOut":
        with pytest.raises(FetchError, match="in time"):
            await ask(server.url, **row.settings)
        assert server.connections == 1
    else:
        with pytest.raises(TlsError) as caught:
            await ask(server.url, **row.settings)
        print(caught.value)
        assert caught.value.diagnosis == row.stops
        assert server.connections <= MOST_HANDSHAKES
        assert server.paths == []
