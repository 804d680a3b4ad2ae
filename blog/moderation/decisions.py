"""Decides on comments: the only place where a status changes, with all that follows in the same transaction.

What was decided elsewhere, before a comment came here, is set by `bringing` beside it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, Table, bindparam, false, select, true, update
from sqlalchemy.orm import Session, load_only
from sqlalchemy.orm.attributes import set_committed_value

from blog.accounts.models import Account
from blog.accounts.roles import Capability, may
from blog.comments.models import Comment, CommentRevision, Status
from blog.comments.sizes import move_sizes
from blog.comments.totals import move_totals, place_of
from blog.database.versions import move_versions
from blog.errors import Refusal
from blog.moderation import announcing, log, reports
from blog.moderation.hosts import count_hosts, hosts_of
from blog.moderation.models import Action, LogEntry
from blog.moderation.states import MODERATOR, Actor, State, state_after, state_of
from blog.posts.models import Post

COMMENTS, REVISIONS = cast(Table, Comment.__table__), cast(Table, CommentRevision.__table__)
STATE = ("status", "shown_revision_id", "published_at", "withdrawn_at", "seen")
STATING = update(COMMENTS).where(COMMENTS.c.id == bindparam("of")).values({name: bindparam(name) for name in STATE})
MARKING = update(REVISIONS).where(REVISIONS.c.id == bindparam("of")).values(status=bindparam("status"))

__all__ = ["Actor", "CommentUnknown", "Left", "Outcome", "decide", "decide_many"]


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
    stale = [c for c in others if c not in fresh]
    action = None
    if fresh:
        actor = Actor(MODERATOR, account)
        action = begin_action(db, account, status, now)
        moves = [(comment, state_after(comment, status, actor, now)) for comment in fresh]
        judged = [comment.id for comment, state in moves if comment.shown_revision_id not in (None, state.shown_id)]
        change(db, moves, Cause(actor, reason, note, action.id), now)
        if judged:
            reports.settle(db, judged, action.id, now)
    return Outcome(fresh, leave(db, stale), same, action)


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
        return Comment.post_id.in_(select(Post.id).where(Post.author_id == account.id))
    return false()


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
    """Bring taken comments into new states, log it, and move what shows them; no entry where nothing changes.

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
    entries: list[LogEntry] = []
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
    _put(db, moves, revisions)
    log.append(db, head, entries)
    announcing.tell_readers(db, [comment for comment, _ in moves], entries, now)
    count_hosts(db, led)
    move_sizes(db, sizes)
    count_shown(db, counts)
    if changed_pages:
        move_versions(db, ["comments", *(f"post:{post_id}" for post_id in changed_pages)], now)
    for comment, _ in moves:
        db.expire(comment, ["shown"])
    return entries


def make_entry(comment: Comment, revision: CommentRevision, state: State, cause: Cause, now: datetime) -> LogEntry:
    """The entry that says so, made while the comment is still in its old state."""
    return LogEntry(
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


def _put(db: Session, moves: Sequence[tuple[Comment, State]], revisions: Mapping[int, CommentRevision]) -> None:
    """Set the new states: two statements for however many, and the objects told what is stored now."""
    comments: list[dict[str, Any]] = []
    marks: list[dict[str, Any]] = []
    for comment, state in moves:
        values: dict[str, Any] = {
            "status": state.status,
            "shown_revision_id": state.shown_id,
            "published_at": state.published_at,
            "withdrawn_at": state.withdrawn_at,
            "seen": comment.seen + 1,
        }
        comments.append({"of": comment.id, **values})
        marks.append({"of": revisions[comment.id].id, "status": state.status})
        for name, value in values.items():
            set_committed_value(comment, name, value)
        set_committed_value(revisions[comment.id], "status", state.status)
    db.flush()
    db.connection().execute(STATING, comments)
    db.connection().execute(MARKING, marks)


def newest_revisions(db: Session, comments: Sequence[Comment]) -> dict[int, CommentRevision]:
    """The newest revision of each comment, by the comment's id; its long texts stay where they are."""
    needed = load_only(
        *(CommentRevision.comment_id, CommentRevision.number, CommentRevision.status),
        *(CommentRevision.links, CommentRevision.lane),
    )
    wanted = CommentRevision.id.in_([comment.newest_revision_id for comment in comments])
    query = select(CommentRevision).where(wanted).options(needed).execution_options(populate_existing=True)
    return {revision.comment_id: revision for revision in db.scalars(query)}


def _count_statuses(
    db: Session, moves: Sequence[tuple[Comment, State]], revisions: Mapping[int, CommentRevision]
) -> None:
    """Move the totals; called while the comments are still in their old states."""
    counted = []
    for comment, state in moves:
        lane = revisions[comment.id].lane
        counted.append((comment.post_id, place_of(comment.status, lane), place_of(state.status, lane)))
    move_totals(db, counted)


def count_shown(db: Session, counts: Mapping[int, int]) -> None:
    """Add to the number of comments that readers see under each post."""
    changed = [post_id for post_id, by in counts.items() if by]
    if not changed:
        return
    query = (
        select(Post)
        .where(Post.id.in_(changed))
        .order_by(Post.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    for post in db.scalars(query):
        post.comment_count = max(0, post.comment_count + counts[post.id])
    db.flush()
