"""Text out of documents: what each kind says, and hostile files that harm nothing but the process that reads them."""

import asyncio
import json
import os
import select
import socket
import sys
import tempfile
import time
import zlib
from datetime import date
from decimal import Decimal
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest

from modgov.extraction import Limits, Text, extract, extractor_of, landlock, process
from modgov.replica import papers
from modgov.replica.model import Document

OFFICE = "application/vnd.openxmlformats-officedocument"
WORD = f"{OFFICE}.wordprocessingml.document"
SHEETS = f"{OFFICE}.spreadsheetml.sheet"
TIGHT = Limits(seconds=3, wall=20, memory=600 * 1024 * 1024, most_text=100_000)


def read(body, media_type="application/pdf", limits=TIGHT):
    return asyncio.run(extract(body, media_type, limits))


def pages(*texts):
    """A PDF of several pages."""
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"", b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"]
    kids = []
    for text in texts:
        stream = f"BT /F1 12 Tf 72 700 Td ({text}) Tj ET".encode()
        kids.append(len(objects) + 1)
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>/Contents %d 0 R>>"
            % (len(objects) + 2)
        )
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream))
    objects[1] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(kids), b" ".join(b"%d 0 R" % kid for kid in kids))
    return papers._laid(objects)


def test_a_pdf_page_by_page():
    found = read(pages("Gritting starts early.", "Costs rise."))
    assert found == Text(
        extractor=f"pypdfium2/{version('pypdfium2')}",
        text="Gritting starts early.\fCosts rise.",
        pages=2,
    )


def test_a_word_file_with_its_tables():
    import docx

    made = docx.Document()
    made.add_paragraph("Harbour wall")
    table = made.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Cost", "£2m"
    made.add_paragraph("Agreed.")
    body = BytesIO()
    made.save(body)
    found = read(body.getvalue(), WORD)
    assert found.text == "Harbour wall\nCost £2m\nAgreed."
    assert found.pages is None


def test_a_workbook_sheet_by_sheet():
    book = openpyxl.Workbook()
    book.active.title = "Spend"
    book.active.append(["Supplier", "Amount"])
    book.active.append(["Ostley Aggregates", 1200])
    body = BytesIO()
    book.save(body)
    found = read(body.getvalue(), SHEETS)
    assert (found.text, found.pages) == ("Spend\nSupplier Amount\nOstley Aggregates 1200", 1)


@pytest.mark.parametrize(
    ("body", "media_type", "text"),
    [
        (rb"{\rtf1\ansi {\b Fees} rise by 5\'25.\par Agreed.}", "application/rtf", "Fees rise by 5%.\nAgreed."),
        (b"<html><script>no()</script><h1>Notice</h1><p>Part II</p></html>", "text/html", "Notice\nPart II"),
        ("\ufeffCaffi\r\n\r\n\r\n\r\nT\u0175r\0".encode(), "text/plain", "Caffi\n\nT\u0175r"),
        ("T\u0175r".encode("utf-16"), "text/plain", "T\u0175r"),
        (b"a,\x80 5", "text/csv", "a,\u20ac 5"),
    ],
)
def test_plainer_kinds(body, media_type, text):
    assert read(body, media_type).text == text


@pytest.mark.parametrize("media_type", ["application/msword", "application/zip", "image/png", ""])
def test_a_kind_that_nothing_reads_starts_no_process(media_type, monkeypatch):
    monkeypatch.setattr(process, "Popen", None)
    assert read(b"\xd0\xcf\x11\xe0", media_type) == Text(extractor="none", error="no reader for its kind")
    assert extractor_of(media_type) == "none"


def test_a_locked_pdf_is_said_to_be_encrypted():
    assert read(papers.pdf(["Secret"], is_locked=True)).error == "encrypted"


def test_a_pdf_of_pictures_has_no_text():
    found = read(papers.pdf([]))
    assert (found.text, found.pages, found.error) == (None, 1, "no text in it")


