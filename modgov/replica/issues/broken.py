"""Issues that a plan lists but whose own pages fail; `failures` says how."""

from ..model import Issue, Piece

_SAYS: tuple[Piece, ...] = (
    ("Decision type", "Non-key"),
    ("Decision status", "Recommendations Approved"),
    ("Notice of proposed decision first published", "04/08/2025"),
    ("Decision due", "9 Sep 2025 by Cabinet"),
    ("Department", "Finance and Property"),
)

ISSUES = tuple(
    Issue(issue_id, title, (f"To agree the recommendations of the report on {title.lower()}.",), _SAYS)
    for issue_id, title in (
        ("4901", "Treasury Outturn"),
        ("4902", "Car Park Tariffs"),
        ("4903", "Allotment Leases"),
        ("4904", "Fleet Replacement"),
        ("4905", "Museum Opening Times"),
        ("4906", "Cemetery Fees"),
    )
)
