"""Captures: what a body is, unpacked."""

import gzip
import zlib

import brotli
import pytest

from scraper import Capture, TooLarge, unpacked
from scraper.packing import unpacked_start

PLAIN = b"<p>Penderfyniad \xc5\xb5</p>" * 50
URL = "https://a.example/page"


def raw_deflate(data):
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


def captured(**changes):
    known = {
        "url": URL,
        "final_url": URL,
        "redirects": (),
        "captured_at": "2026-03-02T09:30:00Z",
        "status": 200,
        "reason": "OK",
        "http_version": "HTTP/1.1",
        "headers": (("Content-Type", "text/html"), ("set-cookie", "a=1"), ("Set-Cookie", "b=2")),
        "request_headers": (),
        "body": PLAIN,
        "completeness": "length",
        "peer": None,
        "tls": None,
        "switches": (),
        "authenticated": "yes",
        "diagnosis": None,
        "attempts": 1,
        "errors": (),
        "elapsed": 0.0,
        "max_bytes": 1_000_000,
    }
    return Capture(**{**known, **changes})


def test_headers_are_found_in_any_case_and_the_first_counts():
    capture = captured()
    assert (capture.header("content-type"), capture.content_type) == ("text/html", "text/html")
    assert capture.header("SET-COOKIE") == "a=1"
    assert capture.header("Location") is None
    assert captured(headers=()).content_type is None


def test_a_capture_cannot_be_changed():
    with pytest.raises(AttributeError):
        captured().body = b""


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        (None, PLAIN),
        ("", PLAIN),
        ("identity", PLAIN),
        ("gzip", gzip.compress(PLAIN)),
        (" GZip ", gzip.compress(PLAIN)),
        ("x-gzip", gzip.compress(PLAIN)),
        ("deflate", zlib.compress(PLAIN)),
        ("deflate", raw_deflate(PLAIN)),
        ("deflate", gzip.compress(PLAIN)),
        ("gzip", zlib.compress(PLAIN)),
        ("gzip", PLAIN),  # not what it says
        ("deflate", PLAIN),
        ("br", brotli.compress(PLAIN)),  # never asked for
        ("br", PLAIN),
        ("zstd", PLAIN),
    ],
)
def test_the_payload_is_the_plain_body(encoding, body):
    headers = () if encoding is None else (("CONTENT-ENCODING", encoding),)
    capture = captured(headers=headers, body=body)
    assert capture.payload() == PLAIN
    assert capture.body == body


@pytest.mark.parametrize("encoding", [None, "gzip", "deflate", "br"])
def test_nothing_unpacks_to_nothing(encoding):
    assert unpacked(b"", encoding, URL) == b""


def test_a_body_cut_short_gives_what_there_is():
    assert PLAIN.startswith(unpacked(gzip.compress(PLAIN)[:-20], "gzip", URL))


def test_brotli_that_is_cut_short_is_left_as_it_is():
    body = brotli.compress(PLAIN)[:-5]
    assert unpacked(body, "br", URL) == body


BOMBS = {"gzip": gzip.compress, "zlib": zlib.compress, "raw": raw_deflate, "brotli": brotli.compress}


@pytest.mark.parametrize("pack", BOMBS)
def test_a_bomb_is_refused(pack):
    coding = "br" if pack == "brotli" else "deflate"
    with pytest.raises(TooLarge, match="1,000,000") as caught:
        captured(body=BOMBS[pack](bytes(20_000_000)), headers=(("Content-Encoding", coding),)).payload()
    assert caught.value.url == URL


def test_the_cap_itself_is_allowed():
    body = gzip.compress(bytes(100))
    assert unpacked(body, "gzip", URL, 100) == bytes(100)
    with pytest.raises(TooLarge):
        unpacked(body, "gzip", URL, 99)


def packed(data, *codings):
    for coding in codings:
        data = {"gzip": gzip, "deflate": zlib}[coding].compress(data)
    return data


@pytest.mark.parametrize("codings", [("gzip", "gzip"), ("deflate", "gzip"), ("gzip", "deflate", "gzip")])
def test_layers_are_undone_from_the_last(codings):
    assert unpacked(packed(PLAIN, *codings), ", ".join(codings), URL) == PLAIN


@pytest.mark.parametrize("codings", [("gzip", "gzip"), ("gzip", "deflate"), ("gzip", "gzip", "gzip")])
def test_a_bomb_in_layers_is_refused(codings):
    with pytest.raises(TooLarge):
        unpacked(packed(bytes(3_000_000), *codings), ", ".join(codings), URL, 1_000_000)


def test_a_bomb_in_the_outer_layer_alone_is_refused():
    inner = gzip.compress(b"small") + gzip.compress(b"") * 100_000  # two megabytes that say nothing
    with pytest.raises(TooLarge):
        unpacked(gzip.compress(inner), "gzip, gzip", URL, 1_000_000)


def test_members_in_a_row_are_one_body():
    members = [PLAIN[start : start + 7] for start in range(0, len(PLAIN), 7)]
    assert unpacked(b"".join(map(gzip.compress, members)), "gzip", URL) == PLAIN


def test_a_bomb_in_members_is_refused():
    with pytest.raises(TooLarge):
        unpacked(gzip.compress(bytes(400_000)) * 3, "gzip", URL, 1_000_000)


def test_what_follows_the_last_member_is_left_out():
    assert unpacked(gzip.compress(PLAIN) + b"\r\n<!-- cached -->", "gzip", URL) == PLAIN
    assert unpacked(gzip.compress(PLAIN) + bytes(100_000), "gzip", URL) == PLAIN


def test_members_without_end_are_left_packed():
    """A megabyte is 50,000 empty members: each costs time, and none adds to the size that the cap looks at."""
    body = gzip.compress(b"") * 110_000
    assert unpacked(body, "gzip", URL) == body


def test_a_body_larger_than_one_slice():
    plain = bytes(range(256)) * 4000
    body = gzip.compress(plain, compresslevel=0)
    assert unpacked(body, "gzip", URL) == plain
    assert unpacked(body[:-100], "gzip", URL) == plain[: len(plain) - 92]
    assert unpacked(body[:500_000] + b"\x00" * 50 + body[500_050:], "gzip", URL) != plain
    assert unpacked_start(body, "gzip", 300_001) == plain[:300_001]


def test_the_start_of_what_is_not_packed_is_all_of_it():
    assert unpacked_start(PLAIN, None, 5) == PLAIN
