"""Bro Hirwern's issues, plans, decisions and meetings, in English; `phrases` has each of them in Welsh."""

from datetime import date

from ..gatherings import Committee, Meeting, MeetingItem, Restriction
from ..model import AgendaItem, Decision, Document, Heading, Issue
from ..plans import Body, Edition, Item

BODIES = (Body("301", "Executive", "Forward plan"),)
EDITIONS = (
    Edition(
        "41",
        "301",
        "2026",
        "Forward Plan March 2026",
        "01/03/2026 to 30/06/2026",
        ("MARCH", Item("71"), Item("72"), "LATER", Item("73"), Item("500000074")),
    ),
)

ISSUES = (
    Issue(
        "71",
        "Welsh in Education Strategic Plan",
        ("To adopt the plan for the next ten years.",),
        (
            ("Decision type", "Key"),
            ("Decision status", "Recommendations Approved"),
            ("Wards affected", "(All Wards);"),
            ("Notice of proposed decision first published", "12/01/2026"),
            ("Decision due", "24 Feb 2026 by Executive"),
            ("Department", "Education"),
            ("Contact", "Non Prydderch Email: non.prydderch@hirwern.example Tel: 01632 960301"),
            Heading("Consultees", ("Schools and parents.",)),
        ),
        decisions=(Decision("801", "24/02/2026", "Welsh in Education Strategic Plan", "05/03/2026"),),
        agenda=(AgendaItem("2001", "901", "24/02/2026", "Executive", "Welsh in Education Strategic Plan", "301"),),
        documents=(Document("7001", "Strategic Plan", "1 MB"),),
    ),
    Issue(
        "72",
        "Bus Station Improvements, Pont Hirwern",
        ("To let a contract for a new roof.",),
        (
            ("Decision type", "Non-key"),
            ("Decision status", "For Determination"),
            ("Wards affected", "Pont Hirwern;"),
            ("Notice of proposed decision first published", "16/02/2026"),
            ("Decision due", "24 Mar 2026 by Executive"),
            ("Contact", "Iestyn Rhydderch Tel: 01632 960302"),
        ),
        agenda=(AgendaItem("2011", "902", "24/03/2026", "Executive", "Bus Station Improvements, Pont Hirwern", "301"),),
        documents=(),
    ),
    Issue(
        "73",
        "Sale of Capel Bryn School",
        ("To sell the site of a school that has closed.",),
        (
            ("Decision type", "Key"),
            ("Decision status", "For Determination"),
            ("Wards affected", "Capel Bryn;"),
            ("Anticipated restriction", "Fully exempt  - view reasons"),
            ("Decision due", "June 2026 by Executive"),
        ),
        documents=("Restricted enclosure",),
    ),
    # From a merged database
    Issue(
        "500000074",
        "Library Fees",
        ("To set the fees.",),
        (
            ("Decision type", "Non-key"),
            ("Decision status", "For Determination"),
            ("Wards affected", "(All Wards);"),
            ("Decision due", "12 May 2026 by Executive Member for Culture"),
        ),
        documents=None,
    ),
)

DECISIONS = (
    Decision(
        "790",
        "13/01/2026",
        "Speed Limits in Cwm Hirwern",
        published="14/01/2026",
        maker="Head of Highways",
        status="Recommendations Approved",
        is_officer=True,
    ),
    Decision(
        "500000791",
        "08/12/2015",
        "Review of Polling Places",
        published="09/12/2015",
        maker="Executive",
        status="Recommendations Approved",
    ),
)

# Each year's review since the council put its decisions on the web
REVIEWS = tuple(
    Decision(
        str(year - 1300),
        f"08/04/{year}",
        f"Review of Polling Places, {year}",
        published=f"09/04/{year}",
        maker="Executive",
        status="Recommendations Approved",
    )
    for year in range(2016, 2026)
)

DETAILS = {"801": {"item_id": "2001"}}

COMMITTEES = (
    Committee(
        "301",
        "Executive",
        "Decision makers",
        ("The Executive takes the Council's main decisions.",),
        ("Councillor Gwenllian Tegid (Chair)", "Councillor Macsen Bowen"),
        (("Support officer", "Lleucu Parri"), ("Phone", "01632 960300")),
    ),
    Committee("302", "Education Committee", "Scrutiny", ("To examine schools and learning.",)),
)

MEETINGS = (
    Meeting(
        "901",
        "301",
        date(2026, 2, 24),
        "10.00 am",
        "Agenda and draft minutes",
        (
            MeetingItem("2000", "1.", "Apologies", minutes=("There were none.",)),
            MeetingItem(
                "2001",
                "2.",
                "Welsh in Education Strategic Plan",
                ("To adopt the plan for the next ten years.",),
                ("The plan was adopted.",),
                ("The members welcomed the plan.",),
                Document("7001", "Strategic Plan", "1 MB"),
                issue_id="71",
                decision_id="801",
            ),
        ),
        venue="Siambr y Cyngor, Pont Hirwern",
        contact="Lleucu Parri Tel: 01632 960300",
    ),
    Meeting(
        "902",
        "301",
        date(2026, 3, 24),
        "10.00 am",
        "Agenda",
        (
            MeetingItem("2011", "1.", "Bus Station Improvements, Pont Hirwern", issue_id="72"),
            MeetingItem("500002012", "2.", "Staffing", documents=("Restricted enclosure",), restriction_id="951"),
        ),
        venue="Siambr y Cyngor, Pont Hirwern",
        contact="Lleucu Parri Tel: 01632 960300",
    ),
    Meeting("880", "302", date(2025, 11, 12), "2.00 pm", "", is_cancelled=True, venue="", contact=""),
)

RESTRICTIONS = (
    Restriction(
        "951",
        ("A", "500002012"),
        "Staffing",
        "12",
        "Schedule 12A of the Local Government Act 1972",
        (("12", "Information about an individual."),),
        "AI500002012",
    ),
)

# On the second day the bus station's contract is put off, and a decision is published.
PUT_OFF = {"72": {"Decision due": "21 Apr 2026 by Executive"}}
SECOND_DAY = (
    Decision(
        "802",
        "02/03/2026",
        "Grant to the Eisteddfod",
        "10/03/2026",
        published="03/03/2026",
        maker="Executive Member for Culture",
        status="Recommendations Approved (subject to call-in)",
    ),
)
CHANGED = frozenset(
    {
        ("issue", "72", "due_text"),
        ("issue", "72", "due_from"),
        ("issue", "72", "due_to"),
        ("plan_item", "41/72", "due_text"),
        ("plan_item", "41/72", "due_from"),
        ("plan_item", "41/72", "due_to"),
    }
)
