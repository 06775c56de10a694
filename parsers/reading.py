"""One page, from bytes or text to a reading: decode, judge, lay blocks, read."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

from . import html, text
from .blocks import FIELD, Block
from .content import Content, is_too_deep, prepare
from .frame import Frame, has_banner, unframe
from .labelling import label_fields
from .pages import Found, PageType, Source, Unread, readers
from .records import Record
from .urls import Location, attachment_id, locate
from .verdict import EMPTY_LIST, MODERNGOV_ERROR, NOT_MODERNGOV, PAGE, TRUNCATED, has_marks, is_error_kind, refusal
from .vocabulary.headings import PAGE_KINDS
from .vocabulary.labels import ISSUE_WORDS, OPENING_FIELDS


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

    `url` is the address that the page was found at; it tells the page type and the ids. `content_sha256` is what
    `digest` said of the same body, where that was asked. Raises ValueError for a `url` that is not a web address, and
    never for anything in the body.
    """
    location = locate(url)
    content = prepare(body, content_type, content_sha256)
    reader = readers().get(location.script or "")
    page_type = reader.type if reader else None
    verdict = refusal(content, location)
    if verdict is not None:
        return _refused(location, content, page_type, verdict)
    if content.is_html and is_too_deep(content.element):
        return _refused(location, content, page_type, NOT_MODERNGOV, warnings=("too-deep",))
    banner = has_banner(content.body)
    is_own = content.sliced and not banner
    kinds = page_type.kinds if page_type else PAGE_KINDS
    frame, blocks = unframe(_blocks(content, page_type, whole=banner), banner=banner, is_own=is_own, kinds=kinds)
    if is_error_kind(frame.kind):
        return _refused(location, content, page_type, MODERNGOV_ERROR, frame)
    is_xml = page_type is not None and page_type.is_xml
    source = Source(location, blocks, frame, not (content.is_html or is_xml), is_own, content.body)
    found = reader.read(source) if reader else Found(recognised=has_marks(content), warnings=("page-type-unknown",))
    if not found.recognised:
        warnings = ("page-type-mismatch",) if has_marks(content) else ()
        return _refused(location, content, page_type, NOT_MODERNGOV, frame, warnings)
    if found.is_cut_off:
        return _refused(location, content, page_type, TRUNCATED, frame)
    return Reading(
        url=location.canonical,
        page_type=page_type.name if page_type else None,
        verdict=EMPTY_LIST if found.is_empty_list else PAGE,
        warnings=(*_warnings(content, frame, is_text=source.is_text), *found.warnings),
        frame=frame,
        records=found.records,
        links=tuple(_links(source, found.laid or source.blocks)),
        unread=found.unread,
        content_sha256=content.digest(),
        reader=_reader_name(page_type),
    )


def reader_of(url: str) -> str:
    """The name and version of the reader that reads a page at this address, such as `issue/1`."""
    reader = readers().get(locate(url).script or "")
    return _reader_name(reader.type if reader else None)


def _reader_name(page_type: PageType | None) -> str:
    return f"{page_type.name}/{page_type.version}" if page_type else "none/0"


def _refused(
    location: Location,
    content: Content,
    page_type: PageType | None,
    verdict: str,
    frame: Frame | None = None,
    warnings: tuple[str, ...] = (),
) -> Reading:
    return Reading(
        url=location.canonical,
        page_type=page_type.name if page_type else None,
        verdict=verdict,
        warnings=(*content.warnings, *warnings),
        frame=frame or Frame(),
        records=(),
        links=(),
        unread=(),
        content_sha256=content.digest(),
        reader=_reader_name(page_type),
    )


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
    elif content.sliced and not _is_ended(content.body[-4096:]):
        yield "end-missing"
    yield from content.warnings


def _is_ended(tail: bytes) -> bool:
    return b"</html" in tail or b"</html" in tail.lower()


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
