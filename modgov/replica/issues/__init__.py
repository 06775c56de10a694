"""Every issue of the replica council by id, as the story's first day finds it; story and failures are told elsewhere."""

from ..model import Issue
from . import broken, cabinet, earlier, oddities, wordings

ISSUES: dict[str, Issue] = {
    issue.id: issue
    for group in (cabinet.ISSUES, wordings.ISSUES, earlier.ISSUES, oddities.ISSUES, broken.ISSUES)
    for issue in group
}
