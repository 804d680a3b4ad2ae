"""Goes on with what one transaction was too small for, a batch at a time: decisions on a whole list, and their undo."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from blog.accounts.models import Account
from blog.comments.models import Comment, Status
from blog.moderation.decisions import Cause, decide_taken
from blog.moderation.looking import look_along
from blog.moderation.models import Action, LogEntry, Sweep
from blog.moderation.states import MODERATOR, Actor
from blog.moderation.sweeps import FURTHER, Reach, go_on, of_others, take_fresh
from blog.moderation.undoing import take_back

# A batch holds the write lock for less than a tenth of a second.
BATCH = 200


def do_batch(db: Session, payload: dict[str, Any], now: datetime) -> None:
    """The next batch, in the transaction that marks its job done: each comment is decided on exactly once."""
    # Whoever undoes the action takes it first, too: either this batch is undone with the others, or never begun.
    action = db.scalar(
        select(Action)
        .where(Action.id == payload["action"])
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    sweep = db.get(Sweep, payload["action"], populate_existing=True)
    if action is None or sweep is None or sweep.finished_at is not None:
        return
    account = db.get_one(Account, action.account_id)
    more = _take_back_some(db, account, action, sweep, now) if "undoes" in sweep.wish else None
    if more is None:
        more = _decide_some(db, account, action, sweep, now)
    if more:
        go_on(db, action.id, now)
    else:
        sweep.finished_at = now
    db.flush()


def _decide_some(db: Session, account: Account, action: Action, sweep: Sweep, now: datetime) -> bool:
    """Whether there may be more."""
    reach, status = Reach(**sweep.wish), Status(action.decision)
    ids, last = look_along(db, account, Status(reach.status), reach.wanted, reach.moment, sweep.reached, FURTHER)
    some = ids[:BATCH]
    fresh = take_fresh(db, account, reach, some)
    if fresh:
        decide_taken(db, fresh, status, Cause(Actor(MODERATOR, account), sweep.reason, sweep.note, action.id), now)
    sweep.done += len(fresh)
    more = len(ids) > BATCH or last is not None
    if more:
        sweep.reached = some[-1] if len(ids) > BATCH else last or sweep.reached
    else:
        _name_others(db, account, reach, status, sweep)
    return more


def _name_others(db: Session, account: Account, reach: Reach, status: Status, sweep: Sweep) -> None:
    """At the end it is kept who was faster with how many; the wish, which may name a reader, is not."""
    query = (
        select(Account.name, func.count(LogEntry.comment_id.distinct()))
        .select_from(LogEntry)
        .join(Comment, Comment.id == LogEntry.comment_id)
        .outerjoin(Account, Account.id == LogEntry.account_id)
        .where(*of_others(account, reach), Comment.status != status)
        .group_by(Account.name)
    )
    faster: Counter[str] = Counter({name or "": number for name, number in db.execute(query)})
    sweep.left_alone = faster.total()
    sweep.wish = {"faster": faster.most_common(3)}


def _take_back_some(db: Session, account: Account, action: Action, sweep: Sweep, now: datetime) -> bool:
    """Whether there may be more."""
    entries = list(
        db.scalars(
            select(LogEntry)
            .where(LogEntry.action_id == action.undoes, LogEntry.id > sweep.reached)
            .order_by(LogEntry.id)
            .limit(BATCH)
        )
    )
    if entries:
        fresh, stale = take_back(db, account, entries, action, now)
        sweep.done += len(fresh)
        sweep.left_alone += len(stale)
        sweep.reached = entries[-1].id
    return len(entries) == BATCH
