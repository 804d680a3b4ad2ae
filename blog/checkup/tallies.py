"""Looks at what the rows say about people and comments: the owner, the counts, the log of decisions, who waits."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from blog.accounts.people import find_demo_owner, has_owner
from blog.checkup.results import Result, Subject, ill, warning, well
from blog.comments.models import Comment, CommentRevision, Lane
from blog.languages.dates import wait_in_words
from blog.languages.sentences import say, say_count
from blog.moderation import log
from blog.moderation.models import LogEntry
from blog.moderation.queue import is_pending
from blog.posts.models import Post

LONG_WAIT = timedelta(days=2)


def check_owner(subject: Subject) -> Result:
    with subject.database.reading() as db:
        owned, demo = has_owner(db), find_demo_owner(db) is not None
    if owned:
        return well(say("The blog has an owner."), owner=True)
    if demo:
        return warning(
            say("The blog shows the demo and has no owner yet. Enter the desk with the link that `blog serve` prints."),
            owner=False,
        )
    return ill(
        say("Nobody owns this blog, so nobody can run it. `blog serve` prints a link to set it up."), owner=False
    )


def check_counters(subject: Subject) -> Result:
    """The number of comments stored with each post, against the comments readers see."""
    shown = (
        select(Comment.post_id.label("post_id"), func.count().label("number"))
        .where(Comment.shown_revision_id.is_not(None))
        .group_by(Comment.post_id)
        .subquery()
    )
    right = func.coalesce(shown.c.number, 0)
    query = (
        select(Post.permalink, Post.comment_count, right)
        .outerjoin(shown, shown.c.post_id == Post.id)
        .where(Post.comment_count != right)
        .order_by(Post.id)
    )
    with subject.database.reading() as db:
        wrong = db.execute(query).all()
    if not wrong:
        return well(say("Every post counts the comments that it shows."), wrong=0)
    path, stored, number = wrong[0]
    return ill(
        say_count(
            "%(num)s post counts its comments wrongly: %(path)s says %(stored)s and shows %(number)s.",
            "%(num)s posts count their comments wrongly; the first is %(path)s, which says %(stored)s and shows "
            "%(number)s.",
            len(wrong),
            path=path,
            stored=stored,
            number=number,
        ),
        wrong=len(wrong),
    )


def check_log(subject: Subject) -> Result:
    with subject.database.reading() as db:
        broken = log.verify(db)
        entries = db.scalar(select(func.count()).select_from(LogEntry)) or 0
    if not broken:
        return well(
            say_count(
                "The log of decisions is whole, with %(num)s entry.",
                "The log of decisions is whole, with %(num)s entries.",
                entries,
            ),
            entries=entries,
            broken=0,
        )
    return ill(
        say(
            "The log of decisions was changed from outside (%(count)s faults): %(first)s A backup shows what it said.",
            count=len(broken),
            first=broken[0],
        ),
        entries=entries,
        broken=len(broken),
    )


def check_waiting(subject: Subject) -> Result:
    """The lane of the probably good comments; nobody hurries for spam."""
    query = select(func.count(), func.min(CommentRevision.waiting_since)).where(
        is_pending(), CommentRevision.lane == Lane.GOOD
    )
    with subject.database.reading() as db:
        number, since = db.execute(query).one()
    if since is None:
        return well(say("No comment is waiting."), waiting=0)
    wait = subject.now - since
    words = say_count(
        "%(num)s comment is waiting, for %(wait)s.",
        "%(num)s comments are waiting, the oldest for %(wait)s.",
        number,
        wait=wait_in_words(wait),
    )
    return (warning if wait > LONG_WAIT else well)(words, waiting=number, oldest_hours=int(wait.total_seconds() // 3600))
