"""How long comments usually wait for a person to decide, in coarse words; silent until enough is known."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from blog.comments.models import Comment, CommentRevision, Status
from blog.languages.sentences import Sentence, say
from blog.moderation.models import LogEntry
from blog.moderation.states import MODERATOR

# Fewer decisions say nothing about the next one.
ENOUGH = 20
# Of so many entries at the end of the log the last so many decisions count: how it was years ago is no promise.
ENTRIES_READ = 1000
DECISIONS_READ = 100
# "Usually" is four of five.
USUALLY = 0.8
PACES: tuple[tuple[timedelta, Sentence], ...] = (
    (timedelta(hours=1), say("Usually it takes no more than an hour.")),
    (timedelta(hours=5), say("Usually it takes no more than a few hours.")),
    (timedelta(hours=26), say("Usually it takes no more than a day.")),
    (timedelta(days=4), say("Usually it takes no more than a few days.")),
    (timedelta(days=8), say("Usually it takes no more than a week.")),
)
SLOWER = say("It may well take more than a week.")
OVERDUE = say("It takes longer this time than it usually does.")


def usual_wait(db: Session, waiting_since: datetime, now: datetime) -> Sentence | None:
    """What can be said to somebody who has waited since then; None while too little is known."""
    waits = _waits(db)
    if len(waits) < ENOUGH:
        return None
    usual = sorted(waits)[int(len(waits) * USUALLY) - 1]
    for most, words in PACES:
        if usual <= most:
            return words if now - waiting_since <= most else OVERDUE
    return SLOWER


def _waits(db: Session) -> list[timedelta]:
    """Of the last decisions that people made: on what was written here, and not by the desk itself.

    Spam does not count: it is decided by the page, and its pace says nothing to anybody who waits for an answer.
    """
    oldest = select(func.max(LogEntry.id) - ENTRIES_READ).scalar_subquery()
    query = (
        select(LogEntry.at, CommentRevision.waiting_since)
        .join(CommentRevision, CommentRevision.id == LogEntry.revision_id)
        .join(Comment, Comment.id == LogEntry.comment_id)
        .where(
            LogEntry.id > oldest,
            LogEntry.actor == MODERATOR,
            LogEntry.old == Status.PENDING,
            LogEntry.new.in_((Status.APPROVED, Status.REJECTED)),
            Comment.account_id.is_(None),
            Comment.source.is_(None),
        )
        .order_by(LogEntry.id.desc())
        .limit(DECISIONS_READ)
    )
    return [at - since for at, since in db.execute(query)]
