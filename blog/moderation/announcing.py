"""Tells the staff that a comment waits, by a letter that nothing in the comment can keep from going out.

And plans what readers are told who asked to be: of new comments, and of what became of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from blog.accounts.models import Account
from blog.accounts.roles import ROLES, Capability, may
from blog.comments import telling
from blog.comments.models import Comment, CommentRevision, Lane, Status
from blog.mail.quoting import one_line, quote
from blog.mail.sending import write_letter
from blog.moderation.models import LogEntry
from blog.moderation.states import WRITER
from blog.posts.models import Post, PostRevision

# As long as a decision is likely to be taken back, nobody outside hears of it.
UNDO_TIME = timedelta(minutes=10)
WHOLE_TEXT = 10_000

LETTER = """\
%(what)s

%(words)s

%(place)s Decide here:
%(url)s/desk/comments
"""
REPORTED = """\
%(people)s reported this comment by %(name)s under “%(title)s”:

%(words)s

It stays up until somebody of the desk decides. Decide here:
%(url)s/desk/comments?status=reported
"""
NEW = "%(name)s wrote under “%(title)s”:"
EDIT = "%(name)s changed a comment under “%(title)s”; readers still see the text from before. It would read:"
PLACES = {
    Lane.GOOD: "It waits for a moderator.",
    Lane.SPAM: "It waits among the probable spam.",
}


def tell_staff(db: Session, comment: Comment, revision: CommentRevision, now: datetime, site_url: str) -> None:
    """Put one letter into the outbox for everyone who may decide on the comment, in the transaction that stored it.

    Reader text goes into the letter's body only: a header has rules that hostile words could break.
    """
    if revision.status != Status.PENDING:
        return
    title, author_id = _post_of(db, comment)
    what = NEW if comment.shown_revision_id is None else EDIT
    words = LETTER % {
        "what": what % {"name": one_line(comment.name, WHOLE_TEXT), "title": title},
        "words": quote(revision.words, WHOLE_TEXT),
        "place": PLACES[Lane(revision.lane)],
        "url": site_url,
    }
    for account in _deciders(db, author_id):
        if account.id != comment.account_id:
            write_letter(db, account.email, f"A comment waits: {title}", words, now, about=f"comment:{comment.id}")
    db.flush()


def tell_of_reports(db: Session, comment: Comment, number: int, now: datetime, site_url: str) -> None:
    """One letter to everyone who may decide on a comment that many readers have reported."""
    title, author_id = _post_of(db, comment)
    words = REPORTED % {
        "people": f"{number} people have" if number > 1 else "Somebody has",
        "name": one_line(comment.name, WHOLE_TEXT),
        "title": title,
        "words": quote(comment.shown.words if comment.shown else "", WHOLE_TEXT),
        "url": site_url,
    }
    for account in _deciders(db, author_id):
        write_letter(db, account.email, f"A comment was reported: {title}", words, now, about=f"comment:{comment.id}")
    db.flush()


def tell_readers(db: Session, comments: Sequence[Comment], entries: Sequence[LogEntry], now: datetime) -> None:
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


def _post_of(db: Session, comment: Comment) -> tuple[str, int | None]:
    author_id, title = db.connection().execute(_title_of(), {"id": comment.post_id}).one()
    return title or "", author_id


def _deciders(db: Session, author_id: int | None) -> list[Any]:
    """Who may decide on every comment, and the post's author if that is among what an author may."""
    found: Any = db.connection().execute(_who_may(), {"author": author_id})
    return [account for account in found if may(account, Capability.MODERATE_OWN)]


@cache
def _title_of() -> Any:
    """Put together once, as below: that takes longer than asking."""
    query = select(Post.author_id, PostRevision.title)
    query = query.outerjoin(PostRevision, PostRevision.id == Post.shown_revision_id)
    return query.where(Post.id == bindparam("id", type_=Post.id.type))


@cache
def _who_may() -> Any:
    whole = [role for role, capabilities in ROLES.items() if Capability.MODERATE_ALL in capabilities]
    author = Account.id == bindparam("author", type_=Account.id.type)
    known = select(Account.id, Account.email, Account.role, Account.disabled_at)
    return known.where(or_(Account.role.in_(whole), author)).order_by(Account.id)
