"""docs/queries.md: every question that is printed there is asked of the replica's archive, and finds something."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "queries.md").read_text("utf-8")
QUERIES = {
    part.partition("\n")[0]: part.partition("```sql\n")[2].partition("```")[0] for part in PAGE.split("\n### ")[1:]
}
TODAY = "2026-03-04"  # of the replica's story; questions that ask for 'now' mean this day


@pytest.fixture
def db(demo):
    """The archive, open to be read only, on a day of the story."""
    with closing(sqlite3.connect(f"{(demo / 'modgov.db').as_uri()}?mode=ro", uri=True)) as db, at_the_day(db):
        yield db


def at_the_day(db):
    """SQLite's own functions of time, told that it is the day of the story."""
    clock = sqlite3.connect(":memory:")

    def asked(name):
        def at(*arguments):
            told = [TODAY if argument == "now" else argument for argument in arguments]
            return clock.execute(f"select {name}({', '.join('?' * len(told))})", told).fetchone()[0]

        return at

    for name in ("date", "julianday"):
        db.create_function(name, -1, asked(name))
    return closing(clock)


@pytest.mark.parametrize("heading", QUERIES)
def test_the_question_finds_something(db, heading):
    assert db.execute(QUERIES[heading]).fetchall()


def test_there_are_enough_of_them_for_both():
    journalists, researchers = PAGE.partition("## For researchers")[::2]
    assert journalists.count("```sql") >= 15
    assert researchers.count("```sql") >= 15
    assert PAGE.count("```sql") == PAGE.count("\n### ") == len(QUERIES)


def test_each_column_has_one_name(db):
    for heading, sql in QUERIES.items():
        names = [name for name, *_ in db.execute(sql).description]
        assert len(names) == len(set(names)), heading


def test_what_is_found_is_what_the_story_tells(db):
    def asked(heading, *columns):
        found = db.execute(QUERIES[heading])
        places = [[name for name, *_ in found.description].index(column) for column in columns]
        return [tuple(row[place] for place in places) for row in found]

    assert ("26/00012", "Withdrawn") in asked("Statuses that changed this week", "reference", "new")
    assert [what for (what,) in asked("Issues that vanished, and those that came back", "what")] == [
        "back again", "vanished",
    ]  # fmt: skip
    assert ("Site plan", 1) in asked("Documents that were removed", "title", "is_kept")
    assert asked("Documents that were replaced", "title") == [("Record of Decision",)]
    assert asked("Decisions that were called in", "call_ins") == [(1,)]
    (late, *_) = asked("Decisions published late", "days_late")
    assert late == (775,)
    known = dict(asked("What the archive knew on a day", "issue_id", "status"))
    assert known["4102"] == "For Determination"  # withdrawn on the day after
