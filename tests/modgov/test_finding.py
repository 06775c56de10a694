"""What a harvest finds, window by window, and what it makes of councils that answer badly."""

from datetime import date, timedelta

import pytest

import scraper
import storage
from modgov.outcomes import summary
from modgov.reports import told
from modgov.sampling import draw
from tests.modgov.nights import rows
from tests.modgov.sites import BASE, ERROR, NIGHT, Site, decision, edition, links, page, table

ALL = {"2381": "09/02/2026", "2214": "12/12/2023", "1775": "17/05/2021"}


def as_day(printed):
    day, month, year = map(int, printed.split("/"))
    return date(year, month, day)


def register(known):
    """A register that finds its decisions by the day of publication, in the bucket of published ones."""

    def answer(query):
        first, _, last = query["DR"][0].partition("-")
        if query["DS"] != ["2"]:
            return table()
        held = [
            (ref, f"Title {ref}", day) for ref, day in known.items() if as_day(first) <= as_day(day) <= as_day(last)
        ]
        return table(*held)

    return answer


def test_windows_are_read_newest_first_in_overlapping_slices_of_less_than_six_months(tmp_path):
    site = Site(mgDelegatedDecisions=register(ALL), ieDecisionDetails=decision("Quay repairs"))
    site.night(tmp_path / "archive")
    asked = site.windows()
    assert [last for _, last in asked] == sorted((last for _, last in asked), reverse=True)
    assert all((last - first).days < 181 for first, last in asked)
    assert all(later[0] <= earlier[1] - timedelta(days=6) for later, earlier in zip(asked, asked[1:], strict=False))
    assert asked[-1][0] > date(2024, 6, 1)  # a year back and no further


def test_since_and_from_start_reach_as_far_as_they_say(tmp_path):
    for wishes, found in (
        ({}, {"2381"}),
        ({"since": "2023-11-01"}, {"2381", "2214"}),
        ({"from_start": True}, {"2381", "2214", "1775"}),
    ):
        site = Site(mgDelegatedDecisions=register(ALL), ieDecisionDetails=lambda query: decision(query["ID"][0]))
        folder = tmp_path / "-".join(wishes or ["plain"])
        site.night(folder, **wishes)
        assert {ref for (ref,) in rows(folder, "select decision_id from decisions")} == found
    oldest = site.windows()[-1]
    assert (date(2021, 5, 17) - oldest[0]).days > 1800  # several empty windows in a row end it


def test_the_register_is_asked_before_decisions_and_plans_before_all(tmp_path):
    site = Site(
        mgPlansHome=links("Forward plans", ("mgListPlans.aspx?RPId=1", "Cabinet")),
        mgListPlans=page("Cabinet, 2026", "<p>There are no plans published for this period</p>"),
        mgDelegatedDecisions=register(ALL),
        ieDecisionDetails=decision("Quay repairs"),
    )
    site.night(tmp_path / "archive")
    order = [url.rpartition("/")[2].partition(".")[0] for url in site.asked]
    assert order[:2] == ["mgPlansHome", "mgListPlans"]
    assert order.index("mgDelegatedDecisions") < order.index("ieDecisionDetails")


def test_only_fetches_one_kind_and_queues_the_rest(tmp_path):
    site = Site(mgDelegatedDecisions=register(ALL), ieDecisionDetails=decision("Quay repairs"))
    outcome = site.night(tmp_path / "archive", only=("registers",))
    assert {url.rpartition("/")[2].partition(".")[0] for url in site.asked} == {
        "mgDelegatedDecisions",
        "mgListOfficerDecisions",
    }
    assert (outcome.queued, outcome.exit) == (1, 0)
    site.asked.clear()
    site.night(tmp_path / "archive", only=("decisions",))
    assert site.asked == [f"{BASE}/ieDecisionDetails.aspx?ID=2381"]


def test_a_second_night_asks_for_open_windows_only(tmp_path):
    site = Site(mgDelegatedDecisions=register(ALL), ieDecisionDetails=decision("Quay repairs"))
    site.night(tmp_path / "archive", from_start=True)
    first = len(site.windows())
    site.asked.clear()
    site.night(tmp_path / "archive", now=NIGHT + timedelta(days=1), from_start=True)
    assert (first > 10, len(site.windows())) == (True, 1)


