"""`modgov` as a person types it, in a folder of its own."""

import os

import pytest
from click.testing import CliRunner

from modgov.cli import cli
from modgov.replica import Replica, serve


@pytest.fixture
def modgov(tmp_path, monkeypatch):
    """Run `modgov` in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("MODGOV_")]:
        monkeypatch.delenv(name)

    def run(*args, **more):
        return CliRunner().invoke(cli, [str(arg) for arg in args], **more)

    return run


@pytest.fixture(autouse=True)
def _room(monkeypatch):
    """A terminal of a hundred letters, whatever the tests run in."""
    monkeypatch.setenv("COLUMNS", "100")


@pytest.fixture
def site():
    """A replica council on loopback and its address."""
    replica = Replica(day=1)
    with serve(replica) as base_url:
        yield replica, base_url


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    """The archive that `modgov demo` makes: only to be read."""
    folder = tmp_path_factory.mktemp("demo") / "archive"
    made = CliRunner().invoke(cli, ["demo", "--archive", str(folder), "--json"])
    assert made.exit_code == 0, made.output
    return folder
