"""The parts of ModernGov's content: labelled values, prose, lists of links."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from .markup import link, linked, prose, spelt, wrapped
from .model import AgendaItem, Decision, Document, Heading, Html, Issue, Piece

_Entry = TypeVar("_Entry")

_IN_FORCE = ("recommendations approved", "decision made", "implemented")
_STATUS = frozenset({"Decision status", "Statws"})
_RESTRICTED = "view reasons"


def field(label: str, value: str) -> str:
    """Write a labelled value; `value` is markup."""
    return f'<p><span  class="mgLabel" >{label}: </span>{value}</p>'


def heading(text: str) -> str:
    """Write a heading within a page's content."""
    return f'<h3  class="mgSubSubTitleTxt" >{text}</h3>'


def bullets(items: Iterable[str]) -> str:
    """Write a list; its items are markup."""
    return '<ul  class="mgBulletList" >\n' + "".join(f"<li>{item}</li>\n" for item in items) + "</ul>"


def status(value: str) -> str:
    """Write a status in the colour that ModernGov gives it."""
    name = "mgPlanItemInForce" if value.lower().startswith(_IN_FORCE) else "mgPlanItemForDecision"
    return f"<span  class='{name}' >{spelt(value)}</span>"


def restriction(value: str, issue_id: str) -> str:
    """Write a restriction, the words `view reasons` as a link to them."""
    words, mark, _ = value.lower().partition(_RESTRICTED)
    if not mark:
        return spelt(value)
    target = f"mgReasonsRestricted.aspx?ID={issue_id}&OID=0&OT=I&RPID=0"
    return spelt(value[: len(words)]) + link(target, value[len(words) :], "Link to reasons restricted")


def value_of(label: str, value: str, issue_id: str) -> str:
    """Write the value behind a label, in the way that its kind of field is written."""
    if label in _STATUS:
        return status(value)
    if label == "Contact":
        return linked(value)
    if label == "Anticipated restriction":
        return restriction(value, issue_id)
    return spelt(value)


def said(pieces: Iterable[Piece], issue_id: str) -> str:
    """Write what an issue says between its prose and its lists. A reason for a date shares the date's paragraph."""
    parts: list[str] = []
    for piece in pieces:
        if isinstance(piece, Heading):
            parts += [heading(piece.text), *(rich(piece.paragraphs, word=False) if piece.paragraphs else "",)]
        elif isinstance(piece, str):
            parts.append(f"<p>{prose(piece)}</p>")
        elif piece[0] == "Reason":
            parts[-1] = f"{parts[-1].removesuffix('</p>')}<br />\n{field(*piece).removeprefix('<p>')}"
        else:
            parts.append(field(piece[0], value_of(*piece, issue_id)))
    return "\n<!-- field -->\n".join(parts)


def said_in_groups(pieces: Iterable[Piece]) -> str:
    """Write the same as ModernGov's first years did: the label is a part of the text."""
    pairs = (piece for piece in pieces if isinstance(piece, tuple))
    return "\n".join(f'<div class="mgFieldGroup"><p>{label}: {spelt(value)}</p></div>' for label, value in pairs)


def rich(paragraphs: Iterable[str], *, word: bool = True) -> str:
    """Write prose: as pasted from Word, with its empty paragraphs and broken lines, or as typed."""
    if not word:
        typed = "\n".join(_paragraph(text, "<p>") for text in paragraphs)
        return f'<div  class="mgWordPara" >{typed}</div>'
    empty = '\n<p class="MsoNormal">&nbsp;</p>\n'
    pasted = empty.join(wrapped(_paragraph(text, '<p class="MsoNormal">')) for text in paragraphs)
    return f'<div  class="mgWordPara" ><div class="WordSection1">\n{pasted}\n</div></div>'


def _paragraph(text: str, opening: str) -> str:
    if isinstance(text, Html):
        return text
    if text.startswith("## "):
        return f"<h4>{prose(text[3:])}</h4>"
    if text.startswith("# "):
        return f"{opening}<b><span style=''>{prose(text[2:])}</span></b></p>"
    if text.startswith("* "):
        dot = '<span style="font-family:Symbol">·<span>&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;&nbsp; </span></span>'
        return f"{opening}{dot}{prose(text[2:])}</p>"
    return f'{opening}<span style="">{prose(text)}</span></p>'


def lists(issue: Issue) -> str:
    """Write the lists at an issue page's end."""
    return "\n".join(
        [
            *_list("Decisions", issue.decisions, _decision),
            *_list("Agenda items", issue.agenda, _agenda_item),
            *_list("Documents", issue.documents, document_entry),
        ]
    )


def _list(name: str, entries: tuple[_Entry, ...] | None, write: Callable[[_Entry], str]) -> list[str]:
    """Write a list below its heading; an empty one leaves its heading alone, as ModernGov does."""
    if entries is None:
        return []
    return [heading(name), bullets(map(write, entries))] if entries else [heading(name)]


def _decision(decision: Decision) -> str:
    words = f"{decision.date} - {decision.title}"
    title = link(decision.href, spelt(words), f"Link to decision {words}")
    return f'{title}<span class="mgHide"> ref: {decision.id}</span>'


def _agenda_item(item: AgendaItem) -> str:
    meeting = link(
        f"ieListDocuments.aspx?CId={item.committee_id}&MId={item.meeting_id}", spelt(f"{item.date} - {item.committee}")
    )
    title = link(f"mgAi.aspx?ID={item.id}", spelt(item.title), "Link to agenda item")
    return f"{meeting} {title} <span  class='mgHide' >{spelt(item.date)}</span>"


def document_entry(document: Document | str) -> str:
    """Write a document as an entry of a list: its size stands inside its link."""
    if isinstance(document, str):
        return spelt(document)
    icon = '<img  src="https://www.wexcombe.example/assets/pdf.gif"  alt="pdf icon"/>'
    size = f'<span  class="mgFileSize" >{icon} {document.form} {document.size}</span>'
    return link(document.href, f"{spelt(document.title)} {size}", f"Link to document {document.title}")
