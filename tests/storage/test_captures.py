"""The bytes as they were sent: in WARC files that other tools can read, indexed, and found again."""

import errno
import gzip
import os
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.cli import main as warcio

from storage import Archive, ArchiveDamaged, ArchiveUnwritable, DiskFull
from storage.warc import folder_name

NOW = "2026-11-24T06:00:00Z"
URL = "https://democracy.example.gov.uk/mgIssueHistoryHome.aspx?IId=56526"


def warc_files(folder: Path) -> list[Path]:
    return sorted(folder.glob("warc/*/*.warc.gz"))


def records(path: Path) -> list[dict]:
    found = []
    with path.open("rb") as file:
        for record in ArchiveIterator(file):
            http = record.http_headers
            found.append(
                {
                    "type": record.rec_type,
                    "headers": dict(record.rec_headers.headers),
                    "http": dict(http.headers) if http else None,
                    "status": http.statusline if http else None,
                    "body": record.raw_stream.read(),
                }
            )
    return found


def sound(folder: Path) -> bool:
    with pytest.raises(SystemExit) as ended:
        warcio(["check", "-v", *map(str, warc_files(folder))])
    return not ended.value.code


def test_a_capture_is_a_response_and_its_request(archive: Archive, exchange):
    capture_id = archive.add_capture(exchange(peer="192.0.2.1:443"))
    (path,) = warc_files(archive.folder)
    assert path.relative_to(archive.folder).as_posix() == "warc/exampleshire/20261124T060000Z-run0.warc.gz"
    about, response, request, _ = found = records(path)
    assert [record["type"] for record in found] == ["warcinfo", "response", "request", "metadata"]
    assert about["headers"]["Content-Type"] == "application/warc-fields"
    assert response["body"] == exchange()["body"]
    assert response["status"] == "200 OK"
    assert response["headers"]["WARC-Target-URI"] == URL
    assert response["headers"]["WARC-Date"] == "2026-01-01T09:00:00Z"
    assert response["headers"]["WARC-IP-Address"] == "192.0.2.1"
    assert response["headers"]["WARC-Payload-Digest"] == f"sha256:{archive.capture(capture_id)['sha256']}"
    assert request["http"]["User-Agent"] == "modgov"
    assert sound(archive.folder)


def test_every_column_comes_back(archive: Archive, exchange):
    given = exchange(
        run_id=archive.begin_run("harvest", ["exampleshire"]),
        captured_at="2026-01-01T09:00:00.987Z",
        tls_version="TLSv1.2",
        switches=["reneg"],
        authenticated="weak",
        attempts=2,
        diagnosis="UNSAFE_LEGACY_RENEGOTIATION_DISABLED",
        redirects=[{"url": "http://example.gov.uk/", "status": 301, "location": URL}],
        errors=["ReadTimeout"],
    )
    row = archive.capture(archive.add_capture(given))
    given.pop("body")
    assert row | given == row | {"captured_at": given["captured_at"]}
    assert row["captured_at"] == "2026-01-01T09:00:00Z"
    assert row["original_id"] is None
    assert row["absorbed_at"] is None


def test_a_compressed_body_is_wrapped_and_not_compressed_again(archive: Archive, exchange):
    body = gzip.compress(os.urandom(1000))
    headers = [["Content-Encoding", "gzip"], ["Transfer-Encoding", "chunked"]]
    capture_id = archive.add_capture(exchange(body=body, headers=headers))
    assert archive.body(capture_id) == body
    (path,) = warc_files(archive.folder)
    assert body in path.read_bytes()
    assert records(path)[1]["http"] == {"Content-Encoding": "gzip", "X-Archive-Orig-Transfer-Encoding": "chunked"}
    assert sound(archive.folder)


