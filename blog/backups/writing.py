"""Makes a backup while the blog is served: the database of one moment and the media, in one checked file."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from blog.backups import postgres, sqlite
from blog.backups.checking import check
from blog.backups.manifest import DATABASES, MEDIA, Manifest, is_plain
from blog.backups.placing import UNFINISHED, is_unfinished, put_in_place
from blog.backups.refusals import BackupDamaged, CannotWrite, DatabaseDamaged, TargetExists
from blog.backups.sealing import write_sealed
from blog.database.engine import Database
from blog.languages.sentences import Sentence, say
from blog.settings import Settings


@dataclass(frozen=True)
class BackupReport:
    """A backup that was made and checked: where it is, its size in bytes, what is in it and what is not.

    `left_out` names links and files below media/ whose names no backup can hold.
    """

    path: Path
    size: int
    manifest: Manifest
    left_out: tuple[str, ...]

    @property
    def sentence(self) -> Sentence:
        """What to say to whoever asked for it."""
        counts = self.manifest.contents.counts
        return say(
            "The backup %(path)s is made and checked: %(rows)s rows in %(tables)s tables, %(media)s media files "
            "(%(left_out)s left out), %(size)s bytes. The secret key is not in it: keep a copy of it elsewhere, or "
            "after a restoration people sign in anew and links sent before lead nowhere.",
            path=self.path,
            rows=sum(counts.values()),
            tables=len(counts),
            media=len(self.manifest.media),
            left_out=len(self.left_out),
            size=self.size,
        )


def back_up(settings: Settings, database: Database, target: Path, now: datetime) -> BackupReport:
    """Make a backup in the new file `target`, which appears whole and checked or not at all.

    Raises TargetExists, CannotWrite, NothingToBackUp, DatabaseDamaged, ProgramMissing, ProgramTooOld, ProgramFailed.
    """
    if os.path.lexists(target):
        raise TargetExists(place=target)
    if target.parent.resolve() == (settings.data / "backups").resolve():
        # One made by hand may come before the first night.
        make_folder(settings)
    try:
        # The folder is readable by nobody else: a backup holds addresses and password hashes.
        with tempfile.TemporaryDirectory(prefix=f".{target.name}.", suffix=UNFINISHED, dir=target.parent) as folder:
            return _make(settings, database, target, Path(folder), now)
    except FileExistsError as error:
        raise TargetExists(place=target) from error
    except OSError as error:
        raise CannotWrite(place=_place_of(error, target), why=error.strerror or error) from error


def make_folder(settings: Settings) -> Path:
    """The folder of the nightly backups, made if it is not there yet. Raises CannotWrite."""
    folder = settings.data / "backups"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise CannotWrite(place=folder, why=error.strerror) from error
    return folder


def _make(settings: Settings, database: Database, target: Path, folder: Path, now: datetime) -> BackupReport:
    copy, made = folder / "database", folder / "backup.zip"
    contents = sqlite.copy_sqlite(database, copy) if database.is_sqlite else postgres.dump_postgres(database, copy)
    # The database comes first: a file whose row is in the copy was there before that row was, so it is found.
    left_out: list[str] = []
    media = _media(settings.data / "media", "", left_out)
    manifest = write_sealed(made, contents, _all_parts(DATABASES[contents.engine], copy, media), now)
    copy.unlink()
    try:
        check(made, folder)
    except BackupDamaged as damage:
        raise DatabaseDamaged(why=damage.why) from damage
    size = made.stat().st_size
    put_in_place(made, target)
    return BackupReport(target, size, manifest, tuple(left_out))


def _all_parts(database: str, copy: Path, media: Iterator[tuple[str, Path]]) -> Iterator[tuple[str, Path]]:
    yield database, copy
    yield from media


def _media(folder: Path, below: str, left_out: list[str]) -> Iterator[tuple[str, Path]]:
    """Every plain file below the media folder, in order of name. Links are not followed: they may lead to the key."""
    if not folder.is_dir():
        return
    with os.scandir(folder) as entries:
        found = sorted(entries, key=lambda entry: entry.name)
    for entry in found:
        name = below + entry.name
        try:
            kind = entry.stat(follow_symlinks=False).st_mode
        except FileNotFoundError:
            continue
        if stat.S_ISDIR(kind):
            if not is_unfinished(entry.name):
                yield from _media(Path(entry.path), f"{name}/", left_out)
        elif stat.S_ISREG(kind) and is_plain(MEDIA + name):
            yield MEDIA + name, Path(entry.path)
        else:
            left_out.append(name)


def _place_of(error: OSError, target: Path) -> object:
    """The file that an error is about; what lies in our own passing folder is about the target."""
    named = error.filename
    return named if isinstance(named, str) and UNFINISHED not in named else target
