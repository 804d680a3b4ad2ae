"""What the cards of a page are made of: plain rows, each a comment and its newest revision, read in one statement.

A page has eighty cards. As objects of the five tables they come from, reading them was a third of what it computed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, Subquery, literal_column, null, select
from sqlalchemy.orm import Session, aliased

from blog.accounts.models import Account
from blog.comments.models import Comment, CommentRevision, PinnedComment, Status
from blog.database.among import among
from blog.posts.models import Post, PostRevision


class CardRow(NamedTuple):
    """A revision and all that its card says of its comment, its writer and its place."""

    id: int
    number: int
    lane: str
    score: float
    findings: list[dict[str, Any]]
    alike: int | None
    words: str
    inert: str
    created_at: datetime
    waiting_since: datetime
    editor_id: int | None
    comment_id: int
    public_id: str
    seen: int
    status: str
    name: str
    email: str | None
    website: str | None
    commenter_id: int | None
    withdrawn_at: datetime | None
    erased_at: datetime | None
    # The account it was written with.
    account: str | None
    post_id: int
    permalink: str | None
    comment_count: int
    title: str | None
    # Whom it answers, and what readers see of that.
    parent: str | None
    parent_words: str | None
    # What readers see of itself.
    shown_id: int | None
    shown: str | None
    # Whether it stands above the threads of its post; only asked where it may.
    is_pinned: bool | None


_TITLED, _SHOWN, _PARENTS = aliased(PostRevision), aliased(CommentRevision), aliased(CommentRevision)
_PARENT = aliased(Comment)
_OF_REVISION: tuple[Any, ...] = (
    *(CommentRevision.id, CommentRevision.number, CommentRevision.lane, CommentRevision.score),
    *(CommentRevision.findings, CommentRevision.alike, CommentRevision.words, CommentRevision.inert),
    *(CommentRevision.created_at, CommentRevision.waiting_since, CommentRevision.editor_id),
)
_OF_COMMENT: tuple[Any, ...] = (
    *(Comment.public_id, Comment.seen, Comment.status, Comment.name, Comment.email, Comment.website),
    *(Comment.commenter_id, Comment.withdrawn_at, Comment.erased_at),
)
_COLUMNS: Mapping[str, Any] = {
    **{column.key: column for column in (*_OF_REVISION, *_OF_COMMENT)},
    "comment_id": Comment.id,
    "account": Account.name,
    "post_id": Post.id,
    "permalink": Post.permalink,
    "comment_count": Post.comment_count,
    "title": _TITLED.title,
    "parent": _PARENT.name,
    "parent_words": _PARENTS.words,
    "shown_id": _SHOWN.id,
    "shown": _SHOWN.inert,
    "is_pinned": PinnedComment.post_id.is_not(None),
}


def waiting_rows(db: Session, ids: Sequence[int]) -> list[CardRow]:
    """Those of these revisions that wait; one query, or none."""
    return list(_read(db, _waiting(), {"ids": list(ids)})) if ids else []


def newest_rows(db: Session, status: Status, ids: Sequence[int]) -> list[CardRow]:
    """The comments with these numbers, all of one status, the newest first."""
    return list(_read(db, _newest(status is Status.APPROVED), {"ids": list(ids)}))


def numbered_rows(db: Session, numbers: Subquery, where: Sequence[ColumnElement[bool]]) -> list[tuple[CardRow, int]]:
    """The comments of `numbers` (comment_id, number, first), each with its number, the highest and the first first."""
    rows = _rows().join(numbers, numbers.c.comment_id == Comment.id).where(_is_newest(), *where)
    rows = rows.add_columns(numbers.c.number).order_by(numbers.c.number.desc(), numbers.c.first)
    return [(CardRow._make(row[:-1]), row[-1]) for row in db.execute(rows)]


def is_pending() -> ColumnElement[bool]:
    """The condition word for word as the partial index has it: SQLite does not see it through a parameter."""
    return literal_column("comment_revisions.status = 'pending'")


def _read(db: Session, query: Any, given: Mapping[str, Any] | None = None) -> Iterator[CardRow]:
    return map(CardRow._make, db.execute(query, given))


@cache
def _waiting() -> Any:
    """Put together once: that takes longer than asking."""
    return _rows().where(is_pending(), among(CommentRevision.id, "ids"))


@cache
def _newest(with_pins: bool) -> Any:
    return _rows(with_pins).where(_is_newest(), among(Comment.id, "ids")).order_by(Comment.id.desc())


def _is_newest() -> ColumnElement[bool]:
    return CommentRevision.id == Comment.newest_revision_id


def _rows(with_pins: bool = False) -> Select[Any]:
    columns = [_COLUMNS[name] for name in CardRow._fields]
    if not with_pins:
        columns[-1] = null()
    rows = (
        select(*columns)
        .select_from(CommentRevision)
        .join(Comment, CommentRevision.comment_id == Comment.id)
        .join(Post, Comment.post_id == Post.id)
        .outerjoin(_TITLED, Post.shown_revision_id == _TITLED.id)
        .outerjoin(_PARENT, Comment.parent_id == _PARENT.id)
        .outerjoin(_PARENTS, _PARENT.shown_revision_id == _PARENTS.id)
        .outerjoin(_SHOWN, Comment.shown_revision_id == _SHOWN.id)
        .outerjoin(Account, Comment.account_id == Account.id)
    )
    return rows.outerjoin(PinnedComment, PinnedComment.comment_id == Comment.id) if with_pins else rows
