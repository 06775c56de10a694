import pytest

from modgov.languages import unswitched
from modgov.register import Register

ENGLISH = "https://democracy.thornmouth.example/mgIssueHistoryHome.aspx"


@pytest.mark.parametrize(
    ("url", "plain"),
    [
        (f"{ENGLISH}?IId=71&LLL=0", f"{ENGLISH}?IId=71"),
        (f"{ENGLISH}?LLL=0", ENGLISH),
        (f"{ENGLISH}?IId=71&LLL=1", f"{ENGLISH}?IId=71&LLL=1"),
        (f"{ENGLISH}?IId=71", f"{ENGLISH}?IId=71"),
    ],
)
def test_a_switch_to_the_language_that_is_spoken_anyway_is_no_other_page(url, plain):
    assert unswitched(url) == plain


def test_on_a_welsh_host_english_is_another_page(monkeypatch):
    monkeypatch.setattr(Register, "is_welsh", lambda *_: True)
    assert unswitched(f"{ENGLISH}?IId=71&LLL=0") == f"{ENGLISH}?IId=71&LLL=0"