def test_odd_headers_and_addresses_do_not_break_a_record(archive: Archive, exchange):
    capture_id = archive.add_capture(
        exchange(
            url="https://example.gov.uk/a page?q=dŵr",
            final_url=None,
            status=404,
            reason="Heb ei ganfod – ŵ",
            http_version="HTTP/2",
            headers=[["X-Nöte", "a\r\n b"], ["X-Place", "Llŷn"]],
            peer="somewhere:443",
        )
    )
    _, response, request, _ = records(warc_files(archive.folder)[0])
    assert response["status"] == "404 Heb ei ganfod ? ?"
    assert response["http"] == {"X-N?te": "a b", "X-Place": "Ll%C5%B7n"}
    assert response["headers"]["WARC-Target-URI"] == "https://example.gov.uk/a%20page?q=d%C5%B5r"
    assert "WARC-IP-Address" not in request["headers"]
    assert archive.body(capture_id) == exchange()["body"]
    assert archive.capture(capture_id)["headers"] == [["X-Nöte", "a\r\n b"], ["X-Place", "Llŷn"]]
    assert sound(archive.folder)


@pytest.mark.parametrize(
    ("peer", "address"),
    [("[2001:db8::1]:443", "2001:db8::1"), ("2001:db8::1", "2001:db8::1"), ("999.0.0.1:443", None), (None, None)],
)
def test_the_peers_address(archive: Archive, exchange, peer, address):
    archive.add_capture(exchange(peer=peer))
    assert records(warc_files(archive.folder)[0])[1]["headers"].get("WARC-IP-Address") == address


def test_the_same_payload_again_is_a_revisit(archive: Archive, exchange):
    first = archive.add_capture(exchange())
    second = archive.add_capture(exchange(captured_at="2026-01-02T09:00:00Z", headers=[["Date", "Friday"]]))
    revisit = records(warc_files(archive.folder)[0])[4]
    assert revisit["type"] == "revisit"
    assert revisit["headers"]["WARC-Profile"].endswith("/revisit/identical-payload-digest")
    assert revisit["headers"]["WARC-Refers-To-Target-URI"] == URL
    assert revisit["headers"]["WARC-Refers-To-Date"] == "2026-01-01T09:00:00Z"
    assert revisit["http"] == {"Date": "Friday"}
    assert archive.capture(second)["original_id"] == first
    assert archive.body(second) == archive.body(first) == exchange()["body"]
    third = archive.add_capture(exchange(captured_at="2026-01-03T09:00:00Z"))
    assert archive.capture(third)["original_id"] == first
    assert sound(archive.folder)


def test_the_same_payload_of_another_page_is_kept_whole(archive: Archive, exchange):
    archive.add_capture(exchange())
    other = archive.add_capture(exchange(url=f"{URL}7", final_url=f"{URL}7"))
    assert archive.capture(other)["original_id"] is None


def test_an_empty_body_is_kept_as_it_is(archive: Archive, exchange):
    archive.add_capture(exchange(body=b"", request_headers=None))
    again = archive.add_capture(exchange(body=b"", request_headers=None))
    assert archive.body(again) == b""
    found = [record["type"] for record in records(warc_files(archive.folder)[0])]
    assert found == ["warcinfo", *["response", "metadata"] * 2]
    assert sound(archive.folder)


@pytest.mark.parametrize("content_type", ["text/html", None])
def test_an_imported_file_is_a_resource(archive: Archive, exchange, content_type):
    given = exchange(source="import", headers=None, request_headers=None, status=None, content_type=content_type)
    capture_id = archive.add_capture(given)
    resource = records(warc_files(archive.folder)[0])[1]
    assert resource["type"] == "resource"
    assert resource["headers"]["Content-Type"] == content_type or "application/octet-stream"
    assert archive.body(capture_id) == given["body"]
    later = archive.add_capture(given | {"captured_at": "2026-01-05T00:00:00Z"})
    assert archive.body(later) == given["body"]
    assert sound(archive.folder)


def test_a_file_that_is_imported_again_is_not_stored_again(archive: Archive, exchange):
    archive.add_capture(exchange())
    given = exchange(source="import", headers=None, request_headers=None, captured_at="2026-01-02T09:00:00Z")
    assert archive.add_capture(given) == archive.add_capture(given)
    assert archive.counts()["captures"] == 2


def test_each_run_and_council_has_its_own_file(folder: Path, exchange):
    for number in (1, 2):
        with Archive.open(folder, create=True, now=lambda: NOW) as archive:
            run_id = archive.begin_run("harvest", ["all"])
            archive.add_capture(exchange(run_id=run_id))
            archive.add_capture(exchange(run_id=run_id, council="../../Ill Shire"))
            archive.end_run(run_id, {"pages": number})
    names = [path.relative_to(folder / "warc").as_posix() for path in warc_files(folder)]
    assert names == [
        f"{council}/20261124T060000Z-run{run}.warc.gz" for council in ("exampleshire", "ill-shire") for run in (1, 2)
    ]
    assert sound(folder)


