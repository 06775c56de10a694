"""Issues in the wordings of other councils: their own labels, pick-lists, statuses and misspellings.

The comment above an issue names the councils whose wording it borrows; what it says is invented like the rest.
"""

# ruff: noqa: RUF001 - councils print typographic dashes and apostrophes

from ..model import URGENT, Decision, Document, Heading, Html, Issue, cloak

ISSUES = (
    # Harrow
    Issue(
        "4201",
        "Market Square Traffic Order",
        ("To make the traffic order for the market square permanent.",),
        (
            ("Decision type", "Key"),
            ("Reason Key", "Effects 2 or more wards;"),
            ("Decision status", "For Determination"),
            ("Wards/Areas affected", "(All Wards/Areas);"),
            ("Notice of proposed decision first published", "17/10/2025"),
            ("Category", "Community;"),
            ("Urgent", "No;"),
            ("Lead Member", "Portfolio Holder for Public Realm;"),
            ("Decision due", "21 February 2026 by Cabinet"),
            ("Lead member", "Portfolio Holder for Public Realm"),
            ("Department", "People Directorate"),
            ("Contact", "Nadia Penhallow, Traffic Engineer Tel: 020 7946 0131."),
        ),
    ),
    # Warwickshire
    Issue(
        "4202",
        "Fire Station Replacement Programme",
        ("To approve the business case for two replacement fire stations.",),
        (
            ("Decision type", "Key"),
            ("Decision status", "Recommendations Approved"),
            ("Divisions affected", "(All Divisions);"),
            ("Notice of proposed decision first published", "28/09/2025"),
            ("Decision due", "8 Dec 2025 by Leader of the Council"),
            ("Lead member", "Leader of the Council"),
            ("Department", "Communities Directorate"),
        ),
        decisions=(Decision("2355", "08/12/2025", "Fire Station Replacement Programme", "16/12/2025"),),
        skin="plain",
    ),
    # Isle of Wight
    Issue(
        "4203",
        "Ferry Terminal Forecourt",
        ("To accept a licence for works on the forecourt.",),
        (
            ("Decision type", "Non-key"),
            ("Decision status", "Recommendations Approved"),
            ("Electoral Divisions affected", "(All Electoral Divisions);"),
            ("Notice of proposed decision first published", "03/11/2025"),
            ("Decision due", "1 Dec 2025 by Cabinet Member for Regeneration"),
            ("Contact", "Property Services Tel: 01632 960172."),
        ),
        word=False,
    ),
    # Cheshire East: the label with a capital, and wards by name
    Issue(
        "4204",
        "Public Rights of Way Improvement Plan",
        ("To adopt the plan for footpaths and bridleways for ten years.",),
        (
            ("Decision type", "Key"),
            ("Decision status", "Recommendations Approved"),
            ("Wards Affected", "Milestone Cross and Upper Tansley; Willowend and Rope;"),
            ("Notice of proposed decision first published", "06/10/2025"),
            ("Decision due", "4 Nov 2025 by Cabinet"),
        ),
        decisions=(Decision("2340", "04/11/2025", "Rights of Way: ten-year plan (CAB04(25/26))", "12/11/2025"),),
    ),
    # Haringey: labels for people renamed to dates of internal meetings
    Issue(
        "4205",
        "Housing Allocations Scheme",
        ("To consult on changes to the scheme under which homes are let.",),
        (
            ("Decision type", "Key"),
            ("Decision status", "For Determination"),
            ("Wards affected", "(All Wards);"),
            ("Decision due", "14 Apr 2026 by Cabinet"),
            ("DMT date and early discussion between AD and Cabinet Member", "12/01/2026"),
            ("SLT date", "03/02/2026"),
            ("Draft report clearing date", "17/03/2026;"),
            ("Department", "Placemaking and Housing"),
        ),
    ),
    # Leeds
    Issue(
        "4206",
        "Framework for Playground Equipment",
        ("Procurement of playground equipment for 60 sites.",),
        (
            ("Decision type", "Key Decision"),
            ("Decision status", "For Determination"),
            ("Wards affected", "(All Wards);"),
            ("Notice of proposed decision first published", "12/01/2026"),
            ("Decision due", "1 Jun 2026 by Chief Officer for Parks"),
            ("Portfolio Holder", "Executive Member for Green Spaces"),
            ("Contact", "play.sites@wexcombe.example"),
        ),
        skin="default",
    ),
    # Kirklees: a misspelt and glued pick-list value
    Issue(
        "4207",
        "Road Repairs: Two-Year Programme",
        ("To approve the detailed plan of road repairs for 2026/27 and 2027/28.",),
        (
            ("Decision type", "Key"),
            ("Reason Key", "Expenditure>£500,000 and affects2 or more wards;"),
            ("Decision status", "Recommendations Approved"),
            ("Wards affected", "(All Wards);"),
            ("Notice of proposed decision first published", "09/01/2026"),
            ("Decision due", "17 Feb 2026 by Cabinet"),
            ("Lead member", "Portfolio Holder for Environment and Highways"),
            ("Lead director", "Service Director - Environment"),
            ("Members/Officers Involved", "All ward members; Head of Highways;"),
            ("Department", "Economy and Infrastructure"),
            (
                "Contact",
                "Joan Abara, Principal Engineer Email: joan.abara@wexcombe.example, "
                "Tom Wicks, Engineer Email: tom.wicks@wexcombe.example.",
            ),
        ),
    ),
    # Lancashire, with Wiltshire's pick-list value cut short
    Issue(
        "4208",
        "Extra Money for Road Repairs - Projects",
        ("To approve the projects listed at Appendix A.",),
        (
            ("Decision type", "Non-key"),
            ("Reason Key", "Information that is not yet public because it is commerci;"),
            ("Decision status", "Recommendations Approved"),
            ("Notice of proposed decision first published", "11/10/2025"),
            ("Anticipated restriction", "Part I"),
            ("Decision due", "9 Nov 2025 by Cabinet"),
            ("Lead member", "Cabinet Member for Highways and Transport"),
        ),
        skin="plain",
    ),
    # Telford: a label with nothing behind it
    Issue(
        "4209",
        "Town Centre Car Club",
        ("To appoint an operator for a car club.",),
        (
            ("Decision type", "Non-key"),
            ("Decision status", "For Determination"),
            ("Wards affected", "Tansley Town; Tansley Quay;"),
            ("Notice of proposed decision first published", "30/01/2026"),
            ("Anticipated restriction", "Open  - view reasons"),
            ("Explanation of anticipated restriction", ""),
            ("Is Consultation Required?", "Yes;"),
            ("Decision due", "20 Apr 2026 by Cabinet Member for Enterprise"),
            ("Contact", "Dana Whitlow, Commissioning Manager Tel: 01632 960118, Email:"),
        ),
    ),
    # Cotswold: the address hidden by Cloudflare
    Issue(
        "4210",
        "Conservation Area Appraisals",
        ("To adopt appraisals of six conservation areas.",),
        (
            ("Decision type", "Non-key"),
            ("Decision status", "For Determination"),
            ("Wards affected", "Abbotsholt; Lower Tansley;"),
            ("Notice of proposed decision first published", "20/01/2026"),
            ("Decision due", "13 Apr 2026 by Cabinet Member for Planning"),
            ("Contact", Html(f"Rhian Pask, Heritage Officer Email: {cloak('rhian.pask@wexcombe.example')}.")),
        ),
    ),
    # York
    Issue(
        "4211",
        "Requests for Waiting Restrictions, 2025",
        ("To consider requests for new parking restrictions.",),
        (
            ("Decision type", "Non-key"),
            ("Decision status", "Decision Made"),
            ("Wards affected", "(All Wards);"),
            ("Notice of proposed decision first published", "13/08/2025"),
            ("Decision due", "24/10/25 by Executive Member for Transport"),
            ("Lead member", "Executive Member for Transport"),
            ("Contact", "Traffic Projects Tel: 01632 960181."),
            ("Level of Risk", "01-03 Acceptable"),
            ("Making Representations", "Write to the contact named above, or speak at the meeting."),
            Heading("Consultation process", ("Notices in the streets concerned.", "Letters to residents.")),
        ),
        decisions=(Decision("2331", "24/10/2025", "Waiting Restrictions 2025"),),
    ),
    # Medway: a label with two colons, headings in the description, a month for a date
    Issue(
        "4212",
        "Gateway 3 Contract Award: Nursing Beds",
        (
            "## Summary",
            "This report seeks permission to award a contract for nursing care.",
            "## Notice of Intention to Conduct Business in Private",
            "The report has an exempt appendix.",
            "## Access to Information",
            "The public part of the report will be published five clear days before the meeting.",
        ),
        (
            ("Decision type", "Key"),
            ("Decision status", "For Determination"),
            ("Wards affected", "(All Wards);"),
            ("Notice of proposed decision first published", "09/02/2026"),
            ("Relevant Overview and Scrutiny Committee:", "Health and Adult Social Care;"),
            ("Decision due", "June 2026 by Cabinet"),
            ("Lead director", "Ruth Holloway-Webb"),
        ),
    ),
    # Peterborough
    Issue(
        "4213",
        "Energy from Waste: Heat Network",
        ("To end work on a heat network.",),
        (
            ("Decision type", "Key"),
            ("Decision status", "Abandoned"),
            ("Wards affected", "(All Wards);"),
            ("Notice of proposed decision first published", "02/06/2025"),
            ("Relevant Scrutiny Committee", "Growth, Resources and Communities;"),
            ("Decision due", "October 2025 by Cabinet Member for Growth"),
        ),
        skin="text",
    ),
    # Derbyshire
    Issue(
        "4214",
        "Countryside Ranger Stations",
        ("To keep three ranger stations open at weekends.",),
        (
            ("Decision type", "Non-key"),
            ("Decision status", "For Determination"),
            ("Divisions affected", "Moorside; Upper Thornmere;"),
            ("Improvement and Scrutiny Committee", "Places;"),
            ("Decision due", "3 Jun 2026 by Cabinet Member for Clean Growth"),
        ),
    ),
    # Newcastle-under-Lyme
    Issue(
        "4215",
        "Crematorium Refurbishment",
        ("To let a contract for the refurbishment of the crematorium.",),
        (
            ("Decision type", "Key"),
            ("Decision status", "For Determination"),
            ("Wards affected", "(All Wards);"),
            ("Relevant Committee(s)", "Economy and Place Scrutiny Committee;"),
            ("Likely Date of Decision", "9 Jun 2026"),
            ("Spend required/saving generated", "About £800,000 over two years."),
            ("Making Representations", "In writing to the Monitoring Officer by 1 June."),
        ),
        skin="default",
    ),
    # Cambridge
    Issue(
        "4216",
        "Review of Supported Lodgings",
        ("To agree a review of supported lodgings.",),
        (
            ("Decision type", "Key"),
            ("Reason Key", "Substantial impact on operational management;"),
            ("Decision status", "Withdrawn"),
            ("Wards affected", "(All Wards);"),
            ("Notice of proposed decision first published", "22/05/2025"),
            ("Decision due", "3 Jul 2025 by Executive Councillor for Strategy and Transformation"),
            ("Lead director", "Strategic Director (DE)"),
            ("Department", "Housing Services"),
            ("Contact", ""),
            ("Background Information", "The last review was in 2019."),
            ("Additional Information", "None."),
        ),
    ),
    # Allerdale
    Issue(
        "4217",
        "Commissioning of Street Cleansing",
        ("To commission street cleansing from 2027.",),
        (
            ("Decision type", "Key"),
            ("Reason Key", "Expenditure > £50,000 and affects more than 1 ward;"),
            ("Decision status", "Deleted"),
            ("Wards affected", "(All Wards);"),
            ("Notice of proposed decision first published", "07/02/2025"),
            ("Open/Exempt", "Open;"),
            ("Decision due", "5 Nov 2025 by Executive"),
            ("Background2", "The present contract ends in March 2027."),
        ),
        skin="plain",
    ),
    # Rotherham
    Issue(
        "4218",
        "Neighbourhood Wardens",
        ("To recruit eight neighbourhood wardens.",),
        (
            ("Decision type", "Non-key"),
            ("Decision status", "For Determination"),
            ("Open/Exempt", "Open;"),
            ("Date Report and Background Papers will be available", "06/05/2026;"),
            ("Decision due", "14 May 2026 by Cabinet"),
        ),
        word=False,
    ),
    # Gloucester, with Woking's pick-list value
    Issue(
        "4219",
        "Disposal of Land for a Doctors’ Surgery",
        ("To dispose of land at Churchfield for a surgery.",),
        (
            ("Decision type", "Key"),
            ("Reason Key", "Signficant expenditure/savings of £500k or more;"),
            ("Decision status", "Recommendations Approved"),
            ("Wards affected", "(All Wards);"),
            ("Anticipated restriction", "Part exempt  -"),
            ("Reason No Public Access", "Information about the finances of any particular person."),
            ("Decision due", "22 Oct 2025 by Cabinet"),
        ),
    ),
    # Enfield: its own reference, its own restriction, and no date
    Issue(
        "4220",
        "KD 5760 - Care Home Fees",
        ("To agree the fees paid to care homes.",),
        (
            ("Decision type", "Key"),
            ("Reason Key", "Significant Impact on 2 or more Wards;"),
            ("Decision status", "Recommendations Approved"),
            ("Wards affected", "(All Wards);"),
            ("Notice of proposed decision first published", "03/06/2025"),
            ("Part 1 & 2 (Para 3)", "Part 1"),
        ),
    ),
    # Tunbridge Wells
    Issue(
        "4221",
        "Grants to Village Halls",
        ("To approve grants to nine village halls.",),
        (
            ("Decision type", "Exec Non-key"),
            ("Decision status", "Decision Made"),
            ("Wards affected", "(All Wards);"),
            ("Decision due", "11 Dec 2025 by Portfolio Holder for Communities"),
        ),
    ),
    # East Hertfordshire; the misspelt label is invented
    Issue(
        "4222",
        "Statement of Licensing Policy",
        ("To recommend the statement of licensing policy to the Council.",),
        (
            ("Decision type", "Policy framework"),
            ("Decision status", "For Determination"),
            ("Wards affected", "(All Wards);"),
            ("Anticpated date of implementation", "1 July 2026"),
            ("Decision due", "15 May 2026 by Council"),
        ),
    ),
    # Huntingdonshire, Croydon
    Issue(
        "4223",
        "Emergency Repairs to the Leisure Centre Roof",
        ("To waive standing orders for the repair of a roof.",),
        (
            ("Decision type", "Key"),
            ("Decision status", "Recommendations approved"),
            ("Urgent item?", "Yes;"),
            ("Wards affected", "Tansley Quay;"),
            ("Decision due", "19 Jan 2026 by Executive Director of Place"),
        ),
    ),
    # Cherwell: the label repeated inside its own value
    Issue(
        "4224",
        "Temporary Accommodation Lease",
        ("To take a lease of eleven flats.",),
        (
            ("Decision type", "Key"),
            ("Decision status", "Recommendations Approved"),
            ("Wards affected", "(All Wards);"),
            ("Notice of proposed decision first published", "20/02/2026"),
            URGENT,
            ("Reason for urgency", "Reason for urgency: the present lease ends on 31 March."),
            ("Decision due", "23 Feb 2026 by Executive"),
        ),
    ),
    # Blackburn
    Issue(
        "4225",
        "Selective Licensing of Landlords",
        ("To consult on selective licensing in three wards.",),
        (
            ("Decision type", "Key"),
            ("Decision status", "For Determination"),
            ("Wards affected", "Mill Hill; Quayside; Roe Lane;"),
            ("Decision due", "Not before 1st Jun 2026 by Executive Board"),
            ("Making Representations", "By e-mail to housing.standards@wexcombe.example."),
            ("Comments", "None received."),
        ),
    ),
    # Southwark: a merged database's eight-digit id
    Issue(
        "50000231",
        "Gateway 2 - Contract Award Approval: Estate Windows",
        ("To award the contract for new windows on two estates.",),
        (
            ("Decision type", "Key"),
            ("Decision status", "Recommendations Approved"),
            ("Wards affected", "Chancery;"),
            ("Notice of proposed decision first published", "31/07/2025"),
            ("Open/Closed", "Closed - Reason 3;"),
            (
                "Decision due",
                "October 2025 by Acting Strategic Director of Environment, Neighbourhoods and Growth",
            ),
            ("Contact", "Major Works. Tel: 020 7946 0188."),
        ),
        decisions=(Decision("50000377", "21/10/2025", "Gateway 2: Estate Windows"),),
        documents=(Document("50001012", "Gateway 2 report", "402 KB"),),
    ),
    # Maidstone, misspelt there
    Issue(
        "4226",
        "Local Plan Review: Scoping",
        ("To recommend a scope for the review of the Local Plan.",),
        (
            ("Decision type", "Non-key"),
            ("Decision status", "Recommmend forward"),
            ("Wards affected", "(All Wards);"),
            ("Decision due", "12 Feb 2026 by Planning Policy Advisory Committee"),
        ),
        documents=("Draft Local Plan consultation",),
    ),
)
