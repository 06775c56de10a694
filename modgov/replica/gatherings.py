"""What the replica has to say of committees and their meetings, apart from how it is printed."""

from dataclasses import dataclass
from datetime import date

from .model import Document

_ENDINGS = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}


@dataclass(frozen=True, slots=True)
class Committee:
    """A body that meets. `members` are names as printed, a role in brackets behind them."""

    id: str
    name: str
    category: str
    purpose: tuple[str, ...]
    members: tuple[str, ...] = ()
    contact: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class MeetingItem:
    """An item of an agenda. `report` is the document that its title links to; a `number` is printed as it stands.

    `decision_id` is a decision made on it that has a page, `restriction_id` the reasons why it is not public.
    """

    id: str
    number: str
    title: str
    text: tuple[str, ...] = ()
    decision: tuple[str, ...] = ()
    minutes: tuple[str, ...] = ()
    report: Document | None = None
    documents: tuple[Document | str, ...] = ()
    issue_id: str | None = None
    decision_id: str | None = None
    restriction_id: str | None = None
    is_sub: bool = False


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting of a committee. `published` is what ModernGov prints of its papers, such as "Agenda and minutes"."""

    id: str
    committee_id: str
    day: date
    time: str
    published: str
    items: tuple[MeetingItem, ...] = ()
    venue: str = "Council Chamber, Shire Hall, Brackwater"
    is_proposed: bool = False
    contact: str = "Democratic Services Email: democratic.services@wexcombe.example Tel: 01632 960100"
    note: str = ""
    webcast: str = ""
    packs: tuple[tuple[str, str], ...] = ()
    is_cancelled: bool = False

    @property
    def href(self) -> str:
        """The address of its page on the council's site."""
        return f"ieListDocuments.aspx?CId={self.committee_id}&MId={self.id}"

    @property
    def dated(self) -> str:
        """Its day as lists of links print it: `29/01/2026`."""
        return f"{self.day:%d/%m/%Y}"

    @property
    def headed(self) -> str:
        """Its day and time as its own page prints them: `Thursday, 29th January, 2026 10.00 am`."""
        ordinal = f"{self.day.day}{_ENDINGS.get(self.day.day, 'th')}"
        return f"{self.day:%A}, {ordinal} {self.day:%B}, {self.day.year} {self.time}"

    def pack_href(self, name: str, kind: str) -> str:
        """The address of a printed pack; `kind` is ModernGov's number for it."""
        return f"documents/g{self.id}/{name.replace(' ', '%20')}%20{self.day:%d-%b-%Y}.pdf?T={kind}"


@dataclass(frozen=True, slots=True)
class Restriction:
    """Why something is not public. `owner` is ModernGov's letter for what is restricted, and that thing's id."""

    id: str
    owner: tuple[str, str]
    title: str
    paragraphs: str
    basis: str
    explanations: tuple[tuple[str, str], ...]
    bookmark: str = ""

    @property
    def href(self) -> str:
        """The address of the reasons on the council's site."""
        mark = f"&BM={self.bookmark}" if self.bookmark else ""
        return f"mgReasonsRestricted.aspx?ID={self.id}&OID={self.owner[1]}&OT={self.owner[0]}&RPID=0{mark}"
