"""`modgov import` of web archives and folders: what is taken, what is passed over, and that twice is once."""

import json
import zipfile

import brotli
import pytest

from modgov.importing.admission import stored_address
from modgov.importing.warcs import _Shelf
from storage import Archive
from tests.modgov.nights import rows
from tests.modgov.sites import ERROR, Site, decision, page, table
from tests.storage.test_warc_reading import response, warc

KENT = "http://democracy.kent.gov.uk:9071/ieDecisionDetails.aspx?ID=77"
STRANGE = "https://democracy.thornmouth.example/ieDecisionDetails.aspx?ID=5"
CAKES = page("Cakes", "<p>Scones</p>").replace(b"mg", b"xx").replace(b"modgov", b"bakery")
DAY = "2019-0{}-04T05:06:07Z"


@pytest.fixture
def crawl(tmp_path):
    """A crawl of Kent: a decision twice, a revisit, a redirect, a maintenance page, cakes, and strangers."""
    path = tmp_path / "crawl.warc.gz"
    first = response(decision("Harbour"), url=KENT, WARC_Date=DAY.format(1), WARC_Record_ID="<urn:uuid:first>")
    revisit = ("revisit", "HTTP/1.1 200 OK", [("Content-Type", "text/html")], b"",
               {"url": KENT, "WARC-Date": DAY.format(2), "WARC-Refers-To": "<urn:uuid:first>"})  # fmt: skip
    lost = ("revisit", None, [], b"", {"url": KENT, "WARC-Date": DAY.format(2), "WARC-Refers-To": "<urn:uuid:none>"})
    path.write_bytes(
        warc(
            revisit,
            first,
            lost,
            response(decision("Harbour", "Called in"), url=KENT, WARC_Date=DAY.format(3), WARC_IP_Address="192.0.2.9"),
            response(b"", "HTTP/1.1 302 Found", url=KENT, WARC_Date=DAY.format(4)),
            response(b"<html><title>Down for maintenance</title></html>", url=KENT, WARC_Date=DAY.format(4)),
            response(CAKES, url=KENT, WARC_Date=DAY.format(5)),
            response(decision("Theirs"), url=STRANGE),
            response(b"<p>news</p>", url="https://news.example/"),
            response(b"x", url="urn:thumbnail:https://x/"),
        )
    )
    return path


def test_a_crawl_is_taken_in_at_its_own_times(modgov, crawl, tmp_path):
    result = modgov("import", crawl, "--json")
    assert result.exit_code == 0, result.stderr
    (told,) = json.loads(result.stdout)["sources"]
    assert (told["new"], told["known"], told["changes"]) == (3, 0, 1)
    assert told["councils"] == {"kent": 3}
    assert told["passed"] == {
        "not ModernGov": 3, "not in the register": 1, "redirects": 1, "no page (maintenance)": 1,
        "without their original": 1,
    }  # fmt: skip
    archive = tmp_path / "archive"
    captures = rows(archive, "select captured_at, url, final_url, status, peer, source from captures order by 1")
    today = "https://democracy.kent.gov.uk/ieDecisionDetails.aspx?ID=77"
    assert captures == [
        (DAY.format(1), today, KENT, 200, None, "import"),
        (DAY.format(2), today, KENT, 200, None, "import"),
        (DAY.format(3), today, KENT, 200, "192.0.2.9", "import"),
    ]
    ((origin,),) = rows(archive, f"select imported_from from captures where captured_at = '{DAY.format(1)}'")
    assert json.loads(origin) == {
        "file": "crawl.warc.gz", "record": "<urn:uuid:first>", "digest": json.loads(origin)["digest"],
    }  # fmt: skip
    assert rows(archive, "select old, new, at from changes where field = 'status'") == [
        ("Recommendations Approved", "Called in", DAY.format(3))
    ]


def test_twice_is_once_and_says_so(modgov, crawl, tmp_path):
    modgov("import", crawl)
    before = rows(tmp_path / "archive", "select * from captures"), rows(tmp_path / "archive", "select * from versions")
    again = modgov("import", crawl)
    assert again.exit_code == 0
    assert "0 new pages, 3 known" in again.stdout
    assert "kent 3" in again.stdout
    after = rows(tmp_path / "archive", "select * from captures"), rows(tmp_path / "archive", "select * from versions")
    assert before == after


def test_our_own_files_come_back_as_what_they_were(modgov, crawl, tmp_path):
    modgov("import", crawl)
    (own,) = (tmp_path / "archive").glob("warc/kent/*.warc.gz")
    assert modgov("import", own).stdout.count("0 new pages, 3 known") == 1
    assert modgov("import", own, "--archive", "second").exit_code == 0
    same = "select captured_at, url, status, sha256, verdict from captures order by 1"
    assert rows(tmp_path / "second", same) == rows(tmp_path / "archive", same)


