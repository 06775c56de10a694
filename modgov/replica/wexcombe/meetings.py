"""Wexcombe's meetings, as they stand on the story's first day."""

from datetime import date

from ..gatherings import Meeting, MeetingItem
from ..model import Document

MEETINGS = (
    Meeting(
        "8990",
        "115",
        date(2026, 1, 29),
        "10.00 am",
        "Agenda, decisions and minutes",
        (
            MeetingItem(
                "31810",
                "1.",
                "Apologies for Absence",
                minutes=("There were none.",),
            ),
            MeetingItem(
                "31811",
                "2.",
                "Bus Service Improvement Plan: Year Two",
                ("To accept the grant and to agree how it is spent.",),
                ("That the grant be accepted.", "That it be spent as set out in paragraph 14 of the report."),
                ("The Cabinet considered the report.", "Councillor Wray thanked the operators."),
                Document("50990", "Cabinet report"),
                (Document("50991", "Appendix - Routes", "1 MB"),),
                issue_id="4112",
                decision_id="2371",
            ),
            MeetingItem(
                "31812",
                "3.",
                "Treasury Mid-Year Report",
                ("To note the report.",),
                ("That the report be noted.",),
                ("The Section 151 Officer presented the report.",),
                Document("50992", "Treasury report", "310 KB"),
                decision_id="AIId/31812",
            ),
            MeetingItem("31813", "3a", "Borrowing Limits", ("To recommend limits to the Council.",), is_sub=True),
            MeetingItem(
                "31814",
                "4.",
                "Care Homes: Terms of Transfer",
                documents=("Restricted enclosure",),
                restriction_id="1901",
            ),
        ),
        webcast="https://webcasts.wexcombe.example/8990",
        packs=(("Agenda frontsheet", "0"), ("Public reports pack", "10"), ("Printed minutes", "1")),
    ),
    Meeting(
        "9012",
        "120",
        date(2026, 2, 24),
        "2.00 pm",
        "Agenda",
        (
            MeetingItem("31869", "27/26", "Minutes of the Last Meeting", report=Document("51090", "Minutes", "96 KB")),
            MeetingItem(
                "31870",
                "28/26",
                "Winter Gritting Network",
                ("To comment on the network before the Cabinet Member decides.",),
                report=Document("51101", "Winter Gritting Network Report"),
                documents=(Document("51102", "Appendix A - Map", "2 MB"),),
                issue_id="4101",
            ),
        ),
        packs=(("Agenda frontsheet", "0"),),
        note="Please note the change of venue.",
        venue="Committee Room 2, Shire Hall, Brackwater",
    ),
    Meeting(
        "9020",
        "115",
        date(2026, 3, 19),
        "10.00 am",
        "Agenda",
        (
            MeetingItem("31901", "1.", "Apologies for Absence"),
            MeetingItem(
                "31902",
                "2.",
                "Waste Transfer Station at Ostley",
                ("To buy land for a waste transfer station.",),
                documents=(Document("51652", "Site plan", "640 KB"),),
                issue_id="4106",
            ),
            MeetingItem("31903", "5.1", "Lease of the Ferry Slip, Saltby"),
            MeetingItem(
                "31905",
                "19:",
                "Staffing of the Harbour Office",
                documents=("Restricted enclosure",),
                restriction_id="1902",
            ),
        ),
        is_proposed=True,
    ),
    Meeting("9031", "116", date(2026, 3, 26), "6.30 pm", "", is_cancelled=True, venue="", contact=""),
    Meeting(
        "7711",
        "121",
        date(2021, 3, 9),
        "10.00 a.m.",
        "Agenda and minutes",
        (
            MeetingItem(
                "22007",
                "8.",
                "Learning Disability Strategy",
                ("To comment on the strategy.",),
                minutes=("The Committee resolved to endorse the strategy.",),
                report=Document("38811", "Strategy", "1 MB"),
                issue_id="56518",
            ),
        ),
        packs=(("Printed minutes", "1"),),
    ),
    Meeting(
        "612",
        "140",
        date(2014, 7, 8),
        "9.30 am",
        "Agenda",
        (MeetingItem("9101", "1", "Dadleuon Byr gan Aelodau", issue_id="2049"),),
    ),
    Meeting(
        "500000881",
        "500000012",
        date(2013, 6, 11),
        "6.00 pm",
        "Agenda and draft minutes",
        (
            MeetingItem("500001200", "1/13", "Election of Chair", minutes=("Councillor Lorne was elected.",)),
            MeetingItem("500001201", "2/13", "Opening Hours of Waste Sites", ("To note the hours.",)),
        ),
    ),
)
