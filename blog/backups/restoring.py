"""Brings a backup back into an empty place: every checksum first, then the media, the database last."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from blog.backups import postgres
from blog.backups.checking import check_database
from blog.backups.manifest import MEDIA, NAMES, Manifest
from blog.backups.placing import UNFINISHED, flush_folder, is_unfinished, put_in_place
from blog.backups.refusals import BackupTooNew, CannotRestore, OtherDatabase, PlaceNotEmpty, ProgramFailed
from blog.backups.sealing import SealedBackup
from blog.database.engine import Database
from blog.database.schema import revisions
from blog.languages.sentences import Sentence, say
from blog.settings import Settings

# What SQLite keeps beside a database; a log without its database would be played into the restored one.
BESIDE = ("", "-wal", "-shm", "-journal")


@dataclass(frozen=True)
class RestoreReport:
    """A backup that was restored."""

    source: Path
    manifest: Manifest

    @property
    def sentence(self) -> Sentence:
        """What to say to whoever asked for it."""
        return say(
            "The backup %(name)s of %(made_at)s is restored: %(rows)s rows in %(tables)s tables, %(media)s media "
            "files. Put the old secret key back if you have it, then run `blog migrate` and `blog serve`.",
            name=self.source.name,
            made_at=f"{self.manifest.made_at:%Y-%m-%d %H:%M} UTC",
            rows=sum(self.manifest.contents.counts.values()),
            tables=len(self.manifest.contents.counts),
            media=len(self.manifest.media),
        )


def restore(settings: Settings, source: Path) -> RestoreReport:
    """Restore a backup into an empty place, with the schema it had when it was made; `migrate` brings it forward.

    Raises PlaceNotEmpty, CannotRead, BackupDamaged, BackupTooNew, OtherDatabase, CannotRestore, ProgramMissing,
    ProgramTooOld, ProgramFailed; after each of them the place is as it was.
    """
    database = Database(settings.database_url)
    try:
        _refuse_full_place(settings, database)
        with SealedBackup(source) as backup:
            _refuse_misfit(backup, database)
            _restore(settings, database, backup)
            return RestoreReport(source, backup.manifest)
    except OSError as error:
        raise CannotRestore(place=_place_of(error, settings), why=error.strerror or error) from error
    finally:
        # On SQLite no connection was opened, so there is nothing to checkpoint and no reason to wait for the lock.
        if database.lock is not None:
            database.lock.close()
        else:
            database.close()


def _refuse_full_place(settings: Settings, database: Database) -> None:
    media = settings.data / "media"
    if media.is_dir() and any(not is_unfinished(name) for name in os.listdir(media)):
        raise PlaceNotEmpty(place=media)
    if database.file is not None:
        for end in BESIDE:
            file = database.file.with_name(database.file.name + end)
            if os.path.lexists(file):
                raise PlaceNotEmpty(place=file)
        return
    with database.reader.connect() as connection:
        if postgres.count_rows(connection):
            raise PlaceNotEmpty(place=connection.engine.url.database)


def _refuse_misfit(backup: SealedBackup, database: Database) -> None:
    """A backup of the other database, or of a schema that this program does not know yet."""
    contents, name = backup.manifest.contents, backup.path.name
    named = "sqlite" if database.is_sqlite else "postgresql"
    if contents.engine != named:
        raise OtherDatabase(name=name, held=NAMES[contents.engine], named=NAMES[named])
    if contents.revision not in revisions():
        raise BackupTooNew(name=name, revision=contents.revision)


def _restore(settings: Settings, database: Database, backup: SealedBackup) -> None:
    """Unpack and check everything in passing folders first; only then does anything get its name."""
    media, home = settings.data / "media", database.file.parent if database.file else settings.data
    if backup.manifest.media:
        media.mkdir(exist_ok=True)
    with contextlib.ExitStack() as stack:
        # Folders beside what they become: names are only given on one disk, and media/ may be a disk of its own.
        rooms = [
            Path(stack.enter_context(tempfile.TemporaryDirectory(prefix=".restore.", suffix=UNFINISHED, dir=place)))
            for place in (home, media if media.is_dir() else settings.data)
        ]
        copy = rooms[0] / "database"
        backup.extract(backup.manifest.database, copy)
        check_database(copy, backup)
        _unpack_media(backup, rooms[1])
        with _media_in_place(rooms[1], media):
            _restore_database(database, copy, backup)


def _restore_database(database: Database, copy: Path, backup: SealedBackup) -> None:
    contents = backup.manifest.contents
    if database.file is not None:
        # Whoever starts to serve this folder just now makes a database too, and holds the lock while doing so.
        with database.holding_the_lock():
            try:
                put_in_place(copy, database.file)
            except FileExistsError as error:
                raise PlaceNotEmpty(place=database.file) from error
        return
    if postgres.restore_postgres(database, copy, contents.dumped_by) != dict(contents.counts):
        raise ProgramFailed(program="pg_restore", why=say("the tables do not hold what the backup holds"))


def _unpack_media(backup: SealedBackup, room: Path) -> None:
    for name in backup.manifest.media:
        file = room / name.removeprefix(MEDIA)
        file.parent.mkdir(parents=True, exist_ok=True)
        backup.extract(name, file)


@contextlib.contextmanager
def _media_in_place(room: Path, media: Path) -> Iterator[None]:
    """Give the unpacked media their names; they go back if the database cannot be restored after all."""
    placed: list[str] = []
    try:
        for name in sorted(os.listdir(room)):
            os.rename(room / name, media / name)
            placed.append(name)
        if placed:
            flush_folder(media)
        yield
    except BaseException:
        for name in placed:
            os.rename(media / name, room / name)
        raise


def _place_of(error: OSError, settings: Settings) -> object:
    named = error.filename
    return named if isinstance(named, str) and UNFINISHED not in named else settings.data
