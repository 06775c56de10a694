"""Decisions of officers: a part of the register in a table of its own. To stand in it is all that tells them apart."""

from . import Found, Source, register

PAGE = register.PAGE._replace(name="officer_decisions", scripts=("mgListOfficerDecisions.aspx",), version=1)


def read(source: Source) -> Found:
    """Read a list of officers' decisions."""
    return register.read_register(source, is_officer=True)
