"""The replica's documents as files: small ones, made here, that say what they are called and in which council.

One is replaced on the second day under its old address, one is taken away, one wants a password, and one is hostile:
its pages lead back to themselves, and its contents unpack to a thousand times their size.
"""

import zlib
from collections.abc import Iterable, Mapping
from io import BytesIO
from typing import Final, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from .model import Document

REPLACED: Final = "51088"
REMOVED: Final = "51089"
LOCKED: Final = "51321"
HOSTILE: Final = "51404"
_WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_RELATED: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_PARTS: Final[Mapping[str, str]] = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" '
    f'ContentType="{_WORD}.main+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
    f'Type="{_RELATED}/officeDocument" Target="word/document.xml"/></Relationships>',
}
_SPACE: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_BOMB: Final = 20_000_000  # bytes


class Paper(NamedTuple):
    """A file, and the Content-Type that it is served with."""

    body: bytes
    content_type: str


def paper(document: Document, council: str, day: int) -> Paper | None:
    """A document's file on a day of the story; `None` once it is taken away."""
    lines: tuple[str, ...] = (document.title, f"{council}, report {document.id}.")
    lines = (*lines, "The Cabinet is asked to note this report.")
    if document.id == REMOVED and day > 1:
        return None
    if document.id == REPLACED and day > 1:
        lines = (*lines, "Corrected: paragraph 3 now names the contractor.")
    if document.form == "DOCX":
        return Paper(word(lines), _WORD)
    if document.id == HOSTILE:
        return Paper(hostile(), "application/pdf")
    return Paper(pdf(lines, is_locked=document.id == LOCKED), "application/pdf")


def pack(title: str, council: str) -> Paper:
    """A meeting's printed pack."""
    return Paper(pdf((title, f"{council}, printed pack.")), "application/pdf")


def pdf(lines: Iterable[str], *, is_locked: bool = False) -> bytes:
    """A PDF of one page; one that is locked opens for nobody who has no password."""
    shown = " ".join(f"({line.translate(_ESCAPED)}) Tj T*" for line in lines)
    stream = zlib.compress(f"BT /F1 12 Tf 14 TL 72 770 Td {shown} ET".encode("cp1252", "replace"))
    nothing = "00" * 32
    lock = f"<</Filter/Standard/V 1/R 2/P -4/O<{nothing}>/U<{nothing}>>>" if is_locked else ""
    return _laid(_page_objects(stream, "/FlateDecode"), lock)


def hostile() -> bytes:
    """A PDF whose page tree leads back to its root, and whose only page unpacks twice, to blanks without end."""
    stream = zlib.compress(zlib.compress(b" " * _BOMB, 9), 9)
    objects = _page_objects(stream, "[/FlateDecode/FlateDecode]")
    objects[1] = b"<</Type/Pages/Kids[3 0 R 2 0 R]/Count 2>>"
    return _laid(objects)


def word(lines: Iterable[str]) -> bytes:
    """A Word file, with a paragraph for each line."""
    body = "".join(f"<w:p><w:r><w:t>{line.translate(_ENTITIES)}</w:t></w:r></w:p>" for line in lines)
    return packed(
        {**_PARTS, "word/document.xml": f'<w:document xmlns:w="{_SPACE}"><w:body>{body}</w:body></w:document>'}
    )


def packed(parts: Mapping[str, str]) -> bytes:
    """Files in one zip file, the same bytes whenever it is made."""
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as file:
        for name, text in parts.items():
            file.writestr(ZipInfo(name, (2026, 3, 2, 1, 0, 0)), text, ZIP_DEFLATED)
    return made.getvalue()


_ESCAPED: Final = str.maketrans({letter: f"\\{letter}" for letter in "()\\"})
_ENTITIES: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def _page_objects(stream: bytes, coding: str) -> list[bytes]:
    return [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 4 0 R>>>>/Contents 5 0 R>>",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        b"<</Length %d/Filter%s>>stream\n" % (len(stream), coding.encode()) + stream + b"\nendstream",
    ]


def _laid(objects: list[bytes], lock: str = "") -> bytes:
    """Objects as a file, each where the table at its end says."""
    made, places = b"%PDF-1.4\n", []
    for number, content in enumerate([*objects, *([lock.encode()] if lock else [])], 1):
        places.append(len(made))
        made += b"%d 0 obj" % number + content + b"endobj\n"
    size = len(places) + 1
    table = b"xref\n0 %d\n0000000000 65535 f \n" % size + b"".join(b"%010d 00000 n \n" % at for at in places)
    locked = f"/Encrypt {size - 1} 0 R/ID[<{'00' * 16}><{'00' * 16}>]" if lock else ""
    return made + table + f"trailer<</Size {size}/Root 1 0 R{locked}>>\nstartxref\n{len(made)}\n%%EOF\n".encode()
