"""Reading other people's web archives: WARC and ARC files, packed or not, and WACZ files, record by record.

A file is read once, as a stream. Of a file that breaks off, what is whole is given, and `broke` says where it ends.
"""

import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed

from .inflation import Inflated

LARGEST: Final = 200 * 1024 * 1024  # bytes of a body; no page is larger, and no document that a harvest takes
_GZIP: Final = b"\x1f\x8b"
_ZIP: Final = b"PK\x03\x04"
_PLAIN: Final = (b"WARC/", b"filedesc://")
_KINDS: Final = frozenset({"response", "resource", "revisit"})
_TORN: Final = "it is cut short"
_BLOCK: Final = 16 * 1024


class NotAWebArchive(Exception):  # noqa: N818  # the name is the sentence
    """A file is no web archive, or one that cannot be read; the message is a sentence that names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignRecord:
    """An answer in somebody's web archive. `body` is as sent, less chunking; null for a revisit and a damaged record.

    `trouble` says why there is no body. `refers_to` names, for a revisit, the record that has the body: by record id,
    by address and time, by digest.
    """

    url: str
    captured_at: str
    record_id: str | None
    digest: str | None
    peer: str | None
    status: int | None
    reason: str | None
    http_version: str | None
    headers: list[list[str]] | None
    content_type: str | None
    body: bytes | None
    is_revisit: bool = False
    refers_to: tuple[str | None, ...] = ()
    trouble: str | None = None

    @property
    def names(self) -> tuple[str | None, ...]:
        """What a revisit may call this record, in the order of `refers_to`."""
        return self.record_id, f"{self.url} {self.captured_at}", self.digest


def is_web_archive(path: Path) -> bool:
    """Whether a file begins like a WARC, an ARC, a WACZ or a packed file."""
    with path.open("rb") as file:
        return file.read(12).startswith((_GZIP, _ZIP, *_PLAIN))


class WebArchive:
    """A web archive file, gone through once. After that `broke` says where it breaks off, if it does.

    `seen` counts its records, `answers` those of them that may be pages.
    """

    def __init__(self, path: Path, is_wanted: Callable[[str], bool] = lambda _: True) -> None:
        self._path, self._is_wanted = path, is_wanted
        self.broke: str | None = None
        self.seen = self.answers = 0

    def records(self) -> Iterator[ForeignRecord]:
        """The answers whose address `is_wanted`. Raises NotAWebArchive."""
        for name, file in self._parts():
            yield from self._of_stream(name, file)

    def _parts(self) -> Iterator[tuple[str, IO[bytes]]]:
        with self._path.open("rb") as file:
            start = file.read(4)
            file.seek(0)
            if not start.startswith(_ZIP):
                yield self._path.name, file
                return
            with _zipped(self._path, file) as whole:
                names = [name for name in whole.namelist() if name.startswith("archive/") and not name.endswith("/")]
                if not names:
                    raise NotAWebArchive(f"{self._path} is a zip file without an archive folder: give a WACZ file.")
                for name in sorted(names):
                    with whole.open(name) as part:
                        yield f"{self._path.name}/{name}", part

    def _of_stream(self, name: str, file: IO[bytes]) -> Iterator[ForeignRecord]:
        start = file.read(2)
        file.seek(0)
        inflated = Inflated(file) if start == _GZIP else None
        iterator = ArchiveIterator(inflated or file, arc2warc=True, check_digests=True)
        before, last = self.seen, None
        try:
            for record in iterator:
                if not record.rec_type:
                    break  # a first line like a record's, and nothing that makes it one
                self.seen += 1
                last = record
                if record.rec_type in _KINDS:
                    self.answers += 1
                    yield from self._answer(record)
        except (ArchiveLoadFailed, zipfile.BadZipFile, zlib.error, ValueError, TypeError, AttributeError) as error:
            if self.seen == before:
                raise NotAWebArchive(
                    f"{self._path} is no web archive: give a WARC, ARC or WACZ file, or --url for a saved page."
                ) from error
            self.broke = f"{name} is damaged after record {self.seen:,}"
        if inflated and inflated.broke_at is not None:
            self.broke = f"{name} breaks off at byte {inflated.broke_at:,}, after record {self.seen:,}"
        elif last is not None and not self.broke and not _is_whole(last):
            self.broke = f"{name} breaks off within record {self.seen:,}"
        if self.seen == before:
            raise NotAWebArchive(
                f"{self._path} holds no record that is whole: give a WARC, ARC or WACZ file, or --url for a saved page."
            )

    def _answer(self, record: Any) -> Iterator[ForeignRecord]:
        named = record.rec_headers.get_header
        url, at = named("WARC-Target-URI") or "", named("WARC-Date") or ""
        if not self._is_wanted(url):
            return
        body, trouble = _body(record) if record.rec_type != "revisit" else (None, None)
        if trouble == _TORN:
            self.answers -= 1
            return  # it is the end of the file, and told as that
        http = record.http_headers
        original = f"{named('WARC-Refers-To-Target-URI')} {named('WARC-Refers-To-Date')}"
        yield ForeignRecord(
            url=url,
            captured_at=at,
            record_id=named("WARC-Record-ID"),
            digest=named("WARC-Payload-Digest"),
            peer=named("WARC-IP-Address"),
            status=_status(http),
            reason=http.statusline.partition(" ")[2].strip() or None if http else None,
            http_version=http.protocol if http else None,
            headers=[[key, value] for key, value in http.headers] if http else None,
            content_type=http.get_header("Content-Type") if http else named("Content-Type"),
            body=body,
            is_revisit=record.rec_type == "revisit",
            refers_to=(named("WARC-Refers-To"), original, named("WARC-Payload-Digest")),
            trouble=trouble,
        )


def _body(record: Any) -> tuple[bytes | None, str | None]:
    """A record's body without its chunks, or why there is none."""
    http, stream = record.http_headers, record.raw_stream
    is_chunked = http is not None and (http.get_header("Transfer-Encoding") or "").strip().lower() == "chunked"
    body = (ChunkedDataReader(stream, decomp_type=None) if is_chunked else stream).read(LARGEST + 1)
    if len(body) > LARGEST:
        return None, "it is larger than any document (over 200 MB)"
    while stream.read(_BLOCK):  # to its end, so that its digest is known
        pass
    if not _is_whole(record):
        return None, _TORN
    if any("block digest failed" in problem for problem in record.digest_checker.problems):
        return None, "its bytes are not what its digest says"
    return body, None


def _is_whole(record: Any) -> bool:
    """Whether a record that was read to its end declares how many bytes it has, and had them all."""
    declared = record.rec_headers.get_header("Content-Length") or ""
    return declared.strip().isdecimal() and getattr(record.raw_stream, "limit", 0) == 0


def _status(http: Any) -> int | None:
    code = http.get_statuscode() if http else None
    return int(code) if code and code.isdigit() else None


@contextmanager
def _zipped(path: Path, file: IO[bytes]) -> Iterator[zipfile.ZipFile]:
    try:
        whole = zipfile.ZipFile(file)
    except zipfile.BadZipFile as error:
        raise NotAWebArchive(f"{path} is a damaged zip file ({error}): fetch it again.") from error
    with whole:
        yield whole
