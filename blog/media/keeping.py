"""Keeps pictures as files in BLOG_DATA/media, byte for byte, under names that nobody can guess."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from blog.media.formats import HEAD, Format, format_of
from blog.media.models import Picture
from blog.signing import Keys

MOST_BYTES = 64 * 1024 * 1024
NAME = re.compile(r"[0-9a-f]{32}\.(?:png|jpg|gif|webp)")
UNFINISHED = ".part"


class NoPicture(ValueError):
    """This is no PNG, JPEG, GIF or WebP picture, or it is larger than 64 MiB."""


@dataclass(frozen=True)
class Kept:
    """A picture whose file is in its place; `size` is in bytes."""

    name: str
    format: Format
    size: int

    @property
    def path(self) -> str:
        """Where readers find it."""
        return f"/media/{self.name}"


def keep_file(folder: Path, keys: Keys, chunks: Iterable[bytes]) -> Kept:
    """Write a picture's file. The same bytes get the same name, so keeping twice keeps one. Raises NoPicture.

    The name is a keyed hash: it is as good as random to anyone without the key.
    """
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f".{secrets.token_hex(8)}{UNFINISHED}"
    try:
        with draft.open("xb") as file:
            head, digest, size = b"", hashlib.sha256(), 0
            for chunk in chunks:
                head = head if len(head) >= HEAD else head + chunk[:HEAD]
                size += len(chunk)
                if size > MOST_BYTES or (len(head) >= HEAD and format_of(head) is None):
                    raise NoPicture
                digest.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        format = format_of(head)
        if format is None:
            raise NoPicture
        name = f"{keys.fingerprint('media', digest.hexdigest())[:32]}.{format.ending}"
        draft.replace(folder / name)
    finally:
        draft.unlink(missing_ok=True)
    return Kept(name, format, size)


def enter(db: Session, kept: Kept, title: str, now: datetime) -> int:
    """The id of the row that speaks for a kept file."""
    known = db.scalar(select(Picture.id).where(Picture.name == kept.name))
    if known is not None:
        return known
    picture = Picture(name=kept.name, type=kept.format.type, size=kept.size, title=title[:300], created_at=now)
    db.add(picture)
    db.flush()
    return picture.id
