"""Every saved page reads as the expectation beside it says.

A page without an expectation gets one written and fails once, so that a person reads it.
"""

import json
import re
from pathlib import Path

import pytest

import parsers

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
INDEX = json.loads((FIXTURES / "urls.json").read_text("utf-8"))
PAGES = sorted(INDEX)
LEAST = {
    "issue": 40,
    "plans_home": 1,
    "plans": 1,
    "plan_items": 1,
    "agenda_item": 4,
    "meeting": 8,
    "committees": 2,
    "committee": 2,
    "meetings": 3,
    "restriction": 4,
    "whats_new": 2,
    "rss": 3,
    "search": 3,
    "web_service": 5,
    "decision": 10,
    "register": 8,
    "officer_decisions": 3,
    "issue_decisions": 3,
    "issue_meetings": 4,
    "chronology": 1,
    "refused": 5,
}


def reading_of(name):
    entry = INDEX[name]
    body = (FIXTURES / name).read_bytes()
    return parsers.read(body, url=entry["url"], content_type=entry.get("content_type"))


def told(reading):
    """A reading as its expectation states it: whatever is null or empty is left out, and so is the digest."""
    plain = reading.as_json()
    del plain["content_sha256"], plain["reader"]
    plain["records"] = [
        {name: value for name, value in record.items() if value not in (None, [], {})} for record in plain["records"]
    ]
    return plain


@pytest.mark.parametrize("name", PAGES)
def test_a_page_reads_as_expected(name):
    expectation = (FIXTURES / name).with_suffix(".json")
    reading = told(reading_of(name))
    if not expectation.exists():
        expectation.write_text(json.dumps(reading, ensure_ascii=False, indent=1) + "\n", "utf-8")
        pytest.fail(f"{expectation} was written: read it against the page, then run again.")
    assert reading == json.loads(expectation.read_text("utf-8"))


def test_every_page_is_in_the_index():
    saved = {
        path.relative_to(FIXTURES).as_posix()
        for path in FIXTURES.rglob("*")
        if path.suffix in {".html", ".txt", ".xml"}
    }
    assert saved == set(INDEX)


def test_there_are_enough_of_each():
    for folder, least in LEAST.items():
        assert sum(name.startswith(f"{folder}/") for name in INDEX) >= least, folder
    assert sum(name.startswith("plan") for name in INDEX) >= 10


def test_each_page_says_why_it_is_here():
    assert all(entry["oddity"].strip() for entry in INDEX.values())


def test_the_table_of_oddities_names_saved_pages():
    named = set(re.findall(r"`(\w+/[\w.-]+\.(?:html|txt|xml))`", (FIXTURES / "README.md").read_text("utf-8")))
    assert named
    assert named <= set(INDEX)
