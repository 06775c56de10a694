"""WARC files read from end to end, broken ones too, and rows made of what they tell."""

import gzip
import json
from pathlib import Path

import pytest

from storage import Archive
from storage.accounts import Inventory
from storage.survey import survey

NOW = "2026-11-24T06:00:00Z"


def member(head: str, block: bytes, **more: str) -> bytes:
    named = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in more.items())
    return gzip.compress(
        f"WARC/1.1\r\n{head}\r\n{named}Content-Length: {len(block)}\r\n\r\n".encode() + block + b"\r\n\r\n"
    )


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"headers": [["transfer-encoding", "chunked"]]},
        {"headers": [["Transfer-Encoding", "chunked"], ["X-Two", "a:b: c"], ["X-Empty", ""]]},
        {"headers": [["X-Archive-Orig-Server", "theirs"]]},
        {"headers": [["X-Archive-Orig-Transfer-Encoding", "theirs"]]},
        {"headers": [["X", " padded "], ["Y", "two\r\n lines"], ["Z", "caf\u00e9"], ["caf\u00e9", "x"]]},
        {"headers": [], "request_headers": []},
        {"headers": None, "request_headers": None, "status": None, "reason": None, "source": "import"},
        {"request_headers": [["Cookie", "a=b "]]},
        {"body": b""},
        {"body": b"x" * 300_000, "run_id": 7, "switches": ["aia"], "elapsed": 1.25, "clean_close": False},
        {"council": "Odd/Slug", "reason": "Pas trouv\u00e9", "status": 404, "http_version": "HTTP/2"},
        {"body": b"HTTP/1.1 200 OK\r\n\r\nin the body", "content_type": None},
    ],
)
def test_a_row_comes_back_from_its_answer_and_account(folder: Path, exchange, changed):
    with Archive.open(folder, create=True, now=lambda: NOW) as archive:
        ids = [archive.add_capture(exchange(**changed)) for _ in range(2)]
        rows = [dict(archive._db.table("captures").get(id_)) for id_ in ids]
        archive._db.execute("update captures set original_id = null")
        archive._db.execute("delete from captures")
        archive._db.conn.commit()
        assert [one.words for one in archive.mend()] == [f"capture {id_} has its row again" for id_ in sorted({*ids})]
        assert [dict(archive._db.table("captures").get(id_)) for id_ in ids] == rows
        assert archive.body(ids[0]) == archive.body(ids[1]) == exchange(**changed)["body"]


def test_records_behind_broken_bytes_are_found(tmp_path: Path):
    path = tmp_path / "a.warc.gz"
    first, second = (member(f"WARC-Type: resource\r\nWARC-Record-ID: {name}", b"body") for name in "ab")
    path.write_bytes(first + b"\x1f\x8b\x08\x1f\x8b\x08\xffmember" + second + second[:20])
    found = list(survey(path))
    assert [(record.kind, record.is_torn) for record in found] == [
        ("resource", False), ("", True), ("resource", False), ("", True),
    ]  # fmt: skip
    assert [record.end for record in found] == [
        len(first),
        len(first) + 13,
        len(first + second) + 13,
        path.stat().st_size,
    ]


@pytest.mark.parametrize(
    "content",
    [
        b"no record",
        b"WARC/1.1\r\nWARC-Type: response\r\n\r\n",
        b"WARC/1.1\r\nWARC-Type: resource\r\nContent-Length: many\r\n\r\nbody",
        b"WARC/1.1\r\nWARC-Type: resource\r\nContent-Length: 99\r\n\r\nbody",
        b"x" * 2_100_000,
    ],
)
def test_a_member_that_holds_no_whole_record(tmp_path: Path, content: bytes):
    path = tmp_path / "a.warc.gz"
    path.write_bytes(gzip.compress(content))
    (record,) = survey(path)
    assert not record.is_record
    assert not record.is_torn


def test_a_message_without_an_end_of_its_head_is_all_body(tmp_path: Path):
    path = tmp_path / "a.warc.gz"
    path.write_bytes(member("WARC-Type: response\r\nContent-Type: application/http", b"HTTP/1.1 200 OK\r\nServer: x"))
    (record,) = survey(path)
    assert (record.is_record, record.size, record.http_headers) == (True, 26, [])


def test_a_long_head_comes_in_pieces(tmp_path: Path):
    path = tmp_path / "a.warc.gz"
    http = b"HTTP/1.1 200 OK\r\nX: " + b"y" * 200_000 + b"\r\n\r\nbody"
    path.write_bytes(member("WARC-Type: response\r\nContent-Type: application/http", http))
    (record,) = survey(path)
    assert (record.is_record, record.size, len(record.http_headers[0][1])) == (True, 4, 200_000)


def test_what_is_beside_an_answer_must_be_its_own(tmp_path: Path):
    (tmp_path / "warc").mkdir()
    answer = member("WARC-Type: resource\r\nWARC-Date: 2026-01-01T00:00:00Z\r\nWARC-Record-ID: <a>", b"body")
    about = "WARC-Type: metadata\r\nContent-Type: {}\r\nWARC-Concurrent-To: <{}>"
    theirs = member(about.format("application/json", "b"), b'{"id": 1}')
    fields = member(about.format("application/warc-fields", "a"), b"via: x")
    listed = member(about.format("application/json", "a"), b"[1]")
    broken = member(about.format("application/json", "a"), b"{")
    (tmp_path / "warc" / "a.warc.gz").write_bytes(answer + theirs + fields + listed + broken)
    inventory = Inventory("warc/a.warc.gz")
    (found,) = inventory.read(tmp_path)
    assert found.told == {}
    assert len(inventory.strays) == 1


def test_the_ledger_of_a_file_tells_its_run_and_its_councils(folder: Path, exchange):
    with Archive.open(folder, create=True, now=lambda: NOW) as archive:
        archive.save_council({"slug": "exampleshire", "name": "Exampleshire", "base_url": "https://a.example"})
        archive.save_council({"slug": "twin", "base_url": "https://a.example"})
        archive.save_council({"slug": "other", "base_url": "https://b.example"})
        run_id = archive.begin_run("harvest", ["exampleshire"])
        archive.add_capture(exchange(run_id=run_id))
        archive.end_run(run_id, {"pages": 1})
        run = dict(archive._db.table("runs").get(run_id))
    (path,) = folder.glob("warc/*/*.warc.gz")
    inventory = Inventory(path.relative_to(folder).as_posix())
    assert len(list(inventory.read(folder))) == 1
    first, last = inventory.ledgers
    assert [row["slug"] for row in last["councils"]] == ["exampleshire", "twin"]
    assert first["run"]["ended_at"] is None
    assert last["run"] == json.loads(json.dumps(run))
