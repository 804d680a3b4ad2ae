"""Tells the staff, once each time, that somebody who is probably good has waited too long."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from blog.accounts import paces
from blog.accounts.speaking import write_to
from blog.comments.models import Comment, CommentRevision, Lane
from blog.database.turns import take_turns
from blog.jobs import outbox
from blog.jobs.models import Job
from blog.languages.dates import wait_in_words
from blog.languages.sentences import Sentence, say, say_count
from blog.mail.quoting import one_line
from blog.moderation.announcing import deciders
from blog.moderation.card_rows import is_pending
from blog.site.settings import SiteSettings, read_site

JOB = "escalation"
ABOUT = "escalation"
# It looks again at least so often, so that it soon notices another limit, or a clock that was put right.
LOOK_AGAIN = timedelta(hours=1)
# So many late ones are remembered; of more the oldest are still there when those are gone.
MOST = 200

SUBJECT = say("%(site)s: somebody has waited for more than %(limit)s")
LETTER = say("""\
%(late)s

%(all)s

Decide here, the longest wait first:
%(url)s/desk/comments

This letter comes once, however long they wait, and again only after all of them were decided and another is late.
Whether you are told of what waits is your choice: %(url)s/desk/you
""")


def plan(db: Session, waiting_since: datetime, now: datetime) -> None:
    """Have it looked at no later than when this wait becomes too long. Called wherever a good comment waits."""
    limit = limit_of(read_site(db))
    if limit is None:
        return
    due_at = min(max(waiting_since + limit, now), now + LOOK_AGAIN)
    take_turns(db, [ABOUT])
    job = _planned(db)
    if job is None:
        outbox.put(db, JOB, {"told": []}, now, due_at, ABOUT)
    else:
        job.due_at = min(job.due_at, due_at)
    db.flush()


def look(db: Session, payload: dict[str, Any], now: datetime, site_url: str) -> None:
    """Tell of the waits that have become too long since the last crossing was over; look again while anybody waits."""
    site = read_site(db)
    limit = limit_of(site)
    if limit is None:
        return
    take_turns(db, [ABOUT])
    if _planned(db) is not None:
        return
    late = _late(db, now - limit)
    known = set(payload["told"])
    if late and not known.intersection(late):
        _tell(db, len(late), limit, now, site_url)
    follow = _next_crossing(db, now - limit)
    if late or follow is not None:
        due_at = now + LOOK_AGAIN if follow is None else min(follow + limit, now + LOOK_AGAIN)
        outbox.put(db, JOB, {"told": late}, now, due_at, ABOUT)


def limit_of(site: SiteSettings) -> timedelta | None:
    return timedelta(hours=site.escalation_hours) if site.escalation_hours else None


def oldest_wait(db: Session) -> datetime | None:
    """Since when the one that waits longest among the probably good has waited."""
    oldest: datetime | None = db.scalar(_waiting(CommentRevision.waiting_since).limit(1))
    return oldest


def say_late(site: SiteSettings, waits: Sequence[datetime], more: bool, now: datetime) -> Sentence | None:
    """What the queue says of waits that are too long; None while there are none.

    waits: since when those on its page have waited, the longest first; `more` follow on other pages.
    """
    limit = limit_of(site)
    late = sum(since <= now - limit for since in waits) if limit is not None else 0
    if limit is None or not late:
        return None
    most = wait_in_words(limit)
    if more and late == len(waits):
        return say("%(num)s and more have waited for more than %(limit)s", num=late, limit=most)
    return say_count(
        "%(num)s has waited for more than %(limit)s", "%(num)s have waited for more than %(limit)s", late, limit=most
    )


def _tell(db: Session, late: int, limit: timedelta, now: datetime, site_url: str) -> None:
    """To all who may decide on every comment and want to be told of anything. No word of a reader's stands in it."""
    title = one_line(read_site(db).title)
    wait = wait_in_words(limit)
    sentence = say_count(
        "A comment that is probably good has waited on %(site)s for more than %(limit)s.",
        "%(num)s comments that are probably good have waited on %(site)s for more than %(limit)s.",
        late,
        site=title,
        limit=wait,
    )
    oldest = oldest_wait(db) or now
    longest = say("The longest wait is %(time)s.", time=wait_in_words(now - oldest))
    words = say(LETTER.text, late=sentence, all=longest, url=site_url)
    subject = say(SUBJECT.text, site=title, limit=wait)
    for account in deciders(db, None):
        if paces.pace_of(db, account.id) != paces.NEVER:
            write_to(db, account, subject, words, now)
    db.flush()


def _planned(db: Session) -> Job | None:
    waiting = (Job.kind == JOB, Job.about == ABOUT, Job.done_at.is_(None), Job.dead_at.is_(None))
    return db.scalar(select(Job).where(*waiting, Job.leased_until.is_(None)).limit(1).with_for_update())


def _late(db: Session, before: datetime) -> Sequence[int]:
    return db.scalars(_waiting(CommentRevision.id).where(CommentRevision.waiting_since <= before).limit(MOST)).all()


def _next_crossing(db: Session, after: datetime) -> datetime | None:
    """Since when the one has waited that becomes late next."""
    later = _waiting(CommentRevision.waiting_since).where(CommentRevision.waiting_since > after)
    following: datetime | None = db.scalar(later.limit(1))
    return following


def _waiting(what: Any) -> Any:
    # What an import brought along has waited somewhere else, for years perhaps, and nobody here is late with it.
    own = CommentRevision.comment.has(Comment.source.is_(None))
    lane = select(what).where(is_pending(), CommentRevision.lane == Lane.GOOD, own)
    return lane.order_by(CommentRevision.waiting_since, CommentRevision.id)
