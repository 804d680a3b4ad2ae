"""A published post as its own page shows it, read without the session's bookkeeping: this is the hottest path."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from blog.accounts.models import Account
from blog.media.models import Picture
from blog.posts.models import Post, PostRevision, PostStatus, PostTag, Tag


class ShownWords(NamedTuple):
    title: str
    html: str
    excerpt: str
    saved_at: datetime


class ShownAuthor(NamedTuple):
    name: str
    slug: str | None


class ShownTag(NamedTuple):
    slug: str
    name: str
    comments_rule: str | None


class ShownCover(NamedTuple):
    name: str
    width: int
    height: int
    sizes: list[Any]
    alt: str
    type: str
    size: int


class ShownPost(NamedTuple):
    """What of a published post its readers see; by the same names as in its row."""

    id: int
    kind: str
    status: str
    permalink: str | None
    language: str | None
    comments_rule: str | None
    author_id: int | None
    author_name: str | None
    coauthor_count: int
    published_at: datetime | None
    comment_count: int
    author: ShownAuthor | None
    shown: ShownWords
    tags: list[ShownTag]
    cover: ShownCover | None


# A post to be read, as a row or without one.
Readable = Post | ShownPost


def find_shown(db: Session, path: str) -> ShownPost | None:
    """The published post at this address."""
    rows: Any = db.connection().execute(_at_path(), {"path": path}).all()
    if not rows:
        return None
    row = rows[0]
    # One post has few tags, so they come with it: a row each.
    tags = [ShownTag._make(one[17:20]) for one in rows if one[17] is not None]
    cover = ShownCover._make(row[20:]) if row[20] is not None else None
    author = ShownAuthor._make(row[11:13]) if row[11] is not None else None
    return ShownPost._make((*row[:11], author, ShownWords._make(row[13:17]), tags, cover))


@cache
def _at_path() -> Any:
    """Put together once: that takes longer than asking."""
    return (
        select(
            *(Post.id, Post.kind, Post.status, Post.permalink, Post.language, Post.comments_rule, Post.author_id),
            *(Post.author_name, Post.coauthor_count, Post.published_at, Post.comment_count, Account.name, Account.slug),
            *(PostRevision.title, PostRevision.html, PostRevision.excerpt, PostRevision.saved_at),
            *(Tag.slug, Tag.name, Tag.comments_rule),
            *(Picture.name, Picture.width, Picture.height, Picture.sizes, Picture.alt, Picture.type, Picture.size),
        )
        .select_from(Post)
        .join(PostRevision, PostRevision.id == Post.shown_revision_id)
        .outerjoin(Account, Account.id == Post.author_id)
        .outerjoin(PostTag, PostTag.post_id == Post.id)
        .outerjoin(Tag, Tag.id == PostTag.tag_id)
        .outerjoin(Picture, Picture.id == Post.cover_id)
        .where(Post.status == PostStatus.PUBLISHED, Post.permalink == bindparam("path"))
        .order_by(PostTag.position)
    )
