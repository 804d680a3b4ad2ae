"""Says whether a backup is whole: its seal, every part's checksum, and the database inside."""

from __future__ import annotations

import tempfile
from pathlib import Path

from blog.backups import postgres, sqlite
from blog.backups.placing import UNFINISHED
from blog.backups.refusals import BackupRefusal, CannotRead
from blog.backups.sealing import SealedBackup


def verify(source: Path) -> list[str]:
    """What is wrong with a backup, one sentence each; an empty list says that it is whole. Never raises for it."""
    try:
        check(source)
    except BackupRefusal as refusal:
        return [str(refusal.sentence)]
    except OSError as error:
        return [str(CannotRead(place=source, why=error.strerror or error).sentence)]
    return []


def check(source: Path, room: Path | None = None) -> None:
    """Read a backup to its end and look into its database; raises BackupDamaged, CannotRead, OSError.

    The database is unpacked into `room`, a folder with space for it (by default the system's own for passing files),
    and removed again. Raises ProgramMissing, ProgramTooOld where a dump of PostgreSQL cannot be read here.
    """
    with SealedBackup(source) as backup:
        for name in backup.manifest.media:
            for _ in backup.chunks(name):
                pass  # Reading to the end is the check.
        with tempfile.TemporaryDirectory(prefix=".check.", suffix=UNFINISHED, dir=room) as folder:
            database = Path(folder) / "database"
            backup.extract(backup.manifest.database, database)
            check_database(database, backup)


def check_database(database: Path, backup: SealedBackup) -> None:
    """Raise BackupDamaged unless the unpacked database is sound and holds what the manifest says."""
    contents = backup.manifest.contents
    if contents.engine == "sqlite":
        flaw = sqlite.find_flaw(database, contents.counts)
    else:
        flaw = postgres.find_flaw(database, contents.counts, contents.dumped_by)
    if flaw is not None:
        raise backup.damaged(flaw)