def bomb(times, size=200_000_000):
    """A PDF whose page unpacks `times` times, to blanks without end."""
    packer = zlib.compressobj(9)
    stream = b"".join(packer.compress(b" " * 1_000_000) for _ in range(size // 1_000_000)) + packer.flush()
    for _ in range(times - 1):
        stream = zlib.compress(stream, 9)
    return papers._laid(papers._page_objects(stream, "[" + "/FlateDecode" * times + "]"))


def packed(name, text, more=()):
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as file:
        for part, content in {**papers._PARTS, **dict(more), name: text}.items():
            file.writestr(part, content)
    return made.getvalue()


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
LAUGHING = f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY l0 "ha">{LAUGHS}]>'
WORDY = f'<w:document xmlns:w="{papers._SPACE}"><w:body><w:p><w:r><w:t>{{}}</w:t></w:r></w:p></w:body></w:document>'
LAUGHING_WORD = f'{LAUGHING}<w:document xmlns:w="{papers._SPACE}"><w:body>&l11;</w:body></w:document>'
ENDLESS = b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2000000000>>"


def looping():
    objects = papers._page_objects(zlib.compress(b"BT ET"), "/FlateDecode")
    objects[1] = ENDLESS
    return papers._laid(objects)


def drawing_itself():
    """A page whose form draws itself, and whose stream says that it is as long as itself."""
    objects = papers._page_objects(zlib.compress(b"/X Do " * 10000), "/FlateDecode")
    objects[2] = objects[2].replace(b"<</Font", b"<</XObject<</X 6 0 R>>/Font")
    form = b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 6 0 R>>>>/Length 6 0 R>>stream\n/X Do /X Do\nendstream"
    return papers._laid([*objects, form])


@pytest.mark.parametrize(
    ("make", "media_type"),
    [
        (lambda: bomb(2), "application/pdf"),
        (looping, "application/pdf"),
        (drawing_itself, "application/pdf"),
        (papers.hostile, "application/pdf"),
        (lambda: b"%PDF-1.7\n" + b"\xff" * 5000, "application/pdf"),
        (lambda: b"%PDF-1.7\n" + b"[" * 200_000, "application/pdf"),
        (lambda: packed("word/document.xml", LAUGHING_WORD), WORD),
        (lambda: packed("word/document.xml", "<a>" * 200_000), WORD),
        (lambda: packed("word/document.xml", b" " * 150_000_000), WORD),
        (lambda: b"PK\x03\x04" + b"\0" * 500, WORD),
        (lambda: packed("xl/workbook.xml", f"{LAUGHING}<workbook>&l11;</workbook>"), SHEETS),
        (lambda: b"{\\rtf1 " + b"{" * 300_000, "application/rtf"),
    ],
    ids=[
        "unpacks twice",
        "pages of itself",
        "draws itself",
        "the replica's",
        "noise",
        "open arrays",
        "laughs",
        "deep",
        "blanks",
        "no zip",
        "a laughing workbook",
        "open groups",
    ],
)
def test_a_hostile_file_gives_no_text_and_harms_nothing(make, media_type):
    body, before, began = make(), children(), time.monotonic()
    found = read(body, media_type)
    assert found.text is None, found.text[:80]
    assert found.error in {
        "damaged", "took too long", "needed too much memory", "its reader crashed", "no text in it", "unpacks to too much"
    }  # fmt: skip
    assert time.monotonic() - began < TIGHT.wall + 10
    assert children() == before


def children():
    """The processes that are ours, and not yet waited for."""
    stats = (_stat(place) for place in Path("/proc").glob("[0-9]*"))
    return {pid for pid, parent in filter(None, stats) if parent == os.getpid()}


def _stat(place):
    try:
        return int(place.name), int((place / "stat").read_text().rpartition(")")[2].split()[1])
    except (FileNotFoundError, ProcessLookupError):
        return None


def test_a_packed_file_that_says_it_is_huge_is_not_unpacked():
    assert read(packed("word/document.xml", b" " * 310_000_000), WORD).error == "unpacks to too much"


def worker(monkeypatch, code):
    """Stand a program in for the child."""
    monkeypatch.setattr(process, "_CODE", code)


CONFINED = f"""
import sys; sys.path.append({process._HOME!r})
from modgov.extraction.confinement import keep_within
keep_within(*map(int, sys.argv[2:5]))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not hold to all limits")
@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("while True: pass", "took too long"),
        ("x = bytearray(2**31)", "its reader crashed"),  # a MemoryError that nobody catches
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "its reader crashed"),
        ("while True: sys.stdout.write('x' * 10**6)", "its reader crashed"),
        ("files = [open('/dev/null') for _ in range(99)]", "its reader crashed"),
    ],
)
def test_the_child_keeps_within_its_limits(monkeypatch, code, error):
    worker(monkeypatch, CONFINED + code)
    assert read(b"x", limits=Limits(seconds=1, wall=30, memory=500 * 1024 * 1024, most_text=1000)).error == error


CLOSED_IN = f"""
import ctypes, json, os, resource, signal, socket, subprocess, sys, threading
sys.path.append({process._HOME!r})
from modgov.extraction import confinement
confinement.keep_within(*map(int, sys.argv[2:5]))
port, file = json.load(sys.stdin)
confinement.close_in()
def connect():
    socket.create_connection(("127.0.0.1", port))
def attach():  # to the parent, without stopping it
    if ctypes.CDLL(None).ptrace(0x4206, os.getppid(), 0, 0):
        raise OSError
tried = {{
    "read a file": lambda: open(file),
    "write a file": lambda: open(file + ".new", "x"),
    "list a folder": lambda: os.listdir("/"),
    "connect": connect,
    "pair sockets": socket.socketpair,
    "pipe": os.pipe,
    "use a number again": lambda: (os.close(2), os.dup(0)),
    "fork": lambda: os.fork() or os._exit(0),
    "run": lambda: subprocess.run(["/bin/true"]),
    "start a thread": lambda: threading.Thread(target=int).start(),
    "take it back": lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64)),
    "make a folder": lambda: os.mkdir(file + ".folder"),
    "cut short": lambda: os.truncate(file, 0),
    "rename": lambda: os.rename(file, file + ".2"),
    "delete": lambda: os.unlink(file + ".2"),
    "signal": lambda: os.kill(os.getppid(), 0),
    "attach": attach,
}}
done = []
for name, act in tried.items():
    try:
        act()
    except (OSError, RuntimeError, ValueError, ImportError):
        continue
    done.append(name)
