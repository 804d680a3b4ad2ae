"""The pictures somebody has brought here: found again, described, and taken away."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import ColumnElement, func, or_, select, true
from sqlalchemy.orm import Session

from blog.accounts.models import Account
from blog.accounts.roles import Capability, may
from blog.errors import Refusal
from blog.media.copies import files_of
from blog.media.models import Picture

A_PAGE = 24
LONGEST_ALT = 1000
LONGEST_SEARCH = 100


class PictureNotFound(Refusal):
    """No such picture is kept here, or it is somebody else's."""


class PictureInUse(Refusal):
    """Posts show this picture, or texts that are not saved yet, so it stays. Take it out of them first."""


class AltTooLong(Refusal):
    """What a picture shows is said in at most 1,000 characters."""


def within_reach(account: Account) -> ColumnElement[bool]:
    """One's own pictures; an editor's are all of them, those of imports too."""
    return true() if may(account, Capability.EDIT_ALL_POSTS) else Picture.uploaded_by == account.id


def list_pictures(
    db: Session, account: Account, search: str = "", before: int | None = None, silent: bool = False
) -> tuple[list[Picture], int | None]:
    """A page of them, newest first; and below which id the next page begins, or None. silent: only those of which
    nobody has said what they show."""
    query = select(Picture).where(within_reach(account)).order_by(Picture.id.desc()).limit(A_PAGE + 1)
    for word in search[:LONGEST_SEARCH].split():
        query = query.where(
            or_(Picture.title.icontains(word, autoescape=True), Picture.alt.icontains(word, autoescape=True))
        )
    if silent:
        query = query.where(Picture.alt == "")
    if before is not None:
        query = query.where(Picture.id < before)
    found = list(db.scalars(query))
    return found[:A_PAGE], found[A_PAGE - 1].id if len(found) > A_PAGE else None


def count_silent(db: Session, account: Account) -> int:
    """Of how many nobody has said what they show."""
    silent = select(func.count()).select_from(Picture).where(within_reach(account), Picture.alt == "")
    return db.scalar(silent) or 0


def find_picture(db: Session, account: Account, picture_id: int) -> Picture:
    """Raises PictureNotFound."""
    found = db.scalar(select(Picture).where(Picture.id == picture_id, within_reach(account)))
    if found is None:
        raise PictureNotFound
    return found


def describe(picture: Picture, alt: str) -> None:
    """Keep what it shows, for the next post. Raises AltTooLong."""
    words = " ".join(alt.split())
    if len(words) > LONGEST_ALT:
        raise AltTooLong
    picture.alt = words


def remove(db: Session, folder: Path, picture: Picture, in_use: bool) -> None:
    """Take it away, its file too. Raises PictureInUse."""
    if in_use:
        raise PictureInUse
    db.delete(picture)
    db.flush()
    for file in files_of(picture.name, picture.sizes):
        (folder / file).unlink(missing_ok=True)
