"""When a page is looked at again, and how the policy is measured."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import parsers
from modgov.freshness import facts_of
from modgov.sampling import Sample, draw
from modgov.schedule import NIGHT, RULES, SETTLED, Facts, due, retry_after, rule_for

NOW = datetime(2026, 3, 10, 2, tzinfo=UTC)
OPEN = "For Determination"
PAGE = Path(__file__).resolve().parents[2] / "docs/freshness.md"


def wait(**facts) -> timedelta:
    return due(Facts(**{"kind": "issue"} | facts), NOW) - NOW


@pytest.mark.parametrize(
    ("facts", "hours"),
    [
        ({"kind": "plans_home", "newest": "2001-01-01"}, 20),
        ({"kind": "plans", "newest": "2025-03-11"}, 20),
        ({"kind": "meetings"}, 20),
        ({"kind": "plans", "newest": "2025-03-10"}, 7 * 24),
        ({"kind": "meetings", "newest": "2001-01-01"}, 7 * 24),
        ({"status": OPEN, "due_to": "2026-03-09"}, 10),
        ({"status": "for determination", "due_to": "2025-03-11"}, 10),
        ({"status": OPEN, "due_to": "2025-03-09"}, 20),
        ({"status": OPEN}, 20),
        ({"status": OPEN, "due_to": "2026-03-10"}, 20),
        ({"status": OPEN, "due_to": "2026-04-07"}, 20),
        ({"status": OPEN, "due_to": "2026-04-08"}, 20),
        ({"kind": "decision", "effective_from": "2026-03-10", "newest": "2024-01-01"}, 20),
        ({"status": "Recommendations Approved (subject to call-in)", "newest": "2026-02-25"}, 20),
        ({"status": "Recommendations Approved (subject to call-in)"}, 20),
        ({"status": "Item Deferred", "newest": "2020-01-01"}, 44),
        ({"kind": "committee"}, 30 * 24),
        ({"kind": "meeting", "newest": "2026-05-01"}, 20),
        ({"status": "Implemented", "newest": "2026-02-09"}, 20),
        ({"status": "Implemented", "newest": "2026-02-08"}, 72),
        ({"status": "Implemented", "newest": "2025-12-10"}, 30 * 24),
        ({"status": "Implemented"}, 7 * 24),
        ({"status": "Implemented", "newest": "2025-03-10"}, 365 * 24),
        ({"status": "Withdrawn", "newest": "3026-01-01"}, 365 * 24),
        ({"status": "Recommendations Approved (subject to call-in)", "newest": "2020-01-01"}, 365 * 24),
    ],
)
def test_how_long_a_page_is_left_alone(facts, hours):
    least = 0.75 if hours >= SETTLED / timedelta(hours=1) else 1
    assert timedelta(hours=hours * least) <= wait(**facts) <= timedelta(hours=hours)


def test_a_status_that_is_late_is_looked_at_more_often_and_never_less():
    def waits(days):
        return wait(status=OPEN, due_to=(NOW + timedelta(days=days)).date().isoformat(), looks=50)

    before = min(waits(days) for days in range(400))
    assert all(waits(-days) < before for days in range(1, 366))
    assert all(waits(-days) <= before for days in range(366, 4000, 50))


def test_a_page_found_changed_is_looked_at_sooner_and_a_still_one_later():
    settled = {"newest": "2025-06-01", "url": "https://x.example/1"}
    plain = wait(**settled)
    assert wait(**settled, looks=3, finds=1) == timedelta(days=10)
    assert wait(**settled, looks=2, finds=2) == wait(**settled, looks=7, finds=1) == plain
    assert wait(**settled, looks=6) == pytest.approx(plain * 1.5, abs=timedelta(seconds=1))
    assert wait(newest="2026-01-20", looks=9, finds=9) == timedelta(days=1)
    assert wait(newest="2001-01-01", looks=99) <= timedelta(days=365)
    assert wait(newest="2026-03-09", looks=99) == NIGHT


def test_a_page_that_cannot_be_had_is_tried_less_and_less_often():
    hours = [retry_after(failures) / timedelta(hours=1) for failures in (0, 1, 2, 6, 7, 5000)]
    assert hours == [6, 12, 24, 384, 720, 720]


def test_settled_pages_are_not_all_due_in_one_night():
    nights = {wait(newest="2001-01-01", url=f"https://x.example/{number}").days for number in range(500)}
    assert len(nights) > 80
    assert min(nights) >= 273


def test_every_rule_holds_for_something_and_a_table_tells_them_all():
    told = re.findall(r"^\| (\S.*?) \| (\S.*?) \| (yes|no) \|$", PAGE.read_text("utf-8"), re.MULTILINE)
    expected = [(rule.name, _words(rule.wait), "no" if rule.is_strict else "yes") for rule in RULES]
    assert told == expected
    ages = ("2026-03-09", "2026-01-20", "2025-10-01", "2001-01-01", None)
    facts = [Facts(kind="issue", status=status, newest=age) for age in ages for status in ("Implemented", "Deferred")]
    facts += [Facts(kind=kind) for kind in ("plans", "committee")] + [Facts(kind="meetings", newest="2001-01-01")]
    facts += [Facts(kind="decision", effective_from="2026-03-11")]
    dues = ("2026-03-01", "2024-01-01", "2026-03-20", "2026-06-01", None)
    facts += [Facts(kind="issue", status=OPEN, due_to=due_to) for due_to in dues]
    assert {rule_for(one, NOW).name for one in facts} == {rule.name for rule in RULES}


def _words(wait: timedelta) -> str:
    hours = round(wait / timedelta(hours=1))
    return f"{hours // 24} days" if hours % 24 == 0 else f"{hours} hours"


def test_the_page_gives_the_sample_that_is_drawn():
    text = PAGE.read_text("utf-8")
    assert "0.2 %" in text
    assert "50 of one council" in text


def test_the_lots_depend_on_the_day_and_not_on_the_order():
    urls = [f"https://x.example/{number}" for number in range(2000)]
    drawn = draw(urls, "2026-03-10", share=0.01)
    assert 8 <= len(drawn) <= 40
    assert draw(reversed(urls), "2026-03-10", share=0.01) == drawn
    assert draw(urls, "2026-03-11", share=0.01) != drawn
    assert draw(urls, "2026-03-10", share=1, most=7) == draw(urls, "2026-03-10", share=1)[:7]
    assert draw(urls, "2026-03-10", share=0) == []


def test_a_sample_counts_what_was_drawn_and_read():
    sample = Sample(frozenset({"a", "b", "c"}))
    sample.note("a", is_changed=True)
    sample.note("b", is_changed=False)
    sample.note("other", is_changed=True)
    assert sample.counts() == {"read": 2, "changed": 1}


def test_the_facts_of_an_issue():
    issue = parsers.Issue(
        council="x",
        issue_id="1",
        url="https://x.example/",
        status=OPEN,
        first_published="2026-01-01",
        due_from="2026-02-01",
        decisions=[{"date": "2026-02-20", "title": "A", "url": None, "decision_id": None}],
        references=["26/1"],
    )
    assert facts_of("issue", [issue]) == {"status": OPEN, "due_to": "2026-02-01", "newest": "2026-02-20"}


def test_the_facts_of_a_plan_are_those_of_all_its_items():
    plan = parsers.Plan(council="x", plan_id="1", url="https://x.example/", period_to="2026-04-30")
    item = parsers.PlanItem(council="x", plan_item_id="1/2", plan_id="1", status=OPEN, due_to="2026-06-01")
    assert facts_of("plan_items", [plan, item]) == {"newest": "2026-06-01"}
    assert facts_of("search", []) == {}
