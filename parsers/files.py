"""Documents that a council puts beside its pages: which file an answer is, told by its first bytes. No text is read.

An answer that is a page (a bot check, an error page) is no document, unless its address says that it is one.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, ClassVar, Final
from urllib.parse import unquote

from .content import prepare
from .records import Record
from .urls import Location, document_id, locate
from .verdict import has_marks, refusal

PAGE_TYPE: Final = "document_file"
READER: Final = f"{PAGE_TYPE}/1"
UNKNOWN: Final = "application/octet-stream"
_OFFICE: Final = "application/vnd.openxmlformats-officedocument"
_PDF_WITHIN: Final = 1024  # bytes before its mark that readers of PDF put up with
_STARTS: Final[Mapping[bytes, str]] = {
    b"{\\rtf": "application/rtf",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF8": "image/gif",
    b"II*\0": "image/tiff",
    b"MM\0*": "image/tiff",
}
_PACKED: Final[Mapping[bytes, str]] = {
    b"word/document": f"{_OFFICE}.wordprocessingml.document",
    b"xl/workbook": f"{_OFFICE}.spreadsheetml.sheet",
    b"ppt/presentation": f"{_OFFICE}.presentationml.presentation",
}
_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLD: Final[Mapping[str, str]] = {
    "WordDocument": "application/msword",
    "Workbook": "application/vnd.ms-excel",
    "PowerPoint Document": "application/vnd.ms-powerpoint",
}
_TEXTS: Final[Mapping[str, str]] = {"txt": "text/plain", "csv": "text/csv", "htm": "text/html", "html": "text/html"}
_OPEN_DOCUMENT: Final = re.compile(
    rb"PK\x03\x04.{26}mimetype(application/vnd\.oasis\.opendocument\.[a-z-]+)", re.DOTALL
)
_ENDING: Final = re.compile(r"\.([a-z]{3,4})(?:\?.*)?$", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentFile(Record):
    """What a document's file is: the SHA-256 of its bytes, how many they are, and their kind."""

    kind: ClassVar[str] = "document"
    key: ClassVar[str] = "document_id"
    is_shared: ClassVar[bool] = True

    document_id: str
    url: str
    sha256: str
    size_bytes: int
    media_type: str
    title: str | None = None
    meeting_id: str | None = None

    def columns(self) -> dict[str, Any]:
        """The fields that the file states. An attachment's address and title are for the pages that list it to say."""
        plain = Record.columns(self)
        return {name: plain[name] for name in _STATED} if self.document_id.isdigit() else plain


_STATED: Final = ("council", "document_id", "sha256", "size_bytes", "media_type")


def document_file(location: Location, body: bytes) -> DocumentFile | None:
    """The file that an answer to a document's address is; `None` where it is none."""
    number = document_id(location.canonical)
    media_type = media_type_of(body, location.canonical)
    if number is None or media_type is None:
        return None
    meeting = number[1:].partition("/")[0] if number.startswith("g") else None
    return DocumentFile(
        council=location.council,
        document_id=number,
        url=location.canonical,
        sha256=sha256(body).hexdigest(),
        size_bytes=len(body),
        media_type=media_type,
        title=_name(location.canonical) if location.script is None else None,
        meeting_id=meeting,
    )


def media_type_of(body: bytes, url: str) -> str | None:
    """The kind of file that bytes are; `None` for none at all, and for a page that came in a file's place."""
    if b"%PDF-" in body[:_PDF_WITHIN]:
        return "application/pdf"
    for start, media_type in _STARTS.items():
        if body.startswith(start):
            return media_type
    if body.startswith(b"PK\x03\x04"):
        return _packed(body)
    if body.startswith(_OLD_OFFICE):
        return next(
            (kind for name, kind in _OLD.items() if name.encode("utf-16-le") in body), "application/x-ole-storage"
        )
    return _plain(body, url)


def _packed(body: bytes) -> str:
    found = _OPEN_DOCUMENT.match(body)
    if found:
        return found[1].decode("ascii")
    return next((kind for name, kind in _PACKED.items() if name in body), "application/zip")


def _plain(body: bytes, url: str) -> str | None:
    """The kind of a file that does not say itself what it is. The address alone makes text of it, or a page."""
    content = prepare(body)
    if not body.strip():
        return None
    if content.is_binary:
        return UNKNOWN
    ending = _ENDING.search(url)
    named = _TEXTS.get(ending[1].lower()) if ending else None
    if not content.is_html:
        return named if named != "text/html" else "text/plain"
    is_page = has_marks(content) or refusal(content, locate(url)) is not None
    return named if named == "text/html" and not is_page else None


def _name(url: str) -> str:
    """What the last part of an address calls a file."""
    return _ENDING.sub("", unquote(url.partition("?")[0].rpartition("/")[2]))
