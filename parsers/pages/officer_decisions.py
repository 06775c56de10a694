"""Decisions of officers: a part of the register in a table of its own. To stand in it is all that tells them apart."""

from ..vocabulary.decisions import REGISTER_KINDS, REGISTER_WORDS
from . import Found, PageType, Source
from .register import read_register

PAGE = PageType(
    name="officer_decisions",
    scripts=("mgListOfficerDecisions.aspx",),
    version=1,
    opening=frozenset({"decision_maker", "publication_date"}),
    words=REGISTER_WORDS,
    kinds=REGISTER_KINDS,
    is_register=True,
)


def read(source: Source) -> Found:
    """Read a list of officers' decisions."""
    return read_register(source, is_officer=True)
