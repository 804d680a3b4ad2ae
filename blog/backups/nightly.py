"""Backups that nobody has to think of: one a night, kept for a while, and one before a migration."""

from __future__ import annotations

import contextlib
import logging
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from blog.backups import sqlite
from blog.backups.checking import check
from blog.backups.placing import is_unfinished
from blog.backups.refusals import BackupDamaged, CannotWrite, TargetExists
from blog.backups.writing import BackupReport, back_up, make_folder
from blog.clock import Clock
from blog.database.engine import Database
from blog.database.schema import schema_is_current
from blog.jobs import outbox
from blog.jobs.models import Job
from blog.settings import Settings

log = logging.getLogger("blog.backups")

KIND = "nightly-backup"
HOUR = 3  # in UTC
KEEP = timedelta(days=14)
# A program that fails in its migration is started again and again; that must not fill the disk.
KEEP_BEFORE_MIGRATION = 3
STALE = timedelta(days=1)

NIGHTLY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:\.damaged)?\.zip")
BEFORE = re.compile(r"before-migration-(\d{4}-\d{2}-\d{2})T\d{6}Z\.zip")


def make_nightwatch(
    settings: Settings, database: Database, clock: Clock, keep: timedelta = KEEP
) -> Callable[[dict[str, Any]], None]:
    """The work of jobs of KIND. It takes as long as the database is large: give it a worker of its own."""

    def keep_watch(payload: dict[str, Any]) -> None:
        # The next night is planned first, so that one failure is never the end of all backups.
        database.write(lambda db: plan(db, clock()))
        nightly(settings, database, clock(), keep)

    return keep_watch


def plan(db: Session, now: datetime) -> None:
    """Have the coming night's backup in the outbox, once; call it wherever a worker starts."""
    night = now.astimezone(UTC).replace(hour=HOUR, minute=0, second=0, microsecond=0)
    if night <= now:
        night += timedelta(days=1)
    about = f"backup:{night:%Y-%m-%d}"
    if db.scalar(select(Job.id).where(Job.kind == KIND, Job.about == about)) is None:
        outbox.put(db, KIND, {}, now, due_at=night, about=about)


def nightly(settings: Settings, database: Database, now: datetime, keep: timedelta = KEEP) -> BackupReport | None:
    """Make BLOG_DATA/backups/YYYY-MM-DD.zip (in UTC) unless it is there and whole; remove what is older than `keep`.

    None when there was nothing to make. Removes only after a good backup of today, so the last good one always stays;
    files with other names are left alone. Raises what `back_up` raises, and then removes nothing.
    """
    folder = make_folder(settings)
    target = folder / f"{now.astimezone(UTC):%Y-%m-%d}.zip"
    report = None
    if not (target.exists() and _is_whole(target)):
        # Whoever else took up the same job and was quicker has made the same backup.
        with contextlib.suppress(TargetExists):
            report = back_up(settings, database, target, now)
    _remove_old(folder, now, keep)
    return report


def before_migration(settings: Settings, database: Database, now: datetime) -> BackupReport | None:
    """Make BLOG_DATA/backups/before-migration-….zip when a SQLite database with rows in it is about to be migrated.

    None when there is nothing to lose, or on PostgreSQL, whose people run `blog migrate` when they choose to. Raises
    SchemaTooNew and what `back_up` raises; the migration should then not begin.
    """
    if database.file is None or not database.file.exists():
        return None
    with database.reader.connect() as connection:
        current = schema_is_current(connection)
    if current or not sqlite.has_rows(database):
        return None
    folder = make_folder(settings)
    target = folder / f"before-migration-{now.astimezone(UTC):%Y-%m-%dT%H%M%SZ}.zip"
    report = back_up(settings, database, target, now)
    made = sorted(path for path in folder.iterdir() if BEFORE.fullmatch(path.name))
    for path in made[:-KEEP_BEFORE_MIGRATION]:
        path.unlink(missing_ok=True)
    return report


def _is_whole(target: Path) -> bool:
    """Whether tonight's backup is there and good; a damaged one steps aside, so that a good one can be made."""
    try:
        check(target, target.parent)
    except BackupDamaged:
        log.error("A backup is damaged; it is made anew.", extra={"event": {"backup": target.name}})
        target.replace(target.with_suffix(".damaged.zip"))
        return False
    except OSError as error:
        raise CannotWrite(place=target, why=error.strerror or error) from error
    return True


def _remove_old(folder: Path, now: datetime, keep: timedelta) -> None:
    for path in _older_than(folder, (now - keep).astimezone(UTC)):
        path.unlink(missing_ok=True)
        log.info("An old backup was removed.", extra={"event": {"backup": path.name}})
    for path in folder.iterdir():
        # What a killed process left behind. A day is longer than any backup takes.
        if is_unfinished(path.name) and now.timestamp() - path.stat().st_mtime > STALE.total_seconds():
            shutil.rmtree(path, ignore_errors=True)


def _older_than(folder: Path, limit: datetime) -> Iterator[Path]:
    """Our own backups from days before that of `limit`: the name tells the day, and no copying changes it."""
    for path in sorted(folder.iterdir()):
        found = NIGHTLY.fullmatch(path.name) or BEFORE.fullmatch(path.name)
        if found and found[1] < f"{limit:%Y-%m-%d}":
            yield path
