"""Councils that answer badly, from the command or the harvest to the archive: told in words, and nothing empty kept."""

import json
import sqlite3

from modgov.replica import Replica, serve
from modgov.replica.site import _redirect
from storage.records import TABLES
from tests.modgov.sites import Site, decision, edition, links, page, table

ERROR_PAGE = "mgError.aspx"
ADDRESSES = {"url", "labels", "first_seen", "last_seen", "council", "capture_id", "number", "place"}


def records(folder):
    """Every record of an archive: its kind, and the columns that state something."""
    database = sqlite3.connect(folder / "modgov.db")
    database.row_factory = sqlite3.Row
    try:
        for kind, name in TABLES.items():
            for row in map(dict, database.execute(f"select * from {name}")):
                said = {key for key, value in row.items() if value not in (None, "", "[]", "{}")}
                yield kind, row[f"{kind}_id"], {key for key in said - ADDRESSES if not key.endswith("_id")}
    finally:
        database.close()


class Redirecting(Replica):
    """A council whose every page leads to its error page, which answers well."""

    def answer(self, target, headers=None):
        is_fine = target.startswith((f"/{ERROR_PAGE}", "/robots.txt"))
        return super().answer(target, headers) if is_fine else _redirect(f"/{ERROR_PAGE}")


def test_a_council_that_redirects_everything_to_its_error_page(modgov, tmp_path):
    with serve(Redirecting(day=1)) as base_url:
        first = modgov("harvest", base_url, "--interval", 0)
        again = modgov("harvest", base_url, "--interval", 0, "--json")
    assert (first.exit_code, again.exit_code) == (1, 1)
    assert "0 pages read into archive: no new record" in first.stdout
    assert "ModernGov answered with its error page (status 200)" in first.stdout
    assert (json.loads(again.stdout)["new"], list(records(tmp_path / "archive"))) == ({}, [])


def test_a_council_that_comes_to_redirect_everything_loses_no_record(modgov, tmp_path):
    well, ill = Replica(day=1), Redirecting(day=1)
    with serve(well) as base_url:
        modgov("harvest", base_url, "--interval", 0, "--only", "plans", "--only", "issues")
        before = list(records(tmp_path / "archive"))
        well.answer = ill.answer
        result = modgov("harvest", base_url, "--interval", 0)
    assert (result.exit_code, len(before) > 50) == (1, True)
    assert list(records(tmp_path / "archive")) == before
    assert "ModernGov answered with its error page (status 200)" in result.stdout
    assert "settled" not in result.stdout  # an error page is no look at a page


def test_entries_without_a_title_or_anything_else_are_told_and_not_kept(tmp_path):
    site = Site(
        mgPlansHome=links("Forward plans", ("mgListPlanItems.aspx?PlanId=5", "March")),
        mgListPlanItems=edition(
            ("mgIssueHistoryHome.aspx?IId=41", ""), ("mgIssueHistoryHome.aspx?IId=42", "Quay repairs")
        ),
        mgDelegatedDecisions=lambda query: table(("77", "", "")) if query["DS"] == ["2"] else table(),
    )
    outcome = site.night(tmp_path / "archive")
    kept = list(records(tmp_path / "archive"))
    assert ("plan_item", "5/42") in {(kind, id_) for kind, id_, _ in kept}
    assert all(said for _, _, said in kept)
    assert not {id_ for _, id_, _ in kept} & {"77", "41"}
    told = [
        row["place"].rpartition("/")[2] for row in outcome.warnings if "say nothing and were not kept" in row["reason"]
    ]
    assert any(place.startswith("mgDelegatedDecisions") for place in told)
    assert any("mgIssueHistoryHome.aspx?IId=41" in row["url"] for row in outcome.deferred)  # there is no such page


def test_an_agenda_item_of_which_only_ids_are_told_is_kept_without_a_warning(tmp_path):
    site = Site(
        mgPlansHome=links("Forward plans", ("mgListPlanItems.aspx?PlanId=5", "March")),
        mgListPlanItems=edition(("mgIssueHistoryHome.aspx?IId=41", "Quay")),
        mgIssueHistoryHome=page(
            "Issue details",
            '<h3 class="mgSubSubTitleTxt">Agenda items</h3><ul class="mgBulletList"><li>'
            '<a href="ieListDocuments.aspx?CId=115&amp;MId=9012#AI31870">Cabinet</a></li></ul>',
            "Quay",
        ),
    )
    outcome = site.night(tmp_path / "archive", only=("plans", "issues"))
    assert ("agenda_item", "31870") in {(kind, id_) for kind, id_, _ in records(tmp_path / "archive")}
    assert not [row for row in outcome.warnings if "were not kept" in row["reason"]]


def test_ids_of_nine_digits_are_kept_as_they_are(tmp_path):
    listed = '<ul><li><a href="ieDecisionDetails.aspx?ID=500000372">09/02/2026 - Quay</a></li></ul>'
    site = Site(
        mgPlansHome=links("Forward plans", ("mgListPlanItems.aspx?PlanId=500000001", "March")),
        mgListPlanItems=edition(("mgIssueHistoryHome.aspx?IId=500000371&amp;PlanId=500000001", "Quay")),
        mgIssueHistoryHome=page("Issue details", f"<h3>Decisions</h3>{listed}", "Quay"),
        mgDelegatedDecisions=lambda query: (
            table(("500000372", "Quay", "09/02/2026")) if query["DS"] == ["2"] else table()
        ),
        ieDecisionDetails=decision("Quay"),
    )
    outcome = site.night(tmp_path / "archive")
    found = {(kind, id_) for kind, id_, _ in records(tmp_path / "archive")}
    assert {("plan", "500000001"), ("plan_item", "500000001/500000371"), ("issue", "500000371")} <= found
    assert [id_ for kind, id_ in sorted(found) if kind == "decision"] == ["500000372"]
    assert [url for url in site.asked if "ieDecisionDetails" in url] == [
        "https://democracy.thornmouth.example/ieDecisionDetails.aspx?ID=500000372"
    ]
    assert outcome.exit in (0, 3)
