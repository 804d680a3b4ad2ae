"""Finds what a person may decide on: two lanes of waiting revisions, decided comments by status, and how many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, Generic, TypeAlias, TypeVar

from sqlalchemy import (
    ColumnElement,
    Select,
    bindparam,
    func,
    literal,
    select,
    true,
    tuple_,
    union_all,
)
from sqlalchemy.orm import Session

from blog.accounts.models import Account
from blog.accounts.roles import Capability, may
from blog.comments import totals
from blog.comments.models import Comment, CommentRevision, Lane, Status
from blog.errors import Refusal
from blog.moderation import reports
from blog.moderation.card_rows import CardRow, is_pending, newest_rows, numbered_rows, waiting_rows
from blog.moderation.decisions import visible
from blog.moderation.folding import leads
from blog.moderation.models import CommentReport, LogEntry, Sweep
from blog.moderation.reasons import REASON_MARKS, reason_rows

CARDS = 30
SPAM_ROWS = 50
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
# The digits of the last moment there is, 9999-12-31, in microseconds.
LONGEST_CURSOR = 18
# Where the number of what readers have reported stands among the totals: it is no status.
REPORTED = "reported"
BY_READERS: totals.Place = (REPORTED, "")
ENDS = ("newest revision", "newest entry", "under way")

Found = TypeVar("Found")
# The lanes that are read, each with whether it goes on after a cursor.
Shape: TypeAlias = tuple[tuple[Lane, bool], ...]


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
    # The newest revision and the newest entry of the log there are: what a list holds that is shown now ends there.
    newest_revision: int = 0
    newest_entry: int = 0
    # How many actions the worker is at.
    under_way: int = 0
    # The rows of the list of reasons, as `reasons.offered_of` takes them.
    reasons: Sequence[tuple[str, str, int]] = ()


def waiting(db: Session, account: Account, lane: Lane, after: str | None = None, size: int = CARDS) -> Slice[CardRow]:
    """Waiting revisions of a lane, the longest wait first, after the cursor. Raises NoSuchPage."""
    return waiting_in(db, account, {lane: (after, size)})[lane]


def waiting_in(
    db: Session, account: Account, lanes: Mapping[Lane, tuple[str | None, int]]
) -> dict[Lane, Slice[CardRow]]:
    """Of each lane so many waiting revisions, the longest wait first, after its cursor. Raises NoSuchPage.

    Two queries however many lanes: which ones, by the index alone, and then all that their cards show. In one, the
    long join would be planned for every lane.
    """
    shape = tuple((lane, after is not None) for lane, (after, _) in lanes.items())
    every = may(account, Capability.MODERATE_ALL)
    places = _places_of_all(shape) if every else _places(shape, visible(account))
    given: dict[str, Any] = {}
    for lane, (after, size) in lanes.items():
        given[f"most_{lane}"] = size + 1
        if after is not None:
            given[f"at_{lane}"], given[f"id_{lane}"] = position_of(after)
    ids = {number: Lane(lane) for number, lane in db.execute(places, given)}
    by_wait = sorted(waiting_of(db, list(ids)).values(), key=lambda one: (one.waiting_since, one.id))
    slices = {}
    for lane, (_, size) in lanes.items():
        found = [one for one in by_wait if ids[one.id] is lane]
        last = found[size - 1] if len(found) > size else None
        slices[lane] = Slice(found[:size], cursor_of(last.waiting_since, last.id) if last else None)
    return slices


@cache
def _places_of_all(shape: Shape) -> Any:
    """Put together once: that takes longer than to ask it."""
    return _places(shape, leads())


def _places(shape: Shape, *where: ColumnElement[bool]) -> Any:
    """The first revisions that wait in these lanes, each with its lane's name; see `waiting_in` for what is given."""
    return union_all(*(_places_in(lane, goes_on, where) for lane, goes_on in shape))


def _places_in(lane: Lane, goes_on: bool, where: Sequence[ColumnElement[bool]]) -> Select[int, str]:
    order = CommentRevision.waiting_since, CommentRevision.id
    query = (
        select(CommentRevision.id, CommentRevision.lane)
        .join(Comment, CommentRevision.comment_id == Comment.id)
        .where(is_pending(), CommentRevision.lane == lane, *where)
        .order_by(*order)
        .limit(bindparam(f"most_{lane}", type_=CommentRevision.id.type))
    )
    if goes_on:
        last = (bindparam(f"{name}_{lane}", type_=one.type) for name, one in zip(("at", "id"), order, strict=True))
        query = query.where(tuple_(*order) > tuple_(*last))
    found = query.subquery()
    return select(found.c.id, found.c.lane)


