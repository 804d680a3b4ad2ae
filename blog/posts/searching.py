"""Keeps the words of published posts in the index, in the transaction that changes what readers see."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from blog.database import fulltext
from blog.markup.searching import indexed
from blog.posts.models import Post, PostRevision, PostStatus, SearchablePost


def index_posts(db: Session, ids: Sequence[int]) -> int:
    """Have these posts found as readers see them now, or not at all; how many were indexed otherwise before."""
    wanted: dict[int, dict[str, str] | None] = dict.fromkeys(ids)
    for row in db.execute(_shown().where(Post.id.in_(ids))) if ids else ():
        wanted[row.id] = {"title": indexed(row.title), "words": indexed(row.words)}
    return fulltext.renew(db, SearchablePost, wanted)


def count_misplaced(db: Session) -> tuple[int, int]:
    """How many posts are indexed, and how many are missing from the index or should not be there."""
    published = select(Post.id).where(Post.status == PostStatus.PUBLISHED)
    missing = published.where(Post.id.not_in(select(SearchablePost.post_id)))
    stray = select(SearchablePost.post_id).where(SearchablePost.post_id.not_in(published))
    count = select(func.count()).select_from
    found = db.scalar(count(SearchablePost)) or 0
    return found, (db.scalar(count(missing.subquery())) or 0) + (db.scalar(count(stray.subquery())) or 0)


def _shown() -> Any:
    return (
        select(Post.id, PostRevision.title, PostRevision.words)
        .join(PostRevision, PostRevision.id == Post.shown_revision_id)
        .where(Post.status == PostStatus.PUBLISHED)
    )
