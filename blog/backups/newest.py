"""Finds the newest good backup among those that were made by themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from blog.backups.checking import check
from blog.backups.nightly import BEFORE, HOUR, NIGHTLY
from blog.backups.refusals import BackupRefusal, CannotRead
from blog.backups.sealing import SealedBackup
from blog.settings import Settings


@dataclass(frozen=True)
class NewestBackup:
    """The newest backup that is whole (None where there is none), and what is wrong with each that came after it."""

    name: str | None
    made_at: datetime | None
    flaws: tuple[str, ...]


def find_newest(settings: Settings) -> NewestBackup:
    """Verify the backups in BLOG_DATA/backups, the newest first, until one is whole."""
    folder = settings.data / "backups"
    flaws: list[str] = []
    for path in sorted(_own(folder), key=_night, reverse=True):
        try:
            check(path, folder)
            with SealedBackup(path) as backup:
                return NewestBackup(path.name, backup.manifest.made_at, tuple(flaws))
        except BackupRefusal as refusal:
            flaws.append(str(refusal.sentence))
        except OSError as error:
            flaws.append(str(CannotRead(place=path, why=error.strerror or error).sentence))
    return NewestBackup(None, None, tuple(flaws))


def _own(folder: Path) -> list[Path]:
    """Those with names of ours; a damaged one that stepped aside is known already."""
    if not folder.is_dir():
        return []
    named = (path for path in folder.iterdir() if NIGHTLY.fullmatch(path.name) or BEFORE.fullmatch(path.name))
    return [path for path in named if not path.name.endswith(".damaged.zip")]


def _night(path: Path) -> str:
    """What they are sorted by: the moment in the name; a nightly one names only the day."""
    name = path.name.removeprefix("before-migration-").removesuffix(".zip")
    return name if "T" in name else f"{name}T{HOUR:02}0000Z"
