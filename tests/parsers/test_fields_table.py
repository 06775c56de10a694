"""docs/pages.md: every page type, the fields that its saved pages state, and how many of them do."""

import json
import os
from collections import Counter, defaultdict
from pathlib import Path

from parsers.pages import readers
from tests.parsers.test_fixtures import FIXTURES, INDEX, reading_of

PAGE = Path(__file__).resolve().parents[2] / "docs" / "pages.md"
HEAD = """# What is read from which page

Every page type that ModGov reads, the scripts that print it, and the fields of its records, each with the number of saved
pages in `fixtures/` that state it. A field that a page type never states is not listed. The tests wrote this page:
`WRITE_TABLES=1 make unit` writes it anew.
"""


def stated():
    """For each page type and record kind, how many saved pages state each field; and how many pages there are."""
    fields, pages = defaultdict(Counter), Counter()
    for name in sorted(INDEX):
        reading = reading_of(name)
        if reading.page_type is None:
            continue
        pages[reading.page_type] += 1
        for kind in sorted({record.kind for record in reading.records}):
            said = {
                field
                for record in reading.records
                if record.kind == kind
                for field, value in record.columns().items()
                if value not in (None, [], {}) and field != "council"
            }
            fields[reading.page_type, kind].update(said)
    return fields, pages


def table():
    fields, pages = stated()
    types = {reader.type.name: reader.type for reader in readers().values()}
    parts = [HEAD]
    for name in sorted(types):
        scripts = ", ".join(f"`{script}`" for script in types[name].scripts)
        parts.append(f"## {name}\n\n{scripts}. Saved pages: {pages[name]}.\n")
        kinds = sorted(kind for page_type, kind in fields if page_type == name)
        if not kinds:
            parts.append("It states links only, or nothing that a record holds.\n")
        for kind in kinds:
            counted = ", ".join(f"{field} {count}" for field, count in sorted(fields[name, kind].items()))
            parts.append(f"- `{kind}`: {counted}\n")
    return "\n".join(parts)


def test_the_table_of_fields_is_what_the_saved_pages_give():
    made = table()
    kept = PAGE.read_text("utf-8") if PAGE.exists() else None
    if kept != made and (kept is None or os.environ.get("WRITE_TABLES")):
        PAGE.write_text(made, "utf-8")
    assert kept == made, (
        f"{PAGE.name} is not what the pages give: set WRITE_TABLES=1, run this test again, and read it."
    )


def test_every_page_type_has_saved_pages():
    _, pages = stated()
    assert all(pages[reader.type.name] for reader in readers().values())


def test_every_field_of_an_issue_is_stated_by_a_saved_page():
    fields, _ = stated()
    expectation = json.loads((FIXTURES / "issue" / "thornmouth-1204.json").read_text("utf-8"))
    assert set(expectation["records"][0]) - {"kind", "council"} <= set(fields["issue", "issue"])
