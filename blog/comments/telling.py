"""Tells those who follow: planned by the decision that shows a comment, done when it can hardly be taken back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from blog.comments.following import DAILY, LETTER, ask_owner, followers_of, put_letter
from blog.comments.models import Comment, Commenter, Following, Status
from blog.jobs import outbox
from blog.jobs.models import Job
from blog.site.settings import read_site

JOB = "tell followers"
# What was shown for longer is no news when it comes back.
STILL_NEWS = timedelta(days=1)
DIGEST_HOUR = time(7)
MOST_IN_DIGEST = 200


def anybody_follows(db: Session) -> bool:
    """Whether anybody at all has asked to be told of anything; most blogs need look no further."""
    return db.scalar(select(Following.id).limit(1)) is not None


def is_news(comment: Comment, now: datetime) -> bool:
    """Whether those who follow are to be told of a comment that readers see now: nobody was, and it is not old."""
    recent = comment.published_at is not None and comment.published_at > now - STILL_NEWS
    return comment.told_at is None and recent


def plan_news(db: Session, comment_ids: Iterable[int], now: datetime, due_at: datetime) -> None:
    """Have those who follow told of comments that readers see now."""
    for comment_id in comment_ids:
        outbox.put(db, JOB, {"comment": comment_id}, now, due_at=due_at, about=f"news:{comment_id}")


def take_back_news(db: Session, comment_ids: Iterable[int]) -> None:
    """Nobody is told of comments that readers see no more."""
    for comment_id in comment_ids:
        outbox.take_back(db, JOB, f"news:{comment_id}")


def outcomes_wished(db: Session, comment_ids: Sequence[int]) -> dict[int, Following]:
    """Who wants to know what becomes of these comments, by the comment's id."""
    query = select(Following).where(Following.about.in_([f"outcome:{comment_id}" for comment_id in comment_ids]))
    return {one.comment_id: one for one in db.scalars(query)}


def plan_outcome(db: Session, wish: Following, comment: Comment, reason: str, now: datetime, due_at: datetime) -> None:
    """Have the outcome told that stands now; when it is due nothing goes out if something else stands by then."""
    commenter = db.get_one(Commenter, wish.commenter_id)
    outcome = {
        "what": "outcome",
        "following": wish.id,
        "status": comment.status,
        "reason": reason,
        "seen": comment.seen,
    }
    put_letter(db, commenter, outcome, now, due_at, about=f"outcome:{comment.id}")


def take_back_outcomes(db: Session, comment_ids: Iterable[int]) -> None:
    for comment_id in comment_ids:
        outbox.take_back(db, LETTER, f"outcome:{comment_id}")


def tell_late(db: Session, confirmed: Iterable[Following], now: datetime) -> None:
    """Who confirms after the decision is told of it at once. The reason stands on the receipt."""
    for wish in confirmed:
        about = f"outcome:{wish.comment_id}"
        planned = select(Job.id).where(Job.kind == LETTER, Job.about == about, Job.done_at.is_(None))
        comment = wish.comment
        if wish.about == about and comment.status != Status.PENDING and db.scalar(planned.limit(1)) is None:
            plan_outcome(db, wish, comment, "", now, now)


def tell_followers(db: Session, payload: dict[str, Any], now: datetime) -> None:
    """Put a letter to everyone who follows into the outbox, and ask those who have not confirmed yet, once."""
    query = select(Comment).where(Comment.id == payload["comment"]).with_for_update(key_share=True)
    comment = db.scalar(query.execution_options(populate_existing=True))
    if comment is None or comment.shown_revision_id is None:
        return
    ask_owner(db, comment, now)
    if comment.told_at is not None:
        return
    comment.told_at = now
    due_at = next_digest(now, ZoneInfo(read_site(db).time_zone))
    for one in followers_of(db, comment):
        if one.pace == DAILY:
            _add_to_digest(db, one.commenter, comment, now, due_at)
        else:
            put_letter(db, one.commenter, {"what": "answer", "comment": comment.id}, now)
    db.flush()


def next_digest(now: datetime, zone: ZoneInfo, at: time = DIGEST_HOUR) -> datetime:
    """When the next letters of the day go out: in the morning, as the blog's clocks tell it."""
    today = datetime.combine(now.astimezone(zone).date(), at, zone)
    return today if today > now else datetime.combine(today.date() + timedelta(days=1), at, zone)


def _add_to_digest(db: Session, commenter: Commenter, comment: Comment, now: datetime, due_at: datetime) -> None:
    """One letter an address and day: what is new is added to the one that waits, unless it is just going out."""
    db.scalar(select(Commenter.id).where(Commenter.id == commenter.id).with_for_update())
    about = f"digest:{commenter.id}"
    waiting = (Job.kind == LETTER, Job.about == about, Job.done_at.is_(None), Job.leased_until.is_(None))
    # One that failed before is on its way: it goes out with what it was made of.
    fresh = (*waiting, Job.due_at > now, Job.attempts == 0)
    job = db.scalar(select(Job).where(*fresh).limit(1).with_for_update())
    if job is None:
        put_letter(db, commenter, {"what": "digest", "comments": [comment.id]}, now, due_at, about)
    elif len(job.payload["comments"]) < MOST_IN_DIGEST:
        job.payload = {**job.payload, "comments": [*job.payload["comments"], comment.id]}
    db.flush()
