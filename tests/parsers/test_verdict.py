import pytest

import parsers

URL = "https://democracy.thornmouth.example/mgIssueHistoryHome.aspx?IId=1"
LABEL = '<p><span class="mgLabel">Decision type: </span>Key</p>'
GOOD = f'<html><body><div id="modgov"><h2 class="mgSubTitleTxt">Wall</h2>{LABEL}</div></body></html>'


def verdict(body, url=URL, content_type=None):
    return parsers.read(body, url=url, content_type=content_type).verdict


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (GOOD, "page"),
        (b"", "not-moderngov"),
        (b"   \n", "not-moderngov"),
        (b"%PDF-1.7 whatever", "not-moderngov"),
        (b"a\0b\0c", "not-moderngov"),
        ("<html><body><h1>Bakery</h1><p>Bread.</p></body></html>", "not-moderngov"),
        ("Just some words.", "not-moderngov"),
        ("<html><head><title>Just a moment...</title></head><body>wait</body></html>", "challenge"),
        ('<html><script src="/_Incapsula_Resource?x"></script></html>', "challenge"),
        ("<html><title>Attention Required! | Cloudflare</title></html>", "challenge"),
        ("<html><h1>Server Error in '/' Application.</h1></html>", "server-error"),
        ("<html><h2>HTTP Error 503. The service is unavailable.</h2></html>", "server-error"),
        ("<html><p>Down for scheduled maintenance.</p></html>", "maintenance"),
        ('<html><body><div id="modgov"><h1 class="mgMainTitleTxt">Error</h1></div></body></html>', "moderngov-error"),
        (f'<html><body><div id="modgov">{LABEL}<p>cut he', "truncated"),
        ('<html><body><div id="modgov"><h1 class="mgMainTitleTxt">Committee</h1></div></body></html>', "not-moderngov"),
    ],
)
def test_verdicts(body, expected):
    assert verdict(body) == expected


def test_the_error_page_is_known_by_its_address():
    assert verdict(GOOD, "https://democracy.thornmouth.example/mgerror.aspx?x=1") == "moderngov-error"


def test_marks_of_a_bot_check_on_a_good_page_mean_nothing():
    assert verdict(GOOD.replace("<body>", "<body><script src='/_Incapsula_Resource'></script>")) == "page"


def test_a_page_whose_content_is_whole_is_read_though_its_end_is_missing():
    reading = parsers.read(GOOD.replace("</body></html>", "<footer>cu"), url=URL)
    assert reading.verdict == "page"
    assert "end-missing" in reading.warnings


def test_pages_of_other_types_are_pages_without_records():
    reading = parsers.read(GOOD, url="https://democracy.thornmouth.example/mgUserInfo.aspx?UID=1")
    assert (reading.verdict, reading.page_type, reading.records) == ("page", None, ())
    assert reading.warnings == ("page-type-unknown",)


def test_a_div_too_many_does_not_lose_the_record():
    body = f'<html><body><div id="modgov"><h2 class="mgSubTitleTxt">Wall</h2></div></div>{LABEL}</body></html>'
    assert parsers.read(body, url=URL).records[0].decision_type == "Key"


@pytest.mark.parametrize(
    ("body", "content_type", "warning"),
    [
        (GOOD.replace("Wall", "Café – wall").encode("windows-1252"), None, True),
        (GOOD.replace("Wall", "Café – wall").encode("windows-1252"), "text/html; charset=iso-8859-1", False),
        (
            GOOD.replace("Wall", "Café – wall")
            .replace("<html>", "<html><meta charset=windows-1252>")
            .encode("windows-1252"),
            None,
            False,
        ),
        (b"\xef\xbb\xbf" + GOOD.replace("Wall", "Café – wall").encode(), None, False),
        (GOOD.replace("Wall", "Café – wall").encode("utf-16"), None, False),
        (GOOD.replace("Wall", "Café – wall"), None, False),
        (GOOD.replace("Wall", "Café – wall").encode(), "text/html; charset=martian", True),
        (GOOD.replace("Wall", "Café – wall").encode("windows-1252"), "text/html; charset=shift_jis", True),
        (GOOD.replace("Wall", "Café – wall").encode(), "text/html; charset=ascii", False),
    ],
)
def test_encodings(body, content_type, warning):
    reading = parsers.read(body, url=URL, content_type=content_type)
    assert reading.records[0].title == "Café – wall"
    assert ("encoding-guessed" in reading.warnings) is warning


def test_the_digest_is_of_the_content_alone():
    other = GOOD.replace("<body>", "<body><p>The council's new menu</p>")
    assert parsers.digest(GOOD) == parsers.digest(other) == parsers.read(other, url=URL).content_sha256
    assert parsers.digest(GOOD) != parsers.digest(GOOD.replace("Key", "Non-key"))


def test_a_digest_that_is_known_is_not_taken_again():
    known = "0" * 64
    assert parsers.read(GOOD, url=URL, content_sha256=known).content_sha256 == known
    assert parsers.read("", url=URL, content_sha256=known).content_sha256 == known
    assert parsers.read(GOOD, url=URL, content_sha256=None).content_sha256 == parsers.digest(GOOD)


DECISION_FIELDS = (
    '<p><span class="mgLabel">Decision Maker:&nbsp;</span>Cabinet</p><p><span class="mgLabel">Decision status:&nbsp;</span>'
    'Recommendations Approved</p><p><span class="mgLabel">Is Key decision?:&nbsp;</span>Yes</p>{}'
    '<p><span class="mgLabel">Date of decision:&nbsp;</span>04/02/2026</p>'
)


def decision_page(kind, more=""):
    heading = f'<h1 class="mgMainTitleTxt">{kind}</h1>' if kind else ""
    title = '<h2 class="mgSubTitleTxt">Harbour wall repairs</h2>'
    return f'<html><body><div id="modgov">{heading}{title}{DECISION_FIELDS.format(more)}</div></body></html>'


@pytest.mark.parametrize("kind", ["Decision details", "Manylion y Penderfyniad", "Agenda item", "Committee details"])
@pytest.mark.parametrize("script", ["mgIssueHistoryHome.aspx?IId=1", "mgListPlanItems.aspx?PlanId=1"])
def test_a_page_whose_heading_is_that_of_another_page_is_not_read(kind, script):
    reading = parsers.read(decision_page(kind), url=f"https://democracy.thornmouth.example/{script}")
    assert (reading.verdict, reading.records, reading.warnings) == ("not-moderngov", (), ("page-type-mismatch",))


def test_a_decision_is_no_issue_even_without_a_heading():
    at_issue = parsers.read(decision_page(None), url=URL)
    assert (at_issue.verdict, at_issue.warnings) == ("not-moderngov", ("page-type-mismatch",))
    decision = parsers.read(decision_page(None), url="https://democracy.thornmouth.example/ieDecisionDetails.aspx?ID=1")
    assert [record.kind for record in decision.records] == ["decision"]


def test_a_council_that_prints_a_label_of_decisions_on_an_issue_still_states_an_issue():
    due = '<p><span class="mgLabel">Decision due:&nbsp;</span>4 Feb 2026 by Cabinet</p>'
    assert [record.kind for record in parsers.read(decision_page(None, due), url=URL).records] == ["issue"]


def test_readers_are_named():
    assert parsers.reader_of(URL) == "issue/4"
    assert parsers.reader_of("https://a.example/x.aspx") == "none/0"


def test_a_long_page_of_another_site_is_no_challenge():
    body = "<html><body><p>Just a moment...</p>" + "<p>Bread and cakes.</p>" * 2000 + "</body></html>"
    assert verdict(body) == "not-moderngov"
