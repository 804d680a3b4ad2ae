"""Notes of the desk on a person: added by anybody who moderates, changed and deleted by who wrote them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, false, func, or_, select, update
from sqlalchemy.orm import Session, joinedload

from blog.accounts.models import Account
from blog.comments.models import Commenter
from blog.database.among import among
from blog.errors import Refusal
from blog.moderation import log
from blog.moderation.decisions import begin_action
from blog.moderation.models import Action, PersonNote
from blog.moderation.words import NOTE

NOTE_CHARACTERS = 2000
# As the log names what was done; not a word of a note stands there.
ADDED, CHANGED, DELETED, AS_BEFORE = "noted", "reworded", "unnoted", "as before"


class NoteUnread(Refusal):
    """A note has from 1 to 2,000 characters. Nothing was changed, and your words are kept."""


class NoteUnknown(Refusal):
    """This note is not here any more, or it is somebody else's. Nothing was changed."""


class NobodyToNote(Refusal):
    """Nothing says who wrote this: a note on it would meet nobody again. Nothing was kept."""


def add_note(
    db: Session, account: Account, commenter: Commenter | None, email_key: str | None, words: str, now: datetime
) -> PersonNote:
    """Raises NoteUnread, NobodyToNote."""
    if commenter is None and email_key is None:
        raise NobodyToNote
    note = PersonNote(
        commenter_id=commenter.id if commenter else None,
        email_key=email_key if commenter is None else None,
        words=_checked(words),
        at=now,
        account_id=account.id,
    )
    db.add(note)
    db.flush()
    _done(db, account, note, "", ADDED, now)
    return note


def change_note(
    db: Session, account: Account, about: ColumnElement[bool], number: str, words: str, now: datetime
) -> PersonNote:
    """Put one's own note in other words. about: the condition of `notes_of`. Raises NoteUnread, NoteUnknown."""
    note = _own(db, account, about, number)
    before, note.words = note.words, _checked(words)
    if before != note.words:
        note.words_before, note.changed_at = before, now
        _done(db, account, note, ADDED, CHANGED, now)
    return note


def delete_note(db: Session, account: Account, about: ColumnElement[bool], number: str, now: datetime) -> None:
    """Nobody reads it any more; undo brings it back until it is purged. Raises NoteUnknown."""
    note = _own(db, account, about, number)
    note.deleted_at = now
    _done(db, account, note, ADDED, DELETED, now)


def _done(db: Session, account: Account, note: PersonNote, old: str, new: str, now: datetime) -> None:
    """In the log, and as an action that undo takes back: the last one done to the note."""
    head = log.take_head(db)
    action = begin_action(db, account, NOTE, now)
    note.action_id = action.id
    db.flush()
    log.append(db, head, [log.measure(f"note:{note.id}", account, old, new, "", now, action.id)])


def take_back(db: Session, account: Account, action: Action, undoing: Action, now: datetime) -> None:
    """Undo the last thing done to a note: an added one goes, a deleted one is back, a changed one reads as before.

    Raises NoteUnknown.
    """
    head = log.take_head(db)
    note = db.scalar(select(PersonNote).where(PersonNote.action_id == action.id).with_for_update())
    if note is None:
        raise NoteUnknown
    if note.deleted_at is not None:
        old, new, note.deleted_at = DELETED, AS_BEFORE, None
    elif note.words_before is not None:
        old, new, note.words, note.words_before = CHANGED, AS_BEFORE, note.words_before, None
    else:
        old, new, note.deleted_at = ADDED, DELETED, now
    note.action_id = None
    db.flush()
    log.append(db, head, [log.measure(f"note:{note.id}", account, old, new, "", now, undoing.id)])


def is_standing_action() -> ColumnElement[bool]:
    """A condition on actions: the last thing done to a note that is still kept."""
    return select(PersonNote.id).where(PersonNote.action_id == Action.id).exists()


def forget_deleted(db: Session, before: datetime) -> None:
    """What was deleted, or put in other words, before then goes for good."""
    quiet = {"synchronize_session": False}
    db.execute(delete(PersonNote).where(PersonNote.deleted_at <= before), execution_options=quiet)
    former = update(PersonNote).where(PersonNote.words_before.is_not(None), PersonNote.changed_at <= before)
    db.execute(former.values(words_before=None, action_id=None), execution_options=quiet)


def about_person(commenter_id: int | None, email_key: str | None, gone: bool = False) -> ColumnElement[bool]:
    """A condition on notes: those on somebody who is known, or on a typed address. gone: deleted ones, too."""
    known = [PersonNote.commenter_id == commenter_id] if commenter_id is not None else []
    typed = [and_(PersonNote.email_key == email_key)] if email_key else []
    stands = [] if gone else [PersonNote.deleted_at.is_(None)]
    return and_(or_(*known, *typed), *stands) if known or typed else false()


def notes_of(db: Session, about: ColumnElement[bool]) -> list[PersonNote]:
    """The notes, the newest first."""
    query = select(PersonNote).where(about).order_by(PersonNote.id.desc()).options(joinedload(PersonNote.account))
    return list(db.scalars(query))


def newest_notes(
    db: Session, commenter_ids: Iterable[int], email_keys: Iterable[str]
) -> tuple[dict[int, PersonNote], dict[str, PersonNote]]:
    """The newest note on each of these, in one question: by the person's id, and by the address."""
    by_person: dict[int, PersonNote] = {}
    by_address: dict[str, PersonNote] = {}
    for note in db.scalars(_newest_notes(), {"people": list(commenter_ids), "addresses": list(email_keys)}):
        if note.commenter_id is not None:
            by_person[note.commenter_id] = note
        elif note.email_key is not None:
            by_address[note.email_key] = note
    return by_person, by_address


@cache
def _newest_notes() -> Any:
    person = among(PersonNote.commenter_id, "people")
    newest = (
        select(func.max(PersonNote.id))
        .where(or_(person, among(PersonNote.email_key, "addresses")))
        .where(PersonNote.deleted_at.is_(None))
        .group_by(PersonNote.commenter_id, PersonNote.email_key)
    )
    return select(PersonNote).where(PersonNote.id.in_(newest)).options(joinedload(PersonNote.account))


def _own(db: Session, account: Account, about: ColumnElement[bool], number: str) -> PersonNote:
    if not (number.isascii() and number.isdecimal() and len(number) < 10):
        raise NoteUnknown
    query = select(PersonNote).where(PersonNote.id == int(number), PersonNote.account_id == account.id, about)
    note = db.scalar(query.with_for_update())
    if note is None:
        raise NoteUnknown
    return note


def _checked(words: str) -> str:
    if not words or len(words) > NOTE_CHARACTERS:
        raise NoteUnread
    return words
