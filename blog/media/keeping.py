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

from blog.accounts.models import Account
from blog.database.engine import Database
from blog.late import late
from blog.media.copies import UNMEASURED, Sizes
from blog.media.flaws import Flaw, NoPicture
from blog.media.formats import FORMATS, HEAD, Format, format_of
from blog.media.models import FormerName, Picture
from blog.signing import Keys

with late:
    from blog.media import redrawing
    from blog.media import sizes as sizing

MOST_BYTES = 64 * 1024 * 1024
A_CHUNK = 256 * 1024
NAME = re.compile(r"[0-9a-f]{32}\.(?:png|jpg|gif|webp|avif)")
# A picture's file, or a smaller copy of it.
FILE = re.compile(r"([0-9a-f]{32})(?:-([1-9][0-9]{2,3}))?\.(png|jpg|gif|webp|avif)")
UNFINISHED = ".part"


@dataclass(frozen=True)
class Kept:
    """A picture whose file is in its place; `size` is of that file, in bytes. sizes: as far as it was measured."""

    name: str
    format: Format
    size: int
    sizes: Sizes = UNMEASURED

    @property
    def path(self) -> str:
        """Where readers find it."""
        return f"/media/{self.name}"


def keep_file(
    folder: Path,
    keys: Keys,
    chunks: Iterable[bytes],
    most: int = MOST_BYTES,
    whose: str | None = None,
    in_sizes: bool = False,
) -> Kept:
    """Keep a picture of at most so many bytes. The same bytes get the same name, and are drawn once. Raises NoPicture.

    `whose` tells apart what different people bring: nobody can take away, or know of, the picture of another.
    `in_sizes` draws its smaller copies at once; else they are drawn when the worker comes to it.

    The name is a keyed hash of what came: it is as good as random to anyone without the key.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with _draft(folder) as came, _draft(folder) as drawn:
        with came.open("xb") as file:
            format, digest = _take(chunks, file, most)
        parts = (digest,) if whose is None else (digest, whose)
        name = f"{keys.fingerprint('picture', *parts)[:32]}.{format.ending}"
        if not (folder / name).is_file():
            with drawn.open("xb") as file:
                redrawing.redraw(came, file)
                file.flush()
                os.fsync(file.fileno())
            drawn.replace(folder / name)
        else:
            # Nobody may take it for one that was left behind.
            os.utime(folder / name)
    sizes = sizing.draw_sizes(folder, name) if in_sizes else UNMEASURED
    return Kept(name, format, (folder / name).stat().st_size, sizes)


def keep_upload(database: Database, folder: Path, keys: Keys, path: Path, whose: str) -> Kept:
    """Keep a picture that somebody has sent, in sizes at once. Raises NoPicture.

    What was replaced and is brought again is a picture of its own: its old name leads to what took its place.
    """
    kept = keep_file(folder, keys, _chunks(path), whose=whose, in_sizes=True)
    with database.reading() as db:
        taken = find_former(db, kept.name)
    return kept if taken is None else keep_upload(database, folder, keys, path, f"{whose}, not {taken}")


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(A_CHUNK):
            yield chunk


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


def enter(db: Session, kept: Kept, title: str, now: datetime, by: Account | None = None, alt: str = "") -> int:
    """The id of the row that speaks for a kept file."""
    known = db.scalar(select(Picture).where(Picture.name == kept.name))
    if known is not None:
        # Brought once more, it may be said for the first time what it shows.
        known.alt = known.alt or alt
        _measure(known, kept.sizes)
        return known.id
    picture = Picture(
        name=kept.name,
        type=kept.format.type,
        size=kept.size,
        title=title[:300],
        created_at=now,
        uploaded_by=by.id if by else None,
        alt=alt,
        width=0,
        height=0,
        sizes=[],
    )
    _measure(picture, kept.sizes)
    db.add(picture)
    db.flush()
    return picture.id


def replace(db: Session, picture: Picture, kept: Kept, title: str, now: datetime) -> str:
    """Put another file in a picture's place; the name it had. What it shows, and where, stays as it is said.

    The new file has a name of its own, because browsers keep what they know by the old one for a year; whoever asks for
    that is led on.
    """
    old = picture.name
    if kept.name != old:
        db.add(FormerName(name=old, picture_id=picture.id, left_at=now))
    picture.name, picture.type, picture.size, picture.title = kept.name, kept.format.type, kept.size, title[:300]
    _measure(picture, kept.sizes)
    db.flush()
    return old


def names_of(db: Session, picture: Picture) -> list[str]:
    """Its name and those it had before."""
    former = select(FormerName.name).where(FormerName.picture_id == picture.id).order_by(FormerName.left_at.desc())
    return [picture.name, *db.scalars(former)]


def _measure(picture: Picture, sizes: Sizes) -> None:
    """What is not known this time stays as it was known."""
    if sizes.width:
        picture.width, picture.height = sizes.width, sizes.height
        picture.sizes = [list(copy) for copy in sizes.copies]


def measure(db: Session, picture_id: int, sizes: Sizes) -> Picture | None:
    """Write down what was measured and drawn of a picture that is still here."""
    picture = db.get(Picture, picture_id, with_for_update=True)
    if picture is not None:
        _measure(picture, sizes)
        db.flush()
    return picture


def unmeasured(db: Session, after: int = 0) -> Picture | None:
    """The next picture of which nobody knows how large it is."""
    return db.scalar(select(Picture).where(Picture.id > after, Picture.width == 0).order_by(Picture.id).limit(1))


def find_named(db: Session, names: Iterable[str]) -> dict[str, Picture]:
    """The pictures that these names lead to, also those they had before."""
    wanted = list(names)
    found: dict[str, Picture] = {}
    # A statement names no more than this many at once.
    for start in range(0, len(wanted), 500):
        some = wanted[start : start + 500]
        found |= {one.name: one for one in db.scalars(select(Picture).where(Picture.name.in_(some)))}
        left = [name for name in some if name not in found]
        if left:
            former = select(FormerName.name, Picture).join(Picture, Picture.id == FormerName.picture_id)
            for name, picture in db.execute(former.where(FormerName.name.in_(left))):
                found[name] = picture
    return found


def find_by_file(db: Session, file: str) -> Picture | None:
    """The picture that a file in the folder is of: itself, or a copy that is known of it."""
    found = FILE.fullmatch(file)
    if found is None:
        return None
    if found[2] is None:
        return db.scalar(select(Picture).where(Picture.name == file))
    # A copy may be of another format than its picture.
    names = [f"{found[1]}.{format.ending}" for format in FORMATS]
    pictures = db.scalars(select(Picture).where(Picture.name.in_(names)))
    return next((one for one in pictures if [int(found[2]), found[3]] in one.sizes), None)


def find_former(db: Session, name: str) -> str | None:
    """The name a picture has now that was called so before another took its place."""
    query = select(Picture.name).join(FormerName, FormerName.picture_id == Picture.id)
    return db.scalar(query.where(FormerName.name == name))
