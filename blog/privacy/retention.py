"""Forgets what was only kept for a while: the codes of commenters' networks, and links that are over."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from blog.comments.models import Comment
from blog.database.engine import Database
from blog.moderation.bans import forget_ended
from blog.moderation.reports import forget_reporters
from blog.privacy.asking import LIFETIME
from blog.privacy.models import DataRequest

BATCH = 500


def forget_networks(database: Database, now: datetime, keep: timedelta) -> int:
    """Take the code of the network from comments older than `keep`; how many those were.

    Looks beside the writers, in the index of the codes that are left, and writes in small batches.
    """
    old = select(Comment.id).where(Comment.prefix_hash > "", Comment.created_at < now - keep).limit(BATCH)
    gone = 0
    while True:
        with database.reading() as db:
            ids = db.scalars(old).all()
        if not ids:
            break
        with database.writing() as db:
            nothing = update(Comment).where(Comment.id.in_(ids)).values(prefix_hash=None)
            db.execute(nothing, execution_options={"synchronize_session": False})
        gone += len(ids)
    database.write(lambda db: forget_reporters(db, now - keep))
    database.write(lambda db: forget_ended(db, now))
    database.write(lambda db: db.execute(delete(DataRequest).where(DataRequest.asked_at <= now - LIFETIME)))
    return gone
