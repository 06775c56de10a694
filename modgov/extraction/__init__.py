"""Text out of documents, in a process of its own for each: what a hostile file does there, it does to nobody else."""

from .kinds import READERS, extractor_of
from .process import LIMITS, Limits, Text, extract

__all__ = ["LIMITS", "READERS", "Limits", "Text", "extract", "extractor_of"]
