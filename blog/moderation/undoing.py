"""Takes decisions back: a person's whole last action, or a writer's own withdrawal."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, exists, false, func, or_, select, true
from sqlalchemy.orm import Session

from blog.accounts.models import Account
from blog.accounts.roles import Capability, may
from blog.comments.models import Comment, Status
from blog.errors import Refusal
from blog.moderation import bans, log, notes, reports, sweeps, trust
from blog.moderation.decisions import Cause, Outcome, begin_action, change, leave, take, visible, visible_of
from blog.moderation.models import Action, LogEntry, Sweep
from blog.moderation.states import MODERATOR, WRITER, Actor, State
from blog.moderation.words import BAN, LIFT, NOTE, TRUST

UNDO = "undo"
# Actions behind the newest whose comments have all been decided on since are not searched without end.
LOOK_BACK = 20
# As many as one form brings; what was more than that is taken back as it was done, a batch at a time.
AT_ONCE = 1000
# What was done to a person and not to a comment, and how each is taken back.
MEASURES: Mapping[str, Callable[[Session, Account, Action, Action, datetime], None]] = {
    BAN: bans.take_back,
    LIFT: bans.hold_again,
    TRUST: trust.take_back,
    NOTE: notes.take_back,
}


class NothingToUndo(Refusal):
    """There is nothing left to take back: it was undone already, somebody has decided on it since, or its words are
    gone for good, and then it is too late."""


class NotWithdrawn(Refusal):
    """This comment was not taken back by its writer, or a moderator has decided on it since."""


@dataclass(frozen=True)
class Undoable:
    """An action of which something can still be taken back, and how much; `sweep` where it went on by batches."""

    action: Action
    number: int
    sweep: Sweep | None = None

    @property
    def is_under_way(self) -> bool:
        return self.sweep is not None and self.sweep.finished_at is None


def find_last_action(db: Session, account: Account) -> Undoable | None:
    """The person's last action of which something can still be taken back, and how much of it.

    Of what was done to a person only a ban is such an action; the rest is undone where it was done, or from the log.
    """
    found = db.execute(_last_action(may(account, Capability.MODERATE_ALL)), {"me": account.id}).first()
    if found is None:
        return None
    action, sweep, number = found
    # A ban has an entry, and no comment.
    return Undoable(action, sweep.done if sweep is not None and number > AT_ONCE else number or 1, sweep)


@cache
def _last_action(every: bool) -> Any:
    """Put together once, because every page of the queue asks it of somebody."""
    me = bindparam("me", type_=Action.id.type)
    # The last of which anything stands is found first: only its comments are counted, not those of twenty actions.
    last = _last_standing(me, every)
    some = (
        select(LogEntry.id)
        .join(Comment, and_(*_stands(me, every)))
        .where(LogEntry.action_id == last)
        .limit(AT_ONCE + 1)
        .subquery()
    )
    return (
        select(Action, Sweep, select(func.count()).select_from(some).scalar_subquery())
        .outerjoin(Sweep, Sweep.action_id == Action.id)
        .where(Action.id == last)
    )


def undoable(db: Session, account: Account, action_ids: Sequence[int], now: datetime) -> set[int]:
    """Those of these actions that are this person's own, and of which something can still be taken back."""
    if not action_ids:
        return set()
    every = may(account, Capability.MODERATE_ALL)
    whole = or_(_something_stands(account.id, every), _done_to_people(account, now))
    return set(db.scalars(select(Action.id).where(_own(account.id), Action.id.in_(action_ids), whole)))


def newest_measure(db: Session, account: Account, now: datetime) -> Action | None:
    """What this person did last to another, if it can still be taken back."""
    query = select(Action).where(_own(account.id), _done_to_people(account, now)).order_by(Action.id.desc())
    return db.scalar(query.limit(1))


def _last_standing(me: Any, every: bool) -> Any:
    """The id of the last action that left something in the state it is in now."""
    recent = select(Action.id).where(_own(me), Action.decision.not_in((LIFT, TRUST, NOTE)))
    among = Action.id.in_(recent.order_by(Action.id.desc()).limit(LOOK_BACK))
    banned = bans.is_standing_action() if every else false()
    stands = or_(_something_stands(me, every), banned)
    return select(Action.id).where(among, stands).order_by(Action.id.desc()).limit(1).scalar_subquery()


def _own(me: Any) -> ColumnElement[bool]:
    """A condition on actions: this person's, not undone, and no undo itself."""
    return and_(Action.account_id == me, Action.undone_at.is_(None), Action.undoes.is_(None))


def _stands(me: Any, every: bool) -> tuple[ColumnElement[bool], ...]:
    """Conditions on a comment and an entry: the comment is as the entry left it, and theirs to decide on."""
    theirs = true() if every else visible_of(me)
    return Comment.id == LogEntry.comment_id, Comment.seen == LogEntry.seen_after, theirs


