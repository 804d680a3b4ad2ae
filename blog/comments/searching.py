"""Keeps the words of the comments that readers see in the index, in the transaction that decides on them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from blog.comments.models import Comment, CommentRevision, SearchableComment
from blog.database import fulltext
from blog.database.among import among
from blog.markup.searching import indexed

# Databases take only so many values in one statement.
AT_ONCE = 500


def index_comments(db: Session, ids: Sequence[int]) -> int:
    """Have these comments found as readers see them now, or not at all; how many were indexed otherwise before.

    Whether a comment's post is published and shows its comments is asked when somebody looks.
    """
    changed = 0
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        wanted: dict[int, dict[str, str] | None] = dict.fromkeys(some)
        for row in db.execute(_shown(), {"ids": some}):
            wanted[row.id] = {"words": indexed(row.words)}
        changed += fulltext.renew(db, SearchableComment, wanted)
    return changed


def count_misplaced(db: Session) -> tuple[int, int]:
    """How many comments are indexed, and how many are missing from the index or should not be there."""
    shown = select(Comment.id).where(Comment.shown_revision_id.is_not(None))
    missing = shown.where(Comment.id.not_in(select(SearchableComment.comment_id)))
    stray = select(SearchableComment.comment_id).where(SearchableComment.comment_id.not_in(shown))
    count = select(func.count()).select_from
    found = db.scalar(count(SearchableComment)) or 0
    return found, (db.scalar(count(missing.subquery())) or 0) + (db.scalar(count(stray.subquery())) or 0)


@cache
def _shown() -> Any:
    shown = CommentRevision.id == Comment.shown_revision_id
    query = select(Comment.id, CommentRevision.words).join(CommentRevision, shown)
    return query.where(among(Comment.id, "ids"))
