import pytest

from modgov.differences import difference

REPORT = {"title": "Report", "url": "documents/s1/Report.pdf", "size": "1 MB", "restricted": False}


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("For Determination", "Withdrawn", "For Determination -> Withdrawn"),
        (None, True, "not stated -> yes"),
        (["A"], ["A", "B"], "+ B"),
        (["A", "B"], ["B"], "- A"),
        (["A", "B"], ["B", "A"], "the same in another order"),
        ([REPORT], [REPORT | {"size": "2 MB"}], "Report: size 1 MB -> 2 MB"),
        ([REPORT], [], "- Report | documents/s1/Report.pdf | 1 MB"),
        ([], [{"title": "Map", "restricted": True}], "+ Map | restricted"),
        ([{"heading": "Background", "text": "a"}], [{"heading": "Background", "text": "b"}], "Background: text a -> b"),
        ("x " * 50, "y " * 50, f"{'x ' * 34}… -> {'y ' * 34}…"),
    ],
)
def test_a_change_is_told_by_what_differs(old, new, told):
    assert difference(old, new) == told


def test_of_a_long_text_the_part_that_differs_is_told():
    before = "The council will be asked to agree to the plan for the harbour wall at a cost of "
    told = difference(before + "one million pounds.", before + "two million pounds.")
    assert "one million pounds. -> " in told
    assert told.endswith("two million pounds.")
    assert len(told) < 150
