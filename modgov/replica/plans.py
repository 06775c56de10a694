"""The replica council's forward plans: the bodies that publish them, their editions, and what each edition lists.

An item says of its issue what the issue itself says, as ModernGov renders plans anew at every visit; only what a plan
words in another way is given here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Body:
    """A body that publishes forward plans. `id` is the committee's; `heading` what the body calls its plans."""

    id: str
    name: str
    heading: str


@dataclass(frozen=True, slots=True)
class Item:
    """An issue in an edition. `maker`, `due` and `extra` are for wordings that the issue's own page has not."""

    issue_id: str
    maker: str | None = None
    due: str | None = None
    officer: str | None = None
    extra: tuple[tuple[str, str], ...] = ()
    is_new: bool = False
    suffix: str = ""
    bare: bool = False


# An item, or the words of a section row.
Row: TypeAlias = Item | str


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition of a body's forward plan; its period as printed."""

    id: str
    body_id: str
    year: str
    title: str
    period: str
    rows: tuple[Row, ...]
    introduction: str = ""
    numbered: bool = True
    skin: str = "modern"


BODIES = (
    Body("115", "Cabinet", "Forthcoming Executive Decision"),
    Body("116", "Brackwater Harbour Joint Committee", "Forward plan"),
    Body("117", "Neighbouring Councils", "Notices of Decisions"),
    Body("118", "Records Office", "Forward plan"),
)

EDITIONS = (
    Edition(
        "700",
        "115",
        "2026",
        "2 March 2026",
        "02/03/2026 to 31/07/2026",
        (
            "NEW",
            Item("4110", is_new=True),
            Item("4107", maker="Cabinet Member for Adult Social Care and Public Health, Cabinet", is_new=True),
            Item("4108", officer="Bethan Ludlow"),
            "Not Before 2 March 2026",
            Item("4101", officer="Imogen Thackery"),
            Item("4103"),
            Item("4104"),
            "MARCH by CABINET",
            Item("4102"),
            Item("4106", due="Between 1 Mar 2026 and 30 Jun 2026; To let the survey of the site be finished"),
            "CABINET MEMBER",
            Item("4105", extra=(("Originally due", "27 Feb 2026"),)),
            Item("4109"),
            Item("4111"),
        ),
        "The Executive expects to take the decisions below between March and July 2026.",
    ),
    Edition(
        "699",
        "115",
        "2026",
        "2 February 2026",
        "02/02/2026 to 30/06/2026",
        (
            Item("4112"),
            Item("4101"),
            Item("4102", due="Not before 2nd Mar 2026; To allow 28 day notice of the revised policy"),
            Item("4305", bare=True),
        ),
        numbered=False,
        skin="plain",
    ),
    Edition(
        "560",
        "115",
        "2021",
        "1 February 2021",
        "01/02/2021 to 31/05/2021",
        (Item("56518"), Item("58001"), Item("41260", due="Not before 1st Oct 2017"), "OLDER", Item("23209")),
        skin="default",
    ),
    Edition(
        "83",
        "115",
        "2004",
        "Forward Plan: February to April 2004",
        "01/02/2004 to 30/04/2004",
        (
            "LEADER'S PORTFOLIO",
            Item("83", due="November 2005"),
            Item("84", maker="Executive, Council", due="26 June 2006; put back for the new contract"),
            Item("85", maker="Council", due="Before 30 April 2004"),
        ),
        skin="text",
    ),
    Edition(
        "712",
        "117",
        "2026",
        "Notice of Key Executive Decisions, spring 2026",
        "01/01/2026 to 30/06/2026",
        (
            *(Item(str(issue_id)) for issue_id in range(4201, 4216)),
            Item("4216", suffix=" - WITHDRAWN"),
            *(Item(str(issue_id)) for issue_id in range(4217, 4226)),
            Item("4226", extra=(("Originally due", "15 Jan 2026"),)),
            Item("50000231"),
        ),
        "Decisions that neighbouring councils have asked us to list, each in its own council's words.",
    ),
    Edition(
        "640",
        "118",
        "2025",
        "4 August 2025",
        "04/08/2025 to 31/12/2025",
        (
            "Records out of order",
            # Not those that answer with a bot check: a harvest stops there, as it should.
            *(Item(issue_id) for issue_id in ("4901", "4902", "4905", "4906")),
            "Records in need of care",
            *(Item(issue_id) for issue_id in ("2049", "2050", "2080", "11652", "4301", "4302", "4303", "4304")),
        ),
    ),
)


def editions_of(editions: Iterable[Edition], body_id: str, year: str | None = None) -> list[Edition]:
    """List a body's editions of a year, of its latest year where none is asked for; the newest stands first."""
    of_body = [edition for edition in editions if edition.body_id == body_id]
    wanted = year or max((edition.year for edition in of_body), default="")
    return [edition for edition in of_body if edition.year == wanted]


def years(editions: Iterable[Edition], body_id: str) -> list[str]:
    """List the years of which a body has editions, the latest first."""
    return sorted({edition.year for edition in editions if edition.body_id == body_id}, reverse=True)
