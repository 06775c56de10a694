"""Wexcombe's decisions that no issue leads to, and what more is to be said of some that one does."""

from collections.abc import Mapping
from typing import Any

from ..model import Decision, Document

DECISIONS = (
    # Taken by officers: a part of the register, told apart only by standing in the officers' own list.
    Decision(
        "2381",
        "10/02/2026",
        "Prohibition of Waiting: Quay Lane, Saltby",
        published="12/02/2026",
        maker="Director of Place",
        status="Recommendations Approved",
        is_officer=True,
        closing=(("Wards Affected", "Saltby and the Haven;"),),
        documents=(Document("51040", "Officer decision notice", "61 KB"),),
    ),
    Decision(
        "2383",
        "17/02/2026",
        "OPE/26/014 - Grant of Easement, Mill Lane",
        published="18/02/2026",
        maker="Head of Property",
        status="Recommendations approved",
        is_officer=True,
        # Croydon, Buckinghamshire, South Holland
        closing=(
            ("Interests and Nature of Interests Declared", "None."),
            ("Conflict of Interest", "None"),
            ("Dispensation Granted", "No"),
        ),
        documents=("Restricted enclosure", "Restricted enclosure"),
        prose=(("Purpose", ("To grant an easement.",)),),  # the rest is not for the public
    ),
    Decision(
        "2214",
        "12/12/2018",
        "18/00046 - Proposed expansion of Lansdown Primary School",
        "20/12/2018",
        published="12/12/2018",
        maker="Director of Children's Services",
        status="Recommendations Approved",
        is_officer=True,
        closing=(("Division affected", "Sittingham South;"),),
    ),
    # Becomes effective on the story's second day
    Decision(
        "2389",
        "20/02/2026",
        "26/00009 - Fees for Archive Searches",
        "03/03/2026",
        published="23/02/2026",
        maker="Cabinet Member for Libraries and Registration",
        status="Recommendations Approved (subject to call-in)",
        is_key=False,
        closing=(("Division affected", "(All Division);"),),
    ),
    # Published again, years after: the register finds it where it stood at first, and prints the later day.
    Decision(
        "2234",
        "15/03/2019",
        "19/00011 - Community Support Contracts",
        "23/03/2019",
        published="28/04/2021",
        filed="15/03/2019",
        maker="Cabinet Member for Adult Social Care and Public Health",
        status="Recommendations Approved",
        is_key=True,
    ),
    # Deleted, and for determination long after it was made
    Decision("1384", "14/09/2018", "Shared Procurement Service", published="19/09/2018", status="Deleted"),
    Decision(
        "1775",
        "17/05/2021",
        "Review of Polling Places",
        published="09/06/2021",
        maker="Strategy and Resources Committee",
        status="For Determination",
        is_key=True,
        documents=("Restricted enclosure", "Restricted enclosure 2"),
        opening=(("Urgent item?", "No"),),  # Huntingdonshire
        closing=(("Decision Reference", "SR 21/14"),),  # Stockport
    ),
    # Several makers, nine digits
    Decision(
        "500000371",
        "11/06/2013",
        "Opening Hours of Waste Sites",
        published="13/06/2013",
        maker="Leader of the Council, Joint Waste Board (Historic)",
        status="Implemented",
    ),
    # Known by its agenda item alone
    Decision(
        "31812",
        "29/01/2026",
        "Treasury Mid-Year Report",
        "06/02/2026",
        published="29/01/2026",
        maker="Cabinet",
        status="Recommendations Approved",
        item_id="31812",
        by_item=True,
    ),
    # Listed, but its page leads to the error page until the story's second day
    Decision(
        "2385",
        "19/02/2026",
        "Lease of the Lifeboat House, Saltby",
        "28/02/2026",
        published="20/02/2026",
        maker="Leader of the Council",
        status="Recommendations Approved",
    ),
)

# The history goes on without a gap, as any council's does: each year's fees, from the first that was published.
FEES = tuple(
    Decision(
        str(year - 1900),
        f"02/03/{year}",
        f"Fees and Charges, {year}",
        published=f"04/03/{year}",
        maker="Cabinet",
        status="Recommendations Approved",
    )
    for year in range(2005, 2026)
)

# Of decisions that an issue lists: what its list does not say.
DETAILS: Mapping[str, Mapping[str, Any]] = {
    "2371": {
        "item_id": "31811",
        "prose": (
            ("Purpose", ("To accept the second year of the grant for bus services.",)),
            (
                "Decision",
                (
                    "That the Cabinet",
                    "(1)          accepts the grant;",
                    "(2)          agrees toadopt the programme in paragraph 14 of the report.",
                ),
            ),
            ("Reasons for the decision", ("The grant pays for evening buses.",)),
            ("Alternative options considered", ("To decline the grant, which was discarded.",)),
        ),
        "documents": (Document("50990", "Cabinet report"),),
        "closing": (
            ("Wards Affected", "(All Wards);"),
            ("Recommend to Council?", "No"),
            ("Contact", "Public Transport Team Tel: 01632 960160."),
        ),
    },
    "2388": {"documents": (Document("51088", "Record of Decision", "88 KB"),)},
    "2355": {"closing": (("Reason Key", "Expenditure or savings of more than £1m;"),)},  # Herefordshire
}
