"""Issues whose pages are odd in themselves: languages, encodings, lost letters, prose cut short."""

# ruff: noqa: RUF001 - councils print typographic dashes and apostrophes

from ..model import AgendaItem, Document, Heading, Html, Issue

ISSUES = (
    Issue(
        "2049",
        "Dadleuon Byr gan Aelodau",
        ("Trefniadau ar gyfer dadleuon gan Aelodau unigol.",),
        (
            ("Math", "Trefn y trafodion"),
            ("Statws", "Wedi'i gwblhau"),
            ("Cyhoeddwyd gyntaf", "01/07/2014"),
            ("Rheswm dros ei ystyried", "Cais gan y Pwyllgor Busnes."),
        ),
        decisions=None,
        agenda=(AgendaItem("9101", "612", "08/07/2014", "Pwyllgor Busnes", "Dadleuon Byr gan Aelodau", "140"),),
        skin="plain",
    ),
    Issue(
        "2050",
        "Llythyr gan y Bwrdd Ffiniau",
        ("Ei g?r a roddodd y llythyr i’r Clerc.",),
        (
            ("Math o fusnes", "Er gwybodaeth"),
            ("Statws", "Wedi'i gwblhau"),
            ("Cyhoeddwyd gyntaf", "03/11/2015"),
        ),
        decisions=None,
        agenda=None,
        documents=None,
        skin="plain",
    ),
    Issue(
        "4301",
        "Town Hall Café: “Meet & Eat” Concession",
        (
            "To let the café in the Town Hall – at a rent of £18,500 a year – to the bidder named in the report.",
            "The bidder’s menu is at Appendix B.",
        ),
        (
            ("Decision type", "Non-key"),
            ("Decision status", "For Determination"),
            ("Wards affected", "Brackwater Central;"),
            ("Decision due", "18 May 2026 by Cabinet Member for Property"),
        ),
        charset="windows-1252",
    ),
    Issue(
        "4302",
        "Adoption of Welcome Signs",
        ("Signs that read \ufffdCroeso\ufffd at three county boundaries, at ?4,000 each.",),
        (
            ("Decision type", "Non-key"),
            ("Decision status", "For Determination"),
            ("Wards affected", "(All Wards);"),
            ("Decision due", "18 May 2026 by Cabinet Member for Property"),
        ),
    ),
    Issue(
        "4303",
        "Quarterly Performance",
        (
            "To note performance against the measures in the County Plan for the third quarter, and to agree the "
            "actions that the service directors propose where a measure has been",
        ),
        (
            ("Decision type", "Non-key"),
            ("Decision status", "For Determination"),
            ("Wards affected", "(All Wards);"),
            ("Notice of proposed decision first published", "20/11/2025"),
            ("Decision due", "19 Dec 2025 by Cabinet"),
            ("Contact", "Policy Team Tel: 01632 960190."),
        ),
        skin="outside",
    ),
    Issue(
        "4304",
        "Procurement of Legal Services",
        (
            Html(
                '<p class=MsoNormal><span style="">To procure legal services&#58; see <!-- x --><a\nhref=\''
                'mgIssueHistoryHome.aspx?IId=4112&amp;Opt=0\' title="Bus&#32;plan">the earlier issue</a>.</span></p>'
            ),
            "(1)          The framework would run for four years.",
            "(2)          It would be open to the county’s districts.",
        ),
        (
            ("Decision type", "Non-key"),
            ("Decision status", "For Determination"),
            ("Wards affected", "(All Wards);"),
            ("Decision due", "22 Jun 2026 by Monitoring Officer"),
            Heading("Consultees"),
        ),
        documents=(Document("51404", "Options appraisal: Legal Services", "77 KB"),),
    ),
    Issue(
        "4305",
        "Appointments to Outside Bodies",
        (),
        (
            ("Decision status", "For Determination"),
            ("Decision due", "November 2026 by Leader of the Council"),
        ),
        decisions=None,
        agenda=None,
        documents=None,
        skin="outside",
    ),
)