print(json.dumps({{"text": ", ".join(done) or "nothing"}}))
"""
BY_NAME = {"make a folder", "cut short", "rename", "delete"}
ONLY_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="other systems do not hold to all limits")
LANDLOCK = pytest.mark.skipif(landlock.version() < 3, reason="this system has no Landlock that keeps from names")


@pytest.fixture
def done_in_child(monkeypatch):
    """What a child manages to do that runs a variant of `CLOSED_IN`, beside a file that everybody may write."""

    def run(variant=""):
        worker(monkeypatch, CLOSED_IN.replace("confinement.close_in()", variant) if variant else CLOSED_IN)
        with tempfile.TemporaryDirectory() as folder, socket.create_server(("127.0.0.1", 0)) as server:
            file = Path(folder, "file")
            file.write_text("theirs")
            for place in (file.parent, file):
                place.chmod(0o777)
            done = read(json.dumps([server.getsockname()[1], str(file)]).encode()).text.split(", ")
            assert bool(select.select([server], [], [], 0)[0]) == ("connect" in done)
        return {*done}

    return run


@ONLY_LINUX
@LANDLOCK
def test_a_child_that_has_read_its_file_can_open_touch_and_start_nothing(done_in_child):
    assert done_in_child() == {"nothing"}


@ONLY_LINUX
def test_without_landlock_it_still_opens_and_starts_nothing(done_in_child):
    done = done_in_child("confinement.forbid_all = lambda: None; confinement.close_in()")
    assert BY_NAME <= done <= BY_NAME | {"signal", "attach"}


@ONLY_LINUX
def test_what_is_tried_there_succeeds_in_a_child_that_is_not_closed_in(done_in_child):
    assert done_in_child("pass") >= {
        "read a file", "write a file", "list a folder", "connect", "pair sockets", "pipe", "fork", "run", "start a thread",
        "signal", *BY_NAME,
    }  # fmt: skip


def test_where_there_is_no_landlock_nothing_is_forbidden(monkeypatch):
    monkeypatch.setattr(landlock, "version", lambda: 0)
    landlock.forbid_all()
    assert Path(__file__).read_text()


def test_each_version_of_landlock_is_told_only_what_it_knows():
    assert [landlock._size(forbidden) for _, *forbidden in landlock._ALL] == [8, 8, 8, 16, 16, 24]


WATCHED = f"""
import sys; sys.path.append({process._HOME!r})
from modgov.extraction import worker
close_in, late = worker.close_in, []
def watch(event, arguments):
    if event in ("open", "import", "socket.connect", "ctypes.dlopen"):
        late.append(arguments[0])
def close_in_and_watch():
    close_in()
    sys.addaudithook(watch)
worker.close_in = close_in_and_watch
worker.main()
sys.exit(len(late))
"""


def of_many_code_pages():
    """An RTF file with a font of each of Windows's alphabets."""
    fonts = "".join(
        f"{{\\f{n}\\fcharset{n} A;}}" for n in (0, 77, 128, 129, 134, 136, 161, 177, 178, 204, 222, 238, 255)
    )
    words = "".join(f"\\f{n} \\'c0\\'e1 " for n in (0, 77, 128, 129, 134, 136, 161, 177, 178, 204, 222, 238, 255))
    return f"{{\\rtf1\\ansi\\ansicpg1251{{\\fonttbl{fonts}}}{words}\\u8364? Agreed.}}".encode()


