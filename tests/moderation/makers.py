"""Rows for the tests of moderation: people, a post, comments and their edits, made without a form."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from blog.accounts.models import Account
from blog.accounts.people import add_account
from blog.comments.models import Comment, Commenter, CommentRevision, Lane, Status
from blog.comments.totals import move_totals, place_of
from blog.database.rows import make_public_id
from blog.posts.models import Post, PostRevision, PostStatus

NOW = datetime(2026, 10, 9, 12, 0, tzinfo=UTC)


def make_account(db: Session, name: str = "Nia", role: str = "moderator") -> Account:
    return add_account(db, f"{name.lower()}@example.org", name, role, None, NOW)


def make_commenter(db: Session) -> Commenter:
    """A reader who is known again."""
    commenter = Commenter(public_id=make_public_id(), created_at=NOW)
    db.add(commenter)
    db.flush()
    return commenter


def make_post(db: Session, author: Account | None = None, title: str = "The second kettle") -> Post:
    post = Post(
        status=PostStatus.PUBLISHED,
        permalink=f"/2026/10/{make_public_id()}.html",
        author_id=author.id if author else None,
        created_at=NOW,
        changed_at=NOW,
        published_at=NOW,
    )
    db.add(post)
    db.flush()
    words = PostRevision(
        post_id=post.id, number=1, title=title, typed="x", html="x", words="x", excerpt="x", policy=1, saved_at=NOW
    )
    db.add(words)
    db.flush()
    post.shown_revision_id = post.newest_revision_id = words.id
    db.flush()
    return post


def make_comment(
    db: Session,
    post: Post,
    words: str = "A word about kettles, and not the last one.",
    name: str = "Sol",
    email: str | None = None,
    website: str | None = None,
    links: Sequence[str] = (),
    lane: Lane = Lane.GOOD,
    at: datetime = NOW,
    arrival: dict[str, Any] | None = None,
    prefix_hash: str | None = None,
    parent: Comment | None = None,
) -> Comment:
    """A pending comment with its first revision."""
    public_id = make_public_id()
    comment = Comment(
        public_id=public_id,
        post_id=post.id,
        parent_id=parent.id if parent else None,
        sort_path=public_id,
        name=name,
        email=email,
        website=website,
        status=Status.PENDING,
        created_at=at,
        prefix_hash=prefix_hash,
    )
    db.add(comment)
    db.flush()
    add_revision(db, comment, words, 1, links, lane, at, arrival)
    move_totals(db, [(post.id, None, place_of(Status.PENDING, lane))])
    return comment


def add_revision(
    db: Session,
    comment: Comment,
    words: str,
    number: int,
    links: Sequence[str] = (),
    lane: Lane = Lane.GOOD,
    at: datetime = NOW,
    arrival: dict[str, Any] | None = None,
) -> CommentRevision:
    revision = CommentRevision(
        comment_id=comment.id,
        number=number,
        status=Status.PENDING,
        typed=words,
        html=f"<p>{words}</p>",
        inert=f"<p>{words}</p>",
        words=words,
        links=list(links),
        words_hash=hashlib.sha256(words.encode()).hexdigest(),
        policy=1,
        created_at=at,
        waiting_since=at,
        arrival=arrival or {},
        lane=lane,
        findings=[],
    )
    db.add(revision)
    db.flush()
    comment.newest_revision_id = revision.id
    db.flush()
    return revision


def edit(db: Session, comment: Comment, words: str = "The same, said better.") -> CommentRevision:
    """What a writer's edit does: a new pending revision; one that waited is superseded; SEEN moves."""
    newest = db.get(CommentRevision, comment.newest_revision_id)
    assert newest is not None
    before = place_of(comment.status, newest.lane)
    if newest.status == Status.PENDING:
        newest.status = Status.DELETED
    revision = add_revision(db, comment, words, newest.number + 1)
    comment.status = Status.PENDING
    comment.seen += 1
    db.flush()
    move_totals(db, [(comment.post_id, before, place_of(comment.status, revision.lane))])
    return revision


def newest_of(db: Session, comment: Comment) -> CommentRevision:
    return db.scalars(select(CommentRevision).where(CommentRevision.id == comment.newest_revision_id)).one()


def later(**by: float) -> datetime:
    return NOW + timedelta(**by)