def test_other_sites_only_where_they_are_asked_for(modgov, crawl, tmp_path):
    assert modgov("import", crawl, "--any").exit_code == 0
    assert rows(tmp_path / "archive", "select council, title from decisions order by 1") == [
        ("democracy.thornmouth.example", "Theirs"),
        ("kent", "Harbour"),
    ]
    (tmp_path / "theirs.warc").write_bytes(warc(response(decision("Theirs"), url=STRANGE), packed=False))
    result = modgov("import", tmp_path / "theirs.warc", "--archive", "other")
    assert result.exit_code == 1
    assert "--any" in result.stderr
    assert rows(tmp_path / "other", "select count(*) from captures") == [(0,)]


def test_a_torn_file_gives_what_is_whole_and_the_rest_later(modgov, crawl, tmp_path):
    whole = crawl.read_bytes()
    crawl.write_bytes(whole[: len(whole) // 2])
    torn = modgov("import", crawl)
    assert torn.exit_code == 3
    assert "breaks off at byte" in torn.stdout
    crawl.write_bytes(whole)
    assert modgov("import", crawl).exit_code == 0
    assert rows(tmp_path / "archive", "select count(*) from captures") == [(3,)]


def test_an_import_that_is_killed_goes_on(modgov, crawl, tmp_path, monkeypatch):
    taken = []
    settle = _Shelf.settle

    def die(self):
        taken.append(self)
        raise KeyboardInterrupt

    monkeypatch.setattr(_Shelf, "settle", die)
    stopped = modgov("import", crawl)
    assert (stopped.exit_code, len(taken)) == (3, 1)
    assert "Run the same command again" in stopped.stdout
    assert rows(tmp_path / "archive", "select is_complete from runs") == [(0,)]
    monkeypatch.setattr(_Shelf, "settle", settle)
    assert "1 new page, 2 known" in modgov("import", crawl).stdout


def test_two_imports_at_once(modgov, crawl, tmp_path):
    with Archive.open(tmp_path / "archive", create=True):
        second = modgov("import", crawl)
    assert second.exit_code == 4
    assert "Another run" in second.stderr


def test_a_wacz_and_a_warc_are_one_set(modgov, tmp_path):
    with zipfile.ZipFile(tmp_path / "a.wacz", "w") as whole:
        first = response(decision("Pier"), url=KENT, WARC_Date=DAY.format(1), WARC_Record_ID="<urn:uuid:x>")
        whole.writestr("archive/data.warc.gz", warc(first))
    revisit = ("revisit", None, [], b"", {"url": KENT, "WARC-Date": DAY.format(2), "WARC-Refers-To": "<urn:uuid:x>"})
    (tmp_path / "b.warc.gz").write_bytes(warc(revisit))
    result = modgov("import", tmp_path / "b.warc.gz", tmp_path / "a.wacz", "--json")
    assert [told["new"] for told in json.loads(result.stdout)["sources"]] == [1, 1]
    assert rows(tmp_path / "archive", "select captured_at from captures order by 1") == [
        (DAY.format(1),),
        (DAY.format(2),),
    ]
    assert rows(tmp_path / "archive", "select first_seen from decisions") == [(DAY.format(1),)]


@pytest.fixture
def folder(tmp_path):
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "old.html").write_bytes(decision("Harbour"))
    (pages / "new.html").write_bytes(decision("Harbour", "Called in"))
    (pages / "gone.html").write_bytes(ERROR)
    return pages


def listing(folder, *lines, head="file,url,time"):
    path = folder / "pages.csv"
    path.write_text("\n".join([head, *lines]), "utf-8")
    return path


def test_a_folder_with_a_list_is_taken_in(modgov, folder, tmp_path):
    lines = (
        f"gone.html,{STRANGE},2021-07-01T12:00:00Z",
        f"new.html,{STRANGE},2021-06-01T12:00:00+01:00",
        f"old.html,{STRANGE},2021-05-01T12:00:00Z",
    )
    path = listing(folder, *lines)
    result = modgov("import", folder, "--csv", path)
    assert result.exit_code == 0, result.stderr
    assert "3 new pages" in result.stdout
    archive = tmp_path / "archive"
    assert rows(archive, "select status, gone_since from decisions") == [("Called in", "2021-07-01T12:00:00Z")]
    assert rows(archive, "select at from changes order by at") == [("2021-06-01T11:00:00Z",), ("2021-07-01T12:00:00Z",)]
    ((origin,), *_) = rows(archive, "select imported_from from captures order by captured_at")
    assert json.loads(origin) == {"file": "old.html", "listed_in": "pages.csv"}
    assert "0 new pages, 3 known" in modgov("import", "--csv", path).stdout


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (f"old.html,{STRANGE},2021-05-01T12:00:00", "no time zone"),
        (f"old.html,{STRANGE},yesterday", "not a time"),
        (f"none.html,{STRANGE},2021-05-01T12:00:00Z", "there is no file"),
        (f"../pages.csv,{STRANGE},2021-05-01T12:00:00Z", "is no file in"),
        ("old.html,thornmouth,2021-05-01T12:00:00Z", "not a web address"),
        ("old.html", "is not a web address"),
    ],
)
def test_a_mistake_in_a_list_is_told_before_anything_is_stored(modgov, folder, tmp_path, line, words):
    path = listing(folder, f"old.html,{STRANGE},2021-05-01T12:00:00Z", line)
    result = modgov("import", folder, "--csv", path)
    assert result.exit_code == 2
    assert f"{path}, line 3" in result.stderr.replace("\n", "")
    assert words in result.stderr
    assert not (tmp_path / "archive").exists()


