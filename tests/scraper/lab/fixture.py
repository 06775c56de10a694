"""The lab as a fixture."""

import pytest

from scraper import OptIn

from .rows import ROWS
from .world import World


class Lab:
    """Starts broken servers by name. `ca_file` has the root that is to be trusted."""

    def __init__(self, folder):
        self.world = World(folder)
        self.ca_file = self.world.ca_file

    def url(self, server, row):
        """Where to ask a server of a row."""
        kind = row.opt_in[0] if row.opt_in else None
        return server.url.replace("https:", "http:") if kind == "http" else server.url

    def opt_ins(self, server, row):
        """What a row opts in to. A pin of `leaf` is one of the certificate that the server shows."""
        if row.opt_in is None:
            return ()
        kind, value = row.opt_in
        if value == "leaf":
            value = server.manner.shown.leaf.sha256
        return (OptIn(self.url(server, row), kind, "the lab's own", value=value),)

    def start(self, name, *, pages=None, host=None, **how):
        """A server of `rows.ROWS`, with pages of its own if they are given; its `url` is where to ask."""
        row = ROWS[name]
        server = self.world.start(row.make(self.world), **how)
        server.host_asked = host or row.host
        if pages is not None:
            server.pages = pages
        return server


@pytest.fixture
def lab(tmp_path):
    """Broken servers that end with the test."""
    made = Lab(tmp_path)
    yield made
    made.world.stop()
