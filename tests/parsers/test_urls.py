import base64
from urllib.parse import quote

import pytest

from parsers.urls import attachment_id, canonical, locate

ISSUE = "https://democracy.thornmouth.example/mgIssueHistoryHome.aspx?IId=56526"


@pytest.mark.parametrize(
    "spelling",
    [
        ISSUE,
        "https://Democracy.Thornmouth.example/mgissuehistoryhome.aspx?iid=56526",
        "https://democracy.thornmouth.example/mgIssueHistoryHome.aspx?IssueId=56526&OptionNum=0",
        "https://democracy.thornmouth.example/mgIssueHistoryHome.aspx?IId=56526&PlanId=480&RPID=0",
        "https://democracy.thornmouth.example/mgIssueHistoryHome.aspx?IId=56526&optionId=0&txtonly=1&J=1&bcr=1",
        "https://democracy.thornmouth.example:9071/mgIssueHistoryHome.aspx?IId=56526",
        "https://democracy.thornmouth.example:443/mgIssueHistoryHome.aspx?IId=56526",
        "https://democracy.thornmouth.example/(S(abc123xyz))/mgIssueHistoryHome.aspx?IId=56526",
        "https://democracy.thornmouth.example/%28S%28abc123%29%29/mgIssueHistoryHome.aspx?IId=56526",
        "https://democracy.thornmouth.example/(X(1)S(abc123))/mgIssueHistoryHome.aspx?IId=56526",
        "https://democracy.thornmouth.example//mgIssueHistoryHome.aspx?IId=56526",
        "  https://democracy.thornmouth.example/mgIssueHistoryHome.aspx?IId=56526#here ",
    ],
)
def test_every_spelling_leads_to_one(spelling):
    assert canonical(spelling) == ISSUE


def test_a_mount_belongs_to_the_install():
    location = locate("https://moderngov.harrowby.example/ecminutes/mgIssueHistoryHome.aspx?IId=7")
    assert location.base == "https://moderngov.harrowby.example/ecminutes"
    assert location.council == "moderngov.harrowby.example/ecminutes"
    assert location.resolve("ieDecisionDetails.aspx?Id=9&Ver=4").canonical == (
        "https://moderngov.harrowby.example/ecminutes/ieDecisionDetails.aspx?ID=9"
    )


def test_a_proxied_copy_gives_up_its_true_address():
    inner = base64.b64encode(
        f"url={quote('https://meetings.harrowby.example/mgListPlanItems.aspx?PlanId=328', safe='')}&all=1".encode()
    )
    url = f"https://www.harrowby.example/councillors?sq_content_src=%2B{quote(inner.decode())}"
    assert canonical(url) == "https://meetings.harrowby.example/mgListPlanItems.aspx?PlanId=328"


def test_a_proxied_copy_that_cannot_be_unpacked_stays_as_it_is():
    for packed in ("%2Bnot-base64-at-all", "%2Ba"):
        url = f"https://www.harrowby.example/x?sq_content_src={packed}"
        assert locate(url).council == "www.harrowby.example/x"


def test_other_ports_are_other_installs():
    assert locate("http://127.0.0.1:8123/mgIssueHistoryHome.aspx?IId=1").council == "127.0.0.1:8123"


def test_language_is_part_of_an_address():
    assert canonical(f"{ISSUE}&LLL=1").endswith("?IId=56526&LLL=1")


def test_an_unknown_script_keeps_its_parameters():
    assert canonical("https://a.example/mgGeneric.aspx?MD=thing&x=1").startswith("https://a.example/mgGeneric.aspx?")


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("documents/s123/Report.pdf", "https://a.example/documents/s123/Report.pdf"),
        ("documents/s123/Report one.pdf", "https://a.example/documents/s123/Report%20one.pdf"),
        ("/documents/s123/Report%20one.pdf", "https://a.example/documents/s123/Report%20one.pdf"),
        ("mgIssueHistoryHome.aspx?IId=5&Opt=0", "https://a.example/mgIssueHistoryHome.aspx?IId=5"),
        ("mgIssueHistoryHome.aspx", "https://a.example/mgIssueHistoryHome.aspx"),
        ("mgIssueHistoryHome.aspx?IId=5&issueid=6&Opt", "https://a.example/mgIssueHistoryHome.aspx?IId=5"),
        ("mgListPlanItems.aspx?PlanId=5&wardid=7&RP=3", "https://a.example/mgListPlanItems.aspx?PlanId=5&WardId=7"),
        ("mgListPlans.aspx?RP=115&RD=0&ST=0", "https://a.example/mgListPlans.aspx?RPId=115"),
        ("mgListPlans.aspx?RPId=115&Year=a%20b", "https://a.example/mgListPlans.aspx?RPId=115&Year=a%20b"),
    ],
)
def test_links_resolve_against_the_page(href, expected):
    assert locate("https://a.example/mgPlansHome.aspx").resolve(href).canonical == expected


@pytest.mark.parametrize(
    "href", ["#top", "javascript:void(0)", "mailto:a@b.example", "tel:1", "http://[broken", "ftp://x/y"]
)
def test_what_is_no_web_address_leads_nowhere(href):
    assert locate("https://a.example/mgPlansHome.aspx").resolve(href) is None


@pytest.mark.parametrize(
    "words", ["kent", "", "file:///etc/passwd", "https://", "https://a.example:port/", "http://[x"]
)
def test_what_is_no_web_address_is_refused_with_a_sentence(words):
    with pytest.raises(ValueError, match="is not a web address"):
        locate(words)


def test_an_address_that_only_looks_like_an_attachment_names_none():
    assert attachment_id("https://a.example/documents/summary.pdf") is None


def test_an_attachment_is_named_by_its_number():
    assert attachment_id("https://a.example/documents/s98765/Paper.pdf") == "98765"
    assert attachment_id("https://a.example/documents/g12/Pack.pdf") is None
    assert attachment_id("https://a.example/documents/supplement/Pack.pdf") is None