def test_a_file_that_is_there_already_is_never_written_to(folder: Path, exchange):
    for _ in range(2):
        with Archive.open(folder, create=True, now=lambda: NOW) as archive:
            archive.add_capture(exchange())
    assert [path.name for path in warc_files(folder)] == [
        "20261124T060000Z-run0.warc.gz",
        "20261124T060000Z-run0_2.warc.gz",
    ]


@pytest.mark.parametrize(
    ("council", "name"),
    [
        ("kent", "kent"),
        ("..", "unnamed"),
        ("/etc/passwd", "etc-passwd"),
        (".Hidden", "hidden"),
        ("a" * 300, "a" * 100),
        ("../..", "unnamed"),
        ("a/../../b", "a-..-..-b"),
        ("c:\\windows", "c-windows"),
        ("kent\0/x", "kent-x"),
        ("NUL", "nul-council"),
        ("com1.example", "com1.example-council"),
        ("%2e%2e%2fetc", "2e-2e-2fetc"),
        ("a" * 99 + "./b", "a" * 99),
        ("ŷr-wyddfa", "r-wyddfa"),
    ],
)
def test_no_council_can_leave_the_folder(council: str, name: str):
    assert folder_name(council) == name


def test_the_newest_capture_is_the_one_taken_last(archive: Archive, see):
    newest, _ = see(archive, "2026-01-03T00:00:00Z", title="New")
    see(archive, "2026-01-01T00:00:00Z", title="Old")
    last = archive.last_capture("exampleshire", URL)
    assert last is not None
    assert last["id"] == newest
    assert archive.last_capture("exampleshire", URL, verdict="challenge") is None


def test_captures_are_gone_through_in_order(archive: Archive, exchange, see, monkeypatch):
    monkeypatch.setattr("storage.captures._PAGE", 2)
    read, _ = see(archive, "2026-01-03T00:00:00Z", title="Title")
    rest = [archive.add_capture(exchange(council=council)) for council in ("kent", "kent", "york")]
    assert [row["id"] for row in archive.captures()] == [read, *rest]
    assert [row["id"] for row in archive.captures(council="kent")] == rest[:2]
    assert [row["id"] for row in archive.captures(verdict="page")] == [read]


def test_a_capture_that_is_not_there(archive: Archive):
    with pytest.raises(KeyError):
        archive.capture(1)


def test_a_column_that_does_not_exist_is_refused(archive: Archive, exchange):
    with pytest.raises(ValueError, match="An exchange has no column named colour"):
        archive.add_capture(exchange(colour="red"))


def test_a_lost_warc_file_is_damage(archive: Archive, exchange):
    capture_id = archive.add_capture(exchange())
    archive.add_capture(exchange(url="https://democracy.example.org/other"))  # the newest bytes are still at hand
    warc_files(archive.folder)[0].unlink()
    with pytest.raises(ArchiveDamaged, match=r"lacks the record at byte \d+: restore the file"):
        archive.body(capture_id)


def test_changed_bytes_are_damage(folder: Path, exchange):
    with Archive.open(folder, create=True) as archive:
        capture_id = archive.add_capture(exchange())
    with Archive.open(folder) as archive:
        path = warc_files(folder)[0]
        place = archive.capture(capture_id)
        whole = path.read_bytes()
        member = whole[place["warc_offset"] :][: place["warc_length"]]
        forged = gzip.compress(gzip.decompress(member).replace(b"a page", b"a lie!"))
        path.write_bytes(whole[: place["warc_offset"]] + forged)
        with archive._db.atomic():
            archive._db.execute("update captures set warc_length = ?", [len(forged)])
        with pytest.raises(ArchiveDamaged, match="Capture 1 is not what was stored"):
            archive.body(capture_id)


