"""When a page was captured: one reader for the command line, CSVs, web archives and listings, and its refusals."""

import json
import os
from datetime import UTC, datetime

import pytest

from modgov.moments import archived_at, past, read_moment
from tests.modgov.sites import decision
from tests.modgov.wayback_server import Elsewhere
from tests.storage.test_warc_reading import response, warc

URL = "https://democracy.kent.gov.uk/ieDecisionDetails.aspx?ID=77"
REFUSED = {
    "2999-01-01T00:00:00Z": "still to come",
    "2021-05-01T12:00:00": "no time zone",
    "2021-05-01": "no time zone",
    "1021-05-01T12:00:00Z": "before the first web page",
    "yesterday": "not a time",
    "2021-13-01T12:00:00Z": "not a time",
}


def test_a_moment_is_told_in_utc():
    assert read_moment("2021-06-01T12:00:00+01:00") == read_moment("2021-06-01T11:00:00Z") == "2021-06-01T11:00:00Z"
    assert archived_at("2021-06-01T11:00:00") == archived_at("2021-06-01T11:00:00.75Z") == "2021-06-01T11:00:00Z"
    assert past(datetime(2021, 6, 1, tzinfo=UTC), "x") == "2021-06-01T00:00:00Z"
    assert archived_at("0001-01-01T00:00:00+23:00") is None


@pytest.mark.parametrize(("written", "words"), REFUSED.items())
def test_one_rule_for_the_command_line_and_for_a_list(modgov, tmp_path, written, words):
    (tmp_path / "page.html").write_bytes(decision("Harbour"))
    (tmp_path / "pages.csv").write_text(f"file,url,time\npage.html,{URL},{written}\n")
    for told in (
        modgov("import", "page.html", "--url", URL, "--at", written),
        modgov("import", "--csv", tmp_path / "pages.csv"),
    ):
        assert told.exit_code == 2
        assert words in told.stderr
        assert written in told.stderr
    assert not (tmp_path / "archive").exists()


def test_a_file_of_the_future_needs_to_be_told_its_time(modgov, tmp_path):
    (tmp_path / "page.html").write_bytes(decision("Harbour"))
    os.utime(tmp_path / "page.html", (32_503_680_000, 32_503_680_000))
    refused = modgov("import", "page.html", "--url", URL)
    assert (refused.exit_code, "say with --at" in refused.stderr) == (2, True)
    assert not (tmp_path / "archive").exists()
    assert modgov("import", "page.html", "--url", URL, "--at", "2021-05-01T12:00:00Z").exit_code == 0


def test_a_web_archive_of_the_future_is_passed_over(modgov, tmp_path):
    future = {"WARC_Date": "2999-01-01T00:00:00Z"}
    revisit = (
        "revisit",
        "HTTP/1.1 200 OK",
        [],
        b"",
        {"url": URL, "WARC-Date": "yesterday", "WARC-Refers-To": "<urn:uuid:a>"},
    )
    good = response(decision("Harbour"), url=URL, WARC_Date="2019-01-04T05:06:07Z", WARC_Record_ID="<urn:uuid:a>")
    path = tmp_path / "crawl.warc.gz"
    path.write_bytes(warc(good, revisit, response(decision("Harbour"), url=URL, **future)))
    (told,) = json.loads(modgov("import", path, "--json").stdout)["sources"]
    assert (told["new"], told["passed"]) == (1, {"without a usable time": 2})


def test_a_listing_of_the_future_is_not_followed(modgov):
    site = "democracy.thornmouth.example"
    page = f"http://{site}/ieDecisionDetails.aspx?ID=5"
    stamps = ("20190101000000", "29990101000000", "20191301000000")
    elsewhere = Elsewhere(*((stamp, page, 200, decision("Harbour")) for stamp in stamps))
    with elsewhere.served() as base:
        told = modgov(
            "import", "--wayback", f"https://{site}", "--cdx", f"{base}/cdx/search/cdx", "--any", "--interval", 0, "--json"
        )  # fmt: skip
    (source,) = json.loads(told.stdout)["sources"]
    assert (source["new"], source["passed"]) == (1, {"without a usable time": 2})
