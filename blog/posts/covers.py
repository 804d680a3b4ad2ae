"""The picture that stands above a post and in lists: saved with the words, and shown with them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from blog.accounts.models import Account
from blog.markup.pictures import COLUMN, Drawn
from blog.media.copies import drawn_of
from blog.media.models import Picture
from blog.posts.models import Post, PostRevision, PostStatus
from blog.posts.plans import plan_now
from blog.posts.publishing import check_may_publish
from blog.posts.shown import Readable
from blog.posts.writing import newest_revision

# What a revision with another cover has from the one before.
SAME = ("post_id", "title", "format", "typed", "html", "words", "excerpt", "policy", "unfiltered")


@dataclass(frozen=True)
class Cover:
    """A cover as pages show it; `alt` may say nothing."""

    drawn: Drawn
    alt: str
    type: str
    size: int
    sizes: str = COLUMN


def cover_of(post: Readable | PostRevision) -> Cover | None:
    """What stands above a post, or above one revision of it; `.drawn.path` is its address here, `.drawn.width` 0 where
    nobody has measured."""
    one = post.cover
    return Cover(drawn_of(one), one.alt, one.type, one.size) if one is not None else None


def choose_cover(db: Session, account: Account, post: Post, picture: Picture | None, now: datetime) -> None:
    """Put a picture above a post, or none, as a revision of its own: readers see it once that is published.

    Raises MayNotPublish. The caller has found the post to change it.
    """
    if post.status != PostStatus.DRAFT:
        check_may_publish(account, post)
    newest, wanted = newest_revision(db, post), picture.id if picture is not None else None
    if newest.cover_id == wanted:
        return
    revision = PostRevision(
        number=newest.number + 1,
        cover_id=wanted,
        plan=plan_now(post, newest),
        saved_at=now,
        saved_by=account.id,
        **{name: getattr(newest, name) for name in SAME},
    )
    db.add(revision)
    db.flush()
    post.newest_revision_id, post.changed_at = revision.id, now
    db.flush()
    db.expire(post, ["newest"])
