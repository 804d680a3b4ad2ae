"""Copies a SQLite database while others write to it, and says whether a copy is sound."""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from blog.backups.manifest import Contents
from blog.backups.refusals import CannotWrite, DatabaseDamaged, NothingToBackUp
from blog.database import fulltext
from blog.database.engine import Database
from blog.languages.sentences import Sentence, say

STEP_PAGES = 256  # a megabyte a step
PAUSE_SECONDS = 0.001  # after each step, so that the threads that serve and the disk have their turn
DISK = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY})


def copy_sqlite(database: Database, to: Path) -> Contents:
    """Copy the database as it is at this moment into the new file `to`; readers and writers go on meanwhile.

    Raises NothingToBackUp, CannotWrite, DatabaseDamaged.
    """
    if database.file is None or not database.file.exists():
        raise NothingToBackUp
    try:
        with database.reader.connect() as connection:
            # An open read transaction holds the moment. Without it every write of another process would send the
            # copy back to its start, and on a busy blog it would never end.
            connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar()
            source: Any = connection.connection.driver_connection
            with contextlib.closing(sqlite3.connect(to, isolation_level=None)) as copy:
                copy.execute("PRAGMA synchronous=OFF")
                source.backup(copy, pages=STEP_PAGES, progress=_pause)
                # The copy is one file without a log beside it; the engine turns the log on again where it is opened.
                copy.execute("PRAGMA journal_mode=DELETE")
        with contextlib.closing(_open(to)) as copy:
            return _contents(copy)
    except sqlite3.Error as error:
        if (getattr(error, "sqlite_errorcode", 0) & 0xFF) in DISK:
            raise CannotWrite(place=to.parent.parent, why=error) from error
        raise DatabaseDamaged(why=error) from error


def _pause(status: int, left: int, pages: int) -> None:
    time.sleep(PAUSE_SECONDS)


def _contents(copy: sqlite3.Connection) -> Contents:
    counts = _counts(copy)
    if "alembic_version" not in counts:
        raise NothingToBackUp
    row = copy.execute("SELECT version_num FROM alembic_version").fetchone()
    if row is None:
        raise NothingToBackUp
    return Contents("sqlite", str(row[0]), counts)


def find_flaw(copy: Path, counts: Mapping[str, int]) -> Sentence | None:
    """What is wrong with a copied database: its pages, its references, its numbers of rows; None when all is well."""
    try:
        with contextlib.closing(_open(copy)) as connection:
            found = connection.execute("PRAGMA integrity_check(1)").fetchone()
            if found is None or found[0] != "ok":
                return say("its integrity check says “%(found)s”", found=found[0] if found else "")
            stray = connection.execute("PRAGMA foreign_key_check").fetchone()
            if stray is not None:
                return say(
                    "a row of %(table)s refers to a row of %(other)s that is not there", table=stray[0], other=stray[2]
                )
            if _counts(connection) != dict(counts):
                return say("its tables do not hold as many rows as the manifest says")
    except sqlite3.Error as error:
        return say("its database cannot be read (%(why)s)", why=error)
    return None


def has_rows(database: Database) -> bool:
    """Whether any table but the schema's own holds a row."""
    with database.reader.connect() as connection:
        raw: Any = connection.connection.driver_connection
        for name in _tables(raw):
            looked = raw.execute(f"SELECT 1 FROM {_quoted(name)} LIMIT 1")  # noqa: S608 - quoted
            if looked.fetchone() is not None and name != "alembic_version" and not fulltext.is_index(name):
                return True
    return False


def _open(copy: Path) -> sqlite3.Connection:
    """Open a copy that nobody writes to: without locks, and without leaving a file beside it."""
    connection = sqlite3.connect(f"file:{quote(str(copy.absolute()))}?mode=ro&immutable=1", uri=True)
    connection.execute("PRAGMA trusted_schema=OFF")
    return connection


def _counts(connection: sqlite3.Connection) -> dict[str, int]:
    return {
        name: int(connection.execute(f"SELECT count(*) FROM {_quoted(name)}").fetchone()[0])  # noqa: S608 - quoted
        for name in _tables(connection)
    }


def _tables(connection: sqlite3.Connection) -> list[str]:
    found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' "
                               "ESCAPE '\\' ORDER BY name")  # fmt: skip
    return [str(row[0]) for row in found]


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
