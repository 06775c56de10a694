"""`modgov evidence`: the page as it was served, and files by which others can check it."""

import gzip
import json
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import CliRunner

from modgov.cli import cli
from modgov.media import suffix
from storage import Archive

PAGE = b"<html><body>A page of the council's</body></html>"
LEAF = b"0\x82 a certificate in DER"
FETCHED = {
    "council": "kent",
    "url": "https://k.example/mgIssueHistoryHome.aspx?IId=9",
    "final_url": "https://k.example/mgIssueHistoryHome.aspx?IId=9",
    "captured_at": "2026-03-01T00:00:00Z",
    "status": 200,
    "reason": "OK",
    "http_version": "HTTP/1.1",
    "headers": [["Content-Type", "text/html"], ["Content-Encoding", "gzip"], ["Transfer-Encoding", "chunked"]],
    "request_headers": [["Host", "k.example"]],
    "body": gzip.compress(PAGE, mtime=0),
    "content_type": "text/html; charset=utf-8",
    "source": "fetch",
    "tls_version": "TLSv1.2",
    "tls_cipher": "ECDHE-RSA-AES256-GCM-SHA384",
    "authenticated": "yes",
    "switches": ["aia"],
    "certificate_sha256": sha256(LEAF).hexdigest(),
    "certificate": LEAF,
}
PDF = FETCHED | {
    "url": "https://k.example/documents/s70/Report.pdf",
    "final_url": "https://k.example/documents/s70/Report.pdf",
    "headers": [["Content-Type", "application/octet-stream"]],
    "content_type": "application/octet-stream",
    "body": b"%PDF-1.7 a report",
}
SAVED = {
    "council": "kent",
    "url": "https://k.example/i",
    "captured_at": "2020-01-01T00:00:00Z",
    "body": b"saved",
    "source": "import",
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch) -> Path:
    """An archive of a page, its repeat, a document, and a saved page."""
    monkeypatch.chdir(tmp_path)
    with Archive.open(tmp_path / "archive", create=True) as archive:
        archive.save_council({"slug": "kent", "name": "Kent County Council"})
        capture_id = archive.add_capture(FETCHED)
        archive.add_capture(FETCHED | {"captured_at": "2026-03-02T00:00:00Z"})
        archive.add_capture(PDF)
        archive.add_capture(SAVED)
        record = {"kind": "issue", "council": "kent", "id": "9", "columns": {"title": "Gritting"}}
        reading = {"verdict": "page", "page_type": "issue", "warnings": [], "content_sha256": None, "reader": "issue/1"}
        archive.absorb(capture_id, **reading, records=[record])
    return tmp_path / "archive"


def evidence(*words: object, code: int = 0) -> str:
    result = CliRunner().invoke(cli, ["evidence", *map(str, words)])
    assert result.exit_code == code, result.output
    return " ".join(result.output.split()) if code else result.stdout


def test_the_page_is_written_as_a_browser_shows_it_and_as_it_was_sent(folder):
    told = evidence(1)
    out = Path("evidence-1")
    assert (out / "body.html").read_bytes() == PAGE
    assert (out / "body-as-sent.bin").read_bytes() == FETCHED["body"]
    assert (out / "certificate.der").read_bytes() == LEAF
    assert (out / "headers.txt").read_text() == (
        "GET /mgIssueHistoryHome.aspx?IId=9 HTTP/1.1\nHost: k.example\n\n"
        "HTTP/1.1 200 OK\nContent-Type: text/html\nContent-Encoding: gzip\nTransfer-Encoding: chunked\n"
    )
    for words in ("2026-03-01T00:00:00Z", sha256(FETCHED["body"]).hexdigest(), "TLSv1.2", "issue 9", "aia"):
        assert words in told
    assert "a response record" in told


@pytest.mark.parametrize("capture_id", [1, 2, 3, 4])
def test_a_third_person_can_check_it_with_the_commands_it_names(folder, capture_id):
    summary = json.loads(evidence(capture_id, "--json", "--out", "out"))
    assert summary == json.loads(Path("out/evidence.json").read_text("utf-8"))
    bin_ = Path(sys.executable).parent
    for check in summary["check"]:
        place = Path("out") if check["in"] == "this folder" else folder
        done = subprocess.run(
            check["run"],
            shell=True,
            cwd=place,
            capture_output=True,
            text=True,
            check=True,
            env={"PATH": f"{bin_}:/usr/bin:/bin"},
        )
        assert check["prints"] in done.stdout, check
    for name, file in summary["files"].items():
        assert sha256((Path("out") / name).read_bytes()).hexdigest() == file["sha256"]


