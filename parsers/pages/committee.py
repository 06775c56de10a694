"""A committee: what it is for, who sits on it, whom to ask."""

from typing import Final

from ..blocks import FIELD, HEADING, ITEM, STRONG, TITLE, Block
from ..committees import details_url, member_entry
from ..fields import Fields
from ..labelling import split_label
from ..records import Committee, MemberEntry
from ..title_block import part_title
from ..values import emails, phones
from ..vocabulary.meetings import AGENDA_FURNITURE, COMMITTEE_KINDS, COMMITTEE_LABELS, COMMITTEE_SECTIONS
from . import Found, PageType, Source, Unread

PAGE = PageType(
    name="committee",
    scripts=("mgCommitteeDetails.aspx",),
    version=1,
    is_labelled=False,
    kinds=COMMITTEE_KINDS,
    own_kinds=COMMITTEE_KINDS,
)

_COLUMNS: Final = Committee.column_names() | {"phone", "email"}
_HEADINGS: Final = (HEADING, STRONG, TITLE)


def read(source: Source) -> Found:
    """Read a committee's page. It is known by its heading, or by sections that such a page has, below a title."""
    title, rest = part_title(source)
    if title and title.text.lower().rstrip(":") in COMMITTEE_SECTIONS:
        title, rest = None, source.blocks
    reading = _Reading(source)
    for block in rest:
        reading.take(block)
    is_headed = (source.frame.kind or "").lower() in COMMITTEE_KINDS
    if not (reading.has_content or (title and is_headed)) or not (is_headed or (title and title.kind is TITLE)):
        return Found(recognised=False)
    committee_id = source.location.params.get("ID")
    if not committee_id:
        return Found(warnings=("id-missing",), unread=tuple(reading.unread))
    record = reading.committee(committee_id, title.text if title else None)
    warnings = () if record.title else ("title-missing",)
    return Found(records=(record,), unread=tuple(reading.unread), warnings=warnings)


class _Reading:
    """A committee's page being read, section by section."""

    def __init__(self, source: Source) -> None:
        self.fields = Fields(known=COMMITTEE_LABELS)
        self.unread: list[Unread] = []
        self._source = source
        self._section: str | None = None
        self._purpose: list[str] = []
        self._contact: list[str] = []
        self._members: list[MemberEntry] | None = None

    @property
    def has_content(self) -> bool:
        """Whether a section or a label was found."""
        return self._section is not None or bool(self.fields.labels)

    def take(self, block: Block) -> None:
        """Read a block."""
        section = COMMITTEE_SECTIONS.get(block.text.lower().rstrip(": "))
        if section and (block.kind in _HEADINGS or self._source.is_text):
            self._begin(section, block.text.rstrip(": "))
        elif block.kind is FIELD:
            self.fields.begin(block)
        elif block.kind is HEADING and self._section != "purpose":
            self._section = "other"
            self.fields.begin_prose(None, block.text.rstrip(": "))
        elif block.text and block.text.lower() not in AGENDA_FURNITURE:
            for line in block.lines() if self._source.is_text else (block,):
                self._take_text(line)

    def _begin(self, section: str, heading: str) -> None:
        self._section = section
        self.fields.end()
        self.fields.labels.setdefault(section, heading)
        if section == "members" and self._members is None and not self._source.is_text:
            self._members = []

    def _take_text(self, block: Block) -> None:
        labelled = split_label(block, COMMITTEE_LABELS) if self._section in ("contact", None) else None
        if labelled:
            self.fields.begin(labelled)
        elif self._section == "purpose":
            self._purpose.append(block.text)
        elif self._section == "members" and (block.kind is ITEM or self._source.is_text):
            self._members = [*(self._members or []), member_entry(block, self._source)]
        elif self.fields.extend(block):
            return
        elif self._section == "contact":
            self._contact.append(block.text)
        else:
            self.unread.append(Unread(self._section or "committee", block.text))

    def committee(self, committee_id: str, title: str | None) -> Committee:
        """The record that the page states."""
        fields = self.fields
        contact = "\n".join(filter(None, [fields.text("contact"), *self._contact])) or None
        reached = [contact or "", fields.values.get("email", ""), fields.values.get("phone", "")]
        is_reached = any(reached)
        return Committee(
            council=self._source.location.council,
            committee_id=committee_id,
            url=details_url(self._source, committee_id),
            title=title,
            purpose="\n\n".join(self._purpose) or None,
            members=self._members,
            contact=contact,
            contact_emails=emails("\n".join(reached)) if is_reached else None,
            contact_phones=phones("\n".join(reached)) if is_reached else None,
            postal_address=fields.text("postal_address"),
            other_fields=fields.others(_COLUMNS) or None,
            labels=fields.labels or None,
        )
