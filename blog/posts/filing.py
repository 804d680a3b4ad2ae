"""Keeps beside each tag of a post when readers could see it first, in the transaction that changes what they see."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ScalarSelect, func, select, update
from sqlalchemy.orm import Session

from blog.posts.models import Post, PostStatus, PostTag


def file_posts(db: Session, ids: Sequence[int]) -> None:
    """Have these posts stand under their tags as readers see them now, or not at all."""
    if ids:
        filed = update(PostTag).where(PostTag.post_id.in_(ids)).values(published_at=_since())
        db.execute(filed, execution_options={"synchronize_session": False})


def count_misfiled(db: Session) -> int:
    """How many tags of posts say another time than their posts do."""
    wrong = PostTag.published_at.is_distinct_from(_since())
    return db.scalar(select(func.count()).select_from(PostTag).where(wrong)) or 0


def _since() -> ScalarSelect[datetime | None]:
    seen = select(Post.published_at).where(Post.id == PostTag.post_id, Post.status == PostStatus.PUBLISHED)
    return seen.correlate(PostTag).scalar_subquery()