def decided(
    db: Session, account: Account, status: Status, after: str | None = None, size: int = CARDS
) -> Slice[CardRow]:
    """Comments of one status, the newest first, after the cursor. Raises NoSuchPage."""
    first = select(Comment.id).where(Comment.status == status, visible(account)).order_by(Comment.id.desc())
    if after is not None:
        first = first.where(Comment.id < position_of(f"0-{after}")[1])
    # Which ones by the index alone, and then all that their cards show: PostgreSQL has joined every comment there is
    # (6 s at a million) when it was asked both at once.
    found = decided_of(db, status, db.scalars(first.limit(size + 1)).all())
    return Slice(found[:size], str(found[size - 1].comment_id) if len(found) > size else None)


def waiting_of(db: Session, ids: Sequence[int]) -> dict[int, CardRow]:
    """These waiting revisions by their numbers; one query, or none."""
    return {row.id: row for row in waiting_rows(db, ids)}


def decided_of(db: Session, status: Status, ids: Sequence[int]) -> list[CardRow]:
    """These comments of one status, the newest first; one query, or none."""
    return newest_rows(db, status, ids) if ids else []


def reported(
    db: Session, account: Account, where: Sequence[ColumnElement[bool]] = (), size: int = SPAM_ROWS
) -> list[tuple[CardRow, int]]:
    """Comments with open reports and how many those are, the most reported first; `where` narrows them."""
    return numbered_rows(db, reports.numbers(visible(account)).limit(size).subquery(), where)


def counts(db: Session, account: Account, threshold: int) -> Counts:
    """Every number around the queue, in one query; only the reported are counted for it, which are few.

    `threshold` is how many people report a comment before it is counted.
    """
    found: dict[totals.Place, int] = {}
    if may(account, Capability.MODERATE_OWN):
        every = may(account, Capability.MODERATE_ALL)
        query = _numbers_of_all() if every else _numbers(totals.totals_of_author(account.id), visible(account))
        rows = db.execute(query, {"threshold": threshold})
        found = {(status, lane): int(number) for status, lane, number in rows}
    listed = [(*place, found.pop(place)) for place in list(found) if place[0] in REASON_MARKS]
    reported = found.pop(BY_READERS, 0)
    ends = [found.pop((name, ""), 0) for name in ENDS]
    by_status = dict.fromkeys(Status, 0)
    for (status, _), number in found.items():
        by_status[Status(status)] += number
    good, spam = (_waiting_in(found, lane) for lane in (Lane.GOOD, Lane.SPAM))
    newest_revision, newest_entry, under_way = ends
    return Counts(by_status, good, spam, reported, newest_revision, newest_entry, under_way, listed)


@cache
def _numbers_of_all() -> Any:
    return _numbers(totals.totals_of_blog(), true())


def _numbers(of_statuses: Select[str, str, int], theirs: ColumnElement[bool]) -> Any:
    most = bindparam("threshold", type_=CommentReport.id.type)
    enough = reports.numbers(theirs).order_by(None).having(func.count(CommentReport.id) >= most)
    by_readers = select(literal(REPORTED), literal(""), func.count()).select_from(enough.subquery())
    return union_all(of_statuses, by_readers, *_ends(), reason_rows())


def _ends() -> list[Select[str, str, int]]:
    """Three more numbers, each from one end of an index."""
    return [
        select(literal(ENDS[0]), literal(""), func.coalesce(func.max(CommentRevision.id), 0)),
        select(literal(ENDS[1]), literal(""), func.coalesce(func.max(LogEntry.id), 0)),
        select(literal(ENDS[2]), literal(""), func.count()).select_from(Sweep).where(Sweep.finished_at.is_(None)),
    ]


def count_waiting(db: Session, account: Account) -> int:
    """How many comments this person keeps waiting; the probable spam is not counted."""
    return count_lanes(db, account)[0]


def count_lanes(db: Session, account: Account) -> tuple[int, int]:
    """How many comments this person keeps waiting, and how many more are probably spam."""
    if not may(account, Capability.MODERATE_OWN):
        return 0, 0
    every = may(account, Capability.MODERATE_ALL)
    found = totals.read_totals(db) if every else totals.read_totals_of(db, account.id)
    return _waiting_in(found, Lane.GOOD), _waiting_in(found, Lane.SPAM)


def end_of(slice_: Slice[CardRow], after: str | None) -> str | None:
    """The cursor behind the last of a slice; `after` again when it is empty."""
    last = slice_.found[-1] if slice_.found else None
    return cursor_of(last.waiting_since, last.id) if last else after


def _waiting_in(found: totals.Totals, lane: Lane) -> int:
    return found.get(totals.place_of(Status.PENDING, lane), 0)


def cursor_of(at: datetime, number: int) -> str:
    return f"{(at - EPOCH) // MICROSECOND}-{number}"


def position_of(cursor: str) -> tuple[datetime, int]:
    at, _, number = cursor.partition("-")
    if not all(part.isascii() and part.isdecimal() and len(part) <= LONGEST_CURSOR for part in (at, number)):
        raise NoSuchPage
    try:
        return EPOCH + int(at) * MICROSECOND, int(number)
    except OverflowError as error:
        raise NoSuchPage from error
