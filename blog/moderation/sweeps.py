"""Decides on all that a narrowed list held: at once, or a batch at a time where that would take others too long."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from blog.accounts.models import Account
from blog.comments.models import Comment, CommentRevision, Status
from blog.errors import Refusal
from blog.jobs import outbox
from blog.moderation.decisions import Cause, Left, Outcome, begin_action, decide_taken, take, visible
from blog.moderation.filters import Filter
from blog.moderation.looking import look_along
from blog.moderation.models import Action, LogEntry, Sweep
from blog.moderation.picks import DecisionUnknown
from blog.moderation.states import MODERATOR, Actor
from blog.signing import Keys

PURPOSE = "sweep"
JOB = "sweep"
# A list that was shown this morning may be decided on in the evening.
KEPT_FOR = timedelta(hours=12)
# So many entries are read to say who was faster; the rest is counted.
MOST_NAMED = 200
# In a batch nobody waits for a page, so each look goes further.
FURTHER = 5000


class ReachTorn(Refusal):
    """This list was shown too long ago, or its form did not arrive whole. Nothing was decided; open the queue again."""


@dataclass(frozen=True)
class Reach:
    """All that a list held when it was shown: by its filter, and by the newest revision and log entry of then."""

    status: str
    typed: Mapping[str, str]
    number: int
    newest_revision: int
    newest_entry: int
    at: float

    @property
    def wanted(self) -> Filter:
        return Filter.read(self.typed)

    @property
    def moment(self) -> datetime:
        """When the list was shown: what was a day old then is what is meant."""
        return datetime.fromtimestamp(self.at, UTC)


def sign_reach(keys: Keys, account: Account, reach: Reach) -> str:
    return keys.sign_until(PURPOSE, {"for": account.id, **asdict(reach)}, reach.moment + KEPT_FOR)


def read_reach(keys: Keys, token: str, account: Account, now: datetime) -> Reach:
    """Raises ReachTorn for a token that is none, too old, or somebody else's."""
    said = keys.read_until(PURPOSE, token, now)
    if not isinstance(said, dict) or said.pop("for", None) != account.id:
        raise ReachTorn
    return Reach(**said)


def sweep(
    db: Session, account: Account, reach: Reach, status: Status, now: datetime, reason: str, note: str, most: int
) -> Outcome:
    """Decide on all of it, as one action. More than `most` are left to the worker. Raises DecisionUnknown, ReachTorn.

    What came later is not meant, and what somebody else has decided on meanwhile is left alone and named.
    """
    if reach.status == status:
        raise DecisionUnknown
    if reach.number > most:
        action = begin_action(db, account, status, now)
        begin(db, action, asdict(reach), reach.number, now, reason, note)
        return Outcome(action=action, under_way=reach.number)
    ids = [number for some in _all_of(db, account, reach) for number in some]
    fresh = take_fresh(db, account, reach, ids)
    same, left = overtaken(db, account, reach, status)
    if not fresh:
        return Outcome(left=left, same=same)
    action = begin_action(db, account, status, now)
    decide_taken(db, fresh, status, Cause(Actor(MODERATOR, account), reason, note, action.id), now)
    return Outcome(fresh, left, same, action)


def begin(
    db: Session, action: Action, wish: dict[str, Any], total: int, now: datetime, reason: str = "", note: str = ""
) -> None:
    """Leave an action to the worker."""
    db.add(Sweep(action_id=action.id, wish=wish, total=total, reason=reason, note=note))
    db.flush()
    go_on(db, action.id, now)


def go_on(db: Session, action_id: int, now: datetime) -> None:
    """Have the next batch done, as soon as this transaction has ended."""
    outbox.put(db, JOB, {"action": action_id}, now, about=f"sweep:{action_id}")


def _all_of(db: Session, account: Account, reach: Reach) -> Iterator[list[int]]:
    reached: int | None = 0
    while reached is not None:
        some, reached = look_along(db, account, Status(reach.status), reach.wanted, reach.moment, reached, FURTHER)
        yield some


def take_fresh(db: Session, account: Account, reach: Reach, ids: Sequence[int]) -> list[Comment]:
    """Of these comments, locked, those that are as they were when the list was shown."""
    if not ids:
        return []
    # The status once more: on PostgreSQL somebody may have decided while the lock was waited for.
    same = (Comment.status == reach.status, Comment.newest_revision_id <= reach.newest_revision)
    taken = take(db, visible(account), Comment.id.in_(ids), *same, Comment.erased_at.is_(None))
    moved = select(LogEntry.comment_id).where(
        LogEntry.id > reach.newest_entry, LogEntry.comment_id.in_([comment.id for comment in taken])
    )
    since = set(db.scalars(moved))
    return [comment for comment in taken if comment.id not in since]


def overtaken(db: Session, account: Account, reach: Reach, status: Status) -> tuple[list[Comment], list[Left]]:
    """What others have decided on since the list was shown: those with the same outcome, and those to be named."""
    query = (
        select(LogEntry, Comment)
        .join(Comment, Comment.id == LogEntry.comment_id)
        .where(*of_others(account, reach))
        .order_by(LogEntry.id.desc())
        .limit(MOST_NAMED)
    )
    newest: dict[int, tuple[LogEntry, Comment]] = {}
    for entry, comment in db.execute(query):
        newest.setdefault(comment.id, (entry, comment))
    same = [comment for _, comment in newest.values() if comment.status == status]
    left = [Left(comment, entry) for entry, comment in newest.values() if comment.status != status]
    return same, left


def of_others(account: Account, reach: Reach) -> list[ColumnElement[bool]]:
    """Entries since then by which somebody else took a comment out of the list; on the log and its comments."""
    held = select(Comment.id).join(CommentRevision, CommentRevision.id == Comment.newest_revision_id)
    held = held.where(*reach.wanted.where(reach.moment), Comment.newest_revision_id <= reach.newest_revision)
    return [
        LogEntry.id > reach.newest_entry,
        or_(LogEntry.account_id != account.id, LogEntry.account_id.is_(None)),
        LogEntry.old == reach.status,
        LogEntry.comment_id.in_(held.where(Comment.id == LogEntry.comment_id).correlate(LogEntry)),
        visible(account),
    ]
