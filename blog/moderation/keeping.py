"""Keeps what readers have reported: a moderator has read it, and that it is fine is logged as a decision is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from blog.accounts.models import Account
from blog.comments.models import Comment
from blog.moderation import log, reports
from blog.moderation.decisions import (
    Cause,
    CommentUnknown,
    Outcome,
    begin_action,
    leave,
    make_entry,
    newest_revisions,
    take,
    visible,
)
from blog.moderation.states import MODERATOR, Actor, state_of
from blog.moderation.words import FINE


def keep(
    db: Session, account: Account, picks: Iterable[tuple[str, int]], now: datetime, reason: str = "", note: str = ""
) -> Outcome:
    """Settle the open reports of comments as they were seen: (public id, SEEN) each. Raises CommentUnknown.

    Nothing changes for readers. What changed since is left alone; what has no open report was fine already.
    """
    seen: dict[str, set[int]] = {}
    for public_id, number in picks:
        seen.setdefault(public_id, set()).add(number)
    comments = take(db, visible(account), Comment.public_id.in_(list(seen)))
    if len(comments) != len(seen):
        raise CommentUnknown
    open_ones = reports.read_reported(db, [comment.id for comment in comments])
    shown = [comment for comment in comments if comment.shown_revision_id is not None]
    same = [comment for comment in shown if comment.id not in open_ones]
    fresh = [comment for comment in shown if comment not in same and comment.seen in seen[comment.public_id]]
    stale = [comment for comment in comments if comment not in same and comment not in fresh]
    action = None
    if fresh:
        action = begin_action(db, account, FINE, now)
        _log(db, fresh, Cause(Actor(MODERATOR, account), reason, note, action.id), now)
        reports.settle(db, [comment.id for comment in fresh], action.id, now)
    return Outcome(fresh, leave(db, stale), same, action)


def _log(db: Session, comments: list[Comment], cause: Cause, now: datetime) -> None:
    """An entry that goes from a state to the same state: who has looked, and when. SEEN moves as with a decision."""
    revisions = newest_revisions(db, comments)
    head = log.take_head(db)
    log.append(db, head, [make_entry(one, revisions[one.id], state_of(one), cause, now) for one in comments])
    ids = [comment.id for comment in comments]
    db.execute(update(Comment).where(Comment.id.in_(ids)).values(seen=Comment.seen + 1))
