"""Figures for the desk's first page: comments of each day, and how long people waited for a decision."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from statistics import median
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from blog.accounts.models import Account
from blog.comments.models import Comment, CommentRevision, Status
from blog.moderation.decisions import visible
from blog.moderation.models import LogEntry
from blog.moderation.states import MODERATOR

DAYS = 28
# So many rows are read at most, from the newest back. A blog that fills them in less than four weeks sees fewer days.
READ = 5000
# The demo stands in for what would have been written here.
DEMO = "demo"


def comments_a_day(db: Session, account: Account, zone: ZoneInfo, now: datetime) -> list[tuple[date, int]]:
    """How many were written here on each of the last days, spam and all; what an import brought does not count."""
    days = _days(zone, now)
    newest = select(func.max(Comment.id) - READ).scalar_subquery()
    query = select(Comment.created_at).where(Comment.id > func.coalesce(newest, 0), _written_here(), visible(account))
    found = list(db.scalars(query.order_by(Comment.id)))
    counted = Counter(at.astimezone(zone).date() for at in found)
    return [(day, counted[day]) for day in _covered(days, found, zone, len(found) == READ)]


def waits_a_day(db: Session, account: Account, zone: ZoneInfo, now: datetime) -> list[tuple[date, timedelta | None]]:
    """How long half of what was approved or rejected on each day had waited at most; None where nothing was."""
    days = _days(zone, now)
    newest = select(func.max(LogEntry.id) - READ).scalar_subquery()
    query = (
        select(LogEntry.at, CommentRevision.waiting_since)
        .join(CommentRevision, CommentRevision.id == LogEntry.revision_id)
        .join(Comment, Comment.id == LogEntry.comment_id)
        .where(
            LogEntry.id > func.coalesce(newest, 0),
            LogEntry.at >= datetime.combine(days[0], time(), zone),
            LogEntry.actor == MODERATOR,
            LogEntry.old == Status.PENDING,
            LogEntry.new.in_((Status.APPROVED, Status.REJECTED)),
            # The desk's own answers are decided at once, and what came with an import has waited elsewhere.
            Comment.account_id.is_(None),
            _written_here(),
            visible(account),
        )
        .order_by(LogEntry.id)
    )
    waits: dict[date, list[float]] = {}
    found = []
    for at, since in db.execute(query):
        found.append(at)
        waits.setdefault(at.astimezone(zone).date(), []).append(max(0.0, (at - since).total_seconds()))
    return [
        (day, timedelta(seconds=median(waits[day])) if day in waits else None)
        for day in _covered(days, found, zone, len(found) == READ)
    ]


def _written_here() -> ColumnElement[bool]:
    return or_(Comment.source.is_(None), Comment.source == DEMO)


def _days(zone: ZoneInfo, now: datetime) -> list[date]:
    today = now.astimezone(zone).date()
    return [today - timedelta(days=back) for back in range(DAYS - 1, -1, -1)]


def _covered(days: list[date], found: Sequence[datetime], zone: ZoneInfo, cut: bool) -> list[date]:
    """The days of which everything was read: where that was cut off, the first one is not whole."""
    if not cut:
        return days
    first = min(found).astimezone(zone).date()
    return [day for day in days if day > first] or days[-1:]
