"""Puts a comment above the threads of its post, or takes it down from there: one a post, logged like a decision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from blog.accounts.models import Account
from blog.comments.finding import is_public_id
from blog.comments.models import Comment, CommentRevision, PinnedComment
from blog.database.versions import move_versions
from blog.errors import Refusal
from blog.languages.sentences import Sentence, say
from blog.markup.text import excerpt
from blog.moderation import log
from blog.moderation.decisions import CommentUnknown, take, visible
from blog.moderation.models import LogEntry
from blog.moderation.states import MODERATOR

PIN, UNPIN = "pin", "unpin"
NAME_CHARACTERS = 40


class NotShown(Refusal):
    """Only what readers see can stand above the thread. Approve the comment first."""


class NotPinned(Refusal):
    """This comment is not pinned any more. Nothing was changed."""


@dataclass(frozen=True)
class PinWish:
    """What a button of a card asks for."""

    public_id: str
    unpin: bool

    @classmethod
    def read(cls, fields: Any) -> PinWish:
        """Raises CommentUnknown."""
        unpin = fields.get(UNPIN)
        public_id = unpin or fields.get(PIN)
        if not is_public_id(public_id):
            raise CommentUnknown
        return cls(public_id, bool(unpin))


@dataclass(frozen=True)
class Pinning:
    """What was done: the comment, and the id of the one that was pinned before it."""

    comment: Comment
    unpinned: bool
    before: str | None = None

    @property
    def did(self) -> str:
        return UNPIN if self.unpinned else PIN

    @property
    def undo(self) -> tuple[str, str]:
        """The field and the value that put everything back."""
        if self.unpinned:
            return PIN, self.comment.public_id
        return (PIN, self.before) if self.before else (UNPIN, self.comment.public_id)


def change_pin(db: Session, account: Account, wish: PinWish, now: datetime) -> Pinning:
    """Pin or unpin a comment this person may decide on. Raises CommentUnknown, NotShown, NotPinned."""
    found = take(db, visible(account), Comment.public_id == wish.public_id)
    if not found:
        raise CommentUnknown
    [comment] = found
    head = log.take_head(db)
    before = _pinned_under(db, comment.post_id)
    if wish.unpin:
        if before is None or before.id != comment.id:
            raise NotPinned
    elif comment.shown_revision_id is None:
        raise NotShown
    elif before is not None and before.id == comment.id:
        return Pinning(comment, False)
    db.execute(delete(PinnedComment).where(PinnedComment.post_id == comment.post_id))
    if not wish.unpin:
        pinned = PinnedComment(post_id=comment.post_id, comment_id=comment.id, at=now, account_id=account.id)
        db.add(pinned)
        db.flush()
    pinning = Pinning(comment, wish.unpin, before.public_id if before and not wish.unpin else None)
    log.append(db, head, [_entry(db, pinning, account, now)])
    move_versions(db, [f"post:{comment.post_id}"], now)
    return pinning


def note_pin(pinning: Pinning, account: Account) -> dict[str, Any]:
    """What was done as JSON values, for the address of the next page."""
    undo = list(pinning.undo)
    return {"for": account.id, "did": pinning.did, "name": excerpt(pinning.comment.name, NAME_CHARACTERS), "undo": undo}


def say_pin(note: Mapping[str, Any]) -> Sentence | None:
    """The note in a sentence; None for the note of something else."""
    if note["did"] == PIN:
        return say("The comment by %(name)s is pinned: it stands above the thread.", name=note["name"])
    if note["did"] == UNPIN:
        return say("The comment by %(name)s is not pinned any more.", name=note["name"])
    return None


def undo_of(note: Mapping[str, Any] | None) -> tuple[str, str] | None:
    """The field and the value of the form that takes a pin back, from what the queue's address says was done."""
    undo = note.get("undo") if note is not None else None
    return (undo[0], undo[1]) if isinstance(undo, list) and len(undo) == 2 else None


def _pinned_under(db: Session, post_id: int) -> Comment | None:
    pinned = select(PinnedComment.comment_id).where(PinnedComment.post_id == post_id).scalar_subquery()
    return db.scalar(select(Comment).where(Comment.id == pinned))


def _entry(db: Session, pinning: Pinning, account: Account, now: datetime) -> LogEntry:
    """No status changes, and no decision is overtaken: the entry names its comment, and hangs from none."""
    comment = pinning.comment
    revision = db.get_one(CommentRevision, comment.shown_revision_id or comment.newest_revision_id)
    return LogEntry(
        subject=log.subject_of(comment, revision, account.id),
        actor=MODERATOR,
        account_id=account.id,
        at=now,
        old=comment.status,
        new=comment.status,
        seen_after=comment.seen,
        reason="unpinned" if pinning.unpinned else "pinned",
        note="",
    )
