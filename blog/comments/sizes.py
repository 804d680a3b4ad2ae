"""How many comments of each thread readers see, moved in the transaction of each decision, so that nobody counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from sqlalchemy import delete, func, insert, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from blog.comments import paths
from blog.comments.models import SEGMENT, Comment, CommentThread

Key = tuple[int, str]


def move_sizes(db: Session, moves: Iterable[tuple[int, str, int]]) -> None:
    """Add to the sizes of threads: (post id, a comment's sort path, by how many) each.

    Whoever decides holds the log's head, so that two on PostgreSQL never wait for each other in a ring.
    """
    changes: Counter[Key] = Counter()
    for post_id, sort_path, by in moves:
        changes[post_id, paths.above(sort_path, 0)] += by
    rows = [{"post_id": post_id, "root": root, "size": by} for (post_id, root), by in sorted(changes.items()) if by]
    if rows:
        db.connection().execute(_adding(db.get_bind().dialect.name), rows)


def move_sizes_of(db: Session, changes: Mapping[int, int]) -> None:
    """The same for comments known only by their ids."""
    ids = [comment_id for comment_id, by in changes.items() if by]
    if not ids:
        return
    rows = db.execute(select(Comment.id, Comment.post_id, Comment.sort_path).where(Comment.id.in_(ids)))
    move_sizes(db, [(row.post_id, row.sort_path, changes[row.id]) for row in rows])


def recount_sizes(db: Session) -> None:
    """Count every thread anew."""
    if db.get_bind().dialect.name == "postgresql":
        # Whoever is just counting is waited for, and whoever begins to waits for us.
        db.execute(text("LOCK TABLE comment_threads IN SHARE ROW EXCLUSIVE MODE"))
    db.execute(delete(CommentThread))
    rows = [{"post_id": post_id, "root": root, "size": size} for (post_id, root), size in _counted(db).items()]
    if rows:
        db.execute(insert(CommentThread), rows)


def wrong_sizes(db: Session) -> list[str]:
    """Count every thread and name those that are not as they are kept; empty when all is well."""
    query = select(CommentThread.post_id, CommentThread.root, CommentThread.size)
    kept = {(row.post_id, row.root): row.size for row in db.execute(query)}
    counted = _counted(db)
    return [
        f"Under post {post_id}, the thread {root}: {kept.get((post_id, root), 0)} are counted"
        f" and {counted.get((post_id, root), 0)} are there."
        for post_id, root in sorted({*kept, *counted})
        if kept.get((post_id, root), 0) != counted.get((post_id, root), 0)
    ]


def _counted(db: Session) -> dict[Key, int]:
    root: Any = func.substr(Comment.sort_path, 1, SEGMENT).label("root")
    query = select(Comment.post_id, root, func.count().label("size")).where(Comment.shown_revision_id.is_not(None))
    return {(row.post_id, row.root): row.size for row in db.execute(query.group_by(Comment.post_id, root))}


@cache
def _adding(dialect: str) -> Any:
    """Add to a size, or begin it."""
    table: Any = CommentThread.__table__
    adding: Any = (postgresql.insert if dialect == "postgresql" else sqlite.insert)(table)
    grown = table.c.size + adding.excluded.size
    return adding.on_conflict_do_update(index_elements=["post_id", "root"], set_={"size": grown})
