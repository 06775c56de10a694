"""Harvests that begin at what a site's own search finds."""

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.modgov.nights import rows

SEARCH = "/ieSearchResults2.aspx"


@pytest.fixture
def harvest(modgov, site):
    """Harvest with some words; returns what was printed, and the targets that were asked for."""
    replica, base_url = site

    def run(*options):
        before = len(replica.requests)
        result = modgov("harvest", base_url, "--interval", 0, "--archive", "archive", *options)
        asked = [target for _, target in replica.requests[before:] if "robots" not in target]
        return result, asked

    return run


def searches(asked):
    """The words and the page of each search."""
    queries = [parse_qs(urlsplit(target).query) for target in asked if target.startswith(SEARCH)]
    return [(query["SS"][0], query["PG"][0]) for query in queries]


def test_hits_are_fetched_and_no_list(harvest):
    result, asked = harvest("--search", "road")
    assert result.exit_code == 0, result.output
    assert searches(asked) == [("road", "1")]
    assert [target.partition("?")[0] for target in asked[1:]] == ["/mgIssueHistoryHome.aspx"] * 2
    assert all("road" in title.lower() for (title,) in rows(Path("archive"), "select title from issues"))


def test_every_page_of_hits_is_asked_for_each_time(harvest):
    _, asked = harvest("--search", "an")
    numbers = [int(page) for _, page in searches(asked)]
    assert len(numbers) > 1
    assert numbers == list(range(1, len(numbers) + 1))
    assert "/mgPlansHome.aspx" not in asked
    _, again = harvest("--search", "an")
    assert searches(again) == searches(asked)
    assert len(again) < len(asked) / 2  # what was found was fetched a moment ago


def test_a_search_is_not_made_again_by_a_harvest_of_all(harvest):
    harvest("--search", "an")
    _, asked = harvest()
    assert "/mgPlansHome.aspx" in asked
    assert searches(asked) == []


def test_meetings_that_are_found_are_fetched_without_their_committees(harvest):
    _, asked = harvest("--search", "cabinet")
    scripts = {target.partition("?")[0] for target in asked}
    assert "/ieListDocuments.aspx" in scripts
    assert "/mgListCommittees.aspx" not in scripts


def test_several_searches_and_only_issues_of_them(harvest):
    _, asked = harvest("--search", "road", "--search", "an", "--only", "issues")
    assert {words for words, _ in searches(asked)} == {"road", "an"}
    assert {target.partition("?")[0] for target in asked} == {SEARCH, "/mgIssueHistoryHome.aspx"}


def test_a_search_without_hits_says_so(harvest):
    result, asked = harvest("--search", "zebra crossing")
    assert searches(asked) == [("zebra crossing", "1")]
    assert "The search finds nothing." in result.stderr + result.stdout


@pytest.mark.parametrize("words", [("--search", " "), ("--search", "road", "--from-start")])
def test_searches_that_mean_nothing_are_refused(harvest, words):
    result, asked = harvest(*words)
    assert result.exit_code == 2
    assert "--search" in result.stderr
    assert asked == []
