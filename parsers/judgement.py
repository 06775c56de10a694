"""A page, from its content to a reading: judge, lay blocks, find the frame, read."""

from collections.abc import Iterable
from typing import Final, NamedTuple

from .blocks import Block
from .content import Content, is_too_deep
from .frame import Frame, has_banner, unframe
from .laying import lay
from .pages import NO_READER, Found, PageType, Reader, Source, is_headed_otherwise, readers
from .reading import PageLink, Reading
from .urls import Location, attachment_id
from .verdict import EMPTY_LIST, MODERNGOV_ERROR, NOT_MODERNGOV, PAGE, TRUNCATED, has_marks, is_error_kind, refusal
from .vocabulary.headings import PAGE_KINDS

_TAIL: Final = 4096
_NO_FRAME: Final = Frame()
_NOTHING: Final = Found()


def read_page(location: Location, content: Content, content_sha256: str | None = None) -> Reading:
    """Judge a page and read it. `content_sha256` is the digest of its content, where that is known."""
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
        blocks = lay(content, page_type, whole=banner)
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
            reader=self.type.reader if self.type else NO_READER,
        )


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
