"""Opening `modgov.db`: whose it is, how it is written, and bringing it to this release's shape."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from sqlite_utils import Database

from .errors import ArchiveDamaged, NotAnArchive, OlderRelease, SearchDamaged, WrongVersion
from .histories import retell
from .lock import LOCK_NAME
from .migrations import known_names, migrations
from .records import TABLES
from .search_index import SearchIndex
from .views import make_views

DB_NAME: Final = "modgov.db"
_APPLICATION_ID: Final = int.from_bytes(b"MGOV")  # in the file's header: SQLite's own way to say whose a file is
_PATIENCE: Final = 75  # seconds to wait for a program that blocks a write, a minute of it at least


def prepare_folder(folder: Path, *, create: bool) -> None:
    """Make sure that an archive is in the folder, or may be made there."""
    has_pages = _has_pages(folder)
    if (folder / DB_NAME).is_file() and ((folder / DB_NAME).stat().st_size or not has_pages):
        return
    if has_pages:
        raise ArchiveDamaged(f"{folder / DB_NAME} is missing or empty: make it again with `modgov verify --repair`.")
    if not create:
        raise NotAnArchive(f"There is no archive in {folder}: name another folder, or harvest something into this one.")
    if folder.exists() and not folder.is_dir():
        raise NotAnArchive(f"{folder} is a file: name a folder for the archive.")
    if folder.is_dir() and any(entry.name != LOCK_NAME for entry in folder.iterdir()):
        raise NotAnArchive(f"{folder} holds other files and no archive: name an empty or a new folder.")
    folder.mkdir(parents=True, exist_ok=True)


def connect(
    folder: Path, *, read_only: bool, name: str = DB_NAME, progress: Callable[[int, int], None] = lambda *_: None
) -> Database:
    """Open the database, and migrate it unless it is only to be read.

    `progress` hears when an older one is brought up to date: how many records were told again, of how many.
    """
    db = Database(_connection(folder / name, read_only=read_only), execute_plugins=False)
    try:
        _check_owner(db, folder)
        _check_version(db, folder, read_only=read_only)
        if not read_only:
            _bring_up_to_date(db, progress)
    except BaseException:
        db.close()
        raise
    return db


def _connection(path: Path, *, read_only: bool) -> sqlite3.Connection:
    mode = "ro" if read_only else "rwc"
    if read_only and not os.access(path.parent, os.W_OK) and not path.with_name(f"{DB_NAME}-wal").exists():
        mode += "&immutable=1"  # SQLite reads a WAL database on a read-only disk only when told that nobody writes
    uri = f"{path.absolute().as_uri()}?mode={mode}"
    return sqlite3.connect(uri, uri=True, timeout=_PATIENCE, check_same_thread=False)


def _check_owner(db: Database, folder: Path) -> None:
    try:
        application_id = db.execute("pragma application_id").fetchone()[0]
        is_blank = not db.execute("select count(*) from sqlite_master").fetchone()[0]
    except sqlite3.DatabaseError as error:
        if "not a database" not in str(error):
            raise
        raise _no_database(folder) from error
    if application_id != _APPLICATION_ID and not (is_blank and application_id == 0):
        raise NotAnArchive(f"{folder / DB_NAME} is another program's database: name another folder.")


def _no_database(folder: Path) -> NotAnArchive | ArchiveDamaged:
    if _has_pages(folder):
        return ArchiveDamaged(
            f"{folder / DB_NAME} is not a database any longer: make it again with `modgov verify --repair`."
        )
    return NotAnArchive(f"{folder / DB_NAME} is not a database: name another folder, or restore it from a copy.")


def _has_pages(folder: Path) -> bool:
    """Whether there are WARC files from which a database can be made."""
    return any(folder.glob("warc/*/*.warc.gz"))


def _check_version(db: Database, folder: Path, *, read_only: bool) -> None:
    if {migration.name for migration in migrations.applied(db)} - known_names():
        raise WrongVersion(f"A newer release of modgov made the archive in {folder}: upgrade modgov.")
    if read_only and migrations.pending(db):
        raise OlderRelease(
            f"An older release of modgov made the archive in {folder}: `modgov verify --repair` brings it up to date, "
            "and so does the next harvest or import."
        )


def _bring_up_to_date(db: Database, progress: Callable[[int, int], None]) -> None:
    db.enable_wal()  # people can read while a run writes
    # With WAL, NORMAL can lose the last commits when the power fails, never the file; what is lost is fetched again.
    db.execute("pragma synchronous = normal")
    db.execute("pragma foreign_keys = on")
    db.execute(f"pragma application_id = {_APPLICATION_ID}")
    is_untold = _begin_telling(db)
    if is_untold:
        progress(0, 0)
    migrations.apply(db)
    make_views(db)
    SearchIndex(db, TABLES).prepare()
    if is_untold:
        retell(db, progress)
        db.execute("pragma user_version = 0")
    settle(db)


def _begin_telling(db: Database) -> bool:
    """Whether histories are to be told again: this release may tell what an older one did not, such as what is gone.

    The file's header keeps that it was begun, so that it is done even where a run is killed in the midst of it.
    """
    if migrations.applied(db) and migrations.pending(db):
        db.execute("pragma user_version = 1")
    return bool(db.execute("pragma user_version").fetchone()[0])


def settle(db: Database) -> None:
    """Index what waits to be. Where that fails nothing is lost: it waits on, and a search says what to do."""
    with suppress(sqlite3.Error, SearchDamaged):
        SearchIndex(db, TABLES).feed()
