"""Finds what a person may decide on: two lanes of waiting revisions, decided comments by status, and how many."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, func, literal, literal_column, select, tuple_, union_all
from sqlalchemy.orm import Session, contains_eager, defer, joinedload

from blog.accounts.models import Account
from blog.accounts.roles import Capability, may
from blog.comments import totals
from blog.comments.models import Comment, CommentRevision, Lane, Status
from blog.errors import Refusal
from blog.moderation import reports
from blog.moderation.decisions import visible
from blog.moderation.models import CommentReport
from blog.posts.models import Post, PostRevision

CARDS = 30
SPAM_ROWS = 100
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
# The digits of the last moment there is, 9999-12-31, in microseconds.
LONGEST_CURSOR = 18
# Where the number of what readers have reported stands among the totals: it is no status.
REPORTED = "reported"
BY_READERS: totals.Place = (REPORTED, "")

Found = TypeVar("Found")


class NoSuchPage(Refusal):
    """The queue has no such page."""


@dataclass(frozen=True)
class Slice(Generic[Found]):
    """A page of what was found; `next` is the cursor of the page after it, or None."""

    found: list[Found]
    next: str | None


@dataclass(frozen=True)
class Counts:
    """How many comments this person sees in each status, and how many of the pending ones in each lane.

    `reported` are those that so many readers have reported as the site wants to be told of.
    """

    by_status: Mapping[Status, int]
    good: int
    spam: int
    reported: int = 0


def waiting(
    db: Session, account: Account, lane: Lane, after: str | None = None, size: int = CARDS
) -> Slice[CommentRevision]:
    """Waiting revisions of a lane, the longest wait first, after the cursor. Raises NoSuchPage."""
    query = (
        select(CommentRevision)
        .join(Comment, CommentRevision.comment_id == Comment.id)
        .where(is_pending(), CommentRevision.lane == lane, visible(account))
        .order_by(CommentRevision.waiting_since, CommentRevision.id)
        .limit(size + 1)
        .options(defer(CommentRevision.typed), defer(CommentRevision.html))
        .options(contains_eager(CommentRevision.comment), *_around(contains_eager(CommentRevision.comment).joinedload))
    )
    if after is not None:
        query = query.where(tuple_(CommentRevision.waiting_since, CommentRevision.id) > tuple_(*_position(after)))
    found = list(db.scalars(query))
    last = found[size - 1] if len(found) > size else None
    return Slice(found[:size], _cursor(last.waiting_since, last.id) if last else None)


def decided(
    db: Session, account: Account, status: Status, after: str | None = None, size: int = CARDS
) -> Slice[Comment]:
    """Comments of one status, the newest first, after the cursor. Raises NoSuchPage."""
    query = (
        select(Comment)
        .where(Comment.status == status, visible(account))
        .order_by(Comment.id.desc())
        .limit(size + 1)
        .options(joinedload(Comment.newest).defer(CommentRevision.typed).defer(CommentRevision.html))
        .options(*_around(joinedload))
    )
    if status is Status.APPROVED:
        query = query.options(joinedload(Comment.pin))
    if after is not None:
        query = query.where(Comment.id < _position(f"0-{after}")[1])
    found = list(db.scalars(query))
    return Slice(found[:size], str(found[size - 1].id) if len(found) > size else None)


def reported(db: Session, account: Account, size: int = SPAM_ROWS) -> list[tuple[Comment, int]]:
    """Comments with open reports and how many those are, the most reported first."""
    numbers = reports.numbers(visible(account)).limit(size).subquery()
    query = (
        select(Comment, numbers.c.number)
        .join(numbers, numbers.c.comment_id == Comment.id)
        .order_by(numbers.c.number.desc(), numbers.c.first)
        .options(joinedload(Comment.newest).defer(CommentRevision.typed).defer(CommentRevision.html))
        .options(*_around(joinedload))
    )
    return [(comment, number) for comment, number in db.execute(query)]


def counts(db: Session, account: Account, threshold: int) -> Counts:
    """Every number around the queue, in one query; only the reported are counted for it, which are few.

    `threshold` is how many people report a comment before it is counted.
    """
    found: dict[totals.Place, int] = {}
    if may(account, Capability.MODERATE_OWN):
        enough = reports.numbers(visible(account)).order_by(None).having(func.count(CommentReport.id) >= threshold)
        by_readers = select(literal(REPORTED), literal(""), func.count()).select_from(enough.subquery())
        rows = db.execute(union_all(_totals(account), by_readers))
        found = {(status, lane): int(number) for status, lane, number in rows}
    reported = found.pop(BY_READERS, 0)
    by_status = dict.fromkeys(Status, 0)
    for (status, _), number in found.items():
        by_status[Status(status)] += number
    return Counts(by_status, _waiting_in(found, Lane.GOOD), _waiting_in(found, Lane.SPAM), reported)


def count_waiting(db: Session, account: Account) -> int:
    """How many comments this person keeps waiting; the probable spam is not counted."""
    if not may(account, Capability.MODERATE_OWN):
        return 0
    every = may(account, Capability.MODERATE_ALL)
    return _waiting_in(totals.read_totals(db) if every else totals.read_totals_of(db, account.id), Lane.GOOD)


def end_of(slice_: Slice[CommentRevision], after: str | None) -> str | None:
    """The cursor behind the last of a slice; `after` again when it is empty."""
    last = slice_.found[-1] if slice_.found else None
    return _cursor(last.waiting_since, last.id) if last else after


def _totals(account: Account) -> Select[str, str, int]:
    """Of all that this person may decide on."""
    if may(account, Capability.MODERATE_ALL):
        return totals.totals_of_blog()
    return totals.totals_of_author(account.id)


def _waiting_in(found: totals.Totals, lane: Lane) -> int:
    return found.get(totals.place_of(Status.PENDING, lane), 0)


def is_pending() -> ColumnElement[bool]:
    """The condition word for word as the partial index has it: SQLite does not see it through a parameter."""
    return literal_column("comment_revisions.status = 'pending'")


def _around(load: Callable[..., Any]) -> list[Any]:
    """All that a card shows beside the revision, in the same query and without the long texts nobody reads there."""
    return [
        load(Comment.post).joinedload(Post.shown).load_only(PostRevision.title),
        load(Comment.parent).load_only(Comment.name).joinedload(Comment.shown).load_only(CommentRevision.words),
        load(Comment.shown).load_only(CommentRevision.inert),
        load(Comment.account).load_only(Account.name),
    ]


def _cursor(at: datetime, number: int) -> str:
    return f"{(at - EPOCH) // MICROSECOND}-{number}"


def _position(cursor: str) -> tuple[datetime, int]:
    at, _, number = cursor.partition("-")
    if not all(part.isascii() and part.isdecimal() and len(part) <= LONGEST_CURSOR for part in (at, number)):
        raise NoSuchPage
    try:
        return EPOCH + int(at) * MICROSECOND, int(number)
    except OverflowError as error:
        raise NoSuchPage from error