def test_a_slow_window_makes_the_next_ones_narrower_and_no_narrower_than_six_weeks(tmp_path):
    site = Site(mgDelegatedDecisions=lambda query: {"body": register(ALL)(query), "elapsed": 31.0})
    site.night(tmp_path / "archive", only=("registers",))
    widths = [(last - first).days + 1 - 7 for first, last in site.windows()]
    assert (widths[0], widths[1], set(widths[2:])) == (168, 84, {42})


def test_a_window_that_fails_is_halved_and_each_half_is_read_once(tmp_path):
    whole = register(ALL)

    def answer(query):
        first, _, last = query["DR"][0].partition("-")
        wide = (as_day(last) - as_day(first)).days > 100
        return scraper.TimedOut("It did not answer in time.", BASE) if wide else whole(query)

    site = Site(mgDelegatedDecisions=answer, ieDecisionDetails=decision("Quay repairs"))
    outcome = site.night(tmp_path / "archive")
    assert (outcome.deferred, outcome.exit) == ([], 0)
    read = rows(tmp_path / "archive", "select first, last from windows where list = 'published'")
    assert len(read) == len(set(read)) > 4
    assert rows(tmp_path / "archive", "select decision_id from decisions") == [("2381",)]


def test_a_run_that_is_killed_does_not_forget_which_windows_were_halved(tmp_path):
    whole, is_killed = register(ALL), True

    def answer(query):
        first, _, last = query["DR"][0].partition("-")
        if (as_day(last) - as_day(first)).days > 100:
            return scraper.TimedOut("It did not answer in time.", BASE)
        return KeyboardInterrupt() if is_killed else whole(query)

    site = Site(mgDelegatedDecisions=answer, ieDecisionDetails=decision("Quay repairs"))
    with pytest.raises(KeyboardInterrupt):
        site.night(tmp_path / "archive")
    (wide, half), is_killed = site.windows(), False
    site.asked.clear()
    site.night(tmp_path / "archive", now=NIGHT + timedelta(hours=2))
    assert (site.windows()[0], wide in site.windows()) == (half, False)
    assert rows(tmp_path / "archive", "select decision_id from decisions") == [("2381",)]
    site.asked.clear()
    site.night(tmp_path / "archive", now=NIGHT + timedelta(days=2))
    assert wide in site.windows()  # another night it is asked for as a whole: the site may be well again


def test_a_register_that_answers_errors_for_every_window_is_given_up_in_words(tmp_path):
    site = Site(mgDelegatedDecisions=ERROR)
    outcome = site.night(tmp_path / "archive", from_start=True)
    assert len(site.windows()) == 6  # a slice, two halves, and three of the narrowest
    assert rows(tmp_path / "archive", "select distinct state from windows where list = 'published'") == [
        ("halved",),
        ("failed",),
    ]
    assert any("decisions published" in row["reason"] and "error page" in row["reason"] for row in outcome.deferred)
    assert "this list was given up" in next(
        row["reason"] for row in outcome.warnings if row["place"] == "decisions published"
    )
    assert (rows(tmp_path / "archive", "select count(*) from decisions"), outcome.exit) == ([(0,)], 3)


