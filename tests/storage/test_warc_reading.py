"""Reading other people's web archives: every form that crawlers write, torn ends, strangers' files."""

import gzip
import hashlib
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from storage import NotAWebArchive, WebArchive, is_web_archive
from storage import warc_reading as reading
from storage.inflation import Inflated

URL = "http://democracy.example.gov.uk/mgPlansHome.aspx"
AT = "2019-03-04T05:06:07Z"
CHUNKS = b"5\r\nabcde\r\n3\r\nfgh\r\n0\r\n\r\n"


def warc(*records, packed=True, version="1.0"):
    """A WARC file: each record a type, a status line, headers, a body, and headers of the record."""
    file = BytesIO()
    writer = WARCWriter(file, gzip=packed, warc_version=version)
    writer.write_record(writer.create_warcinfo_record("crawl.warc", {"software": "a crawler"}))
    for kind, status, headers, body, named in records:
        http = (
            StatusAndHeaders(status.partition(" ")[2], headers, protocol=status.partition(" ")[0]) if status else None
        )
        writer.write_record(
            writer.create_warc_record(
                named.pop("url", URL),
                kind,
                payload=BytesIO(body),
                length=len(body),
                http_headers=http,
                warc_content_type="" if http else "text/html",
                warc_headers_dict={"WARC-Date": AT, **named},
            )
        )
    return file.getvalue()


def response(body=b"<p>page</p>", status="HTTP/1.1 200 OK", headers=(("Content-Type", "text/html"),), **named):
    return "response", status, list(headers), body, {name.replace("_", "-"): value for name, value in named.items()}


def read(tmp_path, content, name="crawl.warc.gz", is_wanted=lambda _: True):
    path = tmp_path / name
    path.write_bytes(content)
    whole = WebArchive(path, is_wanted)
    return list(whole.records()), whole


@pytest.mark.parametrize(
    "form", ["members", "one-member", "plain", "padded"]
)  # fmt: skip
def test_every_packing_reads_alike(tmp_path, form):
    content = {
        "members": warc(response(), response(b"second")),
        "one-member": gzip.compress(warc(response(), response(b"second"), packed=False)),
        "plain": warc(response(), response(b"second"), packed=False),
        "padded": warc(response(), response(b"second")) + b"\0" * 100_000,
    }[form]
    records, whole = read(tmp_path, content)
    assert [record.body for record in records] == [b"<p>page</p>", b"second"]
    assert (whole.broke, whole.seen, whole.answers) == (None, 3, 2)
    assert is_web_archive(tmp_path / "crawl.warc.gz")
    first = records[0]
    assert (first.url, first.captured_at, first.status, first.reason) == (URL, AT, 200, "OK")
    assert first.headers == [["Content-Type", "text/html"]]
    assert first.digest.startswith("sha1:")
    assert first.record_id.startswith("<urn:uuid:")
    assert first.names == (first.record_id, f"{URL} {AT}", first.digest)


def test_a_head_of_http_2_is_read(tmp_path):
    (record,), _ = read(tmp_path, warc(response(status="HTTP/2 404", headers=[("content-type", "text/html")])))
    assert (record.status, record.http_version, record.reason) == (404, "HTTP/2", None)
    assert record.content_type == "text/html"


@pytest.mark.parametrize(
    "body",
    [CHUNKS, CHUNKS + b"and more", b"abcdefgh"],
    ids=["chunks", "and-more", "joined"],
)
def test_chunks_are_joined_once(tmp_path, body):
    (record,), _ = read(tmp_path, warc(response(body, headers=[("Transfer-Encoding", "chunked")])))
    assert record.body == b"abcdefgh"


def test_a_packed_body_stays_as_it_was_sent(tmp_path):
    body = gzip.compress(b"page")
    (record,), _ = read(tmp_path, warc(response(body, headers=[("Content-Encoding", "gzip")])))
    assert record.body == body


def test_resources_and_revisits_and_strangers(tmp_path):
    resource = ("resource", None, (), b"saved", {"WARC-IP-Address": "192.0.2.1"})
    revisit = ("revisit", "HTTP/1.1 200 OK", [("Content-Type", "text/html")], b"", {"WARC-Refers-To": "<urn:a>"})
    other = response(url="https://bakery.example/cake")
    request = ("request", "GET / HTTP/1.1", [], b"", {})
    records, whole = read(tmp_path, warc(resource, revisit, request, other), is_wanted=lambda url: url == URL)
    assert [(record.body, record.is_revisit) for record in records] == [(b"saved", False), (None, True)]
    assert (records[0].content_type, records[0].peer, records[0].headers) == ("text/html", "192.0.2.1", None)
    assert records[1].refers_to[0] == "<urn:a>"
    assert whole.answers == 3


def test_an_arc_file_is_read(tmp_path):
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
    body = head + b"old page"
    about = b"1 0 crawler\nURL IP-address Archive-date Content-type Archive-length\n"
    arc = b"filedesc://old.arc 0.0.0.0 20040506070809 text/plain %d\n" % len(about) + about + b"\n"
    arc += URL.encode() + b" 192.0.2.7 20040506070809 text/html %d\n" % len(body) + body + b"\n"
    (record,), _ = read(tmp_path, arc, "old.arc")
    assert (record.body, record.captured_at, record.peer) == (b"old page", "2004-05-06T07:08:09Z", "192.0.2.7")