class FullDisk:
    """A file on a disk that has room for a few bytes only."""

    def __init__(self, file, room: int):
        self._file, self._room = file, room

    def __getattr__(self, name: str):
        return getattr(self._file, name)

    def write(self, content) -> int:
        if not self._room:
            raise OSError(28, "No space left on device")
        written = self._file.write(content[: self._room])
        self._room -= written
        return written


def test_a_disk_that_is_full_leaves_nothing_half_written(archive: Archive, exchange):
    first = archive.add_capture(exchange())
    (path,) = warc_files(archive.folder)
    before = path.read_bytes()
    file = archive._warc.file("exampleshire", None)
    file._file = FullDisk(file._file, room=100)
    with pytest.raises(DiskFull, match="is full: free some space and run the command again"):
        archive.add_capture(exchange(body=os.urandom(1000)))
    assert path.read_bytes() == before
    assert archive.counts()["captures"] == 1
    file._file._room = 1 << 20
    second = archive.add_capture(exchange(body=b"after all"))
    assert archive.body(first) == exchange()["body"]
    assert archive.body(second) == b"after all"
    assert sound(archive.folder)


def test_a_disk_that_is_full_from_the_start_leaves_no_file(folder: Path, exchange):
    with Archive.open(folder, create=True) as archive:
        file = archive._warc.file("exampleshire", None)
        file._file = FullDisk(file._file, room=0)
        with pytest.raises(DiskFull):
            archive.add_capture(exchange())
    assert warc_files(folder) == []


def test_bytes_without_a_row_are_cut_off(archive: Archive, exchange):
    archive.add_capture(exchange())
    (path,) = warc_files(archive.folder)
    before = path.read_bytes()
    archive._db.execute("pragma max_page_count = 1")  # SQLite takes this for: no larger than the file is now
    with pytest.raises(DiskFull):
        archive.add_capture(exchange(body=b"too much", issuer="x" * 100_000))
    assert path.read_bytes() == before
    assert sound(archive.folder)


@pytest.mark.parametrize("torn", [b"torn", gzip.compress(b"WARC/1.1\r\n" + os.urandom(500))[:200]])
def test_a_torn_end_is_cut_off_when_the_archive_is_opened(folder: Path, exchange, torn: bytes):
    with Archive.open(folder, create=True, now=lambda: NOW) as archive:
        capture_id = archive.add_capture(exchange())
    (path,) = warc_files(folder)
    whole = path.read_bytes()
    path.write_bytes(whole + torn)
    with Archive.open(folder) as archive:
        assert path.read_bytes() == whole
        assert archive.body(capture_id) == exchange()["body"]
    assert sound(folder)


def test_a_file_that_holds_only_a_torn_record_goes(folder: Path):
    Archive.open(folder, create=True).close()
    council = folder / "warc" / "exampleshire"
    council.mkdir(parents=True)
    (council / "20261124T060000Z-run1.warc.gz").write_bytes(b"\x1f\x8b")
    (folder / "warc" / "elsewhere").mkdir()
    Archive.open(folder).close()
    assert warc_files(folder) == []


def test_a_strangers_file_is_left_alone(folder: Path):
    Archive.open(folder, create=True).close()
    stranger = folder / "warc" / "exampleshire" / "mine.warc.gz"
    stranger.parent.mkdir(parents=True)
    stranger.write_bytes(b"not even compressed")
    Archive.open(folder).close()
    assert stranger.read_bytes() == b"not even compressed"


def test_a_whole_record_without_a_row_stays(folder: Path, exchange):
    with Archive.open(folder, create=True) as archive:
        archive.add_capture(exchange())
    (path,) = warc_files(folder)
    member = path.read_bytes()
    path.write_bytes(member + member)
    Archive.open(folder).close()
    assert path.read_bytes() == member + member


def test_no_free_name_is_an_error(archive: Archive, exchange, monkeypatch):
    def taken(*_, **__):
        raise FileExistsError

    monkeypatch.setattr(Path, "open", taken)
    with pytest.raises(Exception, match="No free name"):
        archive.add_capture(exchange())


def test_records_can_be_read_from_memory(archive: Archive, exchange):
    archive.add_capture(exchange())
    stream = BytesIO(warc_files(archive.folder)[0].read_bytes())
    assert len(list(ArchiveIterator(stream, check_digests="raise"))) == 4


