"""What is remembered of an origin's TLS: it begins strictly again in every run, and tells what has changed."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from scraper import Client, OptIn, Settings, TlsError
from scraper.issuers import Issuer
from scraper.memory import Memory
from tests.scraper.lab.certificates import Certified

pytestmark = pytest.mark.anyio
NIGHTS = [datetime(2026, 3, day, 1, tzinfo=UTC) for day in (1, 2, 3, 4)]
FIRST, SECOND = "2026-03-01T01:00:00Z", "2026-03-02T01:00:00Z"


@pytest.fixture
def night(lab, time):
    """One run: a fetch, with what the run before learnt. What comes back has been through JSON."""

    async def run(server, remembered, *, day=0, fetches=1, **settings):
        known = {"contact": "archivist@example.org", "attempts": 1, "ca_file": lab.ca_file, "allow_private_aia": True}
        made = Settings(**{**known, **settings})
        now = NIGHTS[day]
        async with Client(made, remembered=remembered, sleep=time.sleep, clock=time.clock, now=lambda: now) as client:
            captures = [await client.get(f"{server.url}/page") for _ in range(fetches)]
        return captures[-1], json.loads(json.dumps(client.learnt())), client.events()

    return run


async def test_what_is_remembered(lab, night):
    server = lab.start("static-rsa+unsent")
    _, learnt, events = await night(server, {})
    tls = learnt[server.url]["tls"]
    [certificate] = tls.pop("certificates")
    assert tls == {
        "switches": ["aia", "ciphers"],
        "kinds": [],
        "opt_in": None,
        "authenticated": "yes",
        "since": FIRST,
        "why": "SSLV3_ALERT_HANDSHAKE_FAILURE",
        "last_strict": FIRST,
    }
    assert certificate["sha256"] == lab.world.between.sha256
    assert certificate["url"].endswith("/between.cer")
    assert events == ()


async def test_the_next_run_begins_strictly_and_downloads_nothing(lab, night):
    server = lab.start("static-rsa+unsent")
    _, learnt, _ = await night(server, {})
    before, downloads = server.connections, len(lab.world.place.paths)
    capture, learnt, events = await night(server, learnt, day=1)
    assert (capture.switches, capture.diagnosis) == (("aia", "ciphers"), "SSLV3_ALERT_HANDSHAKE_FAILURE")
    assert server.connections == before + 2 == before + capture.handshakes
    assert len(lab.world.place.paths) == downloads
    assert capture.tls.aia[0][1] == lab.world.between.sha256
    assert events == ()
    assert (learnt[server.url]["tls"]["since"], learnt[server.url]["tls"]["last_strict"]) == (FIRST, SECOND)


async def test_a_site_that_was_mended_is_told_and_needs_nothing_again(lab, night):
    server, healthy = lab.start("static-rsa+unsent"), lab.start("honest")
    _, learnt, _ = await night(server, {})
    server.manner = healthy.manner
    capture, learnt, events = await night(server, learnt, day=1)
    assert (capture.switches, capture.handshakes, capture.diagnosis) == ((), 1, None)
    assert [(one.kind, one.origin) for one in events] == [("tls-mended", server.url)]
    assert f"only strict now; from {FIRST} on, it was aia, ciphers" in events[0].detail
    tls = learnt[server.url]["tls"]
    assert (tls["switches"], tls["since"], tls["why"], tls["certificates"]) == ([], SECOND, None, [])


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("honest", "static-rsa", "It needs ciphers now (SSLV3_ALERT_HANDSHAKE_FAILURE); from {} on, strict was enough."),
        ("static-rsa", "tls10-answer", "It needs ciphers, seclevel0, tls10 now (UNSUPPORTED_PROTOCOL); from {} on, ciphers"),
        ("no-rfc5746", "weak-key", "It needs seclevel1 now (verify 66); from {} on, reneg was enough."),
    ],
)  # fmt: skip
async def test_a_site_that_needs_less_security_than_before_is_told(lab, night, before, after, told):
    server, worse = lab.start(before), lab.start(after)
    _, learnt, _ = await night(server, {})
    server.manner = worse.manner
    _, learnt, events = await night(server, learnt, day=1)
    assert [one.kind for one in events] == ["tls-regression"]
    assert told.format(FIRST) in events[0].detail
    assert learnt[server.url]["tls"]["since"] == SECOND
    _, learnt, events = await night(server, learnt, day=2)
    assert events == ()
    assert learnt[server.url]["tls"]["since"] == SECOND


async def test_a_regression_within_a_run_is_told_too(lab, time):
    server, worse = lab.start("honest"), lab.start("static-rsa")
    settings = Settings(contact="archivist@example.org", ca_file=lab.ca_file, interval=100.0)
    now = lambda: NIGHTS[0] + timedelta(seconds=time.now - 1000)  # noqa: E731
    async with Client(settings, sleep=time.sleep, clock=time.clock, now=now) as client:
        await client.get(f"{server.url}/page")
        server.manner = worse.manner
        await next(iter(client._sites)).line.close()
        await client.get(f"{server.url}/page")
        assert [one.kind for one in client.events()] == ["tls-regression"]
        await client.get(f"{server.url}/page")
        worse_still = lab.start("no-rfc5746+static-rsa")
        server.manner = worse_still.manner
        await next(iter(client._sites)).line.close()
        await client.get(f"{server.url}/page")
        tls = client.learnt()[server.url]["tls"]
    assert tls["switches"] == ["reneg", "ciphers"]
    assert tls["last_strict"] < tls["since"]  # the last climb began where the one before had ended


async def test_a_missing_intermediate_is_no_regression_and_its_coming_is_told(lab, night):
    server, unsent = lab.start("honest"), lab.start("intermediate-unsent")
    healthy, server.manner = server.manner, unsent.manner
    _, learnt, events = await night(
        server, {server.url: {"tls": {"switches": [], "since": FIRST, "last_strict": FIRST}}}
    )
    assert (events, learnt[server.url]["tls"]["switches"]) == ((), ["aia"])
    server.manner = healthy
    _, _, events = await night(server, learnt)
    assert [one.kind for one in events] == ["tls-mended"]


async def test_an_opt_in_that_is_needed_no_more_is_told(lab, night):
    server, healthy = lab.start("self-signed"), lab.start("honest")
    opted = (OptIn(server.url, "unverified", "a test"),)
    _, learnt, events = await night(server, {}, opt_ins=opted)
    assert [one.kind for one in events] == ["opt-in-used"]
    assert (learnt[server.url]["tls"]["opt_in"], learnt[server.url]["tls"]["authenticated"]) == (
        "unverified: a test",
        "no",
    )
    with pytest.raises(TlsError):  # what was remembered opts nobody in
        await night(server, learnt)
    server.manner = healthy.manner
    capture, _, events = await night(server, learnt)
    assert (capture.authenticated, [one.kind for one in events]) == ("yes", ["tls-mended"])


async def test_another_defect_than_the_remembered_one_is_climbed_from_the_ground(lab, night):
    server, other = lab.start("tls10"), lab.start("no-rfc5746")
    _, learnt, _ = await night(server, {})
    server.manner = other.manner
    capture, _, _ = await night(server, learnt)
    assert capture.switches == ("reneg",)


async def test_a_remembered_intermediate_that_is_not_the_right_one_any_more_is_fetched_anew(lab, night):
    server = lab.start("intermediate-unsent")
    _, learnt, _ = await night(server, {})
    old = learnt[server.url]["tls"]["certificates"]
    again = Certified("Lab intermediate", lab.world.root, key=10)
    lab.world.place.pages["/again.cer"] = again.der
    leaf = lab.world.leaf(issuer=again, aia=[f"http://127.0.0.1:{lab.world.place.port}/again.cer"])
    server.manner = lab.world.openssl(type(server.manner.shown)(leaf))
    capture, learnt, _ = await night(server, learnt)
    assert capture.status == 200
    assert capture.handshakes == 4  # strict, with the old one, a look, with the new one
    assert learnt[server.url]["tls"]["certificates"] != old


async def test_a_remembered_intermediate_is_of_no_use_without_its_root(lab, night, tmp_path):
    server = lab.start("intermediate-unsent")
    _, learnt, _ = await night(server, {})
    (tmp_path / "other.pem").write_bytes(Certified("Other root", key=9).pem)
    with pytest.raises(TlsError) as caught:
        await night(server, learnt, ca_file=tmp_path / "other.pem")
    assert caught.value.diagnosis == "verify 2"
    assert caught.value.handshakes == 3  # strict, with what was remembered, and a look that finds the same again


DAMAGED = [
    {},
    {"tls": {}},
    {"tls": {"switches": None}},
    {"tls": {"switches": ["aia", "made-up"], "since": FIRST, "last_strict": FIRST, "certificates": [{}]}},
    {"tls": {"switches": ["aia"], "since": FIRST, "last_strict": FIRST, "certificates": ["x"], "why": "verify 20"}},
    {"tls": {"switches": ["aia"], "since": FIRST, "last_strict": FIRST, "certificates": 5}},
    {"tls": "nonsense"},
    {"tls": None},
]


@pytest.mark.parametrize("kept", DAMAGED, ids=range(len(DAMAGED)))
async def test_damaged_memories_do_no_harm(lab, night, kept):
    server = lab.start("intermediate-unsent")
    capture, _, _ = await night(server, {server.url: kept})
    assert capture.switches == ("aia",)


async def test_a_remembered_root_is_never_taken(lab, night):
    """Whoever can write to the archive cannot have a root of their own trusted."""
    server = lab.start("aia-rogue-root")
    lab.world.place.pages.clear()
    rogue = server.manner.shown.leaf.issuer
    kept = {
        "switches": ["aia"], "since": FIRST, "last_strict": FIRST, "why": "verify 20",
        "certificates": [Issuer("http://a.example/", rogue.der).kept()],
    }  # fmt: skip
    with pytest.raises(TlsError):
        await night(server, {server.url: {"tls": kept}})
    assert server.paths == []


def test_a_certificate_is_recalled_only_as_it_was_kept(tmp_path):
    root = Certified("Root", key=1)
    kept = Issuer("http://a.example/", Certified("Between", root, key=2).der).kept()
    assert Issuer.recalled(kept).kept() == kept
    assert Issuer.recalled({**kept, "sha256": "00"}) is None
    assert Issuer.recalled({**kept, "der": "!"}) is None
    assert Issuer.recalled({**kept, "der": None}) is None
    assert Issuer.recalled({"url": "x"}) is None
    assert Issuer.recalled(Issuer("http://a.example/", root.der).kept()) is None


def test_switches_without_what_they_need_are_forgotten():
    kept = {"switches": ["aia", "reneg"], "since": FIRST, "last_strict": FIRST, "certificates": []}
    assert Memory.recalled(kept, ()).setting.switches == {"reneg"}


async def test_what_was_learnt_outlasts_the_client_and_a_failure(lab, night, time):
    server, dead = lab.start("static-rsa"), lab.start("resets")
    _, learnt, _ = await night(server, {})
    kept = learnt[server.url]
    server.manner = dead.manner
    settings = Settings(contact="archivist@example.org", ca_file=lab.ca_file, attempts=1)
    client = Client(settings, remembered=learnt, sleep=time.sleep, clock=time.clock)
    async with client:
        with pytest.raises(TlsError):
            await client.get(f"{server.url}/page")
    assert client.learnt()[server.url]["tls"] == kept["tls"]
