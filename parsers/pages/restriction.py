"""Why something is not open to the public: the paragraphs and acts cited, and an explanation of each."""

import re
from typing import Final

from ..blocks import TITLE, Block
from ..records import ReasonEntry, Restriction
from ..vocabulary.meetings import BY_VIRTUE, REASONS_HEADINGS, RESTRICTION_KINDS
from . import Found, PageType, Source, Unread

PAGE = PageType(
    name="restriction",
    scripts=("mgReasonsRestricted.aspx",),
    version=1,
    is_labelled=False,
    kinds=RESTRICTION_KINDS,
    own_kinds=RESTRICTION_KINDS,
)

_PARAGRAPH: Final = r"(?:\d{1,2}[a-z]?|[ivx]{1,5})(?:\([a-z\d]{1,3}\))?"
_CITED: Final = re.compile(
    rf"({_PARAGRAPH}(?:\s*(?:,|;|and|a|ac|&|to|-)\s*{_PARAGRAPH})*)(?=[\s.;:,]|$)\s*(?:of\s+|o\s+)?(.*)",
    re.IGNORECASE | re.DOTALL,
)
_SPLIT: Final = re.compile(r"\s*(?:,|;|\band\b|\bac?\b|&)\s*", re.IGNORECASE)
_OWNER_ITEM: Final = "A"


def read(source: Source) -> Found:
    """Read the reasons. The page's heading alone, without a reason, is no such page."""
    title = next((block.text for block in source.blocks if block.kind is TITLE), None)
    reading = _Reading()
    for block in source.blocks:
        if block.kind is not TITLE:
            reading.take(block)
    is_headed = (source.frame.kind or "").lower() in RESTRICTION_KINDS
    if not (reading.reasons or (is_headed and reading.explanations)):
        return Found(recognised=False)
    params = source.location.params
    restriction_id = params.get("ID") or f"{params.get('OT', '')}{params.get('OID', '')}"
    if not restriction_id:
        return Found(warnings=("id-missing",), unread=tuple(reading.unread))
    title = title or (reading.above[0] if reading.above else None)
    above = [Unread("reasons", text) for text in reading.above if text != title]
    record = _record(source, reading, restriction_id, title)
    return Found(records=(record,), unread=(*above, *reading.unread))


def _record(source: Source, reading: "_Reading", restriction_id: str, title: str | None) -> Restriction:
    params = source.location.params
    owner_type, owner_id = params.get("OT") or None, params.get("OID") or None
    is_list_lost = source.is_text or not reading.is_explained
    return Restriction(
        council=source.location.council,
        restriction_id=restriction_id,
        url=source.location.canonical,
        owner_type=owner_type,
        owner_id=owner_id,
        agenda_item_id=owner_id if owner_type == _OWNER_ITEM else None,
        title=title,
        reasons="\n\n".join(reading.reasons) or None,
        paragraphs=reading.paragraphs if reading.reasons else None,
        bases=reading.bases if reading.reasons else None,
        explanations=(reading.explanations or None) if is_list_lost else reading.explanations,
    )


def _first_sentence(text: str) -> str:
    """The act that a citation names, without what is said behind it, or a bracket that was opened before it."""
    basis = text.partition(". ")[0].strip(" .")
    return basis.rstrip(") .") if basis.count(")") > basis.count("(") else basis


class _Reading:
    """The reasons being read, line by line."""

    def __init__(self) -> None:
        self.above: list[str] = []
        self.reasons: list[str] = []
        self.paragraphs: list[str] = []
        self.bases: list[str] = []
        self.explanations: list[ReasonEntry] = []
        self.unread: list[Unread] = []
        self.is_explained = False

    def take(self, block: Block) -> None:
        """Read a block."""
        for line in block.lines():
            text = f"{line.label}: {line.text}" if line.label else line.text
            if text.lower().rstrip(": ") in REASONS_HEADINGS:
                self.is_explained = True
            elif text and not self.is_explained:
                self._take_reason(text)
            elif text:
                self._take_explanation(text)

    def _take_reason(self, text: str) -> None:
        cited = BY_VIRTUE.fullmatch(text)
        if cited is None:
            (self.unread.append(Unread("reasons", text)) if self.reasons else self.above.append(text))
            return
        self.reasons.append(text)
        found = _CITED.fullmatch(cited[1].rstrip(". "))
        if found:
            self.paragraphs.extend(part for part in _SPLIT.split(found[1]) if part not in self.paragraphs)
        basis = _first_sentence(found[2] if found else cited[1])
        if basis and basis not in self.bases:
            self.bases.append(basis)

    def _take_explanation(self, text: str) -> None:
        cited = BY_VIRTUE.fullmatch(text)
        found = _CITED.fullmatch(cited[1]) if cited else None
        if found:
            self.explanations.append({"paragraph": found[1], "text": found[2].lstrip(" :.-\u2013")})
        elif self.explanations:
            before = self.explanations[-1]["text"]
            self.explanations[-1]["text"] = f"{before}\n\n{text}" if before else text
        else:
            self.explanations.append({"paragraph": None, "text": text})
