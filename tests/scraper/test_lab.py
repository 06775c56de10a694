"""The ladder against every server of the lab: real handshakes, on loopback."""

import os
import ssl
from pathlib import Path

import pytest

from scraper import TimedOut, TlsError, tls
from scraper.climb import MOST_HANDSHAKES
from scraper.ladder import WEAK, in_order
from tests.scraper.lab.rows import ROWS
from tests.scraper.lab.runs import Runner
from tests.scraper.lab.table import compose

PAGE = Path(__file__).resolve().parents[2] / "docs" / "tls.md"
COMING, STOPPING = ([row for row in ROWS.values() if (row.stops is None) is comes] for comes in (True, False))
MAY_PASS = {"UNEXPECTED_EOF_WHILE_READING", "reset"}


@pytest.fixture(scope="module")
def runner(tmp_path_factory):
    """Runs rows under the strictest flags that any Python sets by itself, so that each one climbs alike."""
    make = tls._strict

    def strict():
        made = make()
        made.verify_flags |= ssl.VERIFY_X509_STRICT | ssl.VERIFY_X509_PARTIAL_CHAIN
        return made

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tls, "_strict", strict)
        tls.context.cache_clear()
        yield Runner(tmp_path_factory.mktemp("lab"))
        tls.context.cache_clear()


@pytest.mark.parametrize("row", COMING, ids=lambda row: row.name)
def test_a_page_comes(runner, row):
    run = runner.run(row)
    if run.error is not None:
        raise run.error
    first = run.captures[0]
    assert {capture.body for capture in run.captures} == {b"<p>Harbour wall</p>"}
    assert {capture.switches for capture in run.captures} == {in_order(frozenset(row.switches))}
    assert run.first == row.first
    kind = row.opt_in[0] if row.opt_in and first.opt_in else None
    weak = kind is not None or set(row.switches) & WEAK
    expected = "no" if kind in {"unverified", "http"} else "weak" if weak else "yes"
    assert {capture.authenticated for capture in run.captures} == {expected}
    assert first.opt_in == (kind and f"{kind}: the lab's own")


@pytest.mark.parametrize("row", COMING, ids=lambda row: row.name)
def test_at_most_five_handshakes_to_the_first_page_and_one_afterwards(runner, row):
    run = runner.run(row)
    first, then, next_run = run.handshakes
    assert first <= MOST_HANDSHAKES
    assert then == 1
    assert next_run <= (3 if run.first in MAY_PASS else 2)
    seen = (0, 0, 0) if row.opt_in and row.opt_in[0] == "http" else run.handshakes
    assert tuple(capture.handshakes for capture in run.captures) == seen
    assert bool(run.fetched[0]) is ("aia" in run.switches)
    assert run.fetched[1] == ()  # what was fetched is remembered


@pytest.mark.parametrize("row", COMING, ids=lambda row: row.name)
def test_a_site_that_stays_as_it_is_is_no_news(runner, row):
    expected = ["opt-in-used"] * 2 if runner.run(row).captures[0].opt_in else []
    assert list(runner.run(row).events) == expected


@pytest.mark.parametrize("row", STOPPING, ids=lambda row: row.name)
def test_it_stops_before_anything_is_sent(runner, row):
    run = runner.run(row)
    assert run.captures == ()
    assert run.handshakes[0] <= MOST_HANDSHAKES
    if row.stops == "TimedOut":
        assert isinstance(run.error, TimedOut)
        assert run.handshakes == (1,)  # a time-out never weakens anything
        return
    assert isinstance(run.error, TlsError)
    assert run.error.diagnosis == row.stops
    assert run.error.handshakes == run.handshakes[0]
    assert run.requests == ()
    assert "127.0.0.1" in str(run.error) or "localhost" in str(run.error)
    assert f"({row.stops})" in str(run.error)


def test_the_table_in_the_docs_is_what_the_run_gave(runner):
    """Set WRITE_TABLES=1 to write it anew: this run still fails, so that a person reads what changed."""
    made = compose([runner.run(row) for row in ROWS.values()])
    kept = PAGE.read_text("utf-8") if PAGE.exists() else None
    if kept != made and (kept is None or os.environ.get("WRITE_TABLES")):
        PAGE.parent.mkdir(exist_ok=True)
        PAGE.write_text(made, "utf-8")
    assert kept == made, f"{PAGE.name} is not what the run gave: set WRITE_TABLES=1, run this test again, and read it."
