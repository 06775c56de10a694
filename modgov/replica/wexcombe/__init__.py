"""Wexcombe's committees, meetings and decisions, before the story changes them. Its issues are in `issues`."""

from .committees import COMMITTEES, RESTRICTIONS
from .decisions import DECISIONS, FEES
from .meetings import MEETINGS

__all__ = ["COMMITTEES", "DECISIONS", "FEES", "MEETINGS", "RESTRICTIONS"]
