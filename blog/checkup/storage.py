"""Looks at where the blog lies: its folder, the room left on the disk, the database and its schema."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError, OperationalError, SQLAlchemyError

from blog.checkup.results import Result, Subject, ill, warning, well
from blog.database.schema import SchemaTooNew, SchemaTooOld, schema_is_current
from blog.languages.sentences import say

MEGABYTE = 1024 * 1024
# Below this a write may fail any moment; below the other a night's backup and a busy week may not fit.
TOO_LITTLE = 100 * MEGABYTE
LITTLE = 1024 * MEGABYTE
# The first SQLite without the fault by which two connections that write at once can damage the write-ahead log.
MENDED = (3, 51, 3)


def check_folder(subject: Subject) -> Result:
    data = subject.settings.data
    folders = [data, *(data / name for name in ("backups", "mail", "media") if (data / name).exists())]
    if subject.database.file is not None and subject.database.file.parent.exists():
        folders.append(subject.database.file.parent)
    for folder in folders:
        try:
            # Rights alone do not tell: a disk may be mounted read-only. This file is gone at once.
            with tempfile.TemporaryFile(dir=folder) as file:
                file.write(b"well")
        except OSError as error:
            return ill(
                say(
                    "%(folder)s cannot be written to: %(why)s.", folder=folder, why=error.strerror or "no reason given"
                ),
                folder=str(folder),
            )
    return well(say("The folder %(folder)s can be written to.", folder=data), folder=str(data))


def check_disk(subject: Subject) -> Result:
    free = min(shutil.disk_usage(place).free for place in _places(subject))
    file = subject.database.file
    size = file.stat().st_size if file is not None and file.exists() else 0
    words = {"free": _in_words(free)}
    if free < TOO_LITTLE:
        return ill(
            say("Only %(free)s are free on the disk; soon nothing more can be stored.", **words), free_bytes=free
        )
    if free < max(LITTLE, 2 * size):
        return warning(
            say("%(free)s are free on the disk, which is little for the blog and its nightly backups.", **words),
            free_bytes=free,
        )
    return well(say("%(free)s are free on the disk.", **words), free_bytes=free)


def _places(subject: Subject) -> list[Path]:
    file = subject.database.file
    return [subject.settings.data, *([file.parent] if file is not None and file.parent.exists() else [])]


def _in_words(size: int) -> str:
    return f"{size / (1024 * MEGABYTE):.1f} GB" if size >= 1024 * MEGABYTE else f"{size // MEGABYTE} MB"


def check_database(subject: Subject) -> Result:
    file = subject.database.file
    # Opening a SQLite file that is not there would make one.
    if file is not None and not file.exists():
        return ill(say("There is no database at %(place)s yet; `blog serve` makes it.", place=file))
    try:
        with subject.database.reader.connect() as connection:
            return _look_into_sqlite(connection) if file is not None else _look_into_postgres(connection)
    except OperationalError as error:
        return ill(say("The database does not answer: %(why)s.", why=first_line(error)))
    except DatabaseError as error:
        return _damaged(first_line(error))


def _look_into_sqlite(connection: Connection) -> Result:
    version = str(connection.exec_driver_sql("SELECT sqlite_version()").scalar())
    figures = {"engine": "sqlite", "version": version}
    flaw = str(connection.exec_driver_sql("PRAGMA quick_check(1)").scalar())
    if flaw != "ok":
        return _damaged(flaw)
    mode = str(connection.exec_driver_sql("PRAGMA journal_mode").scalar())
    if mode != "wal":
        return warning(
            say(
                "The database is sound, but does not keep a write-ahead log (its mode is “%(mode)s”). Starting the "
                "blog turns it on; if it stays so, BLOG_DATA lies on a network drive, and must not.",
                mode=mode,
            ),
            journal_mode=mode,
            **figures,
        )
    if tuple(int(part) for part in version.split(".")) < MENDED:
        words = say(
            "The database answers and is sound. SQLite %(version)s can damage its log when two programs write at the "
            "same moment; the blog’s own write lock never lets that happen.",
            version=version,
        )
    else:
        words = say("The database answers and is sound (SQLite %(version)s).", version=version)
    return well(words, journal_mode=mode, **figures)


def _look_into_postgres(connection: Connection) -> Result:
    version = str(connection.exec_driver_sql("SHOW server_version").scalar())
    return well(
        say("The database answers (PostgreSQL %(version)s).", version=version), engine="postgresql", version=version
    )


def _damaged(why: str) -> Result:
    return ill(
        say(
            "The database is damaged: %(why)s. Stop the blog, keep the damaged file, and bring the newest good backup "
            "back with `blog restore`.",
            why=why,
        )
    )


def check_schema(subject: Subject) -> Result:
    with subject.database.reader.connect() as connection:
        try:
            current = schema_is_current(connection)
        except SchemaTooNew as error:
            return ill(say((type(error).__doc__ or "").strip()))
    if not current:
        return ill(say((SchemaTooOld.__doc__ or "").strip()))
    return well(say("The schema is this program’s."))


def first_line(error: SQLAlchemyError) -> str:
    """What the database said, without the statement: that may hold people's words."""
    cause: Any = getattr(error, "orig", None) or type(error).__name__
    return str(cause).strip().split("\n")[0].rstrip(".")
