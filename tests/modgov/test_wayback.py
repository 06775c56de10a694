"""`modgov import --wayback`, against an archive on loopback: listed, fetched once, resumed, refused."""

import json

import pytest

from modgov.importing.cdx import read_listing, replay_of
from tests.modgov.nights import rows
from tests.modgov.sites import ERROR, decision
from tests.modgov.wayback_server import Elsewhere

SITE = "democracy.thornmouth.example"
PAGE = f"http://{SITE}/ieDecisionDetails.aspx?ID=5"
HARBOUR, CALLED = decision("Harbour"), decision("Harbour", "Called in")
CAPTURES = (
    ("20180101000000", PAGE, 200, HARBOUR),
    ("20180601000000", PAGE, 200, HARBOUR),
    ("20190101000000", PAGE, 200, CALLED),
    ("20200101000000", PAGE, 404, ERROR),
    ("20200201000000", PAGE, 302, b""),
    ("20200301000000", PAGE, 503, b"down"),
    ("20200401000000", PAGE, 200, b"<html><h1>Cakes</h1></html>"),
    ("20180101000000", f"http://{SITE}/style.css", 200, b"p {}"),
)


@pytest.fixture
def fetch(modgov):
    """Import from an archive that is served; returns the result."""

    def fetch(elsewhere, *words):
        with elsewhere.served() as base:
            cdx = f"{base}/cdx/search/cdx" if elsewhere.form == "wayback" else f"{base}/coll/cdx"
            common = ("--wayback", f"https://{SITE}", "--cdx", cdx, "--any", "--interval", 0, "--json")
            return modgov("import", *common, *words)

    return fetch


@pytest.mark.parametrize("form", ["wayback", "pywb"])
def test_captures_come_with_their_own_times_and_heads(fetch, tmp_path, form):
    elsewhere = Elsewhere(*CAPTURES, form=form)
    result = fetch(elsewhere)
    assert result.exit_code == 0, result.output
    (told,) = json.loads(result.stdout)["sources"]
    assert (told["new"], told["records"], told["queued"]) == (4, 8, 0)
    assert told["passed"] == {"not ModernGov": 2, "redirects": 1, "server errors": 1}
    assert len(elsewhere.replays) == 4  # one digest was known by then
    archive = tmp_path / "archive"
    captures = rows(archive, "select captured_at, status, source, headers from captures order by 1")
    assert [row[:3] for row in captures] == [
        ("2018-01-01T00:00:00Z", 200, "import"),
        ("2018-06-01T00:00:00Z", 200, "import"),
        ("2019-01-01T00:00:00Z", 200, "import"),
        ("2020-01-01T00:00:00Z", 404, "import"),
    ]
    server = [["server", "Microsoft-IIS/8.5"]] if form == "wayback" else []
    assert json.loads(captures[0][3]) == [*server, ["Content-Type", "text/html"]]
    assert rows(archive, "select status, gone_since from decisions") == [("Called in", "2020-01-01T00:00:00Z")]
    origins = [json.loads(row[0]) for row in rows(archive, "select imported_from from captures order by captured_at")]
    assert [origin.get("digest_agrees") for origin in origins] == [True, None, True, True]
    assert origins[1]["same_as"] == "2018-01-01T00:00:00Z"
    assert "20180601000000id_/" in origins[1]["archive"]


def test_again_nothing_is_fetched(fetch, tmp_path):
    elsewhere = Elsewhere(*CAPTURES)
    fetch(elsewhere)
    before = rows(tmp_path / "archive", "select * from captures")
    elsewhere.asked.clear()
    again = fetch(elsewhere)  # at another port: it is another place, but the pages are the same
    (told,) = json.loads(again.stdout)["sources"]
    assert (again.exit_code, told["new"], told["known"]) == (0, 0, 4)
    assert rows(tmp_path / "archive", "select * from captures") == before
    assert [path.partition("id_/")[0][-14:] for path in elsewhere.replays] == ["20200401000000"]


def test_what_the_limit_leaves_is_told(modgov):
    with Elsewhere(*CAPTURES).served() as base:
        words = ("--cdx", f"{base}/cdx/search/cdx", "--any", "--interval", 0, "--limit", 1, "--to", "2019-12-31")
        said = modgov("import", "--wayback", f"https://{SITE}", *words).stdout
    assert "  1 capture left by --limit: run the same command again to go on.\n" in said


