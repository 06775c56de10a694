"""What a page states for the first time, states no longer, or only guesses: what of that is a change, and which."""

from typing import Any

import pytest

from storage import Archive
from tests.storage.test_merging import JAN, Seen, changes, row, take_in

LIST = Seen(1, "register", {"title": "Gritting"})
PAGE = Seen(1, "decision", {"title": "Gritting"})
MORE = PAGE._replace(day=3, says={"title": "Gritting", "purpose": "To grit"})
ITEM = Seen(1, "meeting", {"title": "Lease", "number": "3"})


def taken(archive: Archive, *captures: Seen, kind: str = "decision") -> list[tuple]:
    """The changes that these captures come to, the oldest first."""
    for seen in captures:
        take_in(archive, seen, kind)
    return changes(archive)[::-1]


class TestFirstStatements:
    def test_what_a_page_states_that_it_did_not_is_news(self, archive: Archive):
        take_in(archive, PAGE)
        absorbed = take_in(archive, MORE)
        assert [(one.field, one.old, one.new, one.cause) for one in absorbed.changed] == [
            ("purpose", None, "To grit", "page")
        ]
        (change,) = archive.changes()
        assert (change["old"], change["old_capture_id"], change["new_capture_id"]) == (None, 1, 2)

    def test_the_capture_before_is_the_first_of_those_that_say_the_same(self, archive: Archive):
        other = PAGE._replace(day=0, says={"title": "Grit"})
        taken(archive, other, PAGE, PAGE._replace(day=2), MORE)
        assert next(iter(archive.changes(field="purpose")))["old_capture_id"] == 2

    def test_a_silence_that_the_newer_reader_heard_too_is_one(self, archive: Archive):
        found = taken(archive, PAGE, PAGE._replace(day=2, reader=2), MORE._replace(reader=2))
        assert found == [("purpose", None, "To grit", "04", "page")]

    @pytest.mark.parametrize("page_type", ["meeting", "agenda_item"])
    def test_minutes_that_appear_on_an_agenda_item(self, archive: Archive, page_type: str):
        item = ITEM._replace(page_type=page_type)
        minuted = item._replace(day=2, says={**item.says, "minutes": "Agreed."})
        assert taken(archive, item, minuted, kind="agenda_item") == [("minutes", None, "Agreed.", "03", "page")]

    def test_a_page_type_that_speaks_for_the_first_time_changes_nothing(self, archive: Archive):
        assert taken(archive, LIST, MORE) == []
        assert row(archive)["purpose"] == "To grit"

    def test_another_address_of_the_records_own_page_is_the_same_page(self, archive: Archive):
        assert taken(archive, PAGE, MORE._replace(page="AIId")) == [("purpose", None, "To grit", "04", "page")]

    def test_another_address_of_a_list_is_another_list(self, archive: Archive):
        assert taken(archive, LIST, MORE._replace(page_type="register", page="long form")) == []

    def test_lists_of_documents_are_not_one_page(self, archive: Archive):
        report = Seen(1, "issue", {"title": "Report"})
        sized = report._replace(day=2, page="2", says={"title": "Report", "size": "1 MB"})
        assert taken(archive, report, sized, kind="document") == []
        assert taken(archive, sized._replace(day=3, page="1"), kind="document") == []

    def test_a_page_that_was_not_read_in_full_was_not_silent(self, archive: Archive):
        assert taken(archive, PAGE._replace(warnings=("links-lost",)), MORE) == []

    def test_an_address_without_a_page_was_not_silent(self, archive: Archive):
        assert taken(archive, LIST, PAGE._replace(day=2, says=None), MORE) == []
        assert row(archive)["purpose"] == "To grit"
        found = taken(archive, PAGE._replace(day=4, says=None), MORE._replace(day=5))
        assert {field for field, *_ in found} == {"gone_since"}

    def test_what_a_newer_reader_finds_is_no_news(self, archive: Archive):
        assert taken(archive, PAGE, MORE._replace(reader=2)) == [("purpose", None, "To grit", "04", "reader")]
        assert list(archive.changes()) == []

    @pytest.mark.parametrize("nothing", [[], {}])
    def test_an_empty_list_says_no_more_than_silence(self, archive: Archive, nothing: Any):
        says = {"title": "Gritting", "documents": nothing}
        assert taken(archive, PAGE, PAGE._replace(day=2, says=says), PAGE._replace(day=3)) == []

    @pytest.mark.parametrize(("field", "value"), [("is_key", False), ("call_ins", "0")])
    def test_a_no_and_a_nought_say_something(self, archive: Archive, field: str, value: Any):
        found = taken(archive, PAGE, PAGE._replace(day=2, says={"title": "Gritting", field: value}))
        assert found == [(field, None, value, "03", "page")]

    def test_a_page_that_words_what_another_said_first_is_no_news(self, archive: Archive):
        purposeful = LIST._replace(day=2, says={"title": "Gritting", "purpose": "Grit"})
        assert taken(archive, PAGE, purposeful, MORE) == [("purpose", "Grit", "To grit", "04", "wording")]


