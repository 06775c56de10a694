"""The fault server as a fixture, and a client that is quick to lose patience with it."""

import pytest

from scraper import Client, OptIn, Settings

from .server import FaultServer


class Faults:
    """Starts servers and clients that end with the test."""

    def __init__(self, time):
        self.time = time

    def server(self):
        return FaultServer()

    def client(self, *servers, **settings):
        opt_ins = tuple(OptIn(server.url, "http", "a server without TLS") for server in servers)
        known = {"contact": "archivist@example.org", "interval": 0.0, "jitter": 0.0, "read_timeout": 5.0}
        known |= {"opt_ins": opt_ins, **settings}
        return Client(Settings(**known), sleep=self.time.sleep, clock=self.time.clock)


@pytest.fixture
def faults(time):
    return Faults(time)
