"""The parts of an archive's one door, by what is asked for: thin calls, each behind the border of errors."""

from .books import Books
from .papers import Papers
from .questions import Questions
from .queue import Queue

__all__ = ["Books", "Papers", "Questions", "Queue"]
