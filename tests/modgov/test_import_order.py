"""The order of imports does not matter: records, versions and changes come out the same, among harvests too."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import storage
from modgov.harvest import Wishes, import_page
from modgov.harvest.absences import Absences
from modgov.harvest.intake import Intake
from modgov.options import iso
from modgov.outcomes import Outcome
from modgov.targets import find_target
from tests.modgov.sites import BASE, ERROR, decision, page, table

TARGET = find_target(BASE)
START = datetime(2020, 1, 1, tzinfo=UTC)
REGISTER = f"{BASE}/mgDelegatedDecisions.aspx?DS=2&DR=01/01/2020-31/01/2020"
DECISION = f"{BASE}/ieDecisionDetails.aspx?ID=7"
ISSUE = f"{BASE}/mgIssueHistoryHome.aspx?IId=3"
PLAN = f"{BASE}/mgListPlanItems.aspx?PlanId=2"


def issue(title, status):
    return page(
        "Issue details",
        f'<p><span class="mgLabel">Decision status: </span>{status}</p><h3 class="mgSectionTitle">Decisions</h3>'
        f'<ul class="mgBulletList"><li><a href="ieDecisionDetails.aspx?ID=7">01/02/2020 - {title}</a></li></ul>',
        title,
    )


def plan(title):
    return page(
        "Forward plan",
        f'<p class="mgPlanItemTitle"><a href="mgIssueHistoryHome.aspx?IId=3">{title}</a></p>'
        '<p><span class="mgLabel">Decision due: </span>1 Mar 2020</p>',
        "Plan",
    )


PAGES = {
    REGISTER: [table(("7", "Harbour", "01/02/2020")), table(("7", "Harbour wall", "01/02/2020")), table()],
    DECISION: [decision("Harbour"), decision("Harbour", "Called in"), decision("Harbour wall"), ERROR],
    ISSUE: [issue("Harbour", "For Determination"), issue("Harbour", "Withdrawn"), ERROR],
    PLAN: [plan("Harbour"), plan("Harbour wall"), ERROR],
}


class Seen(NamedTuple):
    """A capture: its second, its page, which of the page's bodies, and whether a harvest fetched it."""

    second: int
    url: str
    body: int
    is_fetched: bool

    def exchange(self):
        return {
            "council": TARGET.council,
            "url": self.url,
            "final_url": self.url,
            "captured_at": iso(START + timedelta(seconds=self.second)),
            "body": PAGES[self.url][self.body],
            "status": 200,
            "headers": [["Content-Type", "text/html"]],
            "content_type": "text/html",
            "source": "fetch" if self.is_fetched else "import",
        }


SEEN = st.sampled_from([(url, number) for url, bodies in PAGES.items() for number in range(len(bodies))]).flatmap(
    lambda page: st.builds(Seen, st.integers(0, 12), st.just(page[0]), st.just(page[1]), st.booleans())
)
CAPTURES = st.lists(SEEN, min_size=2, max_size=7, unique_by=lambda one: (one.second, one.url, one.is_fetched))


@pytest.fixture(scope="module")
def blank(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("blank") / "archive"
    storage.Archive.open(folder, create=True).close()
    return folder


def take_in(archive, arrival):
    outcome = Outcome()
    absences = Absences(archive, TARGET.council, outcome, lambda: START)
    intake = Intake(archive, TARGET, outcome, Wishes(), lambda: START, run_id=1, first_run_id=1, absences=absences, walks=None)  # fmt: skip
    for seen in arrival:
        if seen.is_fetched:
            intake.take(archive.add_capture(seen.exchange()))
            intake.doubts.believe()  # the site's front page is well
        else:
            import_page(archive, seen.exchange())


def state(archive):
    db = archive._db
    rows = {}
    for table_name in ("issues", "plans", "plan_items", "decisions", "documents", "issue_decisions"):
        found = db.query(f"select * from {table_name}")
        left_out = ("last_seen", "capture_id")  # a page that repeats itself writes no record
        rows[table_name] = sorted(
            str({name: value for name, value in row.items() if name not in left_out}) for row in found
        )
    versions = "select v.kind, v.id, v.captured_at, v.row from versions v order by 1, 2, 3, 4"
    changes = """select c.kind, c.id, field, old, new, at, cause, o.captured_at, n.url from changes c
        join captures o on o.id = c.old_capture_id join captures n on n.id = c.new_capture_id
        order by c.kind, c.id, field, at, old, new"""
    return rows, db.execute(versions).fetchall(), db.execute(changes).fetchall()


def arrivals(captures, permuted):
    """A possible order of arrival: harvests come in the order of time, imports whenever they like."""
    fetched = iter(sorted(seen for seen in captures if seen.is_fetched))
    return [next(fetched) if seen.is_fetched else seen for seen in permuted]


@settings(max_examples=80, deadline=None)
@given(captures=CAPTURES, data=st.data())
def test_the_order_of_imports_does_not_matter(blank, captures, data):
    states = []
    for order in (sorted(captures), data.draw(st.permutations(captures))):
        with TemporaryDirectory() as temporary:
            folder = Path(temporary) / "archive"
            shutil.copytree(blank, folder)
            with storage.Archive.open(folder, now=lambda: iso(START)) as archive:
                take_in(archive, arrivals(captures, order))
                states.append(state(archive))
    assert states[0] == states[1]


def test_the_pages_of_this_test_say_what_they_should(blank, tmp_path):
    shutil.copytree(blank, tmp_path / "archive")
    with storage.Archive.open(tmp_path / "archive") as archive:
        take_in(archive, [Seen(number, url, 0, is_fetched=False) for number, url in enumerate(PAGES)])
        take_in(archive, [Seen(60, url, len(PAGES[url]) - 1, is_fetched=False) for url in PAGES])
        rows, versions, changes = state(archive)
    assert [len(rows[name]) for name in ("issues", "plans", "plan_items", "decisions")] == [1, 1, 1, 1]
    assert len({kind for kind, *_ in versions}) >= 4
    assert {change[0] for change in changes if change[2] == "gone_since"} == {"issue", "plan", "decision"}


def test_a_page_that_was_gone_when_it_was_first_fetched_was_there_before(blank, tmp_path):
    """A harvest met only its error page; an older capture, imported later, shows the record that is gone."""
    states = []
    fetched, imported = Seen(9, DECISION, 3, is_fetched=True), Seen(5, DECISION, 0, is_fetched=False)
    for name, arrival in (("a", [fetched, imported]), ("b", [imported, fetched])):
        shutil.copytree(blank, tmp_path / name)
        with storage.Archive.open(tmp_path / name) as archive:
            take_in(archive, arrival)
            states.append(state(archive))
    assert states[0] == states[1]
    assert [change[2] for change in states[0][2]] == ["gone_since"]
