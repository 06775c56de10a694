"""The rooms keep apart: each imports only itself and the libraries that are its own."""

import ast
import re
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("modgov", "scraper", "parsers", "storage")
LIBRARIES = {
    "scraper": {"brotli", "httpx", "h11", "tenacity", "protego", "cryptography", "certifi", "truststore"},
    "parsers": {"selectolax"},
    "storage": {"sqlite_utils", "warcio"},
    "modgov": {"click", "rich"},
    "modgov/extraction": {"pypdfium2", "docx", "openpyxl", "striprtf", "selectolax"},
}
PURE_IMPORTS_REFUSED = {
    "logging",
    "time",
    "os",
    "socket",
    "sqlite3",
    "pathlib",
    "subprocess",
    "random",
    "asyncio",
}
THE_CORRIDOR = "modgov/harvest/corridor.py"


def modules(room):
    return sorted((ROOT / room).rglob("*.py"))


def imported(path):
    """The top-level names that a module imports from outside its own package."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module.partition(".")[0]


def foreign(path):
    return {name for name in imported(path) if name not in sys.stdlib_module_names}


@pytest.mark.parametrize("room", ["scraper", "parsers", "storage"])
def test_a_room_imports_only_its_own_libraries(room):
    for path in modules(room):
        assert foreign(path) <= LIBRARIES[room] | {room}, path


def test_every_library_of_a_room_is_a_dependency_by_its_own_name():
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    declared = {re.match(r"[A-Za-z0-9-]+", one)[0] for one in tomllib.loads(text)["project"]["dependencies"]}
    named = {"docx": "python-docx", "sqlite_utils": "sqlite-utils"}
    assert {named.get(name, name) for names in LIBRARIES.values() for name in names} == declared


def test_the_front_door_imports_only_rooms_and_its_own_libraries():
    extraction = set(modules("modgov/extraction"))
    assert extraction
    for path in modules("modgov"):
        libraries = LIBRARIES["modgov/extraction"] if path in extraction else LIBRARIES["modgov"] | set(ROOMS)
        assert foreign(path) <= libraries, path


def test_what_reads_hostile_files_is_loaded_by_nothing_but_their_reader():
    loading = [path.name for path in modules("modgov") if foreign(path) & LIBRARIES["modgov/extraction"]]
    assert loading == ["readers.py"]


def test_only_the_corridor_knows_all_three_rooms():
    knowing = [
        path.relative_to(ROOT).as_posix()
        for path in modules("modgov")
        if {"scraper", "parsers", "storage"} <= foreign(path)
    ]
    assert knowing == [THE_CORRIDOR]


def test_parsers_have_no_way_to_the_outside():
    for path in modules("parsers"):
        assert not set(imported(path)) & PURE_IMPORTS_REFUSED, path


def test_every_library_is_declared():
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    names = {requirement.split(">")[0].split(";")[0].strip().replace("-", "_") for requirement in declared}
    used = set().union(*(foreign(path) for room in ROOMS for path in modules(room))) - set(ROOMS)
    assert {{"docx": "python_docx"}.get(name, name) for name in used - {"certifi"}} <= names


def test_the_guard_sees_a_trespasser(tmp_path):
    trespasser = tmp_path / "trespasser.py"
    trespasser.write_text("import httpx\nfrom storage.archive import Archive\nfrom . import sibling\n")
    assert foreign(trespasser) == {"httpx", "storage"}