def test_half_a_list_completes_no_window(tmp_path):
    body = table(*[(str(number), f"Title {number}", "09/02/2026") for number in range(40)])
    site = Site(mgDelegatedDecisions=body[: len(body) // 2])
    outcome = site.night(tmp_path / "archive", only=("registers",))
    told = [row["reason"] for row in outcome.deferred if "decisions published" in row["reason"]]
    assert told
    assert all("the page was cut short" in reason for reason in told)
    assert rows(tmp_path / "archive", "select count(*) from windows where list = 'published' and state = 'read'") == [
        (0,)
    ]
    assert rows(tmp_path / "archive", "select count(*) from decisions") == [(0,)]


def test_a_list_that_breaks_off_at_a_round_number_is_asked_for_in_halves(tmp_path):
    def answer(query):
        first, _, last = query["DR"][0].partition("-")
        wide = (as_day(last) - as_day(first)).days > 60
        entries = 100 if wide else 3
        return table(*[(str(number), f"Title {number}", "09/02/2026") for number in range(entries)])

    site = Site(mgDelegatedDecisions=answer, ieDecisionDetails=decision("Quay repairs"))
    site.night(tmp_path / "archive", only=("registers",))
    read = rows(
        tmp_path / "archive", "select first, last, rows from windows where list = 'published' and state = 'read'"
    )
    assert read
    assert {(date.fromisoformat(last) - date.fromisoformat(first)).days + 1 for first, last, _ in read} == {42}


def test_a_list_that_a_council_does_not_have_is_remembered(tmp_path):
    missing = {"body": b"<h1>404</h1>", "status": 404}
    site = Site(mgListOfficerDecisions=missing, mgListCommittees=missing)
    assert site.night(tmp_path / "archive").exit == 0
    assert dict(rows(tmp_path / "archive", "select list, reason from absent_lists")) == dict.fromkeys(
        ("officers", "committees"), "the address answers with status 404"
    )
    site.asked.clear()
    site.night(tmp_path / "archive", now=NIGHT + timedelta(days=1))
    assert not [url for url in site.asked if "OfficerDecisions" in url or "ListCommittees" in url]
    site.asked.clear()
    site.night(tmp_path / "archive", now=NIGHT + timedelta(days=100))
    assert [url for url in site.asked if "OfficerDecisions" in url]


def test_a_slow_404_is_no_missing_list(tmp_path):
    site = Site(mgListOfficerDecisions={"body": b"<h1>404</h1>", "status": 404, "elapsed": 40.0})
    assert site.night(tmp_path / "archive").exit == 3
    assert rows(tmp_path / "archive", "select count(*) from absent_lists") == [(0,)]


def test_a_council_that_redirects_everything_to_its_error_page_loses_nothing(tmp_path):
    well = Site(mgDelegatedDecisions=register(ALL), ieDecisionDetails=decision("Quay repairs"))
    well.night(tmp_path / "archive")
    ill = Site(
        **dict.fromkeys(("mgPlansHome", "mgListCommittees", "mgDelegatedDecisions", "mgListOfficerDecisions"), ERROR)
    )
    outcome = ill.night(tmp_path / "archive", now=NIGHT + timedelta(days=20))
    assert (outcome.usable, outcome.gone, outcome.exit) == (0, 0, 1)
    assert all("error page" in row["reason"] for row in outcome.deferred)
    assert rows(tmp_path / "archive", "select gone_since from decisions") == [(None,)]


def test_a_decision_that_is_gone_is_dated_and_comes_back(tmp_path):
    site = Site(mgDelegatedDecisions=register(ALL), ieDecisionDetails=decision("Quay repairs"))
    site.night(tmp_path / "archive")
    site.answers["ieDecisionDetails.aspx"] = ERROR
    outcome = site.night(tmp_path / "archive", now=NIGHT + timedelta(days=20))
    assert (outcome.gone, outcome.deferred, outcome.exit) == (1, [], 0)
    assert rows(tmp_path / "archive", "select gone_since from decisions") == [("2026-03-22T01:00:00Z",)]
    site.answers["ieDecisionDetails.aspx"] = decision("Quay repairs")
    site.night(tmp_path / "archive", now=NIGHT + timedelta(days=40))
    assert rows(tmp_path / "archive", "select gone_since from decisions") == [(None,)]


def test_a_decision_that_was_gone_and_is_listed_again_is_asked_for_at_once(tmp_path):
    known = dict(ALL)
    site = Site(mgDelegatedDecisions=register(known), ieDecisionDetails=decision("Quay repairs"))
    folder, page_of = tmp_path / "archive", f"{BASE}/ieDecisionDetails.aspx?ID=2381"

    def night(day):
        site.asked.clear()
        site.night(folder, now=NIGHT + timedelta(days=day))
        (gone_since,) = rows(folder, "select gone_since from decisions")[0]
        return page_of in site.asked, gone_since

    assert night(0) == (True, None)
    site.answers["ieDecisionDetails.aspx"] = ERROR
    del known["2381"]
    is_asked, gone_since = night(20)
    assert (is_asked, night(21)) == (True, (False, gone_since))
    known["2381"] = ALL["2381"]
    assert night(22) == (True, gone_since)
    assert night(23) == (False, gone_since)  # the list goes on naming it: that is no news


def test_a_page_that_can_never_be_had_is_tried_less_and_less_often(tmp_path):
    site = Site(
        mgDelegatedDecisions=register(ALL), ieDecisionDetails=lambda query: scraper.TimedOut("It took too long.", BASE)
    )
    asked = []
    for day in range(60):
        site.asked.clear()
        site.night(tmp_path / "archive", now=NIGHT + timedelta(days=day))
        asked += [day] if any("ieDecisionDetails" in url for url in site.asked) else []
    assert asked == [0, 1, 2, 3, 5, 9, 17, 33]


def test_a_list_far_below_its_own_history_is_a_warning_in_the_summary_and_in_runs(tmp_path):
    many = {str(number): "09/02/2026" for number in range(3000, 3012)}
    site = Site(mgDelegatedDecisions=register(many), ieDecisionDetails=lambda query: decision(query["ID"][0]))
    site.night(tmp_path / "archive")
    site.answers["mgDelegatedDecisions.aspx"] = table()
    outcome = site.night(tmp_path / "archive", now=NIGHT + timedelta(days=1))
    (warning,) = [row for row in outcome.warnings if "decisions published" in row["place"]]
    assert warning["reason"].startswith("It lists no decisions, where it had 12")
    assert warning["reason"] in rows(tmp_path / "archive", "select summary from runs order by id desc limit 1")[0][0]


@pytest.mark.parametrize("query", ["ID=2381", "Id=2381", "id=2381&LLL=", "ID=2381&Opt=1"])
def test_the_same_decision_under_four_urls_is_fetched_once(tmp_path, query):
    site = Site(
        mgDelegatedDecisions=register(ALL),
        mgIssueHistoryHome=page(
            "Issue details", f'<ul><li><a href="ieDecisionDetails.aspx?{query}">09/02/2026 - Quay</a></li></ul>', "Quay"
        ),
        mgPlansHome=links("Forward plans", ("mgListPlans.aspx?RPId=1", "Cabinet")),
        mgListPlans=links("Cabinet, 2026", ("mgListPlanItems.aspx?PlanId=5", "March")),
        mgListPlanItems=edition(("mgIssueHistoryHome.aspx?IId=500000371", "Quay")),
        ieDecisionDetails=decision("Quay repairs"),
    )
    site.night(tmp_path / "archive")
    assert rows(tmp_path / "archive", "select decision_id from decisions") == [("2381",)]
    assert rows(tmp_path / "archive", "select issue_id from issues") == [("500000371",)]
    assert len([url for url in site.asked if "ieDecisionDetails" in url]) == 1


def test_an_edition_without_items_and_an_item_without_a_title_are_told_in_words(tmp_path):
    site = Site(
        mgPlansHome=links("Forward plans", ("mgListPlanItems.aspx?PlanId=5", "March")),
        mgListPlanItems=edition(),
        mgDelegatedDecisions=lambda query: table(("77", "", "")) if query["DS"] == ["2"] else table(),
        ieDecisionDetails=ERROR,
    )
    outcome = site.night(tmp_path / "archive")
    told = {row["reason"] for row in outcome.warnings}
    assert "It lists no items." in told
    assert rows(tmp_path / "archive", "select count(*) from plan_items") == [(0,)]
    assert rows(
        tmp_path / "archive", "select count(*) from decisions where title is null and publication_date is null"
    ) == [(0,)]


def test_a_register_that_robots_txt_forbids_is_not_asked_for_in_halves(tmp_path):
    site = Site(mgDelegatedDecisions=scraper.RobotsDenied("robots.txt forbids it.", BASE))
    outcome = site.night(tmp_path / "archive")
    assert len(site.windows()) == 1
    assert any("robots.txt forbids it" in row["reason"] for row in outcome.deferred)


def test_where_everything_is_missing_no_list_is_believed_to_be(tmp_path):
    nothing = {"body": b"<h1>404</h1>", "status": 404}
    scripts = ("mgPlansHome", "mgListCommittees", "mgDelegatedDecisions", "mgListOfficerDecisions")
    outcome = Site(**dict.fromkeys(scripts, nothing)).night(tmp_path / "archive")
    assert (outcome.exit, rows(tmp_path / "archive", "select count(*) from absent_lists")) == (1, [(0,)])
    assert {row["reason"] for row in outcome.deferred} >= {"the address answers with status 404"}


def test_a_window_whose_bytes_were_safe_when_the_run_was_killed_is_not_asked_for_again(tmp_path, monkeypatch):
    site = Site(mgDelegatedDecisions=register(ALL), ieDecisionDetails=decision("Quay repairs"))

    def killed(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(storage.Archive, "window_read", killed)
        with pytest.raises(KeyboardInterrupt):
            site.night(tmp_path / "archive", only=("registers",))
    site.night(tmp_path / "archive", only=("registers",))
    asked = [url for url in site.asked if "DelegatedDecisions" in url]
    assert len(asked) == len(set(asked))
    assert rows(tmp_path / "archive", "select count(*) from windows where list = 'published' and state = 'read'") > [
        (1,)
    ]


def test_the_share_of_settled_pages_found_changed_is_told_and_kept(tmp_path):
    old = {str(number): "09/02/2021" for number in range(4000, 4060)}
    text = page("Decision details", '<p><span class="mgLabel">Publication date: </span>09/02/2021</p>', "Quay repairs")
    site = Site(mgDelegatedDecisions=register(old), ieDecisionDetails=text)
    folder = tmp_path / "archive"
    site.night(folder, from_start=True)
    pages = [f"{BASE}/ieDecisionDetails.aspx?ID={ref}" for ref in old]
    day = next(day for day in range(1, 250) if draw(pages, (NIGHT + timedelta(days=day)).date().isoformat()))
    drawn = draw(pages, (NIGHT + timedelta(days=day)).date().isoformat())
    site.asked.clear()
    site.answers["ieDecisionDetails.aspx"] = text.replace(b"Quay", b"Pier")
    outcome = site.night(folder, now=NIGHT + timedelta(days=day))
    assert sorted(url for url in site.asked if "ieDecisionDetails" in url) == sorted(drawn)
    number = len(drawn)
    assert summary(outcome)["sampled"] == {"read": number, "changed": number}
    assert f"read to check, {number} had changed (100.0%)." in told(outcome, folder)
    kept = "select json_extract(summary, '$.sampled.read'), json_extract(summary, '$.sampled.changed') from runs"
    assert rows(folder, f"{kept} order by id desc limit 1") == [(number, number)]
    titles = rows(folder, "select title, count(*) from decisions group by title")
    assert dict(titles) == {"Pier repairs": number, "Quay repairs": len(old) - number}


def test_an_error_page_is_no_look_at_a_settled_page_unless_it_is_believed(tmp_path):
    old = {str(number): "09/02/2021" for number in range(4000, 4060)}
    pages = [f"{BASE}/ieDecisionDetails.aspx?ID={ref}" for ref in old]
    text = page("Decision details", '<p><span class="mgLabel">Publication date: </span>09/02/2021</p>', "Quay")
    day = next(day for day in range(1, 250) if draw(pages, (NIGHT + timedelta(days=day)).date().isoformat()))
    for is_well, sampled in ((False, {"read": 0, "changed": 0}), (True, {"read": 1, "changed": 1})):
        folder = tmp_path / str(is_well)
        site = Site(mgDelegatedDecisions=register(old), ieDecisionDetails=text)
        site.night(folder, from_start=True)
        lists = [name for name in site.answers if not is_well or name == "ieDecisionDetails.aspx"]
        site.answers |= dict.fromkeys(lists, ERROR)
        outcome = site.night(folder, now=NIGHT + timedelta(days=day))
        assert summary(outcome)["sampled"] == sampled


def test_from_start_gets_over_years_of_silence(tmp_path):
    known = {"2381": "09/02/2026", "900": "01/06/2020", "12": "04/03/2015"}  # more than five years between them
    site = Site(mgDelegatedDecisions=register(known), ieDecisionDetails=lambda query: decision(query["ID"][0]))
    site.night(tmp_path / "archive", from_start=True)
    assert {ref for (ref,) in rows(tmp_path / "archive", "select decision_id from decisions")} == set(known)
    asked = site.windows()
    assert all(later[0] <= earlier[1] for later, earlier in zip(asked, asked[1:], strict=False))
    assert date(2015, 3, 4) - asked[-1][0] > timedelta(days=5 * 365)
    assert asked[-1][0] > date(2008, 1, 1)


def test_a_clock_that_is_set_back_leaves_nothing_in_the_queue(tmp_path, monkeypatch):
    known = {str(number): "09/02/2026" for number in range(3000, 3012)}
    site = Site(mgDelegatedDecisions=register(known), ieDecisionDetails=lambda query: decision(query["ID"][0]))
    get = site.get

    async def get_and_set_back(url):
        site.now -= timedelta(hours=len(site.asked) == 8)
        return await get(url)

    monkeypatch.setattr(site, "get", get_and_set_back)
    outcome = site.night(tmp_path / "archive")
    assert (outcome.queued, outcome.new["decision"], outcome.exit) == (0, 12, 0)
