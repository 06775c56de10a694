"""`modgov search` as a person types it."""

import json
import sqlite3

import pytest

PAGE = """<!DOCTYPE html><html><head><title>Issue details</title></head><body><div id="modgov"><div class="mgContent">
<h1>Issue details</h1><h2>26/00011 - {title}</h2><p>{text}</p>
<ul><li><span class="mgLabel">Decision status:</span> <span>For Determination</span></li></ul>
<p>First published: 02/03/2026</p></div></div></body></html>"""


@pytest.fixture
def imported(modgov, tmp_path):
    """An archive in `archive` with two issues of Kent's."""
    for number, title in (("1", "Quay Road closures"), ("2", "King's library")):
        (tmp_path / f"{number}.html").write_text(PAGE.format(title=title, text=f"About the {title}, a co-op scheme."))
        url = f"https://democracy.kent.gov.uk/mgIssueHistoryHome.aspx?IId={number}"
        result = modgov("import", tmp_path / f"{number}.html", "--url", url, "--at", "2026-03-02T09:00:00Z")
        assert result.exit_code == 0, result.output
    return modgov


def found(result):
    assert result.exit_code == 0, result.output
    return [hit["id"] for hit in json.loads(result.stdout)]


def test_hits_are_told_in_lines(imported):
    result = imported("search", "closure", "quay")
    assert result.exit_code == 0
    first, dated, snippet, url = result.stdout.splitlines()
    assert first == "kent  issue 1: 26/00011 Quay Road closures"
    assert dated == "    2026-03-02, For Determination"
    assert "[Quay] Road [closures]" in snippet
    assert url.strip() == "https://democracy.kent.gov.uk/mgIssueHistoryHome.aspx?IId=1"


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        (["26/00011", "quay"], ["1"]),
        (["king's"], ["2"]),
        (["co-op", "-king's"], ["1"]),
        (["-king's", "co-op"], ["1"]),
        (["quay road"], ["1"]),
        (["road quay"], ["1"]),
        (["road quay", "closures"], []),  # the shell's quotation marks make a phrase among other words
        (["quay", "OR", "library"], ["1", "2"]),
        (["scheme", "-highways"], ["1", "2"]),
        (["scheme", "--", "-h", "-library"], ["1"]),
        (["lib*"], ["2"]),
        (["zebra"], []),
    ],
)
def test_words_may_be_anything_that_a_shell_passes_on(imported, words, ids):
    assert sorted(found(imported("search", "--json", *words))) == ids


@pytest.mark.parametrize(
    ("options", "count"),
    [
        (["--council", "kent"], 2),
        (["--council", "surrey"], 0),
        (["--status", "for determination"], 2),
        (["--status", "Withdrawn"], 0),
        (["--since", "02/03/2026"], 2),
        (["--since", "2026-03-03"], 0),
        (["--kind", "issue"], 2),
        (["--kind", "meeting"], 0),
        (["--in", "records"], 2),
        (["--in", "documents"], 0),
        (["--limit", "1"], 1),
    ],
)
def test_every_option_narrows(imported, tmp_path, options, count):
    (tmp_path / "other.html").write_text(PAGE.format(title="Other", text="Nothing of the kind."))
    imported(
        "import", tmp_path / "other.html", "--url", "https://mycouncil.surreycc.gov.uk/mgIssueHistoryHome.aspx?IId=3"
    )
    assert len(found(imported("search", "scheme", "--json", *options))) == count


def test_nothing_found_says_what_to_do(imported):
    result = imported("search", "zebra", "quay", "--council", "kent", "--in", "records")
    assert result.exit_code == 0
    assert result.stdout.startswith(
        "Nothing says all of that: leave out --council or --in, or ask for fewer words, or for"
    )
    assert imported("search", "zebra").stdout == "Nothing says that: ask for how a word begins (clos*).\n"


def test_what_was_not_looked_at_is_said_beside_the_hits(imported, monkeypatch):
    for name, most in {"WORDS": 0, "_ENTRIES": 0}.items():
        monkeypatch.setattr(f"storage.search_beginnings.{name}", most)
    monkeypatch.setattr("storage.search_newest._ENTRIES", 1)
    result = imported("search", "--json", "a*")
    assert len(found(result)) == 1
    assert "many words begin with a* that only the newest entries were looked at" in result.stderr
    assert imported("search", "--json", "library").stderr == ""


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ([], "give one word or more"),
        (["-quay"], "names no word to look for"),
        (["?!"], "names no word to look for"),
        (["quay", "--sinse", "2026-01-01"], "No such option"),
        (["quay", "--since", "soon"], "is not a date"),
        (["quay", "--kind", "boat"], "is not one of"),
        (["quay", "--limit", "0"], "limit"),
    ],
)
def test_wrong_usage_is_a_sentence(imported, words, sentence):
    result = imported("search", *words)
    assert result.exit_code == 2
    assert sentence in result.stderr


@pytest.mark.parametrize("words", [["-h"], ["quay", "-h"], ["--help"]])
def test_help_is_asked_for_as_everywhere(modgov, words):
    result = modgov("search", *words)
    assert result.exit_code == 0
    assert "Search the records" in result.stdout


def test_a_missing_archive_is_a_sentence(modgov):
    result = modgov("search", "quay")
    assert result.exit_code == 1
    assert "There is no archive in archive" in result.stderr


def test_a_missing_index_is_made_anew(imported, tmp_path):
    with sqlite3.connect(tmp_path / "archive/modgov.db") as db:
        db.execute("drop table search_words")
    db.close()
    broken = imported("search", "quay")
    assert broken.exit_code == 5
    assert "modgov search --rebuild" in broken.stderr
    mended = imported("search", "--rebuild", "--json", "quay")
    assert found(mended) == ["1"]
    assert "made anew" in mended.stderr
    assert imported("search", "--rebuild").exit_code == 0


def test_what_is_gone_says_so(imported, tmp_path):
    with sqlite3.connect(tmp_path / "archive/modgov.db") as db:
        db.execute("update issues set gone_since = '2026-04-01T00:00:00Z'")
    db.close()
    assert "gone since 2026-04-01T00:00:00Z" in imported("search", "quay").stdout