def test_a_list_without_its_columns_is_refused(modgov, folder):
    result = modgov("import", folder, "--csv", listing(folder, head="file,url,date"))
    assert (result.exit_code, "no column 'time'" in result.stderr) == (2, True)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "Give a FILE"),
        (("x.warc", "--csv", "pages/pages.csv", "--url", STRANGE), "two ways"),
        (("pages/old.html",), "give its --url"),
        (("pages",), "is a folder"),
        (("none.warc",), "cannot be read"),
        (("pages/old.html", "--at", "2021-05-01T12:00:00Z"), "give their --url"),
        (("pages/old.html", "--limit", 3), "for --wayback"),
        (("pages/old.html", "--cdx", "https://archive.example/cdx"), "for --wayback"),
        (("pages/old.html", "--url", STRANGE, "--any"), "--any is for web archives"),
        (("pages/old.html", "--wayback", "kent"), "no FILE"),
        (
            ("--wayback", "kent", "--from", "2024-01-01", "--to", "2020-01-01"),
            "--from 2024-01-01 is after --to 2020-01-01",
        ),
        (("pages", "pages", "--csv", "pages/pages.csv"), "one folder"),
        (("--wayback", "kent", "--cdx", "https://archive.example/api", "--contact", "me"), "--replay"),
        (("--wayback", "kent", "--cdx", "archive.example"), "'archive.example' is not a web address"),
        (("--wayback", "kent", "--replay", "web/"), "'web/' is not a web address"),
    ],
)
def test_wrong_usage_ends_with_a_sentence(modgov, folder, tmp_path, words, told):
    listing(folder)
    result = modgov("import", *words)
    assert (result.exit_code, told in result.stderr) == (2, True), result.stderr
    assert not (tmp_path / "archive").exists()


def test_a_file_that_only_looks_like_a_web_archive(modgov, tmp_path):
    (tmp_path / "x.gz").write_bytes(b"\x1f\x8bnothing")
    result = modgov("import", tmp_path / "x.gz")
    assert (result.exit_code, "no record that is whole" in result.stderr) == (1, True)


def test_old_addresses_are_those_of_today():
    assert stored_address("http://democracy.kent.gov.uk/mgPlansHome.aspx") == (
        "https://democracy.kent.gov.uk/mgPlansHome.aspx"
    )
    assert stored_address(STRANGE) == STRANGE


def test_a_council_that_the_archive_knows_is_no_stranger(modgov, folder, tmp_path):
    modgov("import", folder / "old.html", "--url", STRANGE, "--at", "2021-05-01T12:00:00Z")
    (tmp_path / "theirs.warc").write_bytes(warc(response(decision("Harbour", "Called in"), url=STRANGE), packed=False))
    assert "1 new page" in modgov("import", tmp_path / "theirs.warc").stdout
    assert rows(tmp_path / "archive", "select council from captures group by 1") == [("democracy.thornmouth.example",)]


def test_what_a_harvest_stored_is_known_in_its_own_files(modgov, tmp_path):
    site = Site(mgDelegatedDecisions=table(("5", "Pier", "01/02/2026")), ieDecisionDetails=decision("Pier"))
    site.night(tmp_path / "archive")
    before = rows(tmp_path / "archive", "select count(*) from captures")
    result = modgov("import", *(tmp_path / "archive").glob("warc/*/*.warc.gz"), "--json")
    told = json.loads(result.stdout)
    assert (result.exit_code, told["new"], told["known"] > 5) == (0, 0, True)
    assert rows(tmp_path / "archive", "select count(*) from captures") == before


def test_pages_that_a_browser_had_fetched_packed_are_read(modgov, tmp_path):
    packed = response(
        brotli.compress(decision("Harbour")),
        headers=(("Content-Type", "text/html"), ("Content-Encoding", "br")),
        url=KENT,
    )
    (tmp_path / "crawl.warc.gz").write_bytes(warc(packed))
    assert "1 new page" in modgov("import", "crawl.warc.gz").stdout
    assert rows(tmp_path / "archive", "select title from decisions") == [("Harbour",)]
    with Archive.open(tmp_path / "archive", read_only=True) as archive:
        assert brotli.decompress(archive.body(1)) == decision("Harbour")  # kept as it came


def test_an_answer_that_nothing_has_changed_lacks_no_original(modgov, demo):
    files = sorted((demo / "warc" / "bro-hirwern").iterdir())
    (*_, told) = json.loads(modgov("import", *files, "--any", "--dry-run", "--json").stdout)["sources"]
    assert told["passed"] == {"not modified": 1}
