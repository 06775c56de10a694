"""The replica from its start: every record is found, and the second night finds the day's changes with fewer requests."""

import json
import sqlite3
from collections import Counter

import pytest

from modgov.replica import Replica, serve, story
from modgov.replica.wexcombe import turns
from storage.records import TABLES
from tests.modgov.nights import night, rows, started, when_asked


def held(folder, where=""):
    return {
        (kind, id_) for kind, name in TABLES.items() for (id_,) in rows(folder, f"select {kind}_id from {name} {where}")
    }


def test_from_start_finds_every_record_and_the_next_night_the_days_changes(tmp_path):
    replica = Replica(day=1)
    with serve(replica) as base_url:
        night(tmp_path / "archive", base_url, 1, from_start=True)
        records = {(kind, id_) for kind, id_ in held(tmp_path / "archive") if kind != "translation"}
        assert records == replica.records()
        first = len(replica.requests)
        replica.day = 2
        outcome = night(tmp_path / "archive", base_url, 2)
        changed = rows(
            tmp_path / "archive",
            "select id, field, old, new from changes where kind = 'issue' and cause = 'page' and field not in ('labels', 'gone_since')",
        )
        assert sorted(map(plainly, changed)) == sorted(map(plainly, story.expected_changes(base_url)))
        assert {kind: number for kind, number in outcome.new.items() if kind != "translation"} == Counter(
            kind for kind, _ in replica.records(2) - replica.records(1)
        )
        others = rows(
            tmp_path / "archive",
            """select kind, id, field from changes where kind not in ('issue', 'translation') and cause = 'page'
            and field not in ('labels', 'gone_since')""",
        )
        is_new_page = {change for change in turns.CHANGED if change[1] in turns.RETURNED}
        assert set(others) == {change for change in turns.CHANGED - is_new_page if change[2] != "number"}
        there = {
            (kind, id_) for kind, id_ in held(tmp_path / "archive", "where gone_since is null") if kind != "translation"
        }
        assert replica.records() <= there
    assert {("issue", "4109"), ("restriction", "4109")}.isdisjoint(there)
    assert outcome.gone >= 1
    assert len(replica.requests) - first < first / 2


def plainly(change):
    """A change with its values as the archive writes them."""
    return tuple(json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value for value in change)


def test_after_the_second_night_the_archive_says_what_a_fresh_one_would(tmp_path):
    replica = Replica(day=1)
    with serve(replica) as base_url:
        night(tmp_path / "kept", base_url, 1, from_start=True)
        replica.day = 2
        night(tmp_path / "kept", base_url, 2)
        night(tmp_path / "fresh", base_url, 2, from_start=True)
    for kind, table in TABLES.items():
        kept, fresh = records_of(tmp_path / "kept", table), records_of(tmp_path / "fresh", table)
        there = {key: row for key, row in kept.items() if row["gone_since"] is None and key in fresh}
        assert fresh.keys() <= kept.keys()
        assert [
            (kind, key, differing(there[key], row)) for key, row in fresh.items() if differing(there[key], row)
        ] == []


def records_of(folder, table):
    database = sqlite3.connect(folder / "modgov.db")
    database.row_factory = sqlite3.Row
    try:
        return {tuple(row)[:2]: dict(row) for row in database.execute(f"select * from {table}")}
    finally:
        database.close()


def differing(one, other):
    seen = {"first_seen", "last_seen", "capture_id"}
    return {name: (one[name], other[name]) for name in one if one[name] != other[name] and name not in seen}


def test_of_settled_history_a_later_night_asks_for_no_more_than_a_tenth(tmp_path):
    replica = Replica(day=1)
    with serve(replica) as base_url:
        night(tmp_path / "archive", base_url, 1, from_start=True)
        first = len(replica.requests)
        night(tmp_path / "archive", base_url, 800, from_start=True)
        replica.requests.clear()
        night(tmp_path / "archive", base_url, 801, from_start=True)
    found = rows(
        tmp_path / "archive", "select url from frontier where json_extract(facts, '$.status') like 'For Determ%'"
    )
    still_open = {url.removeprefix(base_url) for (url,) in found}
    asked = [path for _, path in replica.requests]
    assert len(still_open) > 20  # statuses that a council leaves standing are looked at every night
    assert still_open <= set(asked)
    assert len([path for path in asked if path not in still_open]) <= first / 10


@pytest.mark.parametrize("requests", [30, 90, 150])
def test_killed_at_any_moment_and_run_again_nothing_is_lost_and_nothing_is_twice(tmp_path, requests):
    replica = Replica(day=1)
    with serve(replica) as base_url:
        for is_killed in (True, False):
            process = started(base_url, tmp_path / "archive", "--from-start")
            if is_killed:
                when_asked(replica, requests, process)
                process.kill()
            process.communicate()
        records = {(kind, id_) for kind, id_ in held(tmp_path / "archive") if kind != "translation"}
        assert records == replica.records()
    usable = "select url from captures where verdict in ('page', 'empty-list')"
    twice = [
        url
        for url, number in rows(tmp_path / "archive", f"select url, count(*) from ({usable}) group by url")
        if number > 1
    ]
    assert len(twice) <= 1  # at most the page in hand
