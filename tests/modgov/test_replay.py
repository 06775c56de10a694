"""A WARC file of ours in pywb, the web-archive reader that national archives use: it shows the pages as they were.

pywb is heavy, and no dependency of ours: `make replay` installs it beside, and runs this.
"""

import gzip
import os
import shutil
import socket
import subprocess
from collections import Counter
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

import storage

PYWB = os.environ.get("MODGOV_TEST_PYWB")  # the folder of its commands

pytestmark = pytest.mark.skipif(not PYWB, reason="pywb is not installed: `make replay` does that")


@contextmanager
def replayed(files, work):
    """pywb with a collection of WARC files; its base address."""
    manager = Path(PYWB) / "wb-manager"
    subprocess.run([manager, "init", "ours"], cwd=work, check=True, capture_output=True)  # the reader under test
    subprocess.run([manager, "add", "ours", *files], cwd=work, check=True, capture_output=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [Path(PYWB) / "wayback", "-b", "127.0.0.1", "-p", str(port)]
    server = subprocess.Popen(command, cwd=work, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield answering(f"http://127.0.0.1:{port}/ours", server)
    finally:
        server.terminate()
        server.wait()


def answering(base, server):
    """The address of a server, once it answers."""
    while server.poll() is None:
        try:
            urlopen(base).close()  # this machine
        except URLError:
            with suppress(subprocess.TimeoutExpired):
                server.wait(timeout=0.05)
        else:
            return base
    pytest.fail("pywb ended")


def test_pywb_shows_every_page_as_it_was_served(modgov, tmp_path):
    folder, work = tmp_path / "demo", tmp_path / "pywb"
    work.mkdir()
    assert modgov("demo", "--archive", folder).exit_code == 0
    file = min(folder.glob("warc/wexcombe/*.warc.gz"))
    with storage.Archive.open(folder, read_only=True) as archive:
        rows = [row for row in archive.captures() if row["warc_file"].endswith(file.name) and row["status"] == 200]
        counted = Counter(row["url"] for row in rows)
        pages = [(row, plain(archive.body(row["id"]))) for row in rows if counted[row["url"]] == 1]
    assert len(pages) > 100
    with replayed([shutil.copy(file, work)], work) as base:
        for row, body in pages[:: len(pages) // 25]:
            moment = "".join(filter(str.isdigit, row["captured_at"]))
            with urlopen(f"{base}/{moment}id_/{row['final_url']}") as answer:  # this machine
                assert plain(answer.read()) == body, row["url"]


def plain(body):
    return gzip.decompress(body) if body.startswith(b"\x1f\x8b") else body
