"""Words that ModernGov sites print, as data: labels, headings, statuses, months, furniture.

Adding a council's wording means adding a line here, with the council in a comment, and nothing else.
"""

from .labels import LABELS, Label

__all__ = ["LABELS", "Label"]
