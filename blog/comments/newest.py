"""What readers wrote last on the whole blog, a page at a time from a place in time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import and_, or_
from sqlalchemy.orm import Session

from blog.comments.models import Comment
from blog.comments.threads import Voice, latest
from blog.site.settings import SiteSettings

A_PAGE = 30
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True)
class NewestPage:
    """Comments newest first. `older` and `newer` are the cursors of the pages beside it, or None; "" is the first."""

    voices: list[Voice]
    older: str | None
    newer: str | None


def read_newest(db: Session, site: SiteSettings, before: str | None, size: int = A_PAGE) -> NewestPage:
    """The page after the cursor `before`; raises ValueError for a cursor that is none."""
    place = _read(before) if before is not None else None
    found = latest(db, site, size + 1, _older(*place) if place is not None else None)
    older = _cursor(found[size - 1]) if len(found) > size else None
    if place is None:
        return NewestPage(found[:size], older, None)
    # What stands right before the page before is what that one begins after.
    above = latest(db, site, size + 1, _not_older(*place), backwards=True)
    return NewestPage(found[:size], older, _cursor(above[size]) if len(above) > size else "")


def _older(at: datetime, number: int) -> Any:
    """Said so that both databases begin there in the index."""
    return and_(Comment.published_at <= at, or_(Comment.published_at < at, Comment.id < number))


def _not_older(at: datetime, number: int) -> Any:
    return and_(Comment.published_at >= at, or_(Comment.published_at > at, Comment.id >= number))


def _cursor(voice: Voice) -> str:
    return f"{(voice.at - BEGINNING) // MICROSECOND}-{voice.number}"


def _read(text: str) -> tuple[datetime, int]:
    at, _, number = text.partition("-")
    if not (text.isascii() and at.isdecimal() and number.isdecimal() and len(at) < 18 and len(number) < 16):
        raise ValueError("no cursor")
    return BEGINNING + int(at) * MICROSECOND, int(number)