def test_a_capture_that_is_not_there_cannot_be_taken_in(archive: Archive):
    read = {"verdict": "page", "page_type": "issue", "warnings": [], "content_sha256": None, "reader": "issue/1"}
    with pytest.raises(KeyError):
        archive.absorb(1, **read, records=[])


def test_a_capture_is_stored_together_with_what_is_done_in_its_block(archive: Archive, exchange):
    with archive.adding(archive.write(exchange())) as capture_id:
        assert archive.body(capture_id) == exchange()["body"]
        archive.frontier_add("exampleshire", [{"url": URL}])
        assert archive._db.conn.in_transaction
    assert archive.capture(capture_id)["size"] == len(exchange()["body"])
    assert archive.frontier_counts() == {"waiting": 1}


def test_where_the_block_fails_the_capture_is_stored_alone(archive: Archive, exchange):
    with pytest.raises(ZeroDivisionError), archive.adding(archive.write(exchange())) as capture_id:
        archive.frontier_add("exampleshire", [{"url": URL}])
        1 / 0  # noqa: B018  # it is to fail
    assert archive.frontier_counts() == {}
    assert [one["id"] for one in archive.pending()] == [capture_id]
    assert archive.body(capture_id) == exchange()["body"]


def test_where_its_row_cannot_be_written_either_nothing_is_left_of_it(archive: Archive, exchange):
    archive.add_capture(exchange())
    size = warc_files(archive.folder)[0].stat().st_size
    archive._db.execute("pragma max_page_count = 1")  # SQLite takes this for: no larger than the file is now
    with pytest.raises(DiskFull), archive.adding(archive.write(exchange(url=URL + "0" * 100_000, body=b"other"))):
        raise AssertionError
    assert warc_files(archive.folder)[0].stat().st_size == size
    assert len(list(archive.captures())) == 1


def test_an_archive_that_was_opened_to_be_read_adds_nothing(archive: Archive, exchange):
    with (
        Archive.open(archive.folder, read_only=True) as reader,
        pytest.raises(ArchiveUnwritable),
        reader.adding(reader.write(exchange())),
    ):
        raise AssertionError


def test_where_the_disk_fails_the_answer_is_forgotten_with_all_that_was_written_before_it(
    archive: Archive, exchange, monkeypatch
):
    secured = exchange(certificate=b"shown", certificate_sha256=sha256(b"shown").hexdigest())

    def fail(_):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fail)
        written = archive.write(secured)
        with pytest.raises(DiskFull):
            archive.sync(written)
    assert warc_files(archive.folder)[0].stat().st_size == 0
    whole = archive.write(secured)
    archive.sync(whole)
    with archive.adding(whole) as capture_id:
        assert capture_id > written.id
    kinds = [record["type"] for record in records(warc_files(archive.folder)[0])]
    assert kinds == ["warcinfo", "metadata", "response", "request", "metadata"]  # with its certificate once more


def test_answers_of_many_councils_that_a_kill_left_without_rows_get_them_when_the_archive_is_opened(
    folder: Path, exchange
):
    archive = Archive.open(folder, create=True)
    for council in ("adur", "kent", "york"):
        archive.sync(archive.write(exchange(council=council)))
    with archive.adding(archive.write(exchange(council="zeal"))):
        pass
    archive._warc.close()
    archive._lock.release()  # as the operating system does after kill -9: nothing else is closed
    archive._lock = None
    with Archive.open(folder) as later:
        assert [(row["id"], row["council"]) for row in later.captures()] == [
            (1, "adur"),
            (2, "kent"),
            (3, "york"),
            (4, "zeal"),
        ]
        assert later.body(2) == exchange()["body"]
        assert later.add_capture(exchange(council="zeal", url=URL + "1")) == 5
    archive._db.close()


def test_an_answer_left_without_its_row_gets_it_though_another_run_has_written_since(folder, archive, exchange):
    """As where a council's harvest is ended while it waits for the disk."""
    archive.sync(archive.write(exchange(run_id=1, body=b"left")))
    archive.add_capture(exchange(run_id=2, body=b"kept", captured_at="2026-01-02T09:00:00Z"))
    archive.close()
    with Archive.open(folder) as opened:
        assert [opened.body(row["id"]) for row in opened.pending()] == [b"left", b"kept"]
