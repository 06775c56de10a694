"""What the archive writes is read by other tools as they read any WARC file: every record, body and digest."""

import gzip
import zlib
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator, WarcRecordType

from storage import Archive
from storage.members import body_in, member

URL = "https://democracy.example.gov.uk/mgIssueHistoryHome.aspx?IId=56526"
PAGE = b"<div id='modgov'>a page</div>" * 50


@pytest.fixture
def path(archive: Archive, exchange) -> Path:
    """A WARC file with a packed answer, the same again, one as it was, and a saved page."""
    packed = exchange(
        body=gzip.compress(PAGE, mtime=0),
        headers=[["Content-Encoding", "gzip"], ["Content-Type", "text/html"]],
        peer="192.0.2.1:443",
        certificate=b"der",
        certificate_sha256="c0ffee",
        tls_cipher="TLS_AES_128_GCM_SHA256",
    )
    archive.add_capture(packed)
    archive.add_capture(packed | {"captured_at": "2026-01-02T09:00:00Z"})
    archive.add_capture(exchange(url=f"{URL}7", final_url=f"{URL}7", body=PAGE))
    archive.add_capture(exchange(url=f"{URL}8", final_url=f"{URL}8", source="import", headers=None, status=None))
    (path,) = archive.folder.glob("warc/*/*.warc.gz")
    return path


def test_another_reader_finds_every_record_and_its_digests(path: Path):
    kinds, digests = [], []
    with path.open("rb") as file:
        for record in ArchiveIterator(file, parse_http=True):
            kinds.append(record.record_type)
            digests.append(record.headers["WARC-Block-Digest"][:5])
    beside = [WarcRecordType.request, WarcRecordType.metadata]
    assert kinds == [
        WarcRecordType.warcinfo,
        WarcRecordType.metadata,  # the certificate, once
        *(WarcRecordType.response, *beside),
        *(WarcRecordType.revisit, *beside),
        *(WarcRecordType.response, *beside),
        *(WarcRecordType.resource, *beside),
    ]
    assert set(digests) == {"sha1:"}
    with path.open("rb") as file:
        assert all(record.verify_block_digest() for record in ArchiveIterator(file, parse_http=False))


def test_another_reader_replays_the_page_as_it_was_served(path: Path):
    with path.open("rb") as file:
        answers = list(_answers(ArchiveIterator(file, record_types=WarcRecordType.response)))
    assert [(url, zlib.decompress(body, 47) if is_packed else body) for url, is_packed, body in answers] == [
        (URL, PAGE),
        (f"{URL}7", PAGE),
    ]


def _answers(records):
    for record in records:
        packed = record.http_headers.get("Content-Encoding") == "gzip"
        yield record.headers["WARC-Target-URI"], packed, record.reader.read()


def test_a_revisit_names_what_it_repeats(path: Path):
    with path.open("rb") as file:
        (revisit,) = [
            (record.headers["WARC-Refers-To-Target-URI"], record.headers["WARC-Refers-To-Date"])
            for record in ArchiveIterator(file, record_types=WarcRecordType.revisit)
        ]
    assert revisit == (URL, "2026-01-01T09:00:00Z")


@pytest.mark.parametrize("is_packed", [True, False])
@pytest.mark.parametrize("size", [0, 10, 5_000, 100_000])
def test_a_body_comes_out_of_a_record_as_it_went_in(is_packed: bool, size: int):
    body = bytes(range(256)) * (size // 256) + b"\r\n\r\n" * (size % 256)
    head = b"HTTP/1.1 200 OK\r\nServer: x\r\n\r\n"
    named = [("WARC-Record-ID", "<urn:uuid:1>")]
    assert body_in(member("response", named, head + body, "application/http", is_packed=is_packed)) == body
    assert body_in(member("resource", named, head + body, "text/html", is_packed=is_packed)) == head + body


def test_a_record_without_an_end_of_its_head_has_no_body():
    assert body_in(member("revisit", [], b"", "application/http; msgtype=response")) == b""


@pytest.mark.parametrize(
    "record",
    [
        b"not packed",
        gzip.compress(b"WARC/1.1\r\n\r\n"),
        gzip.compress(b"WARC-Type: resource\r\nContent-Length: 9\r\n\r\nx"),
    ],
)
def test_what_is_no_whole_record_has_no_body(record: bytes):
    with pytest.raises(ValueError, match="It is no whole"):
        body_in(record)