def test_a_listing_without_any_page_says_what_to_look_at(fetch):
    result = fetch(Elsewhere(*CAPTURES), "--from", "2025-01-01")
    assert result.exit_code == 1
    assert result.stderr == "Error: There is no page in it: check the address, the days or the file.\n"


def test_a_place_of_which_nothing_came_is_not_asked_again(modgov, tmp_path):
    elsewhere = Elsewhere(CAPTURES[6])
    with elsewhere.served() as base:
        words = ("import", "--wayback", f"https://{SITE}", "--cdx", f"{base}/cdx/search/cdx", "--any", "--interval", 0)
        assert modgov(*words).exit_code == 1
        assert modgov(*words).exit_code == 1
    assert len(elsewhere.replays) == 1
    assert rows(tmp_path / "archive", "select reason from import_refusals") == [("not ModernGov",)]


def test_a_limit_and_a_span_of_days(fetch, tmp_path):
    elsewhere = Elsewhere(*CAPTURES)
    (told,) = json.loads(fetch(elsewhere, "--limit", 1, "--to", "2019-12-31").stdout)["sources"]
    assert (told["new"], told["queued"], len(elsewhere.replays)) == (2, 1, 1)
    (told,) = json.loads(fetch(elsewhere, "--limit", 1, "--from", "2018-12-31").stdout)["sources"]
    assert (told["new"], told["passed"]["redirects"]) == (1, 1)
    assert rows(tmp_path / "archive", "select max(captured_at) from captures") == [("2019-01-01T00:00:00Z",)]


@pytest.mark.parametrize(
    ("part", "answer", "words"),
    [
        ("20190101000000id_", (429, [("Retry-After", "7200")]), "asks to be left alone for 7200 seconds"),
        ("/cdx/", (503, [("Retry-After", "0")]), "503"),
        ("/cdx/", (403, []), "status 403"),
        ("/cdx/", (200, []), "no CDX listing"),
    ],
)
def test_an_archive_that_wants_to_be_left_alone_is(fetch, part, answer, words):
    elsewhere = Elsewhere(*CAPTURES)
    elsewhere.fail[part] = answer
    result = fetch(elsewhere)
    (told,) = json.loads(result.stdout)["sources"]
    assert (result.exit_code, words in told["held"]) == (3, True), told
    elsewhere.fail.clear()
    if "id_" not in part:
        assert json.loads(fetch(elsewhere).stdout)["sources"][0]["new"] == 4


def test_robots_of_the_archive_are_obeyed(fetch):
    elsewhere = Elsewhere(*CAPTURES)
    elsewhere.robots = "User-agent: *\nDisallow: /web/"
    result = fetch(elsewhere)
    assert (result.exit_code, elsewhere.replays) == (3, [])
    assert "robots.txt" in json.loads(result.stdout)["sources"][0]["held"]


def test_a_replay_that_is_missing_is_counted(fetch):
    elsewhere = Elsewhere(*CAPTURES[:3])
    elsewhere.fail["20190101000000id_"] = (404, [])
    (told,) = json.loads(fetch(elsewhere).stdout)["sources"]
    assert (told["new"], told["passed"]) == (2, {"not replayed": 1})


def test_another_place_for_replays(modgov, tmp_path):
    elsewhere = Elsewhere(CAPTURES[0])
    with elsewhere.served() as base:
        words = ("--cdx", f"{base}/api", "--replay", f"{base}/web/", "--any", "--interval", 0)
        assert modgov("import", "--wayback", f"https://{SITE}", *words).exit_code == 0
    assert rows(tmp_path / "archive", "select count(*) from captures") == [(1,)]


def test_listings_and_places():
    assert replay_of("https://web.archive.org/cdx/search/cdx") == "https://web.archive.org/web"
    assert replay_of("https://archive.example/coll/cdx") == "https://archive.example/coll"
    assert replay_of("https://archive.example/api") is None
    assert read_listing("[]") == ([], None, True)
    assert read_listing("") == ([], None, True)
    with pytest.raises(ValueError, match="no listing"):
        read_listing('"no"')
