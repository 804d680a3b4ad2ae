"""Decides on comments: the only place where a status changes, with all that follows in the same transaction.

What was decided elsewhere, before a comment came here, is set by `bringing` beside it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, false, select, true
from sqlalchemy.orm import Session, load_only
from sqlalchemy.orm.attributes import instance_dict

from blog.accounts.models import Account
from blog.accounts.roles import Capability, may
from blog.comments.models import Comment, CommentRevision, Status
from blog.comments.sizes import move_sizes
from blog.comments.totals import move_totals, place_of
from blog.database.among import among
from blog.database.versions import move_versions
from blog.errors import Refusal
from blog.moderation import announcing, log, reports
from blog.moderation.hosts import count_hosts, hosts_of
from blog.moderation.models import Action, LogEntry
from blog.moderation.putting import count_shown, put_states
from blog.moderation.states import MODERATOR, Actor, State, state_after, state_of
from blog.posts.bylines import own
from blog.posts.models import Post
from blog.site import hub

__all__ = ["Actor", "CommentUnknown", "Left", "Outcome", "count_shown", "decide", "decide_many"]


class CommentUnknown(Refusal):
    """One of these comments is not here, or not any more. Nothing was decided."""


@dataclass(frozen=True)
class Left:
    """A comment left alone because it is not as it was seen any more.

    `faster` is the entry of whoever decided meanwhile; None says that its writer changed it.
    """

    comment: Comment
    faster: LogEntry | None


@dataclass(frozen=True)
class Outcome:
    """What became of a decision on many: decided, left alone, and those that were so already."""

    decided: list[Comment] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    same: list[Comment] = field(default_factory=list)
    action: Action | None = None
    # How many are decided on after this transaction, a batch at a time.
    under_way: int = 0
    # Whether what was under way has been stopped.
    stopped: bool = False
    # How many of the decided are an undone reply of one's own, which does not wait for anybody to decide.
    own: int = 0

    @property
    def is_something(self) -> bool:
        return bool(self.decided or self.same or self.under_way or self.stopped)


@dataclass(frozen=True)
class Cause:
    """Who changes something, and why; `reasons` gives single comments (by id) a reason of their own."""

    actor: Actor
    reason: str = ""
    note: str = ""
    action_id: int | None = None
    reasons: Mapping[int, str] = field(default_factory=dict)


def decide(
    db: Session,
    comment: Comment,
    status: Status,
    actor: Actor,
    now: datetime,
    reason: str = "",
    note: str = "",
    action: Action | None = None,
) -> LogEntry | None:
    """Decide on the comment's newest revision; the log's entry, or None when it was so already."""
    [locked] = take(db, Comment.id == comment.id)
    cause = Cause(actor, reason, note, action.id if action else None)
    entries = change(db, [(locked, state_after(locked, status, actor, now))], cause, now)
    return entries[0] if entries else None


def decide_many(
    db: Session,
    account: Account,
    picks: Iterable[tuple[str, int]],
    status: Status,
    now: datetime,
    reason: str = "",
    note: str = "",
) -> Outcome:
    """Decide on comments as they were seen: (public id, SEEN) each. Raises CommentUnknown, and then nothing is done.

    What has changed since is left alone and named with who was faster; the same outcome twice is no conflict.
    """
    seen: dict[str, set[int]] = {}
    for public_id, number in picks:
        seen.setdefault(public_id, set()).add(number)
    comments = take(db, visible(account), Comment.public_id.in_(list(seen)))
    if len(comments) != len(seen):
        raise CommentUnknown
    same = [comment for comment in comments if comment.status == status]
    others = [comment for comment in comments if comment.status != status]
    fresh = [c for c in others if c.seen in seen[c.public_id] and c.erased_at is None]
    current = {c.id for c in fresh}
    stale = [c for c in others if c.id not in current]
    action = None
    if fresh:
        action = begin_action(db, account, status, now)
        decide_taken(db, fresh, status, Cause(Actor(MODERATOR, account), reason, note, action.id), now)
    return Outcome(fresh, leave(db, stale), same, action)


def decide_taken(db: Session, comments: Sequence[Comment], status: Status, cause: Cause, now: datetime) -> None:
    """Decide on comments that `take` gave; what readers have reported of them is settled with it."""
    moves = [(comment, state_after(comment, status, cause.actor, now)) for comment in comments]
    judged = [comment.id for comment, state in moves if comment.shown_revision_id not in (None, state.shown_id)]
    change(db, moves, cause, now)
    if judged and cause.action_id is not None:
        reports.settle(db, judged, cause.action_id, now)


def begin_action(db: Session, account: Account, decision: str, now: datetime, undoes: int | None = None) -> Action:
    """What one person does in one go, as a row that undo can take back."""
    action = Action(account_id=account.id, decision=decision, at=now, undoes=undoes)
    db.add(action)
    db.flush()
    return action


def visible(account: Account) -> ColumnElement[bool]:
    """A condition on comments: those this person may decide on."""
    if may(account, Capability.MODERATE_ALL):
        return true()
    if may(account, Capability.MODERATE_OWN):
        return visible_of(account.id)
    return false()


def visible_of(author_id: Any) -> ColumnElement[bool]:
    """The same of whoever decides on comments under posts of their own; a parameter will do for the id."""
    return Comment.post_id.in_(select(Post.id).where(own(author_id)))


def take(db: Session, *where: ColumnElement[bool]) -> list[Comment]:
    """The comments as they are now, locked, in the order of their ids so that two deciders never wait in a ring."""
    query = (
        select(Comment)
        .where(*where)
        .order_by(Comment.id)
        # FOR NO KEY UPDATE: a reply sent meanwhile only refers to the row and need not wait.
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return list(db.scalars(query))


def leave(db: Session, comments: Sequence[Comment]) -> list[Left]:
    """Name who was faster with each comment that is not as it was seen."""
    if not comments:
        return []
    entries = log.newest_entries(db, [comment.id for comment in comments])
    revisions = newest_revisions(db, comments)
    left = []
    for comment in comments:
        entry, revision = entries.get(comment.id), revisions[comment.id]
        edited_since = entry is None or entry.revision_id != revision.id
        left.append(Left(comment, None if edited_since else entry))
    return left


def change(db: Session, moves: Sequence[tuple[Comment, State]], cause: Cause, now: datetime) -> list[LogEntry]:
    """Bring taken comments into new states, log it, and move what shows them; the entry of one, for many none.

    Everyone takes comments first, then totals, then the log's head, then posts, then page versions.
    """
    moves = [(comment, state) for comment, state in moves if not state.looks_like(state_of(comment))]
    if not moves:
        return []
    revisions = newest_revisions(db, [comment for comment, _ in moves])
    _count_statuses(db, moves, revisions)
    head = log.take_head(db)
    led: list[tuple[list[str], str, str]] = []
    counts: Counter[int] = Counter()
    changed_pages: set[int] = set()
    entries: list[log.Entry] = []
    sizes: list[tuple[int, str, int]] = []
    for comment, state in moves:
        before, revision = state_of(comment), revisions[comment.id]
        led.append((hosts_of(revision.links, comment.website), before.status, state.status))
        by = (state.shown_id is not None) - (before.shown_id is not None)
        counts[comment.post_id] += by
        sizes.append((comment.post_id, comment.sort_path, by))
        # One that was shown once may stand as a tombstone, whose words depend on the status.
        if before.shown_id != state.shown_id or before.published_at is not None:
            changed_pages.add(comment.post_id)
        entries.append(make_entry(comment, revision, state, cause, now))
    put_states(db, moves, revisions)
    kept = log.append(db, head, entries)
    announcing.tell_readers(db, [comment for comment, _ in moves], entries, now)
    count_hosts(db, led)
    move_sizes(db, sizes)
    count_shown(db, counts)
    if changed_pages:
        move_versions(db, ["comments", *(f"post:{post_id}" for post_id in changed_pages)], now)
        hub.plan_comments(db, now)
    for comment, _ in moves:
        if "shown" in instance_dict(comment):
            db.expire(comment, ["shown"])
    return kept


def make_entry(comment: Comment, revision: CommentRevision, state: State, cause: Cause, now: datetime) -> log.Entry:
    """The entry that says so, made while the comment is still in its old state."""
    return log.Entry(
        comment_id=comment.id,
        revision_id=revision.id,
        action_id=cause.action_id,
        subject=log.subject_of(comment, revision, cause.actor.account_id),
        actor=cause.actor.kind,
        account_id=cause.actor.account_id,
        at=now,
        old=comment.status,
        new=state.status,
        old_shown_id=comment.shown_revision_id,
        new_shown_id=state.shown_id,
        seen_after=comment.seen + 1,
        reason=cause.reasons.get(comment.id, cause.reason),
        note=cause.note,
    )


def newest_revisions(db: Session, comments: Sequence[Comment]) -> dict[int, CommentRevision]:
    """The newest revision of each comment, by the comment's id; its long texts stay where they are."""
    ids = [comment.newest_revision_id for comment in comments]
    return {revision.comment_id: revision for revision in db.scalars(_revisions(), {"ids": ids})}


@cache
def _revisions() -> Any:
    needed = load_only(
        *(CommentRevision.comment_id, CommentRevision.number, CommentRevision.status),
        *(CommentRevision.links, CommentRevision.lane),
    )
    wanted = among(CommentRevision.id, "ids")
    return select(CommentRevision).where(wanted).options(needed).execution_options(populate_existing=True)


def _count_statuses(
    db: Session, moves: Sequence[tuple[Comment, State]], revisions: Mapping[int, CommentRevision]
) -> None:
    """Move the totals; called while the comments are still in their old states."""
    counted = []
    for comment, state in moves:
        lane = revisions[comment.id].lane
        counted.append((comment.post_id, place_of(comment.status, lane), place_of(state.status, lane)))
    move_totals(db, counted)
