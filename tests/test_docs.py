"""docs/fetching.md is true: it names every switch, kind of opt-in, column and event, and its example is accepted."""

import dataclasses
import re
import tomllib
from pathlib import Path

import pytest
from sqlite_utils import Database

from modgov.advice import SWITCHES
from modgov.doctor import Finding
from modgov.exits import Exit
from modgov.opt_ins import read_opt_ins
from modgov.reports import EVENTS
from scraper.opt_ins import KINDS
from storage.changes import PAGE, READER, WORDING
from storage.descriptions import Descriptions
from storage.migrations import migrations
from storage.provenance import FACTS

FINDING = [field.name for field in dataclasses.fields(Finding)]
ROOT = Path(__file__).resolve().parent.parent
FETCHING = (ROOT / "docs/fetching.md").read_text("utf-8")
README = (ROOT / "README.md").read_text("utf-8")
STABILITY = (ROOT / "docs/stability.md").read_text("utf-8")


@pytest.mark.parametrize("names", [SWITCHES, KINDS, FACTS, EVENTS, FINDING])
def test_every_name_is_in_the_page(names):
    missing = [name for name in names if f"`{name}`" not in FETCHING]
    assert missing == []


def test_every_column_that_tells_of_an_origin_is_in_the_page():
    db = Database(memory=True)
    migrations.apply(db)
    columns = set(db.table("origins").columns_dict) - {"origin", "state", "updated_at"}
    db.close()
    assert [name for name in columns if f"`{name}`" not in FETCHING] == []


@pytest.mark.parametrize("page", [FETCHING, README], ids=["fetching", "readme"])
def test_the_example_of_an_opt_in_is_accepted(page):
    (example,) = [block for block in re.findall(r"```toml\n(.*?)```", page, re.DOTALL) if "opt-in" in block]
    (opt_in,) = read_opt_ins(tomllib.loads(example)["opt-in"])
    assert opt_in.kind == "expired-ok"


def test_the_readme_leads_to_the_pages():
    for link in re.findall(r"\]\((docs/[\w.-]+)\)", README):
        assert (ROOT / link).is_file()
    for page in ("fetching", "tables", "queries", "stability"):
        assert f"(docs/{page}.md)" in README


@pytest.mark.parametrize("page", sorted((ROOT / "docs").glob("*.md")), ids=lambda page: page.stem)
def test_the_pages_lead_to_pages_that_exist(page):
    for link in re.findall(r"\]\(([\w./-]+\.md)\)", page.read_text("utf-8")):
        assert (page.parent / link).is_file(), link


def test_what_is_promised_is_what_there_is():
    (codes,) = re.findall(r"^\| \*\*Exit codes\*\* \|(.+)\|$", STABILITY, re.MULTILINE)
    assert [int(code) for code in re.findall(r"\d", codes)] == [int(code) for code in Exit]
    assert f"`cause` (`{PAGE}`, `{READER}`, `{WORDING}`)" in STABILITY


def test_what_is_not_promised_is_named_as_it_is_called():
    internal = STABILITY.partition("- **Internal tables**")[2].partition(". Ask")[0]
    tables = set(Descriptions().tables) | {"_sqlite_migrations"}
    for name in re.findall(r"`([\w.]+)`", internal):
        table, _, column = name.partition(".")
        assert table in tables, name
        assert not column or Descriptions().column(table, column)
    assert "`search_*`" in internal
