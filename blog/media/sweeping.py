"""Takes files out of the folder that no picture has any more: replaced, removed, or never entered."""

from __future__ import annotations

import re
import time
from pathlib import Path

from sqlalchemy import select

from blog.database.engine import Database
from blog.media.copies import files_of
from blog.media.keeping import FILE
from blog.media.models import Picture

# A file is in its place before its picture is entered; whoever enters it does so within minutes.
GRACE_SECONDS = 24 * 60 * 60
UNFINISHED = re.compile(r"\.[0-9a-f]{16}\.part")


def sweep(database: Database, folder: Path) -> int:
    """How many went. Whatever is not called like one of ours is left alone. folder: BLOG_DATA/media."""
    if not folder.is_dir():
        return 0
    before = time.time() - GRACE_SECONDS
    # First the files, then the rows: what comes in between has its row.
    old = [file for file in folder.iterdir() if _is_ours(file) and file.stat().st_mtime < before]
    with database.reading() as db:
        rows = db.execute(select(Picture.name, Picture.sizes)).all()
    known = {file for name, sizes in rows for file in files_of(name, sizes)}
    gone = [file for file in old if file.name not in known and file.stat().st_mtime < before]
    for file in gone:
        file.unlink(missing_ok=True)
    return len(gone)


def _is_ours(file: Path) -> bool:
    return bool(FILE.fullmatch(file.name) or UNFINISHED.fullmatch(file.name)) and file.is_file()
