"""How an answer came: in its row, and in WARC files that may travel without the database."""

import json
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.cli import main as warcio

from storage import Archive, DiskFull
from storage.ciphers import iana_name
from storage.members import opening

SECURED = {
    "peer": "192.0.2.1:443",
    "tls_version": "TLSv1.2",
    "tls_cipher": "ECDHE-RSA-AES256-GCM-SHA384",
    "tls_bits": 256,
    "alpn": "http/1.1",
    "certificate_sha256": "ab" * 32,
    "subject": "CN=democracy.example.gov.uk",
    "issuer": "CN=Example Issuing CA",
    "names": ["democracy.example.gov.uk", "www.example.gov.uk"],
    "valid_from": "2026-01-01T00:00:00Z",
    "valid_to": "2027-01-01T00:00:00Z",
    "aia": [["http://ca.example/issuing.crt", "cd" * 32]],
    "switches": ["aia", "reneg"],
    "authenticated": "yes",
    "opt_in": None,
    "handshakes": 3,
    "diagnosis": "verify 20",
    "attempts": 2,
    "errors": ["democracy.example.gov.uk did not answer in time."],
    "redirects": [{"url": "https://example.gov.uk/", "status": 301, "location": "https://democracy.example.gov.uk/"}],
    "challenge": None,
    "completeness": "unknown",
    "clean_close": False,
    "elapsed": 1.25,
    "software": "modgov/0.1 (OpenSSL 3.0.19)",
}
LEAF = b"0\x82 a certificate in DER"


def records(folder: Path) -> list:
    (path,) = folder.glob("warc/*/*.warc.gz")
    with pytest.raises(SystemExit) as ended:
        warcio(["check", "-v", str(path)])
    assert not ended.value.code
    return list(read(path))


def read(path: Path) -> Iterator[tuple]:
    for record in ArchiveIterator(BytesIO(path.read_bytes()), check_digests="raise"):
        yield record.rec_type, record.rec_headers, record.raw_stream.read()


def test_every_fact_comes_back_from_its_row(archive: Archive, exchange):
    row = archive.capture(archive.add_capture(exchange(**SECURED, certificate=LEAF)))
    assert {name: row[name] for name in SECURED} == SECURED
    asked = "select alpn, tls_bits, valid_to, handshakes, clean_close, elapsed, diagnosis, names from captures"
    (told,) = archive._db.execute(asked).fetchall()
    assert told[:7] == ("http/1.1", 256, "2027-01-01T00:00:00Z", 3, 0, 1.25, "verify 20")
    assert json.loads(told[7]) == SECURED["names"]


def test_every_fact_is_in_the_warc_file_too(archive: Archive, exchange):
    archive.add_capture(exchange(**SECURED, certificate=LEAF))
    _, shown, (_, answer, _), (_, question, _), (kind, about, block) = records(archive.folder)
    assert (kind, about.get_header("Content-Type")) == ("metadata", "application/json")
    told = json.loads(block)
    assert told == {name: value for name, value in SECURED.items() if value is not None} | {
        name: exchange()[name]
        for name in ("url", "final_url", "http_version", "council", "source", "content_type", "status", "reason")
    } | {"id": 1, "stored_at": "2026-11-24T06:00:00Z"}
    assert about.get_header("WARC-Target-URI") == "urn:modgov:account:1"
    for beside in (question, about):
        assert beside.get_header("WARC-Concurrent-To") == answer.get_header("WARC-Record-ID")
    assert shown[1].get_header("WARC-Target-URI") == "urn:sha256:" + "ab" * 32
    assert (shown[0], shown[1].get_header("Content-Type"), shown[2]) == ("metadata", "application/pkix-cert", LEAF)


def test_the_connection_is_named_in_the_records_themselves(archive: Archive, exchange):
    archive.add_capture(exchange(**SECURED))
    archive.add_capture(exchange(**SECURED, captured_at="2026-01-02T09:00:00Z"))
    found = {kind: headers for kind, headers, _ in records(archive.folder)}
    for kind in ("response", "request", "revisit"):
        said = [value for name, value in found[kind].headers if name == "WARC-Protocol"]
        assert said == ["http/1.1", "tls/1.2"], kind
        assert found[kind].get_header("WARC-Cipher-Suite") == "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"
        assert found[kind].get_header("WARC-IP-Address") == "192.0.2.1"


def test_an_answer_over_plain_http_names_no_cipher(archive: Archive, exchange):
    archive.add_capture(exchange(http_version="HTTP/2"))
    _, (_, answer, _), *_ = records(archive.folder)
    assert [value for name, value in answer.headers if name == "WARC-Protocol"] == ["h2"]
    assert answer.get_header("WARC-Cipher-Suite") is None


def test_a_certificate_is_in_each_file_once(folder: Path, exchange):
    with Archive.open(folder, create=True) as archive:
        for number in range(3):
            archive.add_capture(exchange(**SECURED, certificate=LEAF, body=b"%d" % number))
        other = {**SECURED, "certificate_sha256": "ef" * 32}
        archive.add_capture(exchange(**other, certificate=b"another", body=b"4"))
        archive.add_capture(exchange(**SECURED, certificate=LEAF, council="kent"))
        shown = [block for _, headers, block in records_of(folder, "exampleshire") if is_certificate(headers)]
        assert shown == [LEAF, b"another"]
        assert [block for _, headers, block in records_of(folder, "kent") if is_certificate(headers)] == [LEAF]
        assert archive.body(1) == b"0"