class TestSilence:
    def test_what_a_page_states_no_longer_is_null(self, archive: Archive):
        assert taken(archive, MORE, PAGE._replace(day=4)) == [("purpose", "To grit", None, "05", "page")]
        assert row(archive)["purpose"] is None
        turns = archive.timeline("exampleshire", "decision", "7", "purpose")
        assert [turn["value"] for turn in turns] == ["To grit", None]

    def test_what_it_states_again_is_news_again(self, archive: Archive):
        found = taken(archive, MORE, PAGE._replace(day=4), MORE._replace(day=5))
        assert found[1] == ("purpose", None, "To grit", "06", "page")

    def test_the_null_lasts_as_long_as_the_page_is_silent(self, archive: Archive):
        taken(archive, MORE, PAGE._replace(day=4), PAGE._replace(day=5))
        null = archive.spans("exampleshire", "decision", "7", "purpose")[1]
        assert (null["value"], null["first"]["at"], null["last"]["at"]) == (None, JAN[4], JAN[5])

    def test_what_another_page_states_still_stays(self, archive: Archive):
        also = Seen(2, "officer_decisions", {"purpose": "Grit"})
        assert taken(archive, MORE._replace(day=1), also, PAGE._replace(day=3)) == []
        assert row(archive)["purpose"] == "To grit"

    def test_it_ends_with_the_last_page_that_states_it(self, archive: Archive):
        also = Seen(2, "officer_decisions", {"title": "Gritting", "purpose": "Grit"})
        silent = also._replace(day=4, says={"title": "Gritting"})
        found = taken(archive, MORE._replace(day=1), also, PAGE._replace(day=3), silent)
        assert found == [("purpose", "To grit", None, "05", "page")]

    def test_a_page_that_is_gone_states_nothing_any_longer(self, archive: Archive):
        alias = MORE._replace(day=4, page="AIId")
        gone, back = alias._replace(day=5, says=None), PAGE._replace(day=6)
        assert ("purpose", "To grit", None, "07", "page") in taken(archive, MORE, alias, gone, back)

    def test_a_list_may_fill_what_the_records_own_page_left_blank(self, archive: Archive):
        later = Seen(5, "officer_decisions", {"purpose": "Grit"})
        found = taken(archive, MORE, PAGE._replace(day=4), later)
        assert found[1] == ("purpose", None, "Grit", "06", "wording")
        assert row(archive)["purpose"] == "Grit"

    @pytest.mark.parametrize("warning", ["links-lost", "headings-lost", "rows-missing", "one-yet-unknown"])
    def test_a_page_that_was_not_read_in_full_is_not_silent(self, archive: Archive, warning: str):
        assert taken(archive, MORE, PAGE._replace(day=4, warnings=(warning,))) == []
        found = taken(archive, PAGE._replace(day=5))  # the same words, read in full
        assert found == [("purpose", "To grit", None, "06", "page")]

    def test_what_a_newer_reader_no_longer_finds_is_no_news(self, archive: Archive):
        assert taken(archive, MORE, PAGE._replace(day=4, reader=2)) == [("purpose", "To grit", None, "05", "reader")]

    def test_a_restriction_that_is_lifted(self, archive: Archive):
        closed = ITEM._replace(day=2, says={**ITEM.says, "is_restricted": True})
        assert taken(archive, ITEM, closed, ITEM._replace(day=3), kind="agenda_item") == [
            ("is_restricted", None, True, "03", "page"),
            ("is_restricted", True, None, "04", "page"),
        ]


