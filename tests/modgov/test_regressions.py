"""From harvest to harvest over real TLS: what a site needs is remembered, and needing less security is news."""

import json

import pytest

from scraper import tls
from tests.modgov.nights import rows
from tests.scraper.lab.world import TLS12

PATH = "/mgIssueHistoryHome.aspx?IId=1"
PAGE = b"""<div id="modgov"><h1 class="mgMainTitleTxt">Issue details</h1><h2 class="mgSubTitleTxt">26/00001 - Pier</h2>
<div class="mgContent"><p><span class="mgLabel">Decision status: </span>Withdrawn</p></div></div></html>"""


@pytest.fixture
def harvested(modgov, lab, monkeypatch):
    """Harvest a page of a server; the lab's root is the system's."""
    monkeypatch.setenv("SSL_CERT_FILE", str(lab.ca_file))
    tls.context.cache_clear()

    def harvest(server, *more):
        return modgov("harvest", f"{server.url}{PATH}", "--interval", 0, *more)

    yield harvest
    tls.context.cache_clear()


def test_a_site_that_needs_less_security_than_it_did_is_news(harvested, lab, tmp_path):
    server = lab.start("honest", pages={PATH: PAGE})
    first = json.loads(harvested(server, "--json").stdout)
    assert (first["pages"], first["events"]) == ({"page": 1}, [])
    server.manner = lab.world.openssl(ciphers="AES256-SHA256", newest=TLS12)
    second = json.loads(harvested(server, "--json").stdout)
    assert [(event["kind"], event["origin"]) for event in second["events"]] == [("tls-regression", server.url)]
    assert rows(tmp_path / "archive", "select switches, authenticated, why, last_strict is not null from origins") == [
        ('["ciphers"]', "yes", "SSLV3_ALERT_HANDSHAKE_FAILURE", 1)
    ]
    assert "needs less security" not in harvested(server).stdout  # it is news once
    server.manner = lab.world.openssl()
    assert f"{server.url} has mended its security: " in harvested(server).stdout


def test_how_each_page_was_secured_is_in_the_archive(harvested, lab, tmp_path):
    server = lab.start("expired", pages={PATH: PAGE})
    refused = harvested(server)
    assert refused.exit_code == 1
    assert "has expired" in refused.stdout
    (tmp_path / "modgov.toml").write_text(
        f'[[opt-in]]\norigin = "{server.url}"\nkind = "expired-ok"\nreason = "Renewal is promised."\n'
    )
    result = harvested(server)
    assert f"{server.url} was read by an opt-in of yours: " in result.stdout
    asked = "select authenticated, opt_in, diagnosis, tls_version, names, certificate_sha256, handshakes from captures"
    (row,) = rows(tmp_path / "archive", asked)
    assert row[:3] == ("weak", "expired-ok: Renewal is promised.", "verify 10")
    assert row[3].startswith("TLSv1.")
    assert (json.loads(row[4]), row[6]) == (["127.0.0.1", "localhost"], server.connections - 2)
    assert row[5] == server.manner.shown.leaf.sha256
