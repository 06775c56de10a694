"""One page, from bytes or text to a reading: decode, judge, lay blocks, read."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from typing import Any, Final, NamedTuple

from . import html, text
from .blocks import FIELD, Block
from .content import Content, is_too_deep, prepare
from .files import PAGE_TYPE as FILE
from .files import READER as FILE_READER
from .files import document_file
from .frame import Frame, has_banner, unframe
from .labelling import label_fields
from .pages import Found, PageType, Reader, Source, Unread, is_headed_otherwise, readers
from .records import Record
from .urls import Location, attachment_id, document_id, locate
from .verdict import EMPTY_LIST, MODERNGOV_ERROR, NOT_MODERNGOV, PAGE, TRUNCATED, has_marks, is_error_kind, refusal
from .vocabulary.headings import PAGE_KINDS
from .vocabulary.labels import ISSUE_WORDS, OPENING_FIELDS

_TAIL: Final = 4096
_NO_FRAME: Final = Frame()
_NOTHING: Final = Found()


class PageLink(NamedTuple):
    """A link to another page of the same council: its canonical URL, its page type where we read that, its text."""

    url: str
    page_type: str | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a body says, and what of it was not understood.

    `verdict` says whether it is a page at all; only with `page` or `empty-list` can there be records. `content_sha256`
    is the digest of ModernGov's own part of the page, `reader` the name and version of the reader.
    """

    url: str
    page_type: str | None
    verdict: str
    warnings: tuple[str, ...]
    frame: Frame
    records: tuple[Record, ...]
    links: tuple[PageLink, ...]
    unread: tuple[Unread, ...]
    content_sha256: str
    reader: str

    def as_json(self) -> dict[str, Any]:
        """The reading as plain values, each record with its `kind`."""
        plain = {name: getattr(self, name) for name in ("url", "page_type", "verdict", "reader", "content_sha256")}
        return {
            **plain,
            "warnings": list(self.warnings),
            "frame": self.frame._asdict() | {"breadcrumb": list(self.frame.breadcrumb)},
            "records": [{"kind": record.kind, **asdict(record)} for record in self.records],
            "links": [link._asdict() for link in self.links],
            "unread": [piece._asdict() for piece in self.unread],
        }


def read(body: bytes | str, *, url: str, content_type: str | None = None, content_sha256: str | None = None) -> Reading:
    """Read a ModernGov page, HTML or the plain-text rendering of one.

    `url` is the address that the page was found at; it tells the page type and the ids. Whoever knows the content's
    digest, by `parsers.digest`, gives it as `content_sha256`, and it is not taken again. Raises ValueError for a `url`
    that is not a web address, and never for anything in the body.
    """
    location = locate(url)
    if document_id(location.canonical) is not None:
        return _read_file(location, body, content_type)
    return _read_page(location, prepare(body, content_type), content_sha256)


def _read_page(location: Location, content: Content, content_sha256: str | None = None) -> Reading:
    reader = readers().get(location.script or "")
    page = _Page(location, content, reader.type if reader else None, content_sha256 or content.digest())
    verdict = refusal(content, location)
    if verdict is not None:
        return page.reading(verdict, content.warnings)
    if content.is_html and is_too_deep(content.element):
        return page.reading(NOT_MODERNGOV, (*content.warnings, "too-deep"))
    source = page.source()
    if is_error_kind(source.frame.kind):
        return page.reading(MODERNGOV_ERROR, content.warnings, source.frame)
    return _found(page, source, reader)


def _found(page: "_Page", source: Source, reader: Reader | None) -> Reading:
    """What the page's reader makes of it, if anything."""
    content, frame = page.content, source.frame
    found = _read(source, reader) if reader else Found(recognised=has_marks(content), warnings=("page-type-unknown",))
    if not found.recognised:
        mismatch = ("page-type-mismatch",) if has_marks(content) else ()
        return page.reading(NOT_MODERNGOV, (*content.warnings, *mismatch), frame)
    if found.is_cut_off:
        return page.reading(TRUNCATED, content.warnings, frame)
    verdict = EMPTY_LIST if found.is_empty_list else PAGE
    warnings = (*_warnings(content, frame, is_text=source.is_text), *found.warnings)
    return page.reading(verdict, warnings, frame, found, tuple(_links(source, found.laid or source.blocks)))


