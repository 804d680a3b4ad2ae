"""Looks at what the rows say about people and comments: the owner, the counts, the log of decisions, who waits."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from blog.accounts.people import find_demo_owner, has_owner
from blog.checkup.results import Figure, Result, Subject, ill, warning, well
from blog.comments.models import Comment, CommentRevision, Lane
from blog.comments.searching import count_misplaced as comments_indexed
from blog.comments.totals import wrong_totals
from blog.languages.dates import wait_in_words
from blog.languages.sentences import say, say_count
from blog.moderation import log
from blog.moderation.card_rows import is_pending
from blog.moderation.escalation import limit_of
from blog.moderation.models import LogEntry
from blog.posts.bylines import wrong_counts
from blog.posts.filing import count_misfiled
from blog.posts.models import Post
from blog.posts.searching import count_misplaced as posts_indexed
from blog.site.settings import read_site


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
    """The numbers kept beside comments and authors, against the comments and authors themselves."""
    with subject.database.reading() as db:
        posts, totals = _wrong_posts(db) + wrong_counts(db), wrong_totals(db)
    wrong = [*posts, *totals]
    figures: dict[str, Figure] = {"wrong_posts": len(posts), "wrong_totals": len(totals)}
    if not wrong:
        return well(say("Every number of comments that is shown is right."), **figures)
    return ill(
        say_count(
            "%(num)s number of comments is wrong: %(first)s",
            "%(num)s numbers of comments are wrong; the first: %(first)s",
            len(wrong),
            first=wrong[0],
        ),
        **figures,
    )


def _wrong_posts(db: Session) -> list[str]:
    """The posts whose number of comments is not that of the comments readers see, one sentence each."""
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
    return [f"{path} says {kept} and shows {number}." for path, kept, number in db.execute(query)]


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


def check_search(subject: Subject) -> Result:
    """Whether what readers see is what they find."""
    with subject.database.reading() as db:
        posts, wrong_posts = posts_indexed(db)
        comments, wrong_comments = comments_indexed(db)
        wrong = wrong_posts + wrong_comments + count_misfiled(db)
    figures: dict[str, Figure] = {"posts": posts, "comments": comments, "wrong": wrong}
    if not wrong:
        return well(
            say(
                "%(posts)s posts and %(comments)s comments can be found by their words.", posts=posts, comments=comments
            ),
            **figures,
        )
    return ill(
        say_count(
            "%(num)s post or comment is indexed otherwise than readers see it. `blog reindex` mends that.",
            "%(num)s posts or comments are indexed otherwise than readers see them. `blog reindex` mends that.",
            wrong,
        ),
        **figures,
    )


def check_waiting(subject: Subject) -> Result:
    """The lane of the probably good comments; nobody hurries for spam. Too long is what the owner says it is."""
    waits = (is_pending(), CommentRevision.lane == Lane.GOOD)
    with subject.database.reading() as db:
        since = db.scalar(select(func.min(CommentRevision.waiting_since)).where(*waits))
        number = db.scalar(select(func.count()).select_from(CommentRevision).where(*waits)) or 0
        limit = limit_of(read_site(db))
    if since is None:
        return well(say("No comment is waiting."), waiting=0)
    wait = subject.now - since
    words = say_count(
        "%(num)s comment is waiting, for %(wait)s.",
        "%(num)s comments are waiting, the oldest for %(wait)s.",
        number,
        wait=wait_in_words(wait),
    )
    return (warning if limit is not None and wait > limit else well)(
        words, waiting=number, oldest_hours=int(wait.total_seconds() // 3600)
    )
