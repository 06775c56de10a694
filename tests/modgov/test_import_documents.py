"""Documents in other people's archives: kept as a harvest keeps them, and read."""

import json
import sqlite3
from contextlib import closing

import pytest

from modgov.importing import wayback
from modgov.replica.papers import pdf
from tests.modgov.test_verify import rows as all_rows
from tests.modgov.test_wayback import SITE, fetch  # noqa: F401
from tests.modgov.wayback_server import Elsewhere
from tests.storage.test_warc_reading import response, warc

KENT = "https://democracy.kent.gov.uk"
REPORT = f"{KENT}/documents/s123/Report.pdf"
ADDRESSES = (
    REPORT,
    f"{KENT}/documents/s124/Copy.pdf",
    f"{KENT}/mgConvert2PDF.aspx?ID=55",
    f"{KENT}/documents/g9/Pack.pdf?T=10",
)
AS_PDF = (("Content-Type", "application/pdf"),)
DAY = "2019-0{}-04T05:06:07Z"


def rows(folder, sql):
    with closing(sqlite3.connect(folder / "modgov.db")) as db:
        return db.execute(sql).fetchall()


@pytest.fixture
def crawled(modgov, tmp_path):
    """A crawl of documents: one file under several addresses, another in its place later, and what is none."""
    old, new = pdf(["Gritting of roads"]), pdf(["Gritting of all roads"])
    (tmp_path / "crawl.warc.gz").write_bytes(
        warc(
            *(response(old, headers=AS_PDF, url=url, WARC_Date=DAY.format(1)) for url in ADDRESSES),
            response(new, headers=AS_PDF, url=REPORT, WARC_Date=DAY.format(2)),
            response(b"<html><p>Sign in</p></html>", url=REPORT, WARC_Date=DAY.format(3)),
            response(b"failed", "HTTP/1.1 503 Busy", url=REPORT, WARC_Date=DAY.format(4)),
            response(old, headers=AS_PDF, url=f"{KENT}/images/Report.pdf"),
        )
    )
    result = modgov("import", "crawl.warc.gz", "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)["sources"][0]


def test_a_document_is_stored_once_whatever_its_addresses(crawled, tmp_path):
    assert (crawled["new"], crawled["passed"]) == (5, {"server errors": 1, "not ModernGov": 2})
    archive = tmp_path / "archive"
    assert rows(
        archive, "select count(*), sum(original_id is null) from captures where page_type = 'document_file'"
    ) == [(5, 2)]
    assert rows(archive, "select document_id from documents order by 1") == [("123",), ("124",), ("55",), ("g9/T10",)]
    assert rows(archive, "select at, cause from changes where field = 'sha256'") == [(DAY.format(2), "page")]


def test_its_text_is_read_and_found(crawled, modgov, tmp_path):
    assert rows(tmp_path / "archive", "select text from texts order by 1") == [
        ("Gritting of all roads",), ("Gritting of roads",)
    ]  # fmt: skip
    found = json.loads(modgov("search", "gritting", "--in", "documents", "--json").stdout)
    assert {one["id"] for one in found} == {"123", "124", "55", "g9/T10"}


def test_it_comes_back_from_the_warc_files(crawled, modgov, tmp_path):
    archive = tmp_path / "archive"
    before, texts = all_rows(archive), rows(archive, "select sha256, text from texts order by 1")
    (archive / "modgov.db").unlink()
    assert modgov("verify", "--repair").exit_code == 0
    assert all_rows(archive) == before
    assert rows(archive, "select sha256, text from texts order by 1") == texts


def test_a_saved_document_is_taken_too(modgov, tmp_path):
    (tmp_path / "saved.pdf").write_bytes(pdf(["Gritting of roads"]))
    assert modgov("import", "saved.pdf", "--url", REPORT, "--at", DAY.format(1)).exit_code == 0
    assert rows(tmp_path / "archive", "select text from texts") == [("Gritting of roads",)]


def test_one_that_is_too_large_does_not_hold_up_the_others(fetch, tmp_path, monkeypatch):  # noqa: F811
    large, small = (f"http://{SITE}/documents/s{number}/R.pdf" for number in (1, 2))
    elsewhere = Elsewhere(
        ("20190101000000", large, 200, pdf(["x" * 5000]) + bytes(9000)),
        ("20190101000000", small, 200, pdf(["Gritting"])),
    )
    monkeypatch.setattr(wayback, "_AS_FILES", wayback.scraper.Asking(max_bytes=4000, deadline=60))
    result = fetch(elsewhere)
    assert result.exit_code == 0, result.output
    (told,) = json.loads(result.stdout)["sources"]
    assert (told["new"], told["passed"], told["held"]) == (1, {"too large": 1}, None)
    assert rows(tmp_path / "archive", "select text from texts") == [("Gritting",)]