def _read(source: Source, reader: Reader) -> Found:
    if is_headed_otherwise(reader.type, source.frame.kind):
        return Found(recognised=False)
    return reader.read(source)


class _Page(NamedTuple):
    """A body on its way to a reading: where it was found, and what it should be."""

    location: Location
    content: Content
    type: PageType | None
    digest: str

    def source(self) -> Source:
        """What the page's reader reads: the content's blocks, and the frame around them."""
        content, page_type = self.content, self.type
        banner = has_banner(content.body)
        is_own = content.sliced and not banner
        blocks = _blocks(content, page_type, whole=banner)
        kinds = page_type.kinds if page_type else PAGE_KINDS
        frame, own = unframe(blocks, banner=banner, is_own=is_own, kinds=kinds)
        is_xml = page_type is not None and page_type.is_xml
        return Source(self.location, own, frame, not (content.is_html or is_xml), is_own, content.body)

    def reading(
        self,
        verdict: str,
        warnings: tuple[str, ...],
        frame: Frame = _NO_FRAME,
        found: Found = _NOTHING,
        links: tuple[PageLink, ...] = (),
    ) -> Reading:
        """The reading of this page; without `found`, that of a page that says nothing."""
        return Reading(
            url=self.location.canonical,
            page_type=self.type.name if self.type else None,
            verdict=verdict,
            warnings=warnings,
            frame=frame,
            records=found.records,
            links=links,
            unread=found.unread,
            content_sha256=self.digest,
            reader=_reader_name(self.type),
        )


def _read_file(location: Location, body: bytes | str, content_type: str | None) -> Reading:
    """Read what came from a document's address: the file, or the page that came in its place, which says nothing."""
    found = document_file(location, body) if isinstance(body, bytes) else None
    if found is None:
        page = _read_page(location, prepare(body, content_type))
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


@lru_cache(maxsize=1024)
def reader_of(url: str) -> str:
    """The name and version of the reader that reads a page at this address, such as `issue/1`."""
    if document_id(url) is not None:
        return FILE_READER
    reader = readers().get(locate(url).script or "")
    return _reader_name(reader.type if reader else None)


def _reader_name(page_type: PageType | None) -> str:
    return f"{page_type.name}/{page_type.version}" if page_type else "none/0"


def _blocks(content: Content, page_type: PageType | None, *, whole: bool) -> list[Block]:
    """Lay a body out in blocks; labels are found by the vocabulary where the markup does not give them.

    `whole` reads the page around the content element too, where the default template's banner stands.
    """
    words, opening = (page_type.words, page_type.opening) if page_type else (ISSUE_WORDS, OPENING_FIELDS)
    if content.is_html:
        laid = html.blocks(
            content.body if whole else content.element,
            is_register=page_type is not None and page_type.is_register,
            has_agenda=page_type is not None and page_type.has_agenda,
        )
        if any(block.kind is FIELD for block in laid):
            return laid
    elif page_type is not None and page_type.is_xml:
        return []
    else:
        laid = text.blocks(content.body.decode("utf-8", "replace"), words)
    if page_type is not None and not page_type.is_labelled:
        return laid
    return label_fields(laid, opening, words)


def _warnings(content: Content, frame: Frame, *, is_text: bool) -> Iterable[str]:
    if frame.has_banner:
        yield "branding-missing"
    if is_text:
        yield "links-lost"
    elif content.sliced and not _is_ended(content.body):
        yield "end-missing"
    yield from content.warnings


def _is_ended(body: bytes) -> bool:
    return body.rfind(b"</html", -_TAIL) >= 0 or b"</html" in body[-_TAIL:].lower()


def _links(source: Source, blocks: Iterable[Block]) -> Iterable[PageLink]:
    """The page's links to pages and documents of the same install, each once."""
    seen: set[str] = set()
    known = readers()
    for block in blocks:
        for link in block.links:
            target = source.resolve(link.href)
            if target is None or target.council != source.location.council:
                continue
            url = target.canonical
            if url in seen:
                continue
            seen.add(url)
            if target.script:
                reader = known.get(target.script)
                yield PageLink(url, reader.type.name if reader else None, link.text)
            elif attachment_id(url):
                yield PageLink(url, "document", link.text)