def wacz(**parts):
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as whole:
        for name, content in parts.items():
            whole.writestr(name.replace("__", "/"), content)
    return file.getvalue()


def test_a_wacz_file_is_read_part_by_part(tmp_path):
    parts = {"archive/a.warc.gz": warc(response()), "archive/b.warc": warc(response(b"b"), packed=False)}
    records, whole = read(tmp_path, wacz(**parts, **{"indexes/index.cdx": b"x", "datapackage.json": b"{}"}), "a.wacz")
    assert [record.body for record in records] == [b"<p>page</p>", b"b"]
    assert whole.broke is None


def test_what_is_no_web_archive_is_refused_in_one_sentence(tmp_path):
    for content in (wacz(readme=b"x"), b"PK\x03\x04 and nothing", b"WARC/1.0 and nothing", gzip.compress(b"<html>" * 9),
                    b"\x1f\x8bno", b"WARC/1.0\r\n", wacz(archive__x=b"<html>")):  # fmt: skip
        with pytest.raises(NotAWebArchive, match=r"crawl\.warc\.gz .*[^.]\.$"):
            read(tmp_path, content)
    (tmp_path / "page.html").write_bytes(b"<html>")
    assert not is_web_archive(tmp_path / "page.html")


PLAIN = warc(*(response(b"page %d " % number * 50) for number in range(4)), packed=False)
PACKED = warc(*(response(b"page %d " % number * 50) for number in range(4)))
FOUR = {"members": PACKED, "one": gzip.compress(PLAIN), "plain": PLAIN}


@settings(max_examples=60, deadline=None)
@example(form="plain", end=PLAIN.rindex(b"Content-Length: 394") + 16)  # a record that does not say its length
@given(form=st.sampled_from(["members", "one", "plain"]), end=st.integers(0, len(PLAIN) - 1))
def test_a_torn_file_gives_what_is_whole_and_says_where_it_ends(tmp_path_factory, form, end):
    content = FOUR[form]
    end = min(end, len(content) - 1)
    path = tmp_path_factory.mktemp("torn") / "crawl.warc.gz"
    path.write_bytes(content[:end])
    whole = WebArchive(path)
    bodies = []
    try:
        bodies.extend(record.body for record in whole.records())
    except NotAWebArchive:
        assert not bodies
    assert bodies == [b"page %d " % number * 50 for number in range(len(bodies))]
    if len(bodies) < 4 and form != "plain":
        assert whole.broke is None or "breaks off" in whole.broke
    if 0 < len(bodies) < 3 and form == "one":
        assert whole.broke is not None


def test_damage_within_a_file_is_told(tmp_path):
    content = bytearray(warc(response(b"a" * 500), response(b"b" * 500), response(b"c" * 500), packed=False))
    content[content.index(b"b" * 500) + 7] = ord("x")
    records, _ = read(tmp_path, bytes(content))
    assert [record.trouble for record in records] == [None, "its bytes are not what its digest says", None]
    packed = bytearray(warc(response(b"a" * 500), response(b"b" * 500)))
    packed[-30] ^= 0xFF
    records, whole = read(tmp_path, bytes(packed))
    assert [record.body for record in records] == [b"a" * 500]
    assert "breaks off at byte" in whole.broke


def test_a_body_larger_than_any_page_is_passed_over(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "LARGEST", 100)
    records, _ = read(tmp_path, warc(response(b"x" * 101), response(b"y" * 100)))
    assert [(record.body, bool(record.trouble)) for record in records] == [(None, True), (b"y" * 100, False)]


def test_a_file_is_never_in_memory_as_a_whole(tmp_path):
    """64 MB of one strange record pass through in slices."""

    class Watched(BytesIO):
        largest = 0

        def read(self, size=-1):
            assert size >= 0
            return super().read(size)

    inflated = Inflated(Watched(gzip.compress(bytes(64 << 20))))
    digest, largest = hashlib.sha1(usedforsecurity=False), 0
    while piece := inflated.read(16_384):
        digest.update(piece)
        largest = max(largest, len(piece), len(inflated._plain))
    assert largest <= 64 * 1024
    assert digest.digest() == hashlib.sha1(bytes(64 << 20), usedforsecurity=False).digest()
    assert inflated.read() == b""


def test_a_broken_name_of_a_file_is_its_own_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        list(WebArchive(Path(tmp_path / "none")).records())


def test_a_file_that_ends_within_a_body_says_so(tmp_path):
    content = warc(response(b"a" * 500), response(b"b" * 500), packed=False)
    records, whole = read(tmp_path, content[: content.index(b"b" * 500) + 7])
    assert [record.body for record in records] == [b"a" * 500]
    assert (whole.broke, whole.answers) == ("crawl.warc.gz breaks off within record 3", 1)
