"""Looks through a list of the queue for what a filter asks for: in the list's order, and no further than it must."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, case, select, true, tuple_, union_all
from sqlalchemy.orm import Session

from blog.accounts.models import Account
from blog.comments.models import Comment, CommentRevision, Lane, Status
from blog.database.rows import moment_of, raw
from blog.moderation import queue
from blog.moderation.card_rows import is_pending
from blog.moderation.decisions import visible
from blog.moderation.filters import Filter

# Of a list so many are looked at for one page: what takes longer is gone on with when somebody asks for it.
FAR = 1000
# What can only be told by looking at the comment itself, not at its revision.
OF_COMMENTS = ("post", "tag", "person")


@dataclass(frozen=True)
class Look:
    """What was found of one list: ids of revisions (waiting ones) or of comments (decided ones), in its order.

    `end` is the cursor of the last that was looked at, or None where the list ended before.
    """

    ids: list[int]
    end: str | None


def look_at_waiting(
    db: Session,
    account: Account,
    lanes: Mapping[Lane, str | None],
    wanted: Filter,
    now: datetime,
    far: int | None = FAR,
) -> dict[Lane, Look]:
    """Waiting revisions that fit, of each lane (after its cursor) the longest wait first. Raises NoSuchPage."""
    looked = {lane: _look_at_lane(account, lane, wanted, now, after, far) for lane, after in lanes.items()}
    rows = sorted(db.execute(union_all(*(query for query, _ in looked.values()))), key=lambda row: (row[1], row[0]))
    looks = {}
    for lane, (_, along) in looked.items():
        those = [row for row in rows if row[3] == lane]
        cut = along and far is not None and len(those) == far
        end = queue.cursor_of(moment_of(those[-1][1]), those[-1][0]) if cut else None
        looks[lane] = Look([number for number, _, fitting, _ in those if fitting], end)
    return looks


def _look_at_lane(
    account: Account, lane: Lane, wanted: Filter, now: datetime, after: str | None, far: int | None
) -> tuple[Any, bool]:
    """(id, since when it waits, whether it fits, lane) of what is looked at; and whether that follows the lane."""
    fits = and_(true(), *wanted.where(now))
    window, place = _window(account, lane, wanted, after, far)
    since, fitting = raw(CommentRevision.waiting_since), case((fits, 1), else_=0)
    query = select(CommentRevision.id, since, fitting, CommentRevision.lane)
    query = query.join(window, window.c.id == CommentRevision.id)
    if set(OF_COMMENTS) & set(wanted.values):
        query = query.join(Comment, Comment.id == CommentRevision.comment_id)
    if place is not None:
        query = query.where(CommentRevision.lane == lane, place)
    return query, place is None


def _window(account: Account, lane: Lane, wanted: Filter, after: str | None, far: int | None) -> tuple[Any, Any]:
    """The revisions to look at, as a subquery; and what else holds for them, where they are not in the lane's order.

    All of one post or of one address are found by that, wherever in the lane they wait.
    """
    place = true() if after is None else _waits_after(after)
    narrow = _narrow(wanted)
    if narrow:
        query = select(Comment.newest_revision_id.label("id")).where(
            Comment.status == Status.PENDING, visible(account), *narrow
        )
        return query.order_by(Comment.id).limit(far).subquery(), place
    query = select(CommentRevision.id.label("id")).where(is_pending(), CommentRevision.lane == lane, place)
    own: Any = visible(account)
    if own is not true():
        query = query.join(Comment, Comment.id == CommentRevision.comment_id).where(own)
    return query.order_by(CommentRevision.waiting_since, CommentRevision.id).limit(far).subquery(), None


def _waits_after(after: str) -> Any:
    return tuple_(CommentRevision.waiting_since, CommentRevision.id) > tuple_(*queue.position_of(after))


def look_at_decided(
    db: Session,
    account: Account,
    status: Status,
    wanted: Filter,
    now: datetime,
    after: str | None = None,
    far: int | None = FAR,
) -> Look:
    """Comments of a status that fit, the newest first. Raises NoSuchPage."""
    window = select(Comment.id.label("id")).where(Comment.status == status, visible(account), *_narrow(wanted))
    if after is not None:
        window = window.where(Comment.id < queue.position_of(f"0-{after}")[1])
    some = window.order_by(Comment.id.desc()).limit(far).subquery()
    fits = and_(true(), *wanted.where(now))
    query: Select[int, int] = (
        select(Comment.id, case((fits, 1), else_=0))
        .join(some, some.c.id == Comment.id)
        .join(CommentRevision, CommentRevision.id == Comment.newest_revision_id)
        .order_by(Comment.id.desc())
    )
    rows = db.execute(query).all()
    end = str(rows[-1][0]) if far is not None and len(rows) == far else None
    return Look([number for number, fitting in rows if fitting], end)


def look_along(
    db: Session, account: Account, status: Status, wanted: Filter, now: datetime, reached: int, far: int = FAR
) -> tuple[list[int], int | None]:
    """Comments of a status that fit, by their ids from `reached` on; and the last id looked at, None at the end."""
    window = select(Comment.id.label("id")).where(Comment.status == status, visible(account), *_narrow(wanted))
    some = window.where(Comment.id > reached).order_by(Comment.id).limit(far).subquery()
    fits = and_(true(), *wanted.where(now))
    query = (
        select(Comment.id, case((fits, 1), else_=0))
        .join(some, some.c.id == Comment.id)
        .join(CommentRevision, CommentRevision.id == Comment.newest_revision_id)
        .order_by(Comment.id)
    )
    rows = db.execute(query).all()
    return [number for number, fitting in rows if fitting], rows[-1][0] if len(rows) == far else None


def _narrow(wanted: Filter) -> list[Any]:
    """What an index of comments answers."""
    narrow: list[Any] = []
    if wanted.post_id is not None:
        narrow.append(Comment.post_id == wanted.post_id)
    if wanted.email is not None:
        narrow.append(Comment.email == wanted.email)
    return narrow
