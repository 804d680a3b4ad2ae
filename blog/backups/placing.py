"""Gives finished files their names: never over another file, and surely on the disk."""

from __future__ import annotations

import os
from pathlib import Path

# How folders end that hold what is not finished yet; whatever a killed process left in one is worth nothing.
UNFINISHED = ".part"


def put_in_place(made: Path, target: Path) -> None:
    """Give the finished file `made` the name `target` on the same disk; raises FileExistsError, OSError."""
    try:
        # A link never replaces anything, whoever else is just making the same name.
        os.link(made, target)
        made.unlink()
    except FileExistsError:
        raise
    except OSError:
        # Some disks (a memory stick) know no hard links; there a look has to do.
        if os.path.lexists(target):
            raise FileExistsError(target) from None
        made.rename(target)
    flush_folder(target.parent)


def flush_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk: a file's own flush does not."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def is_unfinished(name: str) -> bool:
    """Whether a folder of this name holds only what some process had not finished."""
    return name.startswith(".") and name.endswith(UNFINISHED)
