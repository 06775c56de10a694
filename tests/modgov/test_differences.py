import pytest

from modgov.differences import difference, told

REPORT = {"title": "Report", "url": "documents/s1/Report.pdf", "size": "1 MB", "restricted": False}


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("For Determination", "Withdrawn", "For Determination -> Withdrawn"),
        (None, True, "not stated -> yes"),
        (["A"], ["A", "B"], "+ B"),
        (["A", "B"], ["B"], "- A"),
        (["A", "B"], ["B", "A"], "the same in another order"),
        ([REPORT], [REPORT | {"size": "2 MB"}], "Report: size 1 MB -> 2 MB"),
        ([REPORT], [REPORT | {"restricted": True}], "Report: is now restricted"),
        ([REPORT | {"restricted": True}], [REPORT], "Report: is no longer restricted"),
        ([REPORT], [], "- Report | documents/s1/Report.pdf | 1 MB"),
        ([], [{"title": "Map", "restricted": True}], "+ Map | restricted"),
        ([{"heading": "Background", "text": "a"}], [{"heading": "Background", "text": "b"}], "Background: text a -> b"),
        ("x " * 50, "y " * 50, f"{'x ' * 34}… -> {'y ' * 34}…"),
    ],
)
def test_a_change_is_told_by_what_differs(old, new, line):
    assert difference(old, new) == line


def test_of_a_long_text_the_part_that_differs_is_told():
    before = "The council will be asked to agree to the plan for the harbour wall at a cost of "
    line = difference(before + "one million pounds.", before + "two million pounds.")
    assert "one million pounds. -> " in line
    assert line.endswith("two million pounds.")
    assert len(line) < 150


@pytest.mark.parametrize(
    ("field", "old", "new", "line"),
    [
        ("gone_since", None, "2026-03-03T01:00:00Z", "removed: it is no longer there"),
        ("gone_since", "2026-03-03T01:00:00Z", None, "back again: it had been removed"),
        ("is_restricted", None, True, "is now restricted"),
        ("is_restricted", True, None, "is no longer restricted"),
        ("restricted", False, True, "is now restricted"),
        ("restricted", None, False, "restricted: not stated -> no"),
        ("status", "Open", "Closed", "status: Open -> Closed"),
    ],
)
def test_what_went_came_back_or_was_restricted_is_told_in_words(field, old, new, line):
    assert told(field, old, new) == line
