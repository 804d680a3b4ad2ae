"""How many comments stand where, kept as rows in the transaction of each change, so that nobody counts them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from sqlalchemy import Select, case, delete, func, insert, literal, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from blog.comments.models import Comment, CommentRevision, CommentTotal, Status
from blog.comments.sizes import recount_sizes, wrong_sizes
from blog.posts.bylines import own
from blog.posts.models import Post

WHOLE_BLOG = 0

# (status, lane): the lane of what waits, and "" for what is decided.
Place = tuple[str, str]
Totals = Mapping[Place, int]


def place_of(status: str, lane: str) -> Place:
    """Where a comment of this status, its newest revision in this lane, is counted."""
    return str(status), str(lane) if status == Status.PENDING else ""


def move_totals(db: Session, moves: Iterable[tuple[int, Place | None, Place | None]]) -> None:
    """Count comments that went from one place to another: (post id, old, new) each; None is nowhere.

    Everyone who takes comments, totals and the log's head takes them in this order.
    """
    changes: Counter[tuple[int, str, str]] = Counter()
    for post_id, old, new in moves:
        for scope in (WHOLE_BLOG, post_id):
            if old is not None:
                changes[scope, *old] -= 1
            if new is not None:
                changes[scope, *new] += 1
    # In one order everywhere, so that two writers on PostgreSQL never wait for each other in a ring.
    rows = [_row(*key, by) for key, by in sorted(changes.items()) if by]
    if rows:
        db.connection().execute(_adding(db.get_bind().dialect.name), rows)


def read_totals(db: Session) -> Totals:
    """Those of the whole blog."""
    return {(status, lane): number for status, lane, number in db.execute(totals_of_blog())}


def read_totals_of(db: Session, author_id: int) -> Totals:
    """Those of one author's posts together."""
    return {(status, lane): int(number) for status, lane, number in db.execute(totals_of_author(author_id))}


def totals_of_blog() -> Select[str, str, int]:
    """(status, lane, number) of the whole blog, to be asked for alone or together with something else."""
    query = select(CommentTotal.status, CommentTotal.lane, CommentTotal.number)
    return query.where(CommentTotal.post_id == WHOLE_BLOG)


def totals_of_author(author_id: int) -> Select[str, str, int]:
    """The same of one author's posts together."""
    return (
        select(CommentTotal.status, CommentTotal.lane, func.sum(CommentTotal.number))
        .join(Post, Post.id == CommentTotal.post_id)
        .where(own(author_id))
        .group_by(CommentTotal.status, CommentTotal.lane)
    )


def recount(db: Session) -> None:
    """Count everything anew: after an import, or when comments went without a decision. Takes as long as it takes."""
    if db.get_bind().dialect.name == "postgresql":
        # Whoever is just counting is waited for, and whoever begins to waits for us.
        db.execute(text("LOCK TABLE comment_totals IN SHARE ROW EXCLUSIVE MODE"))
    db.execute(delete(CommentTotal))
    rows = [_row(*key, number) for key, number in _counted(db).items()]
    if rows:
        db.execute(insert(CommentTotal), rows)
    recount_sizes(db)


def wrong_totals(db: Session) -> list[str]:
    """Count everything and name every total that is not what is kept; empty when all is well."""
    query = select(CommentTotal.post_id, CommentTotal.status, CommentTotal.lane, CommentTotal.number)
    kept = {(row.post_id, row.status, row.lane): row.number for row in db.execute(query)}
    counted = _counted(db)
    wrong = [
        f"{_name(key)}: {kept.get(key, 0)} are counted and {counted.get(key, 0)} are there."
        for key in sorted({*kept, *counted})
        if kept.get(key, 0) != counted.get(key, 0)
    ]
    return wrong + wrong_sizes(db)


def _counted(db: Session) -> dict[tuple[int, str, str], int]:
    counted: Counter[tuple[int, str, str]] = Counter()
    for post_id, status, lane, number in db.execute(_counting()):
        for scope in (WHOLE_BLOG, post_id):
            counted[scope, status, lane] += number
    return dict(counted)


def _counting() -> Select[Any]:
    lane: Any = case((Comment.status == Status.PENDING, CommentRevision.lane), else_=literal("")).label("lane")
    return (
        select(Comment.post_id, Comment.status, lane, func.count())
        .join(CommentRevision, CommentRevision.id == Comment.newest_revision_id)
        .group_by(Comment.post_id, Comment.status, lane)
    )


def _row(post_id: int, status: str, lane: str, number: int) -> dict[str, Any]:
    return {"post_id": post_id, "status": status, "lane": lane, "number": number}


@cache
def _adding(dialect: str) -> Any:
    """Add to a total, or begin it."""
    table: Any = CommentTotal.__table__
    adding: Any = (postgresql.insert if dialect == "postgresql" else sqlite.insert)(table)
    added = table.c.number + adding.excluded.number
    return adding.on_conflict_do_update(index_elements=["post_id", "status", "lane"], set_={"number": added})


def _name(key: tuple[int, str, str]) -> str:
    post_id, status, lane = key
    where = "On the whole blog" if post_id == WHOLE_BLOG else f"Under post {post_id}"
    return f"{where}, {status}{f' in the lane {lane}' if lane else ''}"
