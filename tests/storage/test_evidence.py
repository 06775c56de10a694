"""The bytes behind a capture: checked, with the WARC records that hold them."""

from hashlib import sha256
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from storage import Archive, ArchiveDamaged

LEAF = b"0\x82 a certificate in DER"
SHOWN = {"certificate_sha256": sha256(LEAF).hexdigest(), "certificate": LEAF, "tls_version": "TLSv1.3"}
OTHER = "https://democracy.example.gov.uk/other"


def types(folder: Path, records: bytes) -> list[str]:
    """The types of records that stand in a file of their own, with their digests checked."""
    path = folder / "records.warc.gz"
    path.write_bytes(records)
    with path.open("rb") as file:
        found = []
        for record in ArchiveIterator(file, check_digests="raise"):
            record.raw_stream.read()
            found.append(record.rec_type)
        return found


def test_the_records_that_belong_to_an_answer_are_cut_out_whole(archive: Archive, exchange, tmp_path: Path):
    archive.add_capture(exchange(url=OTHER, **SHOWN))
    capture_id = archive.add_capture(exchange(body=b"mine", captured_at="2026-01-02T09:00:00Z", **SHOWN))
    archive.add_capture(exchange(url=OTHER, body=b"later", **SHOWN))
    evidence = archive.evidence(capture_id)
    assert evidence["body"] == b"mine"
    assert evidence["certificate"] == LEAF
    assert evidence["original"] is None
    assert types(tmp_path, evidence["records"]) == ["metadata", "response", "request", "metadata"]
    place = evidence["warc"]
    held = (archive.folder / place["file"]).read_bytes()[place["offset"] : place["offset"] + place["length"]]
    assert sha256(held).hexdigest() == place["sha256"]
    assert held in evidence["records"]
    assert place["type"] == "response"


def test_the_first_answer_of_a_file_has_its_certificate_too(archive: Archive, exchange, tmp_path: Path):
    evidence = archive.evidence(archive.add_capture(exchange(**SHOWN)))
    assert evidence["certificate"] == LEAF
    assert types(tmp_path, evidence["records"]) == ["metadata", "response", "request", "metadata"]


def test_a_certificate_that_the_next_answer_came_with_is_not_this_ones(archive: Archive, exchange, tmp_path: Path):
    capture_id = archive.add_capture(exchange())
    archive.add_capture(exchange(url=OTHER, **SHOWN))
    evidence = archive.evidence(capture_id)
    assert evidence["certificate"] is None
    assert types(tmp_path, evidence["records"]) == ["response", "request", "metadata"]


def test_a_repeat_brings_the_record_that_it_repeats(archive: Archive, exchange, tmp_path: Path):
    first = archive.add_capture(exchange())
    archive.add_capture(exchange(url=OTHER, body=b"between"))
    again = archive.add_capture(exchange(captured_at="2026-01-02T09:00:00Z"))
    evidence = archive.evidence(again)
    assert evidence["body"] == exchange()["body"]
    assert evidence["original"]["capture"]["id"] == first
    assert (evidence["warc"]["type"], evidence["original"]["warc"]["type"]) == ("revisit", "response")
    assert types(tmp_path, evidence["records"]) == ["response", "revisit", "request", "metadata"]


def test_a_saved_file_is_its_own_record(archive: Archive, exchange, tmp_path: Path):
    saved = exchange(source="import", headers=None, request_headers=None, status=None)
    evidence = archive.evidence(archive.add_capture(saved))
    assert evidence["certificate"] is None
    assert types(tmp_path, evidence["records"]) == ["resource", "metadata"]


def test_the_records_that_a_capture_states_are_named(archive: Archive, see):
    first, _ = see(archive, "2026-01-01T09:00:00Z", b"same", status="Open")
    again, _ = see(archive, "2026-01-02T09:00:00Z", b"same")
    stated = [{"kind": "issue", "id": "56526", "is_gone": False}]
    assert [archive.evidence(capture_id)["states"] for capture_id in (first, again)] == [stated, stated]
    waiting = archive.add_capture(
        {"council": "kent", "url": OTHER, "captured_at": "2026-01-01T00:00:00Z", "body": b"x"}
    )
    assert archive.evidence(waiting)["states"] == []


def test_an_error_page_states_that_its_record_is_gone(archive: Archive, exchange, see):
    see(archive, "2026-01-01T09:00:00Z", status="Open")
    error = archive.add_capture(exchange(captured_at="2026-01-02T09:00:00Z", body=b"error"))
    reading = {"page_type": "issue", "warnings": [], "content_sha256": None, "reader": "issue/1", "records": []}
    archive.absorb(error, verdict="moderngov-error", **reading, gone=[("issue", "exampleshire", "56526")])
    assert archive.evidence(error)["states"] == [{"kind": "issue", "id": "56526", "is_gone": True}]


def test_there_is_no_evidence_of_a_capture_that_is_not_there(archive: Archive):
    with pytest.raises(KeyError):
        archive.evidence(99)


def damaged(folder: Path, change) -> Path:
    (path,) = folder.glob("warc/*/*.warc.gz")
    path.write_bytes(change(path.read_bytes()))
    return path


@pytest.mark.parametrize(
    ("what", "change"),
    [
        ("its own record", lambda held, end: held[: end - 20] + bytes(12) + held[end - 8 :]),
        ("a record beside it", lambda held, _: held[:-40] + bytes(20) + held[-20:]),
        ("the torn end", lambda held, _: held[:-9]),
    ],
)
def test_damage_is_never_passed_off_as_evidence(folder: Path, exchange, what, change):
    with Archive.open(folder, create=True) as archive:
        capture_id = archive.add_capture(exchange(body=bytes(range(256)) * 4))
        capture = archive.capture(capture_id)
    damaged(folder, lambda held: change(held, capture["warc_offset"] + capture["warc_length"]))
    with Archive.open(folder, read_only=True) as archive, pytest.raises(ArchiveDamaged):
        archive.evidence(capture_id)


def test_a_repeat_whose_own_file_is_missing_is_damaged(folder: Path, exchange):
    with Archive.open(folder, create=True) as archive:
        archive.add_capture(exchange(run_id=None))
        run_id = archive.begin_run("harvest", ["x"])
        again = archive.add_capture(exchange(run_id=run_id, captured_at="2026-01-02T09:00:00Z"))
        path = folder / archive.capture(again)["warc_file"]
        assert path != folder / archive.capture(1)["warc_file"]
    path.unlink()
    with Archive.open(folder, read_only=True) as archive, pytest.raises(ArchiveDamaged, match="capture 2"):
        archive.evidence(again)
