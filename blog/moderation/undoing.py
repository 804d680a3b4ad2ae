"""Takes decisions back: a person's whole last action, or a writer's own withdrawal."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import and_, exists, func, select
from sqlalchemy.orm import Session

from blog.accounts.models import Account
from blog.comments.models import Comment, Status
from blog.errors import Refusal
from blog.moderation import log, reports
from blog.moderation.decisions import Cause, Outcome, begin_action, change, leave, take, visible
from blog.moderation.models import Action, LogEntry
from blog.moderation.states import MODERATOR, WRITER, Actor, State

UNDO = "undo"
# Actions behind the newest whose comments have all been decided on since are not searched without end.
LOOK_BACK = 20


class NothingToUndo(Refusal):
    """There is nothing left to take back: it was undone already, or somebody has decided on it since."""


class NotWithdrawn(Refusal):
    """This comment was not taken back by its writer, or a moderator has decided on it since."""


def find_last_action(db: Session, account: Account, action_id: int | None = None) -> tuple[Action, int] | None:
    """The person's last action of which something can still be taken back (or that very one), and how much of it."""
    recent = select(Action.id).where(Action.account_id == account.id, Action.undone_at.is_(None))
    recent = recent.where(Action.undoes.is_(None))
    if action_id is not None:
        recent = recent.where(Action.id == action_id)
    standing = (Comment.id == LogEntry.comment_id, Comment.seen == LogEntry.seen_after, visible(account))
    # The last of which anything stands is found first: only its comments are counted, not those of twenty actions.
    last = (
        select(Action.id)
        .where(
            Action.id.in_(recent.order_by(Action.id.desc()).limit(LOOK_BACK)),
            exists().where(LogEntry.action_id == Action.id, *standing),
        )
        .order_by(Action.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    query = (
        select(Action, func.count(Comment.id))
        .join(LogEntry, LogEntry.action_id == Action.id)
        .join(Comment, and_(*standing))
        .where(Action.id == last)
        .group_by(Action.id)
    )
    found = db.execute(query).first()
    return (found[0], found[1]) if found else None


def undo(db: Session, account: Account, action_id: int | None, now: datetime) -> Outcome:
    """Take back the last action (or the one with this id), except comments decided on since. Raises NothingToUndo."""
    found = find_last_action(db, account, action_id)
    if found is None:
        raise NothingToUndo
    action = db.scalar(
        select(Action)
        .where(Action.id == found[0].id, Action.undone_at.is_(None))
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    if action is None:
        raise NothingToUndo
    entries = {e.comment_id: e for e in db.scalars(select(LogEntry).where(LogEntry.action_id == action.id))}
    comments = take(db, visible(account), Comment.id.in_([key for key in entries if key is not None]))
    fresh = [comment for comment in comments if comment.seen == entries[comment.id].seen_after]
    stale = [comment for comment in comments if comment.seen != entries[comment.id].seen_after]
    if not fresh:
        raise NothingToUndo
    undoing = begin_action(db, account, UNDO, now, undoes=action.id)
    action.undone_at = now
    before = log.newest_entries(db, [comment.id for comment in fresh], min(e.id for e in entries.values()))
    moves = [(comment, _state_before(comment, entries[comment.id], before.get(comment.id))) for comment in fresh]
    reasons = {key: entry.reason for key, entry in before.items()}
    change(db, moves, Cause(Actor(MODERATOR, account), action_id=undoing.id, reasons=reasons), now)
    reports.open_again(db, action.id, [comment.id for comment in fresh])
    return Outcome(fresh, leave(db, stale), [], action)


def take_back_withdrawal(db: Session, comment: Comment, now: datetime) -> LogEntry:
    """Put a comment that its writer took back into the state it was in. Raises NotWithdrawn."""
    [taken] = take(db, Comment.id == comment.id)
    entry = log.newest_entries(db, [taken.id]).get(taken.id)
    if entry is None or not _is_withdrawal(entry) or entry.seen_after != taken.seen:
        raise NotWithdrawn
    before = log.newest_entries(db, [taken.id], entry.id).get(taken.id)
    cause = Cause(Actor(WRITER), reason=before.reason if before else "")
    return change(db, [(taken, _state_before(taken, entry, before))], cause, now)[0]


def _state_before(comment: Comment, entry: LogEntry, before: LogEntry | None) -> State:
    """The state that `entry` ended, exactly as it was; `before` is the entry that had led to it."""
    first_shown_by_it = entry.old_shown_id is None and comment.published_at == entry.at
    return State(
        status=Status(entry.old),
        shown_id=entry.old_shown_id,
        published_at=None if first_shown_by_it else comment.published_at,
        withdrawn_at=before.at if before is not None and _is_withdrawal(before) else None,
    )


def _is_withdrawal(entry: LogEntry) -> bool:
    return entry.actor == WRITER and entry.new == Status.DELETED
