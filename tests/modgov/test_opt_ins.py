"""Opt-ins as people write them, right and wrong: one clear sentence for each mistake."""

import tomllib
from datetime import date

import pytest
from click.testing import CliRunner

import scraper
from modgov.cli import cli
from modgov.opt_ins import canonical_origin, origins_of, read_opt_ins

ORIGIN = "https://democracy.thornmouth.example"
GOOD = f"""
[[opt-in]]
origin = "{ORIGIN}"
kind = "expired-ok"
reason = "Renewal is promised for May."
until = 2026-06-01

[[opt-in]]
origin = "HTTPS://Democracy.Thornmouth.example:443/"
kind = "pin"
reason = "Self-signed;   the council's web team read it out."
value = "AB:{"cd" * 30}:EF"

[[opt-in]]
origin = "https://dŵr.example:8443"
kind = "alias"
reason = "Certificate of the host."
value = "Sites.Host.example"

[[opt-in]]
origin = "http://old.thornmouth.example"
kind = "http"
reason = "No TLS there."

[[opt-in]]
origin = "https://[2001:DB8::1]:9071"
kind = "unverified"
reason = "A test machine of ours."
"""


def test_opt_ins_are_read_as_they_are_meant():
    tables = tomllib.loads(GOOD)["opt-in"]
    assert read_opt_ins(tables) == (
        scraper.OptIn(ORIGIN, "expired-ok", "Renewal is promised for May.", date(2026, 6, 1)),
        scraper.OptIn(ORIGIN, "pin", "Self-signed; the council's web team read it out.", None, f"ab{'cd' * 30}ef"),
        scraper.OptIn(
            "https://xn--dr-bva.example:8443", "alias", "Certificate of the host.", None, "sites.host.example"
        ),
        scraper.OptIn("http://old.thornmouth.example", "http", "No TLS there."),
        scraper.OptIn("https://[2001:db8::1]:9071", "unverified", "A test machine of ours."),
    )


def table(**changed):
    whole = {"origin": ORIGIN, "kind": "expired-ok", "reason": "Promised."} | changed
    return {name: value for name, value in whole.items() if value is not None}


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"origin": None}, "has no origin: say which site is meant"),
        ({"origin": 7}, "has no origin"),
        ({"origin": "democracy.thornmouth.example"}, "write scheme and host only"),
        ({"origin": f"{ORIGIN}/mgPlansHome.aspx"}, "write scheme and host only"),
        ({"origin": f"{ORIGIN}?a=b"}, "write scheme and host only"),
        ({"origin": "https://me@thornmouth.example"}, "write scheme and host only"),
        ({"origin": "https://"}, "write scheme and host only"),
        ({"origin": "https://thornmouth.example:99999"}, "write scheme and host only"),
        ({"origin": "https://*.example"}, "write scheme and host only"),
        ({"origin": "ftp://thornmouth.example"}, "write scheme and host only"),
        ({"origin": "http://thornmouth.example"}, "'expired-ok' is for an address that begins with https://"),
        ({"kind": "http"}, "'http' is for an address that begins with http://"),
        ({"kind": None}, "has no kind: say what is allowed, as one of alias, expired-ok, pin, unverified, http"),
        ({"kind": "insecure"}, "has an unknown kind 'insecure': known are alias"),
        ({"reason": None}, "has no reason: say why"),
        ({"reason": "  "}, "has no reason: say why"),
        ({"until": "2026-06-01"}, "without quotes"),
        ({"until": tomllib.loads("x = 2026-06-01T00:00:00Z")["x"]}, "without quotes or a time"),
        ({"value": "x"}, "has a value, which the kind 'expired-ok' does not take"),
        ({"kind": "pin"}, "has no fingerprint that could be one"),
        ({"kind": "pin", "value": "abcd"}, "64 hexadecimal digits"),
        ({"kind": "pin", "value": 12}, "64 hexadecimal digits"),
        ({"kind": "alias"}, "has no name that could be one"),
        ({"kind": "alias", "value": "https://other.example"}, "has no name that could be one"),
        ({"kind": "alias", "value": "."}, "has no name that could be one"),
        ({"colour": "red"}, "has an unknown key 'colour': known are origin, kind, reason, until, value"),
    ],
)
def test_each_mistake_is_one_sentence_that_says_which_opt_in(changed, words):
    with pytest.raises(ValueError, match="opt-in 2 has") as caught:
        read_opt_ins([table(), table(**{"origin": "https://other.example"} | changed)])
    assert words in str(caught.value)
    assert str(caught.value).count("\n") == 0
    assert str(caught.value).endswith(".")


def test_an_opt_in_is_said_once():
    with pytest.raises(ValueError, match="opt-in 2 says again that https"):
        read_opt_ins([table(), table(origin=f"{ORIGIN}:443")])


@pytest.mark.parametrize("tables", [{"origin": ORIGIN}, "pin", [ORIGIN]])
def test_opt_ins_are_tables(tables):
    with pytest.raises(ValueError, match=r"head it \[\[opt-in\]\]"):
        read_opt_ins(tables)


def test_a_plain_address_may_be_answered_over_tls():
    assert origins_of("http://Thornmouth.example/mgPlansHome.aspx") == {
        "http://thornmouth.example",
        "https://thornmouth.example",
    }
    assert origins_of("https://thornmouth.example:443/x?y=z") == {"https://thornmouth.example"}
    assert canonical_origin("http://thornmouth.example:443") == "http://thornmouth.example:443"


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("[[opt-in]]\norigin = 'x'\nkind = 'pin'\nreason = 'y'", "modgov.toml: opt-in 1 has the origin 'x'"),
        ("opt-in = 1", "modgov.toml: each opt-in is a table of its own"),
        ("[[opt-ins]]\norigin = 'x'", "unknown setting 'opt-ins'"),
    ],
)
def test_a_mistake_in_the_file_ends_every_command(tmp_path, monkeypatch, written, words):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "modgov.toml").write_text(written)
    result = CliRunner().invoke(cli, ["councils", "kent"])
    assert result.exit_code == 2
    assert words in result.stderr
