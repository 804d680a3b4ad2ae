"""Renders posts anew whose HTML was made under an older policy."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from blog.database.versions import move_versions
from blog.markup.posts import POLICY, PostRendering
from blog.markup.posts import render as render_post
from blog.posts.models import Post, PostRevision
from blog.posts.pictures import dressed
from blog.posts.plans import excerpt_of
from blog.posts.searching import index_posts

Redone = tuple[PostRevision, PostRendering]


def outdated(db: Session, after: int, limit: int) -> list[PostRevision]:
    """The next revisions whose HTML is of another policy than this program's."""
    query = select(PostRevision).where(PostRevision.id > after, PostRevision.policy != POLICY)
    return list(db.scalars(query.order_by(PostRevision.id).limit(limit)))


def render(revision: PostRevision) -> PostRendering:
    """As whoever saved it might: what was unfiltered stays so."""
    return render_post(revision.typed, revision.format, unfiltered=revision.unfiltered)


def store(db: Session, redone: Sequence[Redone], now: datetime) -> int:
    """Keep the new HTML; how many of them look different. What was changed meanwhile is left for the next time."""
    different = []
    for revision, rendering in redone:
        mine = (PostRevision.id == revision.id, PostRevision.html == revision.html)
        html = dressed(db, str(rendering.html))
        values = {
            "html": html,
            "unfiltered": rendering.unfiltered,
            "words": rendering.text,
            "excerpt": excerpt_of(revision.plan, rendering),
        }
        done = db.execute(update(PostRevision).where(*mine).values(policy=rendering.policy, **values))
        if done.rowcount and html != revision.html:  # type: ignore[attr-defined]
            different.append(revision.id)
    shown = list(db.scalars(select(Post.id).where(Post.shown_revision_id.in_(different)))) if different else []
    if shown:
        index_posts(db, shown)
        move_versions(db, ["posts", *(f"post:{post_id}" for post_id in shown)], now)
    return len(different)
