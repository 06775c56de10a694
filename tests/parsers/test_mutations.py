"""However a page is damaged, reading it neither raises nor takes long."""

import json
import time
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import parsers
from parsers.verdict import PAGE

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
INDEX = json.loads((FIXTURES / "urls.json").read_text("utf-8"))
URLS = sorted({entry["url"] for entry in INDEX.values()})
SECOND = 1.0

PIECES = st.one_of(
    st.binary(max_size=40),
    st.sampled_from(
        [
            b"<div>",
            b"</div>",
            b"<li>",
            b"<!--",
            b"-->",
            b'<span class="mgLabel">',
            b"Decision due:",
            b"\n\n",
            b" by ",
            b";",
            b"&#",
            b"(",
        ]
    ),
    st.tuples(st.sampled_from([b"(", b"a ", b"<div>", b"1/", b"- ", b"\n", b"A: ", b"0 "]), st.integers(1, 3000)).map(
        lambda it: it[0] * it[1]
    ),
)


@st.composite
def mutated(draw):
    """A saved page with pieces cut out, put in or said twice, under its own address or another's."""
    name = draw(st.sampled_from(sorted(INDEX)))
    body = (FIXTURES / name).read_bytes()
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(body)))
        end = draw(st.integers(start, min(len(body), start + 2000)))
        body = body[:start] + draw(PIECES) + body[draw(st.sampled_from([start, end])) :]
    return body, draw(st.one_of(st.just(INDEX[name]["url"]), st.sampled_from(URLS)))


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(mutated())
def test_a_damaged_page_is_read_all_the_same(page):
    body, url = page
    began = time.process_time()
    reading = parsers.read(body, url=url)
    assert time.process_time() - began < SECOND
    json.dumps(reading.as_json())
    assert reading.verdict == PAGE or not set(reading.records) or reading.verdict == "empty-list"


@settings(max_examples=100, deadline=None)
@given(st.one_of(st.text(), st.binary()))
def test_anything_is_read(body):
    assert parsers.read(body, url=URLS[0]).verdict
