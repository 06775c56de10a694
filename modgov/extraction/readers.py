"""The readers: a file's bytes in, its text out, a form feed between pages. They run in the child process only."""

import re
from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from typing import Any, Final
from zipfile import BadZipFile, ZipFile

from .kinds import ENCRYPTED, TOO_LARGE

MOST_UNPACKED: Final = 300_000_000  # bytes of a packed file, as it says itself
PAGE_BREAK: Final = "\f"
_NOISE: Final = re.compile(r"[\0-\x08\x0b\x0e-\x1f\ufffe\uffff]")  # a form feed stays
_BLANKS: Final = re.compile(r"[ \t\xa0]+")
_GAPS: Final = re.compile(r"\n{3,}")


class Unreadable(Exception):  # noqa: N818 - the child turns it into one of our words
    """There is no text to be had, for a reason of `kinds`."""


def pdf(body: bytes, most: int) -> tuple[str, int]:
    """The text of a PDF and the number of its pages; pages after the first `most` characters are not read."""
    import pypdfium2  # noqa: PLC0415 - only the child that needs it loads it

    try:
        document = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as error:
        raise Unreadable(ENCRYPTED) if "password" in str(error).lower() else error from error
    return _joined(_pdf_pages(document), most), len(document)


def _pdf_pages(document: Any) -> Iterator[str]:
    for number in range(len(document)):
        page = document[number]
        text = page.get_textpage()
        yield text.get_text_bounded()
        text.close()
        page.close()


def word(body: bytes, most: int) -> tuple[str, None]:
    """The paragraphs and tables of a .docx, in their order; Word's pages are not in the file."""
    import docx  # noqa: PLC0415

    _refuse_bomb(body)
    return _joined(_word_blocks(docx.Document(BytesIO(body))), most, "\n"), None


def _word_blocks(part: Any) -> Iterator[str]:
    for block in part.iter_inner_content():
        if hasattr(block, "rows"):
            for row in block.rows:
                yield "\t".join(" ".join(_word_blocks(cell)) for cell in row.cells)
        else:
            yield block.text


def sheets(body: bytes, most: int) -> tuple[str, int]:
    """The values of an .xlsx, a line for each row; a sheet counts as a page."""
    import openpyxl  # noqa: PLC0415

    _refuse_bomb(body)
    book = openpyxl.load_workbook(BytesIO(body), read_only=True, data_only=True)
    return _joined(("\n".join(_rows(sheet)) for sheet in book.worksheets), most), len(book.worksheets)


def _rows(sheet: Any) -> Iterator[str]:
    yield sheet.title
    for row in sheet.iter_rows(values_only=True):
        line = "\t".join("" if value is None else str(value) for value in row).rstrip()
        if line:
            yield line


def rich_text(body: bytes, most: int) -> tuple[str, None]:
    """The text of an RTF file."""
    from striprtf.striprtf import rtf_to_text  # noqa: PLC0415

    read: Callable[..., str] = rtf_to_text
    return read(body.decode("cp1252", "replace"), errors="ignore")[:most], None


def page(body: bytes, most: int) -> tuple[str, None]:
    """The text of a saved web page."""
    from selectolax.lexbor import LexborHTMLParser  # noqa: PLC0415

    tree = LexborHTMLParser(body)
    for node in tree.css("script, style, template"):
        node.decompose()
    return (tree.body.text(separator="\n", strip=True) if tree.body else "")[:most], None


def plain(body: bytes, most: int) -> tuple[str, None]:
    """A text file."""
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return body.decode("utf-16", "replace")[:most], None
    try:
        return body.decode("utf-8-sig")[:most], None
    except UnicodeDecodeError:
        return body.decode("cp1252", "replace")[:most], None


def tidied(text: str) -> str:
    """A text without control characters, runs of blanks and of empty lines: what a person would search."""
    text = _NOISE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    lines = (_BLANKS.sub(" ", line).strip(" ") for line in text.encode("utf-8", "replace").decode().split("\n"))
    return _GAPS.sub("\n\n", "\n".join(lines)).strip()


def _joined(pieces: Iterable[str], most: int, between: str = PAGE_BREAK) -> str:
    """Pieces as one text, up to `most` characters."""
    taken: list[str] = []
    size = 0
    for piece in pieces:
        taken.append(piece)
        size += len(piece) + 1
        if size > most:
            break
    return between.join(taken)[:most]


def _refuse_bomb(body: bytes) -> None:
    """Refuse a packed file that says itself that it is far larger than any report."""
    try:
        with ZipFile(BytesIO(body)) as packed:
            if sum(member.file_size for member in packed.infolist()) > MOST_UNPACKED:
                raise Unreadable(TOO_LARGE)
    except BadZipFile:
        if body.find("EncryptedPackage".encode("utf-16-le")) >= 0:
            raise Unreadable(ENCRYPTED) from None
        raise
