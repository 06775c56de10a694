"""A harvest keeps with each page what says when it is due again, and looks at a few settled pages all the same."""

from datetime import UTC, datetime

from modgov.harvest.due import due_again, due_at
from modgov.outcomes import Outcome, merged, summary
from modgov.reports import told
from storage import Last

NOW = datetime(2026, 3, 10, tzinfo=UTC)
URL = "https://x.example/mgIssueHistoryHome.aspx?IId=1"


def last(facts: str | None, looks: int | None = None) -> Last:
    blank = dict.fromkeys(Last._fields)
    return Last(**blank | {"page_type": "issue", "facts": facts, "looks": looks})


def test_a_page_is_due_by_what_it_states():
    assert due_at("issue", URL, {"status": "For Determination", "due_to": "2026-03-09"}, NOW) == "2026-03-10T10:00:00Z"
    assert due_at(None, URL, {"newest": "2026-03-09"}, NOW) == "2026-03-10T20:00:00Z"


def test_a_page_that_repeats_itself_is_due_by_what_it_stated():
    assert due_again(last('{"status": "For Determination"}'), URL, NOW) == "2026-03-10T20:00:00Z"
    assert due_again(last(None), URL, NOW) == "2026-03-17T00:00:00Z"
    assert due_again(last(None, looks=5), URL, NOW) == "2026-03-20T12:00:00Z"


def test_the_share_found_changed_is_told(tmp_path):
    outcomes = [Outcome(), Outcome()]
    outcomes[0].sampled.update(read=3, changed=1)
    outcomes[1].sampled.update(read=5, changed=0)
    total = merged(outcomes)
    assert summary(total)["sampled"] == {"read": 8, "changed": 1}
    assert "Of 8 settled pages read to check, 1 had changed (12.5%)." in told(total, tmp_path)
    assert "settled" not in told(Outcome(), tmp_path)