def _something_stands(me: Any, every: bool) -> ColumnElement[bool]:
    return or_(
        exists().where(LogEntry.action_id == Action.id, *_stands(me, every)),
        # One that was left to the worker, which has not come to it yet.
        exists().where(Sweep.action_id == Action.id, Sweep.finished_at.is_(None)),
    )


def _done_to_people(account: Account, now: datetime) -> ColumnElement[bool]:
    if not may(account, Capability.MODERATE_ALL):
        return false()
    return or_(
        and_(Action.decision == BAN, bans.is_standing_action()),
        and_(Action.decision == LIFT, bans.is_standing_lift(now)),
        and_(Action.decision == TRUST, trust.is_standing_action()),
        and_(Action.decision == NOTE, notes.is_standing_action()),
    )


def undo(db: Session, account: Account, action_id: int | None, now: datetime) -> Outcome:
    """Take back the last action (or the one with this id), except comments decided on since. Raises NothingToUndo.

    What is still under way stops; of more than a thousand comments the worker takes back a batch at a time.
    """
    if action_id is None:
        last = find_last_action(db, account)
        action_id = last.action.id if last is not None else None
    elif not undoable(db, account, [action_id], now):
        raise NothingToUndo
    action = db.scalar(
        select(Action)
        .where(Action.id == action_id, Action.undone_at.is_(None))
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    if action is None:
        raise NothingToUndo
    if action.decision in MEASURES:
        undoing = begin_action(db, account, UNDO, now, undoes=action.id)
        MEASURES[action.decision](db, account, action, undoing, now)
        action.undone_at = now
        return Outcome(action=action)
    stopped = _stop(db, action, now)
    entries = list(db.scalars(select(LogEntry).where(LogEntry.action_id == action.id).limit(AT_ONCE + 1)))
    if len(entries) > AT_ONCE:
        total = db.scalar(select(func.count()).where(LogEntry.action_id == action.id)) or 0
        undoing = begin_action(db, account, UNDO, now, undoes=action.id)
        action.undone_at = now
        sweeps.begin(db, undoing, {"undoes": action.id}, total, now)
        return Outcome(action=action, under_way=total)
    undoing = begin_action(db, account, UNDO, now, undoes=action.id)
    fresh, stale = take_back(db, account, entries, undoing, now) if entries else ([], [])
    if not fresh and not stopped:
        raise NothingToUndo
    action.undone_at = now
    own = sum(comment.status == Status.DELETED and _is_answer(comment, account, action) for comment in fresh)
    return Outcome(fresh, leave(db, stale), [], action, stopped=stopped, own=own)


def _stop(db: Session, action: Action, now: datetime) -> bool:
    """Whether the worker was still at it: it finds the action ended, and does no further batch."""
    sweep = db.get(Sweep, action.id, populate_existing=True)
    if sweep is None or sweep.finished_at is not None:
        return False
    sweep.finished_at, sweep.wish = now, {}
    return True


def take_back(
    db: Session, account: Account, entries: Sequence[LogEntry], undoing: Action, now: datetime
) -> tuple[list[Comment], list[Comment]]:
    """Put comments into the states that these entries of one action ended: those put back, and those left alone."""
    by_comment = {entry.comment_id: entry for entry in entries}
    comments = take(db, visible(account), Comment.id.in_([key for key in by_comment if key is not None]))
    fresh = [comment for comment in comments if comment.seen == by_comment[comment.id].seen_after]
    stale = [comment for comment in comments if comment.seen != by_comment[comment.id].seen_after]
    if fresh:
        before = log.newest_entries(db, [comment.id for comment in fresh], min(entry.id for entry in entries))
        undone = db.get(Action, undoing.undoes) if undoing.undoes is not None else None
        moves = []
        for comment in fresh:
            state = _state_before(comment, by_comment[comment.id], before.get(comment.id))
            # A reply that was sent with this action waits for nobody once its writer has taken it back.
            if undone is not None and _is_answer(comment, account, undone):
                state = replace(state, status=Status.DELETED)
            moves.append((comment, state))
        reasons = {key: entry.reason for key, entry in before.items()}
        change(db, moves, Cause(Actor(MODERATOR, account), action_id=undoing.id, reasons=reasons), now)
        if undoing.undoes is not None:
            reports.open_again(db, undoing.undoes, [comment.id for comment in fresh])
    return fresh, stale


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


def _is_answer(comment: Comment, account: Account, action: Action) -> bool:
    """Whether this person wrote the comment as a part of that action."""
    return comment.account_id == account.id and comment.created_at == action.at


def _is_withdrawal(entry: LogEntry) -> bool:
    return entry.actor == WRITER and entry.new == Status.DELETED
