"""`modgov doctor` before every broken server of the lab: it says what the table says, and its way out works."""

import json
import ssl
import tomllib

import pytest

from modgov.advice import SWITCHES, opt_in_lines
from modgov.opt_ins import read_opt_ins
from scraper import ladder, tls
from tests.scraper.lab.rows import ROWS

# The opt-in that each row is offered. The others: the server itself refuses, or the council has to mend it.
WAYS_OUT = {
    "self-signed": "pin",
    "inspected": "pin",
    "unknown-issuer": "pin",
    "expired": "expired-ok",
    "expired-intermediate": "expired-ok",
    "not-yet-valid": "expired-ok",
    "wrong-name": "alias",
    "wrong-address": "alias",
    "not-tls": "http",
    "expired+unsent": "expired-ok",
    "wrong-name+unsent": "alias",
    "tls10+expired": "expired-ok",
    "static-rsa+self-signed": "pin",
    "aia-rogue-root": "pin",
    "aia-rogue-root-in-disguise": "pin",
    "aia-rogue-authority": "pin",
    "aia-namesake": "pin",
}


@pytest.fixture(autouse=True)
def _flags_of_python_3_13(monkeypatch):
    """The strictest flags that any Python sets by itself."""
    make = tls._strict

    def strict():
        made = make()
        made.verify_flags |= ssl.VERIFY_X509_STRICT | ssl.VERIFY_X509_PARTIAL_CHAIN
        return made

    monkeypatch.setattr(tls, "_strict", strict)
    tls.context.cache_clear()
    yield
    tls.context.cache_clear()


@pytest.fixture
def examined(modgov, lab):
    def examine(url, *more, timeout=10):
        result = modgov("doctor", url, "--ca", lab.ca_file, "--allow-private", "--timeout", timeout, "--json", *more)
        (found,) = json.loads(result.stdout)
        assert result.exit_code == (found["outcome"] != "page")
        return found

    return examine


def asked(server):
    return f"{server.url}/page"


def lines_for_the_settings_file(advice):
    return advice[advice.index("[[opt-in]]") :]


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_a_row_of_the_table(examined, lab, tmp_path, row):
    server = lab.start(row.name)
    given = lab.opt_ins(server, row)
    (tmp_path / "modgov.toml").write_text("\n".join(opt_in_lines(opt_in, opt_in.until) for opt_in in given))
    found = examined(f"{lab.url(server, row)}/page", timeout=row.settings.get("connect_timeout", 10))
    if row.stops is None:
        its_page(found, server, row, given[0].kind if given else None)
    elif row.stops == "TimedOut":
        assert (found["outcome"], found["robots"]) == ("failed", "unknown")
        assert "--timeout" in found["advice"]
    else:
        assert found["outcome"] == "stopped"
        assert f"({row.stops})" in found["reason"]
        assert (found["tls"]["authenticated"], found["tls"]["version"]) == ("no", None)
        assert found["handshakes"] <= 5
        assert server.paths == []
        assert found["advice"]
        assert "[[opt-in]]" in found["advice"] or row.name not in WAYS_OUT


def its_page(found, server, row, kind):
    assert (found["outcome"], found["verdict"]) == ("other", "not-moderngov")
    if kind == "http":
        assert (found["tls"], found["handshakes"]) == (None, 0)
        return
    if found["tls"]["opt_in"] is None:  # where nothing is wrong, nothing that is allowed is used
        kind = None
    weak = kind is not None or ladder.WEAK & set(row.switches)
    authenticated = "no" if kind == "unverified" else "weak" if weak else "yes"
    assert found["tls"]["authenticated"] == authenticated
    assert found["tls"]["switches"] == list(ladder.in_order(frozenset(row.switches)))
    assert found["tls"]["version"].startswith("TLSv1")
    assert found["handshakes"] == server.connections
    assert all(SWITCHES[switch] in found["advice"] for switch in row.switches)


@pytest.mark.parametrize("name", WAYS_OUT)
def test_the_lines_that_it_prints_are_a_way_out(modgov, examined, lab, tmp_path, name):
    server = lab.start(name)
    advice = examined(asked(server))["advice"]
    (opt_in,) = read_opt_ins(tomllib.loads(lines_for_the_settings_file(advice))["opt-in"])
    assert opt_in.kind == WAYS_OUT[name]
    (tmp_path / "modgov.toml").write_text(lines_for_the_settings_file(advice))
    url = asked(server)
    found = examined(url.replace("https:", "http:") if opt_in.kind == "http" else url)
    assert found["outcome"] == "other", found["reason"]
    if opt_in.kind != "http":
        assert found["tls"]["authenticated"] == "weak"
        assert found["tls"]["opt_in"].startswith(f"{opt_in.kind}: ")
        assert [event["kind"] for event in found["events"]] == ["opt-in-used"]
    said = modgov("doctor", url, "--ca", lab.ca_file, "--allow-private").stdout
    assert "lets you in" in said or opt_in.kind == "http"


def test_an_opt_in_whose_end_has_passed_is_named_and_has_no_effect(examined, lab, tmp_path):
    server = lab.start("expired")
    lines = lines_for_the_settings_file(examined(asked(server))["advice"]).partition("until")[0]
    (tmp_path / "modgov.toml").write_text(f"{lines}until = 2020-01-01\n")
    found = examined(asked(server))
    assert found["outcome"] == "stopped"
    assert [event["kind"] for event in found["events"]] == ["opt-in-expired"]


def test_a_root_of_ones_own_is_trusted_only_where_it_is_given(modgov, lab):
    server = lab.start("honest")
    (found,) = json.loads(modgov("doctor", f"{server.url}/page", "--json").stdout)
    assert found["outcome"] == "stopped"
    assert "--ca FILE" in found["advice"]
    (found,) = json.loads(modgov("doctor", f"{server.url}/page", "--ca", lab.ca_file, "--json").stdout)
    assert (found["outcome"], found["tls"]["switches"], found["advice"][:5]) == ("other", [], "Check")


def test_a_missing_certificate_in_a_private_network_is_fetched_only_where_that_is_allowed(modgov, lab):
    server = lab.start("intermediate-unsent")
    line = ["doctor", f"{server.url}/page", "--ca", lab.ca_file, "--json"]
    (found,) = json.loads(modgov(*line).stdout)
    assert found["outcome"] == "stopped"
    assert "--allow-private" in found["advice"]
    (found,) = json.loads(modgov(*line, "--allow-private").stdout)
    assert (found["outcome"], found["tls"]["switches"]) == ("other", ["aia"])


def test_it_describes_the_certificate_in_words(modgov, lab):
    server = lab.start("tls10")
    said = " ".join(modgov("doctor", f"{server.url}/page", "--ca", lab.ca_file).stdout.split())
    for words in (
        "TLS TLSv1, with ciphers, seclevel0, tls10",
        "as far as weak cryptography can tell",
        "for 127.0.0.1, localhost, by CN=Lab root, until",
        f"address 127.0.0.1:{server.port}",
        SWITCHES["tls10"],
    ):
        assert words in said


def test_it_says_what_was_tried_in_vain(modgov, lab):
    server = lab.start("resets")
    said = modgov("doctor", f"{server.url}/page").stdout
    assert "no connection, not even with ciphers, seclevel0, tls10\n" in said
    assert "No setting helps" in said


def test_every_switch_of_the_ladder_has_its_words():
    assert set(SWITCHES) == set(ladder.SWITCHES)
