"""Wexcombe's committees, and why some of their business is not public."""

from ..gatherings import Committee, Restriction

_LAW = "Part 1 of Schedule 12A of the Local Government Act 1972"

COMMITTEES = (
    Committee(
        "115",
        "Cabinet",
        "Executive",
        ("The Cabinet takes the decisions that the law and the constitution leave to the executive.",),
        ("Councillor Merrin Stroud (Chair)", "Councillor Tobias Wray (Vice-Chair)", "Councillor Adaeze Pell"),
        (
            ("Support officer", "Leonie Marsh"),
            ("Postal address", "Shire Hall, Brackwater, WX1 1AA"),
            ("Phone", "01632 960101"),
        ),
    ),
    Committee(
        "116",
        "Brackwater Harbour Joint Committee",
        "Joint committees",
        ("To run the harbour with the two districts on its shore.",),
        ("Councillor Ines Caul (Chair)",),
    ),
    Committee(
        "120",
        "Highways Scrutiny Committee",
        "Scrutiny",
        ("To examine decisions on highways before and after they are taken.", "It meets six times a year."),
        ("Councillor Bryn Salter (Chair)", "Councillor Una Fellowes", "Mr Piers Lott (Co-opted)"),
        (("Support officer", "Hal Dunmore"), ("Phone", "01632 960104")),
    ),
    # Renamed long after its last meeting, as old pages then say, too.
    Committee("121", "Education Cabinet Committee - Expired", "Former committees", ()),
    Committee("140", "Pwyllgor Busnes", "Other bodies", ("Trefnu busnes y Cyngor.",)),
    # From a merged database
    Committee("500000012", "Joint Waste Board (Historic)", "Former committees", ("To run waste sites together.",)),
)

RESTRICTIONS = (
    Restriction(
        "1901",
        ("A", "31814"),
        "Care Homes: Terms of Transfer",
        "3",
        _LAW,
        (("3", "Information about the business affairs of any particular person."),),
        "AI31814",
    ),
    Restriction(
        "1902",
        ("A", "31905"),
        "Staffing of the Harbour Office",
        "1 and 2",
        _LAW,
        (("1", "Information about an individual."), ("2", "Information that is likely to reveal who they are.")),
        "AI31905",
    ),
)
