"""The lab as a fixture."""

import pytest

from .rows import ROWS
from .world import World


class Lab:
    """Starts broken servers by name. `ca_file` has the root that is to be trusted."""

    def __init__(self, folder):
        self.world = World(folder)
        self.ca_file = self.world.ca_file

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
