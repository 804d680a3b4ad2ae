"""Renders comments anew whose HTML was made under an older policy."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from blog.comments.models import Comment, CommentRevision
from blog.database.versions import move_versions
from blog.markup.comments import POLICY, Rendering

Redone = tuple[CommentRevision, Rendering]


def outdated(db: Session, after: int, limit: int) -> list[tuple[CommentRevision, str | None, str | None]]:
    """The next revisions whose HTML is of another policy than this program's, with their comments' sources and keys."""
    query = (
        select(CommentRevision, Comment.source, Comment.source_key)
        .join(Comment, Comment.id == CommentRevision.comment_id)
        .where(CommentRevision.id > after, CommentRevision.policy != POLICY)
    )
    return [(row[0], row[1], row[2]) for row in db.execute(query.order_by(CommentRevision.id).limit(limit))]


def store(db: Session, redone: Sequence[Redone], now: datetime) -> int:
    """Keep the new HTML, live and inert; how many of them look different.

    Words, links and their fingerprint stay: hosts were counted and the learner has learned by these. What was erased
    or changed meanwhile is left for the next time.
    """
    different = []
    for revision, rendering in redone:
        mine = (CommentRevision.id == revision.id, CommentRevision.html == revision.html)
        values = {"html": str(rendering.html), "inert": str(rendering.inert), "policy": rendering.policy}
        done = db.execute(update(CommentRevision).where(*mine).values(**values))
        if done.rowcount and str(rendering.html) != revision.html:  # type: ignore[attr-defined]
            different.append(revision.id)
    shown = select(Comment.post_id).where(Comment.shown_revision_id.in_(different)).distinct()
    posts = list(db.scalars(shown)) if different else []
    if posts:
        move_versions(db, ["comments", *(f"post:{post_id}" for post_id in posts)], now)
    return len(different)
