"""Where a comment stands: the page of its post that shows it, and the name it has there."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from blog.comments.finding import CommentNotFound, is_public_id
from blog.comments.models import Comment, CommentAnchor
from blog.comments.showing import path_of
from blog.posts.models import PostStatus
from blog.posts.rules import shows_comments
from blog.posts.shown import Readable
from blog.site.settings import SiteSettings

# The first page of a thread holds at least this many.
A_PAGE = 100
PREFIX = "comment-"
LONGEST_ANCHOR = 80


def href_of(path: str, public_id: str, count: int) -> str:
    """A shown comment's address by what is known without asking: its post's address, and how many are shown there.

    In a long thread that is the page which begins with its own thread.
    """
    return f"{path}{start_at(public_id) if count > A_PAGE else ''}#{PREFIX}{public_id}"


def start_at(public_id: str) -> str:
    """The query of the page that begins with this comment's thread, or in an endless one with the comment."""
    return f"?from={public_id}"


def permalink_of(public_id: str) -> str:
    """The address that leads to a comment wherever it stands by then."""
    return f"/-/comment/{public_id}"


def address_of(db: Session, post: Readable, comment: Comment) -> str:
    """Where a shown comment stands: its post's own page, or in a long thread the page that begins with its thread."""
    count = post.comment_count
    if count > A_PAGE and _is_on_first_page(db, comment):
        count = 0
    return href_of(path_of(post), comment.public_id, count)


def address_of_instant(db: Session, post: Readable, instant: datetime) -> str | None:
    """Where the shown comment that came from elsewhere and was sent in this second stands, in a long thread.

    None if there is none, or if it stands on the first page: whoever asks has its place there already.
    """
    if post.comment_count <= A_PAGE:
        return None
    second = instant.replace(microsecond=0)
    query = select(Comment).where(
        Comment.post_id == post.id,
        Comment.shown_revision_id.is_not(None),
        Comment.source.is_not(None),
        Comment.published_at >= second,
        Comment.published_at < second + timedelta(seconds=1),
    )
    # Of several the one that is nearest; a second holds few.
    found = min(
        db.scalars(query.limit(20)), key=lambda one: abs((one.created_at - instant).total_seconds()), default=None
    )
    return address_of(db, post, found) if found is not None else None


def find_place(db: Session, site: SiteSettings, name: str, post: str, now: datetime) -> str:
    """The address of the comment that goes by `name` (an id, `comment-ID`, or under the post with the number `post` the
    anchor it came with), if readers see it now. Raises CommentNotFound.
    """
    comment = _named(db, name.removeprefix(PREFIX)) or _anchored(db, name, post)
    if comment is None or comment.post.status != PostStatus.PUBLISHED or not shows_comments(comment.post, site, now):
        raise CommentNotFound
    return address_of(db, comment.post, comment)


def encoded(path: str) -> str:
    """A stored permalink as the value of an href."""
    return quote(path, safe="/:@!$&'()*+,;=~")


def _named(db: Session, public_id: str) -> Comment | None:
    return db.scalar(_shown().where(Comment.public_id == public_id)) if is_public_id(public_id) else None


def _anchored(db: Session, name: str, post: str) -> Comment | None:
    known = post.isascii() and post.isdecimal() and len(post) < 10
    if not known or len(name) > LONGEST_ANCHOR or not name.isprintable():
        return None
    at = select(CommentAnchor.comment_id).where(CommentAnchor.post_id == int(post), CommentAnchor.anchor == name)
    found: Comment | None = db.scalar(_shown().where(Comment.id == at.scalar_subquery()))
    return found


def _shown() -> Any:
    return select(Comment).where(Comment.shown_revision_id.is_not(None)).options(joinedload(Comment.post))


def _is_on_first_page(db: Session, comment: Comment) -> bool:
    """Whether fewer than a page's comments stand before it."""
    before = (
        select(Comment.id)
        .where(
            Comment.post_id == comment.post_id,
            Comment.shown_revision_id.is_not(None),
            Comment.sort_path < comment.sort_path,
        )
        .limit(A_PAGE)
        .subquery()
    )
    return (db.scalar(select(func.count()).select_from(before)) or 0) < A_PAGE
