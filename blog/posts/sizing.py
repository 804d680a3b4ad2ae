"""Draws the smaller copies that kept pictures lack, a little at a time, and shows them in the posts they stand in."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from blog.clock import Clock
from blog.database.engine import Database
from blog.jobs import outbox
from blog.jobs.models import Job
from blog.late import late
from blog.media import keeping
from blog.media.copies import Sizes
from blog.posts.pictures import show_picture_anew

with late:
    from blog.media import sizes

log = logging.getLogger("blog.posts")

JOB = "size_pictures"
# A worker does so much at once, then other work has its turn.
SLICE_SECONDS = 20.0
# What cannot be opened is written down as this small, and is not tried again.
UNKNOWN = Sizes(1, 1)


def plan(db: Session, now: datetime) -> None:
    """Have it done soon, if any picture lacks it and nobody has asked for it yet."""
    waiting = select(Job.id).where(Job.kind == JOB, Job.done_at.is_(None), Job.dead_at.is_(None))
    if keeping.unmeasured(db) is not None and db.scalar(waiting.limit(1)) is None:
        outbox.put(db, JOB, {}, now, about=JOB)


def take_up(database: Database, folder: Path, clock: Clock, timer: Callable[[], float] = time.monotonic) -> None:
    """Do a little of it, and leave a job for the rest. folder: BLOG_DATA/media."""
    ends = timer() + SLICE_SECONDS
    if size_some(database, folder, clock, lambda: timer() < ends):
        database.write(lambda db: outbox.put(db, JOB, {}, clock(), about=JOB))


def size_some(database: Database, folder: Path, clock: Clock, goes_on: Callable[[], bool] = lambda: True) -> bool:
    """Draw what is lacking as long as it goes on; whether anything is left."""
    after = 0
    while True:
        with database.reading() as db:
            picture = keeping.unmeasured(db, after)
        if picture is None or not goes_on():
            return picture is not None
        after = picture.id
        _size(database, folder, clock, picture.id, picture.name)


def _size(database: Database, folder: Path, clock: Clock, picture_id: int, name: str) -> None:
    try:
        drawn = sizes.draw_sizes(folder, name)
    except (OSError, ValueError):
        log.warning("A kept picture cannot be opened.", exc_info=True, extra={"event": {"picture": picture_id}})
        drawn = UNKNOWN

    def write(db: Session) -> None:
        picture = keeping.measure(db, picture_id, drawn)
        if picture is not None:
            show_picture_anew(db, picture, clock())

    database.write(write)
