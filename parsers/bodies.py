"""A body, read by what its address says that it is: a page, or a document's file."""

from dataclasses import replace
from functools import lru_cache

from .content import prepare
from .files import PAGE_TYPE as FILE
from .files import READER as FILE_READER
from .files import document_file
from .frame import Frame
from .judgement import read_page
from .pages import NO_READER, readers
from .reading import Reading
from .urls import Location, document_id, locate
from .verdict import EMPTY_LIST, NOT_MODERNGOV, PAGE


def read(body: bytes | str, *, url: str, content_type: str | None = None, content_sha256: str | None = None) -> Reading:
    """Read a ModernGov page, HTML or the plain-text rendering of one.

    `url` is the address that the page was found at; it tells the page type and the ids. Whoever knows the content's
    digest, by `parsers.digest`, gives it as `content_sha256`, and it is not taken again. Raises ValueError for a `url`
    that is not a web address, and never for anything in the body.
    """
    location = locate(url)
    if document_id(location.canonical) is not None:
        return _read_file(location, body, content_type)
    return read_page(location, prepare(body, content_type), content_sha256)


@lru_cache(maxsize=1024)
def reader_of(url: str) -> str:
    """The name and version of the reader that reads a page at this address, such as `issue/1`."""
    if document_id(url) is not None:
        return FILE_READER
    reader = readers().get(locate(url).script or "")
    return reader.type.reader if reader else NO_READER


def _read_file(location: Location, body: bytes | str, content_type: str | None) -> Reading:
    """Read what came from a document's address: the file, or the page that came in its place, which says nothing."""
    found = document_file(location, body) if isinstance(body, bytes) else None
    if found is None:
        page = read_page(location, prepare(body, content_type))
        verdict = NOT_MODERNGOV if page.verdict in (PAGE, EMPTY_LIST) else page.verdict
        return replace(
            page, verdict=verdict, page_type=FILE, reader=FILE_READER, records=(), links=(), unread=(), warnings=()
        )
    return Reading(
        url=location.canonical,
        page_type=FILE,
        verdict=PAGE,
        warnings=(),
        frame=Frame(),
        records=(found,),
        links=(),
        unread=(),
        content_sha256=found.sha256,
        reader=FILE_READER,
    )
