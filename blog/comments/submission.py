"""Takes a comment in: stored as pending, once, however often it is sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import and_, bindparam, delete, or_, select
from sqlalchemy.orm import Session

from blog.accounts.models import Account
from blog.comments import paths, revisions
from blog.comments.commenters import note_presence
from blog.comments.finding import find_parent
from blog.comments.forms import CommentForm
from blog.comments.models import Comment, Commenter, CommentRevision, CommentSend, Status
from blog.comments.pace import COMMENTS, TooManyComments, check_pace
from blog.comments.totals import move_totals, place_of
from blog.database.inserting import insert_once
from blog.database.rows import make_public_id
from blog.posts.models import Post
from blog.signing import Keys

SAME_SEND = timedelta(minutes=15)
OLD_SENDS_AT_ONCE = 100


@dataclass(frozen=True)
class Sender:
    """Who sent it, as far as anybody knows. `arrival` is for screening and holds nothing personal."""

    account: Account | None
    prefix_hash: str
    keys: Keys
    arrival: dict[str, Any]
    limited: bool = True
    # Whoever is remembered on the device it came from.
    present: Commenter | None = None


@dataclass(frozen=True)
class Submitted:
    """The stored comment; `again` when it had come before and was not stored a second time."""

    comment: Comment
    revision: CommentRevision
    again: bool


def submit(db: Session, post: Post, form: CommentForm, sender: Sender, now: datetime) -> Submitted:
    """Store a comment with its first revision, pending. Raises ParentNotFound, TooManyComments."""
    digest = _digest(post, form, sender)
    _forget_old(db, digest, now)
    first = _find_sent(db, digest)
    if first is not None:
        return first
    parent = find_parent(db, post, form.parent_id)
    if sender.limited:
        try:
            check_pace(db, COMMENTS, sender.prefix_hash, now)
        except TooManyComments:
            # Whoever sends one comment fifty times at once has waited here for the first of them.
            first = _find_sent(db, digest)
            if first is None:
                raise
            return first
    # The loser of a race takes everything of its own back, and only that.
    with db.begin_nested() as attempt:
        stored = _store(db, post, parent, form, sender, now)
        # On PostgreSQL this waits for a twin that is not yet committed.
        if insert_once(db, CommentSend, digest=digest, comment_id=stored.comment.id, at=now):
            new = place_of(stored.comment.status, stored.revision.lane)
            move_totals(db, [(post.id, None, new)])
            return stored
        attempt.rollback()
    winner = _find_sent(db, digest)
    assert winner is not None
    return winner


def _digest(post: Post, form: CommentForm, sender: Sender) -> str:
    """The same for the same comment of the same person; the address prefix keeps equal words of two people apart."""
    website, email = form.clean_website or "", form.clean_email or ""
    parts = (str(post.id), form.parent_id, form.clean_name, email, website, form.body, sender.prefix_hash)
    return sender.keys.fingerprint("send", *parts)


def _forget_old(db: Session, digest: str, now: datetime) -> None:
    """Drop this digest when it is too old to count, and a few other old ones, so that the table stays small."""
    db.connection().execute(_forgetting(), {"digest": digest, "old": now - SAME_SEND})


@cache
def _forgetting() -> Any:
    """Put together once, as below: that takes longer than asking."""
    old = CommentSend.at <= bindparam("old", type_=CommentSend.at.type)
    some = select(CommentSend.digest).where(old).limit(OLD_SENDS_AT_ONCE).with_for_update(skip_locked=True)
    this = and_(CommentSend.digest == bindparam("digest"), old)
    return delete(CommentSend).where(or_(this, CommentSend.digest.in_(some)))


def _find_sent(db: Session, digest: str) -> Submitted | None:
    comment_id = db.connection().execute(_sent(), {"digest": digest}).scalar()
    if comment_id is None:
        return None
    first = select(CommentRevision).where(CommentRevision.comment_id == comment_id, CommentRevision.number == 1)
    return Submitted(db.get_one(Comment, comment_id), db.scalars(first).one(), again=True)


@cache
def _sent() -> Any:
    return select(CommentSend.comment_id).where(CommentSend.digest == bindparam("digest"))


def _store(
    db: Session, post: Post, parent: Comment | None, form: CommentForm, sender: Sender, now: datetime
) -> Submitted:
    comment = Comment(
        public_id=make_public_id(10),
        post_id=post.id,
        parent_id=parent.id if parent else None,
        sort_path="",
        name=form.clean_name,
        email=form.clean_email,
        website=form.clean_website,
        account_id=sender.account.id if sender.account else None,
        status=Status.PENDING,
        created_at=now,
        prefix_hash=sender.prefix_hash,
    )
    note_presence(comment, sender.present, now)
    db.add(comment)
    db.flush()
    revision = revisions.add_first(db, comment, form, sender.arrival, sender.keys, now)
    # Both need an id, and are stored together.
    comment.sort_path, comment.depth = paths.place(parent, now, comment.id)
    db.flush()
    return Submitted(comment, revision, again=False)
