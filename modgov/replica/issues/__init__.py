"""Every issue of the replica council by id, before the story changes it."""

from ..model import Issue
from . import broken, cabinet, earlier, oddities, wordings

ISSUES: dict[str, Issue] = {
    issue.id: issue
    for group in (cabinet.ISSUES, wordings.ISSUES, earlier.ISSUES, oddities.ISSUES, broken.ISSUES)
    for issue in group
}
