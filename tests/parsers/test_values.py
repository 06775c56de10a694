import pytest

from parsers.dates import iso_day
from parsers.due import Due, read_due
from parsers.folding import fold
from parsers.references import split_reference
from parsers.values import affirmed, covers_everywhere, emails, phones, pick_list, picked, restriction


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("1 Jun 2026 by Cabinet", ("on", "2026-06-01", "2026-06-01", "Cabinet")),
        ("8 July 2026 by Leader", ("on", "2026-07-08", "2026-07-08", "Leader")),
        ("Not before 5th Mar 2026 by Member for Roads", ("not_before", "2026-03-05", None, "Member for Roads")),
        ("Before 25 Dec 2026 by Cabinet", ("before", None, "2026-12-25", "Cabinet")),
        ("Between 1 Aug 2012 and 3 Dec 2012 by A, B & C", ("between", "2012-08-01", "2012-12-03", "A, B & C")),
        ("Between 1 Aug 2012", ("between", "2012-08-01", None, None)),
        ("June 2026 by Cabinet", ("month", "2026-06-01", "2026-06-30", "Cabinet")),
        ("February 2024 by Cabinet", ("month", "2024-02-01", "2024-02-29", "Cabinet")),
        ("24/10/19 by Executive", ("on", "2019-10-24", "2019-10-24", "Executive")),
        ("24/10/85", ("on", "1985-10-24", "1985-10-24", None)),
        ("November 2005", ("month", "2005-11-01", "2005-11-30", None)),
        ("Before 30 April 2004", ("before", None, "2004-04-30", None)),
        ("Dim cyn 6ed Ionawr 2025 by Y Cabinet", ("not_before", "2025-01-06", None, "Y Cabinet")),
        ("1 Jun 2026 by Decisions made by officers", ("on", "2026-06-01", "2026-06-01", "Decisions made by officers")),
    ],
)
def test_the_due_line(line, expected):
    due = read_due(line)
    assert (due.qualifier, due.first, due.last, due.maker) == expected
    assert due.text == line


def test_a_reason_behind_a_semicolon_and_on_a_line_of_its_own():
    assert read_due("Not before 5th Nov 2025; To allow notice").reason == "To allow notice"
    assert read_due("1 Jun 2026 by Cabinet\nReason: Notice is due").reason == "Notice is due"


@pytest.mark.parametrize(
    "line", ["To be confirmed by Cabinet", "31 Feb 2026 by Cabinet", "32/13/2026", "5 Foo 2026", "Foo 2026"]
)
def test_a_due_line_of_no_known_form_is_kept_as_text(line):
    assert read_due(line) == Due(text=line)


def test_days():
    assert iso_day("04/02/2021") == "2021-02-04"
    assert iso_day("Friday, 5th March, 2021 10.00 am") == "2021-03-05"
    assert iso_day("March 2021") is None
    assert iso_day("soon") is None


@pytest.mark.parametrize(
    ("printed", "title", "reference", "references"),
    [
        ("21/00019 - A Strategy", "A Strategy", "21/00019", ("21/00019",)),
        ("17/00038 A Strategy", "A Strategy", "17/00038", ("17/00038",)),
        ("21/00010 -Digital", "Digital", "21/00010", ("21/00010",)),
        ("School Place - 11/01652", "School Place", "11/01652", ("11/01652",)),
        ("School Place (11/01652)", "School Place", "11/01652", ("11/01652",)),
        ("12/02005 & 12/02005/2 - School", "School", "12/02005 & 12/02005/2", ("12/02005", "12/02005/2")),
        ("16/00144 (2) - Roads", "Roads", "16/00144 (2)", ("16/00144 (2)",)),
        ("08/001176 - Land", "Land", "08/001176", ("08/001176",)),
        ("KD 5760 - Housing", "Housing", "KD 5760", ("KD 5760",)),
        ("Capital Plan 2021/22 and 2022/23", "Capital Plan 2021/22 and 2022/23", None, ()),
        ("2021/22 Budget", "2021/22 Budget", None, ()),
        ("21/00019", "21/00019", "21/00019", ("21/00019",)),
    ],
)
def test_references_in_titles(printed, title, reference, references):
    assert split_reference(printed) == (title, reference, references)


def test_pick_lists():
    assert pick_list("A; B & C;") == ["A", "B & C"]
    assert pick_list("") == []
    assert picked("Key;") == "Key"
    assert picked(";") is None


@pytest.mark.parametrize(
    "words", ["(All Wards)", "(All Division)", "(All Divisions)", "(All Electoral Divisions)", "(All Wards/Areas)"]
)
def test_all_areas(words):
    assert covers_everywhere([words])
    assert not covers_everywhere(["Broad Green", "All Saints"])


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("Open  -", "Open"),
        ("Part exempt  - view reasons", "Part exempt"),
        ("Fully exempt  - View reasons", "Fully exempt"),
        ("Part I", "Part I"),
        ("Closed - Reason 3;", "Closed - Reason 3"),
        ("-", None),
    ],
)
def test_restrictions(printed, expected):
    assert restriction(printed) == expected


def test_yes_and_no():
    assert affirmed("No;") is False
    assert affirmed("Yes") is True
    assert affirmed("Perhaps") is None
    assert affirmed("") is None


def test_contacts():
    line = "Ann Lee, Manager Email: ann.lee@thornmouth.example, Bo Roe Tel: (01632) 960337, Tel: 020 7946 0018."
    assert emails(line) == ["ann.lee@thornmouth.example"]
    assert phones(line) == ["(01632) 960337", "020 7946 0018"]
    assert phones("Tel: 03000411223.") == ["03000411223"]
    assert phones("Budget 2021-2024") == []
    assert phones("Mobile07700 900123; Fax: +44 (0)1632 960337") == ["07700 900123", "+44 (0)1632 960337"]
    assert phones("No number at all") == []


def test_folding():
    assert fold("  a \n b\xa0\xa0c\td\u200b ") == "a b cd" or fold("  a \n b\xa0\xa0c\td\u200b ") == "a b c d"
    assert fold("plain") == "plain"
