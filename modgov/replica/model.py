"""What the replica council has to say, apart from how it is printed.

Labels and values are worded as ModernGov prints them, a label without its colon, a pick-list value with its `;`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias
from urllib.parse import quote


class Html(str):
    """Markup that is printed as it stands; any other text is escaped."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of its own, without a colon, and the paragraphs below it."""

    text: str
    paragraphs: tuple[str, ...] = ()


# A labelled value, a heading with its text, or a sentence that stands alone.
Piece: TypeAlias = tuple[str, str] | Heading | str


@dataclass(frozen=True, slots=True)
class Document:
    """A document that can be fetched, and the form of its file."""

    id: str
    title: str
    size: str = "119 KB"
    form: str = "PDF"

    @property
    def href(self) -> str:
        """Its address on the council's site; the words in it are for people only."""
        name = quote(re.sub(r"[^\w .-]", "", self.title))
        return f"documents/s{self.id}/{name}.{self.form.lower()}"


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision, most often made on an issue; dates as printed, `effective` only where it can be called in.

    `published` is the day printed as that of publication, `filed` the day by which the register finds it: they differ
    once a decision is published again. `maker`, `status` and `is_key` are the issue's own unless given. `item_id` is
    the agenda item that it was made on; `by_item` says that it is known by that item alone. `opening` and `closing`
    are values of the council's own labels, before the prose and after it.
    """

    id: str
    date: str
    title: str
    effective: str | None = None
    published: str | None = None
    filed: str | None = None
    call_ins: int = 0
    maker: str | None = None
    status: str | None = None
    is_key: bool | None = None
    is_officer: bool = False
    item_id: str | None = None
    by_item: bool = False
    prose: tuple[tuple[str, tuple[str, ...]], ...] | None = None
    opening: tuple[tuple[str, str], ...] = ()
    closing: tuple[tuple[str, str], ...] = ()
    documents: tuple[Document | str, ...] = ()

    @property
    def href(self) -> str:
        """The address of its page on the council's site."""
        return f"ieDecisionDetails.aspx?{f'AIId={self.item_id}' if self.by_item else f'ID={self.id}'}"


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """An item of a meeting at which the issue is considered."""

    id: str
    meeting_id: str
    date: str
    committee: str
    title: str
    committee_id: str = "115"


@dataclass(frozen=True, slots=True)
class Issue:
    """A matter for decision.

    In `prose` a paragraph that begins with `# ` is a heading, one that begins with `* ` a bullet. A list at the page's
    end is `None` where its heading is not printed, and empty where nothing stands below it. A document that is a
    plain string is printed in words. `skin` and `charset` say how the page is served, `word` whether its prose was
    pasted from Word.
    """

    id: str
    title: str
    prose: tuple[str, ...]
    says: tuple[Piece, ...]
    decisions: tuple[Decision, ...] | None = ()
    agenda: tuple[AgendaItem, ...] | None = ()
    documents: tuple[Document | str, ...] | None = ()
    skin: str = "modern"
    charset: str = "utf-8"
    word: bool = True

    def value(self, *labels: str) -> str | None:
        """What the issue says behind the first of these labels that it has."""
        pairs = {piece[0]: piece[1] for piece in self.says if isinstance(piece, tuple)}
        return next((pairs[label] for label in labels if label in pairs), None)

    def saying(self, values: Mapping[str, str]) -> "Issue":
        """Reword the values behind some of the issue's labels."""
        reworded = tuple(
            (piece[0], values.get(piece[0], piece[1])) if isinstance(piece, tuple) else piece for piece in self.says
        )
        return replace(self, says=reworded)


URGENT = "This decision will be taken under urgency procedures."


def cloak(address: str, key: int = 0x5A) -> str:
    """Hide an e-mail address in the way that Cloudflare does: markup that only its script can undo."""
    hidden = "".join(f"{byte:02x}" for byte in (key, *(ord(letter) ^ key for letter in address)))
    return (
        f'<a href="/cdn-cgi/l/email-protection" class="__cf_email__" data-cfemail="{hidden}">[email&#160;protected]</a>'
    )
