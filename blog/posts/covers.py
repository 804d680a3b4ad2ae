"""The picture that stands above a post and in lists: chosen, and shown at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from blog.accounts.models import Account
from blog.database.versions import move_versions
from blog.markup.pictures import COLUMN, Drawn
from blog.media.copies import drawn_of
from blog.media.models import Picture
from blog.posts.models import Post, PostStatus
from blog.posts.pictures import show_pictures
from blog.posts.publishing import check_may_publish
from blog.posts.shown import Readable


@dataclass(frozen=True)
class Cover:
    """A cover as pages show it; `alt` may say nothing."""

    drawn: Drawn
    alt: str
    type: str
    size: int
    sizes: str = COLUMN


def cover_of(post: Readable) -> Cover | None:
    """What stands above a post; `.drawn.path` is its address here, `.drawn.width` 0 where nobody has measured."""
    one = post.cover
    return Cover(drawn_of(one), one.alt, one.type, one.size) if one is not None else None


def choose_cover(db: Session, account: Account, post: Post, picture: Picture | None, now: datetime) -> None:
    """Put a picture above a post, or none; like what a post says about comments it holds at once.

    Raises MayNotPublish. The caller has found the post to change it.
    """
    if post.status != PostStatus.DRAFT:
        check_may_publish(account, post)
    wanted = picture.id if picture is not None else None
    if post.cover_id == wanted:
        return
    post.cover_id, post.changed_at = wanted, now
    db.flush()
    db.expire(post, ["cover"])
    show_pictures(db, [post.id])
    move_versions(db, ["posts", f"post:{post.id}"], now)
