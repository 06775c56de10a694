"""A record that no capture showed before is kept as its whole history would have it, which is not told for it."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage import Absorbed, Archive
from storage.histories import wrong_records
from storage.readings import Readings
from storage.records import KINDS

COUNCIL = "exampleshire"
BASE = "https://example.gov.uk"
KEPT = ("captures", "sightings", "statements", "changes", "search_entries", "search_waiting", "unread")
VALUES = {
    "title": st.sampled_from(["Grit", "Dŵr"]),
    "url": st.just(f"{BASE}/record"),
    "other_fields": st.sampled_from([{}, {"Ward": "Abbey"}]),
}
COLUMNS = {
    "issue": VALUES | {"references": st.sampled_from([[], ["21/00019"]]), "is_key": st.booleans()},
    "decision": VALUES | {"status": st.sampled_from([None, "Approved"])},
    "document": {name: VALUES[name] for name in ("title", "url")},
    "plan": {name: VALUES[name] for name in ("title", "url")},
    "meeting": {name: VALUES[name] for name in ("url", "other_fields")},
}


class Seen(NamedTuple):
    """A capture: when, of which page, how it was read, what it says, and which issue or document it says is gone.

    An error page that nobody believes says that `nothing` is.
    """

    day: int
    page: str
    warnings: tuple[str, ...]
    records: tuple[dict[str, Any], ...]
    gone: str | None
    is_taken_twice: bool
    source: str = "fetch"

    def kept(self, archive: Archive) -> list[Absorbed]:
        body = repr((self.page, self.records, self.gone)).encode()
        url = f"{BASE}/{self.page}"
        at = f"2026-01-{self.day:02}T00:00:00Z"
        exchange = {"council": COUNCIL, "url": url, "captured_at": at, "body": body, "source": self.source}
        capture_id = archive.add_capture(exchange)
        return [
            archive.absorb(
                capture_id,
                verdict="moderngov-error" if self.gone else "page",
                page_type=self.page.partition("?")[0],
                warnings=self.warnings,
                content_sha256=None,
                reader="reader/1",
                records=() if self.gone else self.records,
                gone=[(self.gone, COUNCIL, "7")] if self.gone in KINDS else (),
            )
            for _ in range(1 + self.is_taken_twice)
        ]


def record_of(kind: str) -> st.SearchStrategy[dict[str, Any]]:
    known = COLUMNS.get(kind, {name: VALUES[name] for name in ("url",)})
    return st.fixed_dictionaries(
        {
            "kind": st.just(kind),
            "council": st.just(COUNCIL),
            "id": st.sampled_from(["7", "AIId/8"]),
            "language": st.sampled_from([None, None, "cy"]),
            "columns": st.fixed_dictionaries({}, optional=known),
        }
    )


RECORDS = st.sampled_from(sorted({*KINDS} - {"translation"})).flatmap(record_of)
SEEN = st.builds(
    Seen,
    st.integers(1, 6),
    st.sampled_from(["issue?1", "issue?2", "decision?1", "plan_items?1", "meeting?1"]),
    st.sampled_from([(), (), ("links-lost",), ("title-uncertain",)]),
    st.lists(RECORDS, max_size=5).map(tuple),
    st.sampled_from([None, None, None, "issue", "document", "nothing"]),
    st.booleans(),
    st.sampled_from(["fetch", "import"]),
)


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("blank") / "archive"
    Archive.open(folder, create=True).close()
    return folder


@contextmanager
def copy_of(blank: Path) -> Iterator[Archive]:
    with TemporaryDirectory() as temporary:
        folder = Path(temporary) / "archive"
        shutil.copytree(blank, folder)
        with Archive.open(folder, now=lambda: "2026-11-24T06:00:00Z") as archive:
            yield archive


def tables(archive: Archive) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables that taking in a capture writes, but for where its bytes are."""
    names = [*KEPT, *(f"{kind}s" for kind in KINDS)]
    held = {name: list(map(dict, archive._db.table(name).rows)) for name in names}
    places = ("warc_file", "warc_offset", "warc_length")
    return {
        name: sorted(repr({key: row[key] for key in row if key not in places}) for row in rows)
        for name, rows in held.items()
    }


@settings(max_examples=50, deadline=None)
@given(captures=st.lists(SEEN, min_size=1, max_size=6))
def test_it_is_what_the_general_way_makes_of_it(blank: Path, captures: list[Seen]):
    with copy_of(blank) as quick, copy_of(blank) as general:
        for seen in captures:
            absorbed = seen.kept(quick)
            with mock.patch.object(Readings, "_first", return_value={}):
                assert seen.kept(general) == absorbed
            assert tables(quick) == tables(general)
        assert not list(wrong_records(quick._db))


def test_no_history_is_told_of_it(archive: Archive, see, monkeypatch):
    monkeypatch.setattr("storage.readings.History", None)
    monkeypatch.setattr("storage.sightings.History", None)
    _, absorbed = see(archive, "2026-01-01T00:00:00Z", title="Schools")
    assert [key.id for key in absorbed.new] == ["56526"]
    assert archive.find(COUNCIL, "56526")[0]["title"] == "Schools"


def test_a_page_that_was_captured_later_without_it_is_asked_for_its_silence(archive: Archive):
    document = {"kind": "document", "council": COUNCIL, "id": "7", "columns": {"title": "Report"}}
    Seen(2, "issue?1", (), (), None, is_taken_twice=False).kept(archive)
    Seen(1, "issue?1", (), (document,), None, is_taken_twice=False).kept(archive)
    (row,) = archive._db.table("documents").rows
    assert (row["first_seen"], row["gone_since"]) == ("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z")