def records_of(folder: Path, council: str) -> list:
    (path,) = folder.glob(f"warc/{council}/*.warc.gz")
    return list(read(path))


def is_certificate(headers) -> bool:
    return headers.get_header("Content-Type") == "application/pkix-cert"


def test_a_certificate_that_could_not_be_written_is_written_with_the_next_answer(archive: Archive, exchange):
    file = archive._warc.file("exampleshire", None)
    real = file._write

    def full(_):
        raise OSError(28, "No space left on device")

    file._write = full
    with pytest.raises(DiskFull):
        archive.add_capture(exchange(**SECURED, certificate=LEAF))
    file._write = real
    archive.add_capture(exchange(**SECURED, certificate=LEAF))
    assert [block for _, headers, block in records(archive.folder) if is_certificate(headers)] == [LEAF]


def test_an_answer_without_a_row_is_cut_off_and_its_certificate_stays(archive: Archive, exchange):
    archive._db.execute("pragma max_page_count = 1")
    with pytest.raises(DiskFull):
        archive.add_capture(exchange(**SECURED | {"issuer": "x" * 100_000}, certificate=LEAF))
    archive._db.execute("pragma max_page_count = 1000000")
    capture_id = archive.add_capture(exchange(**SECURED, certificate=LEAF))
    kinds = [kind for kind, *_ in records(archive.folder)]
    assert kinds == ["warcinfo", "metadata", "response", "request", "metadata"]
    assert archive.body(capture_id) == exchange()["body"]


def test_what_was_imported_has_an_account_too(archive: Archive, exchange):
    archive.add_capture(exchange(source="import", headers=None, request_headers=None, status=None, content_type=None))
    assert [kind for kind, *_ in records(archive.folder)] == ["warcinfo", "resource", "metadata"]


def test_nothing_from_the_network_chooses_a_path_or_a_header(archive: Archive, exchange):
    hostile = "https://evil.example/../../../../etc/passwd%00\r\nWARC-Type: warcinfo"
    archive.add_capture(
        exchange(
            url=hostile,
            final_url=hostile,
            reason="OK\r\nWARC-Type: warcinfo",
            headers=[["Content-Disposition", "attachment; filename=../../../evil.sh"], ["X\r\nWARC-Type", "warcinfo"]],
            **SECURED | {"subject": "CN=../../evil\r\nWARC-Type: warcinfo", "certificate_sha256": "../../evil"},
            certificate=LEAF,
        )
    )
    archive.add_capture(
        exchange(source="import", headers=None, request_headers=None, content_type="a/b\r\nWARC-Type: warcinfo")
    )
    assert [kind for kind, *_ in records(archive.folder)] == [
        "warcinfo", "metadata", "response", "request", "metadata", "resource", "metadata",
    ]  # fmt: skip
    inside = archive.folder.resolve()
    assert {path.name for path in inside.parent.iterdir()} == {"archive"}
    assert sorted(path.name for path in inside.iterdir() if path.is_dir()) == ["warc"]


def test_a_hostile_council_stays_in_the_folder(archive: Archive, exchange):
    for council in ("../../..", "/etc/cron.d", "..\\..\\windows", "evil.example/../../x", "-rf", "a\0b"):
        archive.add_capture(exchange(council=council))
    root = archive.folder / "warc"
    assert all(path.parent.parent == root for path in root.rglob("*.warc.gz"))
    assert len(list(root.rglob("*.warc.gz"))) == 6
    assert [path.name for path in archive.folder.parent.iterdir()] == ["archive"]


@pytest.mark.parametrize(
    ("openssl", "iana"),
    [
        ("TLS_AES_128_GCM_SHA256", "TLS_AES_128_GCM_SHA256"),
        ("ECDHE-ECDSA-AES128-GCM-SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"),
        ("ECDHE-RSA-CHACHA20-POLY1305", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"),
        ("ECDHE-RSA-AES256-SHA384", "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384"),
        ("DHE-RSA-AES128-SHA", "TLS_DHE_RSA_WITH_AES_128_CBC_SHA"),
        ("AES256-SHA256", "TLS_RSA_WITH_AES_256_CBC_SHA256"),
        ("AES128-GCM-SHA256", "TLS_RSA_WITH_AES_128_GCM_SHA256"),
        ("ECDHE-ECDSA-AES256-CCM8", "TLS_ECDHE_ECDSA_WITH_AES_256_CCM_8"),
        ("DHE-RSA-AES256-CCM", "TLS_DHE_RSA_WITH_AES_256_CCM"),
        ("RC4-MD5", None),
        (None, None),
    ],
)
def test_suites_have_the_names_that_iana_registered(openssl, iana):
    assert iana_name(openssl) == iana


def test_each_file_begins_by_saying_what_it_is():
    (first,) = ArchiveIterator(BytesIO(opening("kent")))
    assert first.rec_type == "warcinfo"