def test_a_repeat_leads_to_the_record_that_holds_the_bytes(folder):
    summary = json.loads(evidence(2, "--json"))
    assert summary["warc"]["type"] == "revisit"
    assert summary["original"]["capture_id"] == 1
    assert summary["original"]["warc"]["type"] == "response"
    assert "same payload as capture 1 of 2026-03-01T00:00:00Z" in " ".join(evidence(2, "--out", "again").split())


def test_of_many_records_the_first_are_named(folder):
    with Archive.open(folder) as archive:
        capture_id = archive.add_capture(FETCHED | {"url": "https://k.example/list", "body": b"a list"})
        records = [
            {"kind": "issue", "council": "kent", "id": str(number), "columns": {"title": "A"}}
            for number in range(20, 31)
        ]
        reading = {"page_type": "register", "warnings": [], "content_sha256": None, "reader": "register/1"}
        archive.absorb(capture_id, verdict="page", **reading, records=records, gone=[("issue", "kent", "9")])
    told = " ".join(evidence(capture_id).split())
    assert "issue 20, issue 21" in told
    assert "issue 27, and 4 more" in told


def test_an_error_page_is_evidence_that_its_record_is_gone(folder):
    with Archive.open(folder) as archive:
        capture_id = archive.add_capture(FETCHED | {"captured_at": "2026-03-03T00:00:00Z", "body": b"error"})
        reading = {"page_type": "issue", "warnings": [], "content_sha256": None, "reader": "issue/1", "records": []}
        archive.absorb(capture_id, verdict="moderngov-error", **reading, gone=[("issue", "kent", "9")])
    assert "issue 9 is gone" in evidence(capture_id)


def test_a_document_is_written_under_its_own_suffix(folder):
    evidence(3)
    assert Path("evidence-3/body.pdf").read_bytes() == PDF["body"]
    assert not Path("evidence-3/body-as-sent.bin").exists()


def test_a_saved_page_has_no_headers_and_no_certificate(folder):
    evidence(4)
    assert Path("evidence-4/headers.txt").read_text() == ""
    assert not Path("evidence-4/certificate.der").exists()
    summary = json.loads(Path("evidence-4/evidence.json").read_text("utf-8"))
    assert (summary["source"], summary["warc"]["type"]) == ("import", "resource")


def test_a_body_that_would_fill_the_memory_stays_packed(folder):
    bomb = gzip.compress(bytes(70 * 1024 * 1024), mtime=0)
    with Archive.open(folder) as archive:
        capture_id = archive.add_capture(FETCHED | {"body": bomb})
    evidence(capture_id)
    assert Path(f"evidence-{capture_id}/body.html").read_bytes() == bomb


def test_evidence_is_written_over_earlier_evidence_and_nothing_else(folder):
    evidence(1, "--out", "out")
    evidence(3, "--out", "out")
    assert sorted(path.name for path in Path("out").glob("body*")) == ["body.pdf"]
    Path("mine").mkdir()
    Path("mine/letter.txt").write_text("x")
    assert "mine holds other files" in evidence(1, "--out", "mine", code=2)
    Path("file").write_text("x")
    assert "is a file" in evidence(1, "--out", "file", code=2)


def test_a_folder_that_cannot_be_made_is_named(folder):
    Path("file").write_text("x")
    assert "cannot be written" in evidence(1, "--out", "file/within", code=1)


def test_a_capture_that_is_not_there_is_said_to_be_missing(folder):
    assert "has no capture 99" in evidence(99, code=1)
    assert "'first' is not a whole number" in evidence("first", code=2)


def test_bytes_that_are_not_what_was_stored_are_no_evidence(folder):
    (path,) = folder.glob("warc/*/*.warc.gz")
    held = path.read_bytes()
    path.write_bytes(held.replace(FETCHED["body"], bytes(len(FETCHED["body"]))))
    assert "restore" in evidence(1, code=5)
    assert not Path("evidence-1").exists()
    path.unlink()
    assert "restore" in evidence(1, code=5)


@pytest.mark.parametrize(
    ("body", "content_type", "url", "ending"),
    [
        (b"%PDF-1.4", "text/html", "https://k/x", ".pdf"),
        (b"<html>", "text/html; charset=utf-8", "https://k/x.aspx", ".html"),
        (b"PK", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "https://k/x", ".docx"),
        (b"x", None, "https://k/documents/s1/Plan.DOC?x=1", ".doc"),
        (b"x", "application/octet-stream", "https://k/run.exe", ".bin"),
    ],
)
def test_a_file_gets_the_suffix_of_what_it_is(body, content_type, url, ending):
    assert suffix(body, content_type, url) == ending
