"""The newest posts by their titles, for whoever came to an address that has nothing."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any, NamedTuple
from urllib.parse import quote

from sqlalchemy import select
from sqlalchemy.orm import Session

from blog.posts.models import Post, PostKind, PostRevision, PostStatus

A_FEW = 5


class NewestPost(NamedTuple):
    """A post to begin with. href: its address, as links have it; language: None where it is the site's."""

    title: str
    href: str
    at: datetime
    language: str | None


def newest_posts(db: Session) -> list[NewestPost]:
    """Up to five of those that readers see, by one statement; pages are in the menu already."""
    rows: Any = db.connection().execute(_newest())
    return [NewestPost(title, quote(path or "/", safe="/:@!$&'()*+,;=~"), at, told) for title, path, at, told in rows]


@cache
def _newest() -> Any:
    """Put together once: that takes longer than asking."""
    return (
        select(PostRevision.title, Post.permalink, Post.published_at, Post.language)
        .join(PostRevision, PostRevision.id == Post.shown_revision_id)
        .where(Post.status == PostStatus.PUBLISHED, Post.kind == PostKind.POST)
        .order_by(Post.published_at.desc(), Post.id.desc())
        .limit(A_FEW)
    )