def of_foreign_fonts():
    """A PDF whose font is neither in it nor one that every reader has."""
    return pages("Agreed.").replace(b"/Helvetica", b"/Chancery ")


def a_rich_word_file():
    import docx

    made = docx.Document()
    made.add_heading("Agreed.")
    made.add_paragraph("One", style="List Bullet").add_run("two").bold = True
    made.add_table(rows=1, cols=1).cell(0, 0).text = "three"
    made.sections[0].header.paragraphs[0].text = "a header"
    body = BytesIO()
    made.save(body)
    return body.getvalue()


def a_rich_workbook():
    book = openpyxl.Workbook()
    book.active.append([date(2026, 3, 2), 1.5, True, "=SUM(A1:A2)", "Agreed."])
    book.create_sheet("Caf\u00e9").append([Decimal("1.10")])
    body = BytesIO()
    book.save(body)
    return body.getvalue()


@pytest.mark.parametrize(
    ("make", "media_type"),
    [
        (of_foreign_fonts, "application/pdf"),
        (a_rich_word_file, WORD),
        (lambda: packed("caf\u00e9.txt", "Agreed.", {"word/document.xml": WORDY.format("Agreed.")}.items()), WORD),
        (a_rich_workbook, SHEETS),
        (of_many_code_pages, "application/rtf"),
        (lambda: b"<meta charset=windows-1251><p>\xc0 Agreed.</p>", "text/html"),
        (lambda: "Agreed.".encode("utf-16"), "text/plain"),
        (lambda: b"\x80 Agreed.", "text/csv"),
    ],
    ids=["pdf", "word", "a name that is not ASCII", "sheets", "rtf", "html", "utf-16", "cp1252"],
)
def test_a_reader_needs_nothing_more_once_it_is_closed_in(make, media_type, monkeypatch):
    worker(monkeypatch, WATCHED)
    assert "Agreed." in (read(make(), media_type).text or "")


def test_a_child_that_only_waits_is_killed(monkeypatch):
    worker(monkeypatch, "import time; time.sleep(600)")
    before = children()
    assert read(b"x", limits=Limits(wall=0.2)).error == "took too long"
    assert children() == before


def test_a_child_without_memory_for_a_file_says_so():
    tight = read(b"x" * 120_000_000, "text/plain", Limits(memory=250 * 1024 * 1024))
    assert tight.error in {"needed too much memory", "its reader crashed"}


@pytest.mark.parametrize(
    "said",
    ["", "nonsense", "[]", "null", '{"text": 5}', '{"pages": 1}', '{"error": "send money"}', "[" * 100_000],
)
def test_what_the_child_says_is_not_believed_unseen(monkeypatch, said):
    worker(monkeypatch, f"print({said!r})")
    assert read(b"x").error == "its reader crashed"


def test_a_text_is_cut_where_it_is_too_long():
    assert read(b"word " * 100_000, "text/plain", Limits(most_text=1000)).text == ("word " * 200).strip()
    long = read(pages(*["page"] * 40), limits=Limits(most_text=50))
    assert long.text.count("page") == 10
    assert long.pages == 40


def test_the_child_sees_neither_the_environment_nor_the_working_folder(monkeypatch, tmp_path):
    (tmp_path / "json.py").write_text("raise SystemExit(9)")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("MODGOV_CONTACT", "you@example.org")
    worker(monkeypatch, "import json, os; print(json.dumps({'text': ' '.join(sorted(os.environ))}))")
    assert "MODGOV" not in read(b"x").text


def test_a_cancelled_reading_leaves_no_process(monkeypatch):
    worker(monkeypatch, "import time; time.sleep(600)")
    before = children()

    async def work():
        task = asyncio.create_task(extract(b"x", "text/plain"))
        while children() == before:  # noqa: ASYNC110 - a process tells nobody that it has begun
            await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(work())
    assert children() == before


def test_a_child_that_is_not_wanted_any_more_is_ended_at_once(monkeypatch):
    worker(monkeypatch, "import time; time.sleep(600)")
    child = process._Child("text/plain", Limits())
    child.kill()
    assert child.read(b"x") == {"error": "its reader crashed"}


def test_every_paper_of_the_replica_can_be_read():
    assert read(papers.paper(Document("1", "A (short) report \\ annex"), "Wexcombe", 1).body).text.startswith(
        "A (short) report \\ annex"
    )
    assert "Wexcombe" in read(papers.paper(Document("1", "A <b> & c", "1 KB", "DOCX"), "Wexcombe", 1).body, WORD).text
