"""Keeps pictures as files in BLOG_DATA/media, drawn anew, under names that nobody can guess."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from blog.media.formats import HEAD, Format, format_of
from blog.media.models import Picture
from blog.media.redrawing import Flaw, NoPicture, redraw
from blog.signing import Keys

MOST_BYTES = 64 * 1024 * 1024
NAME = re.compile(r"[0-9a-f]{32}\.(?:png|jpg|gif|webp|avif)")
UNFINISHED = ".part"


@dataclass(frozen=True)
class Kept:
    """A picture whose file is in its place; `size` is of that file, in bytes."""

    name: str
    format: Format
    size: int

    @property
    def path(self) -> str:
        """Where readers find it."""
        return f"/media/{self.name}"


def keep_file(folder: Path, keys: Keys, chunks: Iterable[bytes], most: int = MOST_BYTES) -> Kept:
    """Keep a picture of at most so many bytes. The same bytes get the same name, and are drawn once. Raises NoPicture.

    The name is a keyed hash of what came: it is as good as random to anyone without the key.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with _draft(folder) as came, _draft(folder) as drawn:
        with came.open("xb") as file:
            format, digest = _take(chunks, file, most)
        name = f"{keys.fingerprint('picture', digest)[:32]}.{format.ending}"
        if not (folder / name).is_file():
            with drawn.open("xb") as file:
                redraw(came, file)
                file.flush()
                os.fsync(file.fileno())
            drawn.replace(folder / name)
    return Kept(name, format, (folder / name).stat().st_size)


@contextlib.contextmanager
def _draft(folder: Path) -> Iterator[Path]:
    """Where something is written that is not finished; whatever is left of it goes."""
    draft = folder / f".{secrets.token_hex(8)}{UNFINISHED}"
    try:
        yield draft
    finally:
        draft.unlink(missing_ok=True)


def _take(chunks: Iterable[bytes], file: BinaryIO, most: int) -> tuple[Format, str]:
    """Write down what comes; its format, and a digest of it. Raises NoPicture as soon as it can be known."""
    head, digest, size = b"", hashlib.sha256(), 0
    for chunk in chunks:
        head = head if len(head) >= HEAD else head + chunk[:HEAD]
        size += len(chunk)
        if size > most:
            raise NoPicture(Flaw.LARGE)
        if len(head) >= HEAD and format_of(head) is None:
            raise NoPicture(Flaw.FORMAT)
        digest.update(chunk)
        file.write(chunk)
    format = format_of(head)
    if format is None:
        raise NoPicture(Flaw.FORMAT)
    return format, digest.hexdigest()


def enter(db: Session, kept: Kept, title: str, now: datetime) -> int:
    """The id of the row that speaks for a kept file."""
    known = db.scalar(select(Picture.id).where(Picture.name == kept.name))
    if known is not None:
        return known
    picture = Picture(name=kept.name, type=kept.format.type, size=kept.size, title=title[:300], created_at=now)
    db.add(picture)
    db.flush()
    return picture.id
