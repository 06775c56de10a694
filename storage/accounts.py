"""Rows of captures as the WARC files tell them: an answer, its question and its account, put together again."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from .members import ACCOUNTED
from .provenance import LEDGER
from .survey import Record, survey
from .values import whole_second

OURS: Final = re.compile(r"\d{8}T\d{6}Z-run(\d+)(?:_\d+)?\.warc\.gz")
_RENAMED: Final = {"X-Archive-Orig-Transfer-Encoding": "Transfer-Encoding"}
_BESIDE: Final = frozenset({"request", "metadata"})


@dataclass(slots=True)
class Answer:
    """An answer in a file, and what stands beside it. `told` is its account; empty where it has none."""

    file: str
    council: str
    record: Record
    told: dict[str, Any] = field(default_factory=dict)
    asked: list[list[str]] | None = None
    end: int = 0

    @property
    def capture_id(self) -> int | None:
        """The capture's id; null where an older release wrote it."""
        return self.told.get("id")

    @property
    def is_repeat(self) -> bool:
        """Whether another capture holds its bytes."""
        return self.record.kind == "revisit" and "WARC-Payload-Digest" in self.record.headers

    @property
    def original_id(self) -> int | None:
        """The capture that holds its bytes, where that is told."""
        return self.told.get("original_id")

    @property
    def digest(self) -> str:
        """The SHA-256 of the payload; of one that repeats another, as it was told."""
        named = self.record.headers.get("WARC-Payload-Digest", "").rpartition(":")[2]
        return named if self.is_repeat else self.record.sha256

    @property
    def stored_at(self) -> str:
        """When it was stored; when it was taken, where that is not told."""
        return str(self.told.get("stored_at") or self._captured_at)

    def row(self) -> dict[str, Any]:
        """The capture's row, as far as its bytes and its account tell it."""
        told = {name: value for name, value in self.told.items() if name not in {"stored_at", "original_id"}}
        return self._guessed() | {
            "captured_at": self._captured_at,
            "headers": [[_RENAMED.get(name, name), value] for name, value in self.record.http_headers] or None,
            "request_headers": self.asked,
            **told,
            "sha256": self.digest,
            "size": self.record.size,
            "warc_file": self.file,
            "warc_offset": self.record.offset,
            "warc_length": self.record.length,
        }

    @property
    def _captured_at(self) -> str:
        return whole_second(self.record.headers.get("WARC-Date", ""))

    def _named_type(self) -> str | None:
        """The content type of a saved page; null where none was told."""
        named = self.record.headers.get("Content-Type")
        return None if self.record.kind != "resource" or named == "application/octet-stream" else named

    def _guessed(self) -> dict[str, Any]:
        """What an older release told of a capture by its place, its file's name, and its records only."""
        if self.capture_id is not None:
            return {}
        found = OURS.fullmatch(self.file.rpartition("/")[2])
        _, _, said = self.record.status_line.partition(" ")
        status, _, reason = said.partition(" ")
        kinds = [value for name, value in self.record.http_headers if name.lower() == "content-type"]
        return {
            "council": self.council,
            "url": self.record.headers.get("WARC-Target-URI"),
            "final_url": self.record.headers.get("WARC-Target-URI"),
            "status": int(status) if status.isdecimal() else None,
            "reason": reason or None,
            "content_type": kinds[-1] if kinds else self._named_type(),
            "source": "fetch" if self.told else "import",
            "run_id": int(found[1]) or None if found else None,
        }


@dataclass(slots=True)
class Inventory:
    """What a file holds: whose it is, its answers, what its ledger says, and what belongs to nothing.

    Answers come one by one from `read`; the rest is known when they are all through. `council` stays null for a file
    that is not ours; `is_accounted` says whether an answer without an account is one that was never stored whole.
    """

    file: str
    council: str | None = None
    is_accounted: bool = False
    ledgers: list[Mapping[str, Any]] = field(default_factory=list)
    strays: list[Record] = field(default_factory=list)
    torn: list[Record] = field(default_factory=list)

    def read(self, folder: Path, start: int = 0) -> Iterator[Answer]:
        """The answers of the file, each with what stands beside it; with `start`, those from there on."""
        answer: Answer | None = None
        if start:
            self._note(next(survey(folder / self.file)))
        for record in survey(folder / self.file, start):
            if record.is_answer and record.is_record:
                if answer:
                    yield answer
                answer = Answer(self.file, self.council or "", record, end=record.end)
            elif answer is None or not _joins(answer, record):
                self._note(record)
        if answer:
            yield answer

    def torn_end(self, size: int) -> int | None:
        """Where the bytes begin that are no whole record and have none behind them, in a file of a size."""
        last = self.torn[-1] if self.torn else None
        return last.offset if last and last.end == size else None

    def _note(self, record: Record) -> None:
        if record.is_torn:
            self.torn.append(record)
        elif record.kind == "warcinfo" and not record.offset:
            about = dict(line.partition(": ")[::2] for line in record.block.decode("utf-8", "replace").splitlines())
            self.council = about.get("isPartOf") if about.get("software") == "modgov" else None
            self.is_accounted = about.items() >= ACCOUNTED.items()
        elif _is(record, LEDGER):
            self.ledgers.append(_json(record.block))
        elif not _is(record, "urn:sha256:"):
            self.strays.append(record)


def inventories(folder: Path) -> Iterator[Inventory]:
    """An inventory to be read for each WARC file of an archive, in the order of their runs."""
    for path in sorted(warc_files(folder), key=lambda path: (_run(path), path.name, path.parent.name)):
        yield Inventory(path.relative_to(folder).as_posix())


def warc_files(folder: Path) -> Iterable[Path]:
    """All files of an archive that are, by their names, WARC files."""
    return [path for path in (folder / "warc").rglob("*") if path.is_file() and ".warc" in path.suffixes]


def _run(path: Path) -> int:
    found = OURS.fullmatch(path.name)
    return int(found[1]) if found else -1


def _is(record: Record, address: str) -> bool:
    return record.kind == "metadata" and record.headers.get("WARC-Target-URI", "").startswith(address)


def _joins(answer: Answer, record: Record) -> bool:
    """Put what belongs to an answer beside it; false for what does not."""
    if not (_names(answer, record) and record.is_record and record.kind in _BESIDE):
        return False
    if record.kind == "request":
        answer.asked = record.http_headers
    elif record.headers.get("Content-Type") == "application/json":
        answer.told = _json(record.block)
    answer.end = record.end
    return True


def _names(answer: Answer, record: Record) -> bool:
    """Whether a record says that it belongs to an answer.

    The first releases wrote the question behind its answer and named the answer by its address alone.
    """
    answered, named = answer.record.headers, record.headers.get("WARC-Concurrent-To")
    if named is None and record.kind == "request":
        return record.headers.get("WARC-Target-URI") == answered.get("WARC-Target-URI")
    return named == answered.get("WARC-Record-ID", "")


def _json(block: bytes) -> dict[str, Any]:
    """What a block says in JSON; nothing where it says no mapping."""
    with suppress(ValueError):
        said = json.loads(block)
        if isinstance(said, dict):
            return said
    return {}
