"""`modgov import --dry-run`: it says what an import would do, as that then does it, and writes nothing."""

import json

import pytest

from storage import Archive
from tests.modgov.sites import ERROR, decision
from tests.modgov.test_importing import KENT, STRANGE, crawl, folder, listing  # noqa: F401
from tests.modgov.test_wayback import CAPTURES, PAGE, SITE, fetch  # noqa: F401
from tests.modgov.wayback_server import Elsewhere


def every_byte(place):
    """All files and folders below a folder, with their bytes, less what SQLite lays beside a database that is read."""
    found = {path.relative_to(place): path.read_bytes() if path.is_file() else None for path in place.rglob("*")}
    return {
        path: body
        for path, body in found.items()
        if not (path.name.endswith("-shm") or (path.name.endswith("-wal") and not body))
    }


@pytest.fixture
def rehearse(modgov, tmp_path):
    """Say what a command would do; fails if it did anything."""

    def rehearse(*words, run=modgov):
        before = every_byte(tmp_path)
        result = run(*words, "--dry-run")
        assert every_byte(tmp_path) == before
        return result

    return rehearse


def source(result):
    (told,) = json.loads(result.stdout)["sources"]
    return told


def test_a_crawl_is_told_as_it_is_then_taken_in(modgov, rehearse, crawl, tmp_path):  # noqa: F811
    told = json.loads(rehearse("import", crawl, "--json").stdout)
    done = json.loads(modgov("import", crawl, "--json").stdout)
    assert (told["dry_run"], done["dry_run"], told["new"]) == (True, False, 3)
    same = ("records", "new", "known", "passed", "councils", "broke", "held", "queued")
    assert [told["sources"][0][name] for name in same] == [done["sources"][0][name] for name in same]
    assert (told["sources"][0]["changes"], done["sources"][0]["changes"]) == (None, 1)
    again = rehearse("import", crawl)
    assert (again.exit_code, "0 new pages, 3 known" in again.stdout) == (0, True)
    assert again.stdout.endswith("Nothing was written.\n")
    assert "change" not in again.stdout


def test_what_comes_twice_is_told_once(rehearse, crawl):  # noqa: F811
    told = [one["new"] for one in json.loads(rehearse("import", crawl, crawl, "--json").stdout)["sources"]]
    assert told == [3, 0]


def test_nothing_usable_and_no_archive_are_told_the_same_way(rehearse, tmp_path, crawl):  # noqa: F811
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("mine")
    refused = rehearse("import", crawl, "--archive", "mine")
    assert (refused.exit_code, "There is no archive in mine" in refused.stderr) == (1, True)
    (tmp_path / "x.gz").write_bytes(b"\x1f\x8bnothing")
    assert rehearse("import", tmp_path / "x.gz").exit_code == 1


def test_a_list_is_rehearsed(modgov, rehearse, folder, tmp_path):  # noqa: F811
    path = listing(folder, f"old.html,{STRANGE},2021-05-01T12:00:00Z", f"gone.html,{STRANGE},2021-07-01T12:00:00Z")
    assert source(rehearse("import", "--csv", path, "--json"))["new"] == 2
    modgov("import", "--csv", path)
    told = source(rehearse("import", "--csv", path, "--json"))
    assert (told["new"], told["known"], told["councils"]) == (0, 2, {"democracy.thornmouth.example": 2})


def test_a_saved_page_is_rehearsed(modgov, rehearse, folder):  # noqa: F811
    words = ("import", "pages/old.html", "--url", STRANGE, "--at", "2021-05-01T12:00:00Z")
    told = rehearse(*words)
    assert "decision 5" in told.stdout
    assert "1 file would be imported into archive.\nNothing was written." in told.stdout
    modgov(*words)
    (row,) = json.loads(rehearse(*words, "--json").stdout)["files"]
    assert (row["known"], row["verdict"], row["at"]) == (True, "page", "2021-05-01T12:00:00Z")
    bad = rehearse("import", "pages/gone.html", "--url", STRANGE, "--at", "2021-05-01T12:00:00Z")
    assert (bad.exit_code, "would be kept" in bad.stderr) == (1, True)


@pytest.mark.parametrize("form", ["wayback", "pywb"])
def test_what_would_be_fetched_is_listed_and_no_page_is_asked_for(fetch, rehearse, form):  # noqa: F811
    elsewhere = Elsewhere(*CAPTURES, form=form)
    told = source(rehearse(elsewhere, run=fetch))
    assert elsewhere.replays == []
    assert [(one["at"], one["url"]) for one in told["wanted"]] == [
        (f"{day}T00:00:00Z", PAGE) for day in ("2018-01-01", "2019-01-01", "2020-01-01", "2020-04-01")
    ]
    assert told["passed"] == {
        "not ModernGov": 1, "redirects": 1, "server errors": 1, "the same as one to be fetched": 1,
    }  # fmt: skip
    source(fetch(elsewhere))
    assert sorted(path.partition("/http")[0][-17:-3] for path in elsewhere.replays) == [
        one["at"].translate({ord(sign): None for sign in "-T:Z"}) for one in told["wanted"]
    ]
    elsewhere.asked.clear()
    told = source(rehearse(elsewhere, run=fetch))
    assert (told["known"], elsewhere.replays) == (4, [])


def test_a_limit_holds_for_what_is_listed(modgov, fetch, rehearse):  # noqa: F811
    elsewhere = Elsewhere(*CAPTURES)
    told = source(rehearse(elsewhere, "--limit", 2, run=fetch))
    assert (len(told["wanted"]), told["queued"]) == (2, 2)
    with elsewhere.served() as base:
        words = ("--wayback", f"https://{SITE}", "--cdx", f"{base}/cdx/search/cdx", "--any", "--interval", 0)
        said = rehearse("import", *words, "--limit", 1)
    assert (said.exit_code, f"\n  2018-01-01T00:00:00Z {PAGE}\n" in said.stdout) == (0, True)
    assert "1 to be fetched" in said.stdout


def test_an_error_page_is_judged_by_its_own_words(modgov, rehearse, tmp_path):
    (tmp_path / "gone.html").write_bytes(ERROR)
    (tmp_path / "a.csv").write_text(f"file,url,time\ngone.html,{KENT},2021-05-01T12:00:00Z\n")
    assert source(rehearse("import", "--csv", "a.csv", "--json"))["new"] == 1


def test_a_rehearsal_beside_a_writer_waits_for_nobody(rehearse, modgov, tmp_path, crawl):  # noqa: F811
    modgov("import", crawl)
    with Archive.open(tmp_path / "archive"):
        assert modgov("import", crawl, "--dry-run").exit_code == 0
        assert modgov("import", crawl).exit_code == 4
    (tmp_path / "page.html").write_bytes(decision("Pier"))
    assert rehearse("import", "page.html", "--url", KENT, "--at", "2021-05-01T12:00:00Z").exit_code == 0
