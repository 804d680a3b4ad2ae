"""Promises the staff to be told that a comment waits, which nothing in the comment can keep from happening.

And plans what readers are told who asked to be: of new comments, and of what became of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from blog.accounts import paces
from blog.accounts.models import Account
from blog.accounts.roles import ROLES, Capability, may
from blog.accounts.speaking import catalogue_for
from blog.comments import telling
from blog.comments.models import Comment, CommentRevision, Status
from blog.jobs import outbox
from blog.languages.catalog import translate
from blog.languages.sentences import Sentence, say, say_count
from blog.mail.quoting import one_line, quote
from blog.mail.sending import write_letter
from blog.moderation.log import Entry
from blog.moderation.states import WRITER
from blog.posts.models import Coauthor, Post, PostRevision

# As long as a decision is likely to be taken back, nobody outside hears of it.
UNDO_TIME = timedelta(minutes=10)
WHOLE_TEXT = 10_000
# The promise in the outbox that `digests.gather` keeps.
NOTICE = "notice"

REPORTED = say("A comment was reported: %(title)s")


def tell_staff(db: Session, comment: Comment, revision: CommentRevision, now: datetime) -> None:
    """Promise, in the transaction that stored it, that everyone who may decide on the comment is told of it.

    The promise holds numbers and not a word of the comment's, so nothing in the comment can keep it from being kept.
    """
    if revision.status == Status.PENDING:
        outbox.put(db, NOTICE, {"comment": comment.id, "revision": revision.id}, now, about=f"comment:{comment.id}")
        db.flush()


def tell_of_reports(db: Session, comment: Comment, number: int, now: datetime, site_url: str) -> None:
    """One letter to everyone who may decide on a comment that many readers have reported."""
    title, post_id = post_of(db, comment)
    parts: list[Sentence | str] = [
        say_count(
            "Somebody has reported this comment by %(name)s under “%(title)s”:",
            "%(num)s people have reported this comment by %(name)s under “%(title)s”:",
            number,
            name=one_line(comment.name, WHOLE_TEXT),
            title=title,
        ),
        quote(comment.shown.words if comment.shown else "", WHOLE_TEXT),
        say(
            "It stays up until somebody of the desk decides. Decide here:\n%(url)s/desk/comments?status=reported",
            url=site_url,
        ),
    ]
    for account in deciders(db, post_id):
        if paces.pace_of(db, account.id) != paces.NEVER:
            catalogue = catalogue_for(db, account)
            words = "\n\n".join(translate(part, catalogue) for part in parts) + "\n"
            subject = translate(say(REPORTED.text, title=title), catalogue)
            write_letter(db, account.email, subject, words, now, about=f"comment:{comment.id}")
    db.flush()


def tell_readers(db: Session, comments: Sequence[Comment], entries: Sequence[Entry], now: datetime) -> None:
    """Plan what is told of decisions that were just made, or take back what was planned; an entry for each comment."""
    if not telling.anybody_follows(db):
        return
    made = list(zip(comments, entries, strict=True))
    telling.take_back_news(db, [comment.id for comment, entry in made if entry.new_shown_id is None])
    shown = [comment for comment, entry in made if entry.old_shown_id is None and entry.new_shown_id is not None]
    news = [comment.id for comment in shown if telling.is_news(comment, now)]
    telling.plan_news(db, news, now, now + UNDO_TIME)
    wished = telling.outcomes_wished(db, [comment.id for comment in comments])
    telling.take_back_outcomes(db, wished)
    for comment, entry in made:
        if comment.id in wished and entry.new != Status.PENDING and entry.actor != WRITER:
            telling.plan_outcome(db, wished[comment.id], comment, entry.reason, now, now + UNDO_TIME)


def post_of(db: Session, comment: Comment) -> tuple[str, int]:
    """Its title as readers see it, and its number."""
    number, title = db.connection().execute(_title_of(), {"id": comment.post_id}).one()
    return title or "", number


def deciders(db: Session, post_id: int | None) -> list[Any]:
    """Who may decide on every comment, and the post's authors if that is among what an author may."""
    found: Any = db.connection().execute(_who_may(), {"post": post_id})
    return [account for account in found if may(account, Capability.MODERATE_OWN)]


@cache
def _title_of() -> Any:
    """Put together once, as below: that takes longer than asking."""
    query = select(Post.id, PostRevision.title)
    query = query.outerjoin(PostRevision, PostRevision.id == Post.shown_revision_id)
    return query.where(Post.id == bindparam("id", type_=Post.id.type))


@cache
def _who_may() -> Any:
    whole = [role for role, capabilities in ROLES.items() if Capability.MODERATE_ALL in capabilities]
    post = bindparam("post", type_=Post.id.type)
    first = Account.id == select(Post.author_id).where(Post.id == post).scalar_subquery()
    beside = Account.id.in_(select(Coauthor.account_id).where(Coauthor.post_id == post))
    known = select(Account.id, Account.email, Account.role, Account.language, Account.disabled_at)
    return known.where(or_(Account.role.in_(whole), first, beside)).order_by(Account.id)
