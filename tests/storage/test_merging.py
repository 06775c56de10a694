"""A record that several page types state is one row, whatever the order in which their captures come in."""

import shutil
from itertools import permutations
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage import Archive

COUNCIL = "exampleshire"
BASE = "https://example.gov.uk"
JAN = [f"2026-01-{day:02}T00:00:00Z" for day in range(1, 32)]


class Seen(NamedTuple):
    """What a page says of decision 7 on a day in January; `None` is ModernGov's error page."""

    day: int
    page_type: str
    says: dict[str, Any] | None
    page: str = "1"
    reader: int = 1
    warnings: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        return f"{BASE}/{self.page_type}?{self.page}"


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("blank") / "archive"
    Archive.open(folder, create=True).close()
    return folder


def take_in(archive: Archive, seen: Seen, kind: str = "decision", **more: Any) -> Any:
    body = repr((seen.says, seen.day)).encode()
    capture_id = archive.add_capture({"council": COUNCIL, "url": seen.url, "captured_at": JAN[seen.day], "body": body})
    record = {"kind": kind, "council": COUNCIL, "id": "7", "columns": seen.says, **more}
    return archive.absorb(
        capture_id,
        verdict="moderngov-error" if seen.says is None else "page",
        page_type=seen.page_type,
        warnings=seen.warnings,
        content_sha256=None,
        reader=f"{seen.page_type}/{seen.reader}",
        records=[] if seen.says is None else [record],
        gone=[(kind, COUNCIL, "7")] if seen.says is None else [],
    )


def row(archive: Archive, kind: str = "decision") -> dict[str, Any]:
    (only,) = archive._db.table(f"{kind}s").rows
    return only


def changes(archive: Archive, **wanted: Any) -> list[tuple]:
    found = archive.changes(include_reader=True, **wanted)
    return [(change["field"], change["old"], change["new"], change["at"][8:10], change["cause"]) for change in found]


REGISTER = Seen(1, "register", {"title": "Grit", "status": "Approved", "publication_date": "2026-01-01"})
DETAILS = Seen(2, "decision", {"title": "Gritting", "purpose": "To grit", "effective_from": "2026-01-09"})
OFFICERS = Seen(3, "officer_decisions", {"title": "Grit", "is_officer": True})
ISSUE = Seen(4, "issue", {"listed_title": "26/1 - Gritting", "date": "2026-01-01", "issue_id": "9"})


@pytest.mark.parametrize("order", list(permutations([REGISTER, DETAILS, OFFICERS, ISSUE])))
def test_pages_of_four_types_make_one_row(folder: Path, order):
    with Archive.open(folder, create=True) as archive:
        for seen in order:
            take_in(archive, seen)
        found = row(archive)
        assert found["status"] == "Approved"
        assert (found["purpose"], found["effective_from"], found["is_officer"]) == ("To grit", "2026-01-09", 1)
        assert (found["issue_id"], found["listed_title"], found["date"]) == ("9", "26/1 - Gritting", "2026-01-01")
        assert (found["title"], found["publication_date"]) == ("Gritting", "2026-01-01")
        assert (found["first_seen"], found["last_seen"]) == (JAN[1], JAN[4])
        assert changes(archive) == [("title", "Grit", "Gritting", "03", "wording")]
        assert list(archive.changes()) == []


def test_the_records_own_page_is_believed_before_a_list(archive: Archive):
    take_in(archive, DETAILS)
    assert take_in(archive, OFFICERS).changed == []
    assert row(archive)["title"] == "Gritting"
    assert changes(archive) == []


def test_that_another_page_words_it_otherwise_is_no_change_to_speak_of(archive: Archive):
    take_in(archive, REGISTER)
    absorbed = take_in(archive, DETAILS)
    assert (absorbed.new, absorbed.changed) == ([], [])
    assert row(archive)["title"] == "Gritting"


def test_any_page_may_be_the_first_to_know_a_fact(archive: Archive):
    take_in(archive, DETAILS._replace(says={"status": "Approved (subject to call-in)"}))
    absorbed = take_in(archive, Seen(3, "register", {"status": "Approved", "call_ins": 0}))
    assert [(change.field, change.new, change.cause) for change in absorbed.changed] == [("status", "Approved", "page")]


