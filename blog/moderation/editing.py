"""The desk's own words in a thread: somebody's text changed by a moderator, and answers given from the queue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from blog.accounts.models import Account
from blog.comments import revisions
from blog.comments.finding import is_public_id
from blog.comments.forms import Words
from blog.comments.models import Comment, CommentRevision, Status
from blog.errors import Refusal
from blog.languages.sentences import Sentence, say
from blog.markup.text import excerpt
from blog.moderation import log
from blog.moderation.checks import Check
from blog.moderation.decisions import CommentUnknown, begin_action, decide, decide_many, leave, take, visible
from blog.moderation.models import Action, LogEntry
from blog.moderation.pins import NAME_CHARACTERS
from blog.moderation.screening import screen
from blog.moderation.states import MODERATOR, Actor
from blog.moderation.words import ANSWER
from blog.signing import Keys

EDITED, RESTORED, ANSWERED = "edited", "restored", "answered"
OPEN = (Status.PENDING, Status.APPROVED)


class NotOpen(Refusal):
    """Only a comment that waits or that readers see can be changed or answered. Put it back among those who wait."""


class ChangedMeanwhile(Refusal):
    """Somebody decided on this comment, or its writer changed it, since you opened it. It stands here as it is now."""


@dataclass(frozen=True)
class Earlier:
    """A text that a comment had before, who wrote it and when; `editor` is None for the comment's writer."""

    number: int
    at: datetime
    editor: str | None
    words: str


def find(db: Session, account: Account, public_id: str) -> Comment:
    """A comment that this person may decide on. Raises CommentUnknown."""
    if not is_public_id(public_id):
        raise CommentUnknown
    comment = db.scalar(select(Comment).where(visible(account), Comment.public_id == public_id))
    if comment is None or comment.erased_at is not None:
        raise CommentUnknown
    return comment


def take_open(db: Session, account: Account, public_id: str, seen: str) -> Comment:
    """The same, locked, as it was seen. Raises CommentUnknown, ChangedMeanwhile, NotOpen."""
    find(db, account, public_id)
    [comment] = take(db, Comment.public_id == public_id)
    if comment.status not in OPEN:
        raise NotOpen
    if str(comment.seen) != seen:
        raise ChangedMeanwhile
    return comment


def edit(
    db: Session,
    account: Account,
    comment: Comment,
    form: Words,
    note: str,
    keys: Keys,
    now: datetime,
    checks: Sequence[Check],
) -> CommentRevision | None:
    """A new revision under the moderator's name, screened like any other; None if the words are the same.

    What waits goes on waiting; of what readers see the new text is seen at once.
    """
    shown, before = comment.status == Status.APPROVED, comment.newest_revision_id
    revision = revisions.revise(db, comment, form, {"desk": True}, keys, now, editor_id=account.id)
    if revision.id == before:
        return None
    screen(db, revision, now, checks)
    if shown:
        decide(db, comment, Status.APPROVED, Actor(MODERATOR, account), now, note=note)
    else:
        log.append(db, log.take_head(db), [_entry(comment, revision, account, note, now)])
    return revision


def open_for_answer(db: Session, account: Account, comment: Comment, now: datetime) -> Action | None:
    """Approve what is about to be answered, if it waits; the action that undo takes back with the answer."""
    if comment.status == Status.APPROVED:
        return begin_action(db, account, ANSWER, now)
    outcome = decide_many(db, account, [(comment.public_id, comment.seen)], Status.APPROVED, now)
    return outcome.action


def earlier_texts(db: Session, comment: Comment) -> list[Earlier]:
    """All texts but the newest, the newest of them first."""
    query = (
        select(CommentRevision, Account.name)
        .outerjoin(Account, Account.id == CommentRevision.editor_id)
        .where(CommentRevision.comment_id == comment.id, CommentRevision.id != comment.newest_revision_id)
        .order_by(CommentRevision.number.desc())
    )
    return [Earlier(one.number, one.created_at, name, one.words) for one, name in db.execute(query)]


def text_of(db: Session, comment: Comment, number: int) -> str:
    """The text with that number, as it was typed. Raises CommentUnknown."""
    own = (CommentRevision.comment_id == comment.id, CommentRevision.number == number)
    typed = db.scalar(select(CommentRevision.typed).where(*own))
    if typed is None:
        raise CommentUnknown
    return typed


def who_was_faster(db: Session, comment: Comment) -> LogEntry | None:
    """The newest decision on the comment; None if its writer changed it after that."""
    [left] = leave(db, [comment])
    return left.faster


def note_words(comment: Comment, account: Account, did: str, undo: int | None = None) -> dict[str, Any]:
    """What was done as JSON values, for the address of the next page; `undo` is the number of the text before."""
    return {
        "for": account.id,
        "did": did,
        "name": excerpt(comment.name, NAME_CHARACTERS),
        "text": [comment.public_id, comment.seen, undo] if undo else None,
    }


def say_words(note: Mapping[str, Any]) -> Sentence | None:
    """The note in a sentence; None for the note of something else."""
    if note["did"] == EDITED:
        return say("The text by %(name)s is changed. The one before is kept.", name=note["name"])
    if note["did"] == RESTORED:
        return say("The text by %(name)s is as it was before.", name=note["name"])
    if note["did"] == ANSWERED:
        return say("Your reply to %(name)s is sent.", name=note["name"])
    return None


def undo_of(note: Mapping[str, Any] | None) -> Sequence[Any] | None:
    """(public id, SEEN, number of the text) of the form that takes an edit back."""
    text = note.get("text") if note is not None else None
    return text if isinstance(text, list) and len(text) == 3 else None


def _entry(comment: Comment, revision: CommentRevision, account: Account, note: str, now: datetime) -> LogEntry:
    """No status changes, and no decision is overtaken: the entry names its comment, and hangs from none."""
    return LogEntry(
        subject=log.subject_of(comment, revision, account.id),
        actor=MODERATOR,
        account_id=account.id,
        at=now,
        old=comment.status,
        new=comment.status,
        seen_after=comment.seen,
        reason=EDITED,
        note=note,
    )
