"""Documents' files: which kind each is, and what is none."""

import hashlib

import pytest

from parsers import DocumentFile, document_id, read, reader_of
from parsers.files import media_type_of

BASE = "https://democracy.example.gov.uk"
REPORT = f"{BASE}/documents/s51101/Report.pdf"
OFFICE = "application/vnd.openxmlformats-officedocument"


@pytest.mark.parametrize(
    ("url", "number"),
    [
        ("documents/s51101/Report.pdf", "51101"),
        ("documents/g9012/Printed%20minutes%2024-Feb-2026.pdf?T=1", "g9012/T1"),
        ("documents/g9012/Public%20reports%20pack.pdf?CT=2&T=10", "g9012/T10"),
        ("Documents/G9012/Pack.pdf", "g9012"),
        ("documents/b77/Notice.pdf", "b77"),
        ("mgConvert2PDF.aspx?ID=51101&ISATT=1", "51101"),
        ("mgConvert2PDF.aspx?ID=9012&T=10", "g9012/T10"),
        ("mgConvert2PDF.aspx", None),
        ("mgIssueHistoryHome.aspx?IId=9", None),
        ("documents/", None),
    ],
)
def test_the_id_that_an_address_names(url, number):
    assert document_id(f"{BASE}/{url}") == number
    assert (reader_of(f"{BASE}/{url}") == "document_file/1") == (number is not None)


@pytest.mark.parametrize(
    ("body", "url", "media_type"),
    [
        (b"%PDF-1.4", REPORT, "application/pdf"),
        (b"\n\n junk %PDF-1.4", REPORT, "application/pdf"),
        (b"{\\rtf1 x}", "x.rtf", "application/rtf"),
        (b"\x89PNG\r\n\x1a\n..", "x.pdf", "image/png"),
        (b"\xff\xd8\xff\xe0", "x.jpg", "image/jpeg"),
        (b"II*\0", "x.tif", "image/tiff"),
        (b"PK\x03\x04...word/document.xml", "x.docx", f"{OFFICE}.wordprocessingml.document"),
        (b"PK\x03\x04...xl/workbook.xml", "x.xlsx", f"{OFFICE}.spreadsheetml.sheet"),
        (b"PK\x03\x04" + b"\0" * 26 + b"mimetypeapplication/vnd.oasis.opendocument.textPK", "x.odt",
         "application/vnd.oasis.opendocument.text"),
        (b"PK\x03\x04...", "x.zip", "application/zip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "x.doc", "application/msword"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "x.msg", "application/x-ole-storage"),
        (b"\0\1\2", "x.bin", "application/octet-stream"),
        (b"a,b\n1,2", f"{BASE}/documents/s1/Spend.csv", "text/csv"),
        (b"Dear all", f"{BASE}/documents/s1/Note.TXT", "text/plain"),
        (b"Dear all", f"{BASE}/documents/s1/Note.htm", "text/plain"),
        (b"<html><body><p>Notice</p></body></html>", f"{BASE}/documents/s1/Notice.htm?x=1", "text/html"),
        (b"", REPORT, None),
        (b"  \n", REPORT, None),
        (b"Not authorised.", REPORT, None),
        (b"<html><body><p>Sign in</p></body></html>", REPORT, None),
        (b"<html><title>Just a moment...</title></html>", f"{BASE}/documents/s1/Notice.htm", None),
        (b"<html><div id='modgov'><h1 class='mgMainTitleTxt'>Error</h1></div></html>", f"{BASE}/documents/s1/N.htm", None),
    ],
)  # fmt: skip
def test_the_kind_of_a_file(body, url, media_type):
    assert media_type_of(body, url) == media_type


def test_a_file_says_what_it_is_and_nothing_that_its_pages_say():
    reading = read(b"%PDF-1.4 report", url=REPORT)
    digest = hashlib.sha256(b"%PDF-1.4 report").hexdigest()
    (record,) = reading.records
    assert isinstance(record, DocumentFile)
    assert (record.kind, record.id) == ("document", "51101")
    assert record.columns() == {
        "council": "democracy.example.gov.uk",
        "document_id": "51101",
        "sha256": digest,
        "size_bytes": 15,
        "media_type": "application/pdf",
    }
    assert (reading.verdict, reading.page_type, reading.reader) == ("page", "document_file", "document_file/1")
    assert (reading.content_sha256, reading.links, reading.unread) == (digest, (), ())


def test_a_pack_that_no_list_gives_an_id_says_where_it_is_and_of_which_meeting():
    (record,) = read(b"%PDF-1.4", url=f"{BASE}/documents/g9012/Printed%20minutes.pdf?T=1").records
    assert (record.title, record.meeting_id) == ("Printed minutes", "9012")
    assert record.columns()["url"] == f"{BASE}/documents/g9012/Printed%20minutes.pdf?T=1"
    (converted,) = read(b"%PDF-1.4", url=f"{BASE}/mgConvert2PDF.aspx?ID=9012&T=10").records
    assert (converted.title, converted.meeting_id) == (None, "9012")
    (notice,) = read(b"%PDF-1.4", url=f"{BASE}/documents/b77/Notice.pdf").records
    assert (notice.title, notice.meeting_id, notice.columns()["title"]) == ("Notice", None, "Notice")


@pytest.mark.parametrize(
    ("body", "verdict"),
    [
        (b"<html><div id='modgov'><h1 class='mgMainTitleTxt'>Error</h1><p>Gone</p></div></html>", "moderngov-error"),
        (b"<html><title>Just a moment...</title></html>", "challenge"),
        (b"<html><body>Down for maintenance</body></html>", "maintenance"),
        (b"<html><div id='modgov'><h1 class='mgMainTitleTxt'>Agenda</h1><p>x</p></div></html>", "not-moderngov"),
        (b"", "not-moderngov"),
        ("a text", "not-moderngov"),
    ],
)
def test_a_page_in_a_files_place_is_no_document(body, verdict):
    reading = read(body, url=REPORT)
    assert (reading.verdict, reading.records, reading.page_type) == (verdict, (), "document_file")