def test_the_windows_of_a_register_are_one_voice(archive: Archive):
    take_in(archive, Seen(1, "register", {"title": "Grit"}, "first window"))
    take_in(archive, DETAILS)
    take_in(archive, Seen(3, "register", {"title": "Grit"}, "second window"))
    assert row(archive)["title"] == "Gritting"
    take_in(archive, Seen(4, "register", {"title": "Salt"}, "third window"))
    assert row(archive)["title"] == "Salt"
    assert changes(archive)[0] == ("title", "Gritting", "Salt", "05", "page")


def test_a_page_that_changes_in_one_field_does_not_repeat_itself_in_the_others(archive: Archive):
    take_in(archive, Seen(1, "register", {"status": "Approved", "title": "Grit"}))
    take_in(archive, Seen(2, "decision", {"status": "Implemented", "title": "Gritting"}))
    take_in(archive, Seen(3, "register", {"status": "Approved", "title": "Grit", "call_ins": 1}))
    assert (row(archive)["status"], row(archive)["title"], row(archive)["call_ins"]) == ("Implemented", "Gritting", 1)
    turns = archive.timeline(COUNCIL, "decision", "7", "status")
    assert [turn["value"] for turn in turns] == ["Approved", "Implemented"]
    assert len(archive.timeline(COUNCIL, "decision", "7")) == 3


def test_a_decision_whose_page_is_gone_stays_gone_though_a_list_repeats_it(archive: Archive):
    take_in(archive, REGISTER)
    take_in(archive, DETAILS)
    absorbed = take_in(archive, Seen(5, "decision", None))
    assert [(change.field, change.new) for change in absorbed.changed] == [("gone_since", JAN[5])]
    take_in(archive, REGISTER._replace(day=6))
    take_in(archive, OFFICERS._replace(day=7))
    assert row(archive)["gone_since"] == JAN[5]
    take_in(archive, DETAILS._replace(day=8))
    assert row(archive)["gone_since"] is None
    assert [change[0] for change in changes(archive)[:2]] == ["gone_since", "gone_since"]


def test_an_alias_that_shows_a_gone_record_again_brings_it_back(archive: Archive):
    for day, page in ((1, "ID"), (2, "AIId")):
        take_in(archive, DETAILS._replace(day=day, page=page))
    take_in(archive, Seen(3, "decision", None, "ID"))
    take_in(archive, Seen(4, "decision", None, "AIId"))
    take_in(archive, DETAILS._replace(day=5, page="AIId"))
    assert row(archive)["gone_since"] is None


def test_a_document_is_what_the_first_page_that_lists_it_says(archive: Archive):
    take_in(archive, Seen(1, "issue", {"title": "Report", "issue_id": "9"}), "document")
    take_in(archive, Seen(2, "meeting", {"title": "Appendix A", "agenda_item_id": "3"}), "document")
    take_in(archive, Seen(3, "issue", {"title": "Other", "issue_id": "10"}, "another issue"), "document")
    assert (row(archive, "document")["title"], row(archive, "document")["issue_id"]) == ("Report", "9")
    assert row(archive, "document")["agenda_item_id"] == "3"
    assert changes(archive) == []
    take_in(archive, Seen(4, "issue", {"title": "Report (revised)", "issue_id": "9"}), "document")
    assert changes(archive) == [("title", "Report", "Report (revised)", "05", "page")]


def test_a_plans_own_page_is_that_of_its_items(archive: Archive):
    take_in(archive, Seen(1, "plan_items", {"title": "January to April"}), "plan")
    take_in(archive, Seen(2, "plans", {"title": "Jan - Apr", "body": "Cabinet"}), "plan")
    assert (row(archive, "plan")["title"], row(archive, "plan")["body"]) == ("January to April", "Cabinet")


