"""Errors of handshakes: what they tell a person, and the opt-in that would be the way out."""

from datetime import UTC, date, datetime

import pytest

from scraper import Client, OptIn, Settings, TlsError
from scraper.advice import _MEANS, _SAID, explain, way_out
from scraper.diagnosis import BY_REASON, BY_VERIFY_CODE, Diagnosis
from scraper.leaves import Leaf

NOW = datetime(2026, 3, 2, tzinfo=UTC)
HERE = "https://a.example:8443"


@pytest.fixture
def refusal(lab, time):
    async def refused(name):
        server = lab.start(name)
        settings = Settings(contact="archivist@example.org", attempts=1, ca_file=lab.ca_file)
        async with Client(settings, sleep=time.sleep, clock=time.clock, now=lambda: NOW) as client:
            with pytest.raises(TlsError) as caught:
                await client.get(f"{server.url}/page")
        return server, caught.value

    return refused


@pytest.mark.anyio
async def test_another_name_is_told_with_the_names_that_there_are(refusal):
    server, error = await refusal("wrong-name")
    assert error.names == ("other.example", "*.third.example")
    assert "its certificate is for other.example, *.third.example, not for localhost (verify 62)" in str(error)
    assert error.way_out == OptIn(server.url, "alias", error.way_out.reason, value="other.example")


@pytest.mark.anyio
async def test_an_expired_certificate_is_told_with_its_dates(refusal):
    server, error = await refusal("expired")
    until = server.manner.shown.leaf.certificate.not_valid_after_utc
    assert f"its own holds until {until:%Y-%m-%dT%H:%M:%SZ}" in str(error)
    assert (error.way_out.kind, error.way_out.until) == ("expired-ok", date(2026, 4, 1))


@pytest.mark.anyio
@pytest.mark.parametrize("name", ["self-signed", "inspected", "unknown-issuer"])
async def test_a_certificate_that_nobody_vouches_for_can_be_pinned(refusal, name):
    server, error = await refusal(name)
    assert error.way_out == OptIn(server.url, "pin", error.way_out.reason, value=server.manner.shown.leaf.sha256)


@pytest.mark.anyio
async def test_the_way_out_that_is_told_is_one(refusal, lab, time):
    """What an error proposes is taken as it stands, and the page comes."""
    for name in ("wrong-name", "wrong-address", "expired", "self-signed", "inspected", "unknown-issuer", "not-tls"):
        server, error = await refusal(name)
        settings = Settings(contact="archivist@example.org", ca_file=lab.ca_file, opt_ins=(error.way_out,))
        async with Client(settings, sleep=time.sleep, clock=time.clock, now=lambda: NOW) as client:
            scheme = error.way_out.origin.partition(":")[0]
            assert (await client.get(f"{server.url.replace('https', scheme)}/page")).status == 200


@pytest.mark.anyio
@pytest.mark.parametrize("name", ["leaf-as-authority", "handshake-failure", "access-denied", "unrecognized-name"])
async def test_there_is_not_always_a_way_out(refusal, name):
    _, error = await refusal(name)
    assert error.way_out is None


@pytest.mark.anyio
async def test_what_was_tried_is_told(refusal):
    _, error = await refusal("static-rsa+self-signed")
    assert (error.first, error.diagnosis) == ("SSLV3_ALERT_HANDSHAKE_FAILURE", "verify 18")
    assert (error.switches, error.handshakes) == (("ciphers",), 3)


@pytest.mark.parametrize("words", [*(f"verify {code}" for code in BY_VERIFY_CODE), *BY_REASON, "verify 1", "NEW"])
@pytest.mark.parametrize("leaf", [None, Leaf(b"x"), Leaf(b"x", "CN=I", "CN=S", tuple("abcdefgh"), "2026", "2027")])
def test_every_diagnosis_has_words_that_are_whole(words, leaf):
    told = explain(Diagnosis(words), "a.example", leaf)
    assert f"({words}): " in told
    assert not {"{", "}", "None", "()"} & set(told.split())
    assert "{" not in told


def test_no_words_are_idle():
    said = {f"verify {code}" for code in BY_VERIFY_CODE} | set(BY_REASON)
    assert set(_SAID) <= said
    assert set(_MEANS) <= {Diagnosis(words).defect for words in (*said, "NEW")}


def test_long_lists_of_names_are_cut():
    told = explain(Diagnosis("verify 62"), "x.example", Leaf(b"x", names=tuple(f"{n}.example" for n in range(9))))
    assert "4.example and 4 more, not for x.example" in told


@pytest.mark.parametrize(
    ("names", "value"),
    [(("*.a.example", "b.example"), "b.example"), (("*.a.example",), "www.a.example"), ((), None)],
)
def test_an_alias_is_a_name_that_can_be_asked_for(names, value):
    found = way_out(Diagnosis("verify 62"), HERE, Leaf(b"x", names=names), NOW)
    assert (found and found.value) == value


def test_http_is_the_way_out_where_there_is_no_tls():
    found = way_out(Diagnosis("WRONG_VERSION_NUMBER"), HERE, None, NOW)
    assert (found.origin, found.kind) == ("http://a.example:8443", "http")


def test_nothing_is_pinned_unseen():
    assert way_out(Diagnosis("verify 18"), HERE, None, NOW) is None
