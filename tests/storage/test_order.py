"""The order in which captures come into the archive does not matter, and a killed run loses nothing."""

import shutil
import signal
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage import Archive
from storage.members import opening

COUNCIL = "exampleshire"
URLS = ["https://example.gov.uk/issue", "https://example.gov.uk/list"]


class Seen(NamedTuple):
    """A capture: when, which page, what it says of which issues; says nothing where the page is gone."""

    minute: int
    page: int
    says: tuple[tuple[str, str], ...] | None

    @property
    def at(self) -> str:
        return f"2026-01-01T00:{self.minute:02}:00Z"


SAYINGS = st.dictionaries(st.sampled_from(["1", "2"]), st.sampled_from(["A", "B", "A, approved"])).map(
    lambda d: tuple(sorted(d.items()))
)
CAPTURES = st.lists(
    st.builds(Seen, st.integers(0, 59), st.integers(0, 1), st.none() | SAYINGS),
    max_size=8,
    unique_by=lambda seen: seen.minute,
)


def take_in(archive: Archive, seen: Seen) -> None:
    """Do as the corridor does: a page that is as it was is not read again."""
    url, body = URLS[seen.page], repr(seen.says).encode()
    last = archive.last_capture(COUNCIL, url)
    capture_id = archive.add_capture({"council": COUNCIL, "url": url, "captured_at": seen.at, "body": body})
    is_known = last is not None and last["sha256"] == archive.capture(capture_id)["sha256"]
    archive.absorb(
        capture_id,
        verdict="page" if seen.says is not None else "moderngov-error",
        page_type="issue",
        warnings=[],
        content_sha256=None,
        reader="issue/1",
        records=[] if is_known else [record(*said) for said in seen.says or ()],
        gone=[] if seen.says is not None else [("issue", COUNCIL, "1")],
    )


def record(issue_id: str, title: str) -> dict:
    title, *approved = title.split(", ")
    columns = {"title": title} | dict.fromkeys(["status"] * len(approved), "Approved")
    return {"kind": "issue", "council": COUNCIL, "id": issue_id, "columns": columns}


def outcome(archive: Archive) -> tuple:
    db = archive._db
    versions = "select id, captured_at, row from versions order by id, captured_at"
    changes = """select c.id, field, old, new, at, cause, o.captured_at from changes c
        join captures o on o.id = c.old_capture_id order by c.id, field, at"""
    issues = "select issue_id, title, status, first_seen, gone_since from issues order by issue_id"
    return tuple(db.execute(sql).fetchall() for sql in (versions, changes, issues))


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("blank") / "archive"
    Archive.open(folder, create=True).close()
    return folder


@settings(max_examples=60, deadline=None)
@given(captures=CAPTURES, data=st.data())
def test_the_order_of_arrival_does_not_matter(blank: Path, captures: list[Seen], data: st.DataObject):
    outcomes = []
    for arrival in (sorted(captures), data.draw(st.permutations(captures))):
        with TemporaryDirectory() as temporary:
            folder = Path(temporary) / "archive"
            shutil.copytree(blank, folder)
            with Archive.open(folder) as archive:
                for seen in arrival:
                    take_in(archive, seen)
                outcomes.append(outcome(archive))
    assert outcomes[0] == outcomes[1]


def killed(folder: Path, script: str) -> None:
    """Run a script on an archive; it ends by killing itself."""
    begin = """
import os, signal, sys
from pathlib import Path
from storage import Archive
from storage.warc import WarcFile
archive = Archive.open(Path(sys.argv[1]), create=True)
exchange = {"council": "exampleshire", "url": "https://example.gov.uk/issue", "captured_at": "2026-01-01T00:00:00Z"}
die = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
first = archive.add_capture(exchange | {"body": b"first"})
"""
    root = Path(__file__).parents[2]
    ended = subprocess.run([sys.executable, "-c", begin + script, str(folder)], cwd=root, check=False)
    assert ended.returncode == -signal.SIGKILL


def test_a_run_that_is_killed_after_a_capture_leaves_it_waiting(folder: Path):
    killed(folder, "die()")
    with Archive.open(folder) as archive:
        (waiting,) = archive.pending()
        assert archive.body(waiting["id"]) == b"first"


def test_a_run_that_is_killed_while_it_writes_leaves_no_torn_record(folder: Path):
    tear = """
WarcFile._write = lambda self, record: (self._file.write(record[:50]), die())
archive.add_capture(exchange | {"body": b"second"})
"""
    killed(folder, tear)
    (path,) = folder.glob("warc/*/*.warc.gz")
    torn = path.read_bytes()
    with Archive.open(folder) as archive:
        assert path.read_bytes() == torn[:-50]
        assert archive.counts()["captures"] == 1
        assert archive.body(1) == b"first"
    assert len(torn) - 50 > len(opening(COUNCIL)) - 20


def test_a_run_that_is_killed_within_a_transaction_leaves_all_or_nothing(folder: Path):
    halfway = """
from storage.records import Records
Records.save = die
record = {"kind": "issue", "council": "exampleshire", "id": "1", "columns": {"title": "A"}}
archive.absorb(first, verdict="page", page_type="issue", warnings=[], content_sha256=None, reader="r", records=[record])
"""
    killed(folder, halfway)
    with Archive.open(folder) as archive:
        (waiting,) = archive.pending()
        assert waiting["verdict"] is None
        assert outcome(archive) == ([], [], [])


def test_an_error_page_of_a_page_that_was_never_there_takes_nothing_away(folder: Path):
    """A list names the record, and its own page only ever answered with an error."""
    with Archive.open(folder, create=True) as archive:
        for minute, url, page_type, gone in (
            (1, URLS[1], "register", []),
            (2, URLS[0], "issue", [("issue", COUNCIL, "1")]),
        ):
            capture = {"council": COUNCIL, "url": url, "captured_at": Seen(minute, 0, None).at, "body": url.encode()}
            archive.absorb(
                archive.add_capture(capture),
                verdict="moderngov-error" if gone else "page",
                page_type=page_type,
                warnings=[],
                content_sha256=None,
                reader=f"{page_type}/1",
                records=[] if gone else [record("1", "A")],
                gone=gone,
            )
        assert outcome(archive)[2] == [("1", "A", None, "2026-01-01T00:01:00Z", None)]