def test_pages_in_another_language_are_kept_beside_the_record(archive: Archive):
    take_in(archive, Seen(1, "decision", {"title": "Gritting", "status": "Approved", "url": BASE}))
    welsh = {"title": "Graeanu", "status": "Cymeradwywyd", "url": f"{BASE}?LLL=1"}
    take_in(archive, Seen(2, "decision", welsh, "LLL=1"), language="cy")
    take_in(archive, Seen(3, "decision", welsh | {"status": "Gweithredwyd"}, "LLL=1"), language="cy")
    assert (row(archive)["title"], row(archive)["status"]) == ("Gritting", "Approved")
    (told,) = archive._db.table("translations").rows
    assert (told["of_kind"], told["of_id"], told["language"], told["title"]) == ("decision", "7", "cy", "Graeanu")
    assert (told["first_seen"], told["last_seen"], told["url"]) == (JAN[2], JAN[3], f"{BASE}?LLL=1")
    (found,) = archive.find_decisions(COUNCIL, "7")
    assert found["translations"][0]["fields"]["status"] == "Gweithredwyd"
    (change,) = archive.changes(kind="translation")
    assert (change["id"], change["field"], change["old"]) == ("decision/7/cy", "status", "Cymeradwywyd")
    assert change["title"] == "Graeanu"


def test_a_translation_goes_and_comes_back_by_itself(archive: Archive):
    key = ("translation", COUNCIL, "decision/7/cy")
    for day, says in enumerate([{"title": "Graeanu"}, None, {"title": "Graeanu"}], 1):
        capture_id = archive.add_capture(
            {"council": COUNCIL, "url": f"{BASE}?LLL=1", "captured_at": JAN[day], "body": str(day).encode()}
        )
        record = {"kind": "decision", "council": COUNCIL, "id": "7", "language": "cy", "columns": says}
        archive.absorb(
            capture_id,
            verdict="page" if says else "moderngov-error",
            page_type="decision",
            warnings=[],
            content_sha256=None,
            reader="decision/1",
            records=[record] if says else [],
            gone=[] if says else [key],
        )
    assert [change[1:3] for change in changes(archive)][::-1] == [(None, JAN[2]), (JAN[2], None)]
    assert archive.counts()["decisions"] == 0


SAYINGS = st.none() | st.fixed_dictionaries(
    {},
    optional={
        "title": st.sampled_from(["Grit", "Gritting"]),
        "status": st.sampled_from(["Approved", "Implemented"]),
        "purpose": st.sampled_from(["A", "B"]),
    },
).filter(bool)
CAPTURES = st.lists(
    st.builds(
        Seen,
        st.integers(0, 30),
        st.sampled_from(["register", "decision", "issue", "officer_decisions"]),
        SAYINGS,
        st.sampled_from(["1", "2"]),
        st.integers(1, 2),
        st.sampled_from([(), (), ("links-lost",), ("title-uncertain",), ("links-lost", "title-missing")]),
    ),
    max_size=9,
    unique_by=lambda seen: seen.day,
)


def outcome(archive: Archive, kind: str) -> tuple:
    db = archive._db
    versions = db.execute("select captured_at, row from versions order by captured_at").fetchall()
    told = """select c.field, old, new, at, cause, o.captured_at, n.captured_at from changes c
        join captures o on o.id = c.old_capture_id join captures n on n.id = c.new_capture_id
        where o.id <> n.id order by field, at"""
    rows = [{name: value for name, value in row.items() if name != "capture_id"} for row in db.table(f"{kind}s").rows]
    return versions, db.execute(told).fetchall(), rows


@pytest.mark.parametrize("kind", ["decision", "document"])
@settings(max_examples=60, deadline=None)
@given(captures=CAPTURES, data=st.data())
def test_no_order_of_captures_makes_another_history(blank: Path, kind: str, captures: list[Seen], data: st.DataObject):
    if kind == "document":  # which has neither a status nor a purpose
        names = {"status": "file_type", "purpose": "size"}
        told = [seen.says and {names.get(name, name): value for name, value in seen.says.items()} for seen in captures]
        captures = [seen._replace(says=says) for seen, says in zip(captures, told, strict=True)]
    outcomes = []
    for arrival in (sorted(captures, key=lambda seen: seen.day), data.draw(st.permutations(captures))):
        with TemporaryDirectory() as temporary:
            folder = Path(temporary) / "archive"
            shutil.copytree(blank, folder)
            with Archive.open(folder) as archive:
                for seen in arrival:
                    take_in(archive, seen, kind)
                outcomes.append(outcome(archive, kind))
    assert outcomes[0] == outcomes[1]