@pytest.mark.parametrize(
    ("kind", "field"), [("plan_item", "number"), ("agenda_item", "number"), ("agenda_item", "place")]
)
def test_that_an_item_stands_elsewhere_is_no_change(archive: Archive, kind: str, field: str):
    item = Seen(1, "meeting", {"title": "Lease", field: "3"})
    absorbed = [take_in(archive, item._replace(day=day, says=item.says | {field: str(day)}), kind) for day in (4, 5)]
    assert (absorbed[1].changed, absorbed[1].unchanged) == ([], 1)
    assert changes(archive) == []
    assert str(row(archive, kind)[field]) == "5"
    spans = archive.spans("exampleshire", kind, "7", field)
    assert [(str(span["value"]), span["cause"]) for span in spans] == [("4", None), ("5", None)]


GUESS = Seen(3, "decision", {"title": "A guess", "status": "Approved"}, warnings=("links-lost", "title-uncertain"))
SURE = {"title": "Gritting", "reference": "26/1", "references": ["26/1"], "status": "Approved"}


class TestTitles:
    def test_a_guess_replaces_no_certain_title(self, archive: Archive):
        assert taken(archive, GUESS._replace(day=1, says=SURE, warnings=()), GUESS) == []
        assert (row(archive)["title"], row(archive)["reference"]) == ("Gritting", "26/1")

    def test_a_guess_fills_a_missing_title_and_gives_way_to_a_certain_one(self, archive: Archive):
        assert taken(archive, GUESS) == []
        assert row(archive)["title"] == "A guess"
        found = taken(archive, GUESS._replace(day=4, says=SURE, warnings=()))
        assert ("title", "A guess", "Gritting", "05", "wording") in found
        assert list(archive.changes()) == []

    def test_a_guess_that_a_page_proves_right_is_certain(self, archive: Archive):
        right = GUESS._replace(says={"title": "Gritting"})
        found = taken(archive, right, right._replace(day=4, warnings=("links-lost",)), GUESS._replace(day=5))
        assert ("title" not in {change[0] for change in found}, row(archive)["title"]) == (True, "Gritting")

    def test_a_list_knows_better_than_a_guess(self, archive: Archive):
        assert taken(archive, GUESS, LIST._replace(day=4)) == [("title", "A guess", "Gritting", "05", "wording")]
        assert taken(archive, GUESS._replace(day=5))[1:] == []
        assert row(archive)["title"] == "Gritting"

    def test_a_later_guess_replaces_an_earlier_one(self, archive: Archive):
        found = taken(archive, GUESS, GUESS._replace(day=4, says=GUESS.says | {"title": "Another"}))
        assert found == [("title", "A guess", "Another", "05", "wording")]

    def test_a_title_that_was_lost_takes_none_away(self, archive: Archive):
        lost = {"title": None, "reference": None, "references": None, "status": "Approved"}
        own = Seen(1, "issue", SURE)
        assert taken(archive, own, own._replace(day=2, says=lost, warnings=("title-missing",)), kind="issue") == []
        assert row(archive, "issue")["title"] == "Gritting"
        found = taken(archive, own._replace(day=3, says=lost), kind="issue")  # the page has none, for certain
        assert ("title", "Gritting", None, "04", "page") in found

    def test_what_else_the_page_lists_has_a_certain_title(self, archive: Archive):
        report = Seen(1, "decision", {"title": "Report"})
        revised = report._replace(day=2, says={"title": "Report, revised"}, warnings=GUESS.warnings)
        assert taken(archive, report, revised, kind="document") == [
            ("title", "Report", "Report, revised", "03", "page")
        ]
