"""What a sitemap says: every page that readers may see, and when it last changed, by its comments too."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from blog.comments.models import Comment
from blog.comments.places import encoded
from blog.posts.models import Post, PostRevision, PostStatus

# A post stands in the part that its number leads to, so that a new post makes no other part new.
A_PART = 5000


@dataclass(frozen=True)
class Place:
    """An address without the site's own, and since when it is as it is."""

    path: str
    changed_at: datetime


def parts_of(db: Session) -> list[tuple[int, datetime]]:
    """The parts that have anything in them, from 0 on, each with its newest change."""
    newest: dict[int, datetime] = {}
    for number, _, changed_at in _pages(db, _query()):
        part = number // A_PART
        newest[part] = max(changed_at, newest.get(part, changed_at))
    return sorted(newest.items())


def places_of(db: Session, part: int) -> list[Place]:
    """The pages of one part; the first begins with the home page."""
    within = Post.id.between(part * A_PART, part * A_PART + A_PART - 1)
    places = [Place(encoded(path), changed_at) for _, path, changed_at in _pages(db, _query().where(within))]
    home = [Place("/", max(place.changed_at for place in places))] if part == 0 and places else []
    return home + places


def _pages(db: Session, query: Any) -> Iterator[tuple[int, str, datetime]]:
    for row in db.execute(query):
        yield row.id, row.permalink or "/", max(at for at in row[2:] if at is not None)


def _query() -> Any:
    """One index says when a post was answered last."""
    answered = select(func.max(Comment.published_at)).where(
        Comment.post_id == Post.id, Comment.shown_revision_id.is_not(None)
    )
    return (
        select(*(Post.id, Post.permalink, Post.published_at, PostRevision.saved_at))
        .add_columns(answered.correlate(Post).scalar_subquery())
        .join(PostRevision, PostRevision.id == Post.shown_revision_id)
        .where(Post.status == PostStatus.PUBLISHED, Post.published_at.is_not(None))
        .order_by(Post.id)
    )
