"""Readers who are known again: by an address they proved, or by a device they want to be remembered on."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, delete, select, update
from sqlalchemy.orm import Session, joinedload

from blog.comments.models import Comment, Commenter, CommenterDevice, Following
from blog.database.inserting import insert_once
from blog.database.rows import make_public_id
from blog.errors import Refusal
from blog.signing import Keys

PURPOSE = "commenter's device"
# As long as browsers keep a cookie.
LIFETIME = timedelta(days=400)
# An address that nobody ever confirmed is forgotten again.
FORGET_UNCONFIRMED = timedelta(days=30)
FORGET_AT_ONCE = 20


class WriterErased(Refusal):
    """Who wrote this comment was erased for good, so nobody can be known again by it."""


def fold_address(email: str) -> str:
    """The address as addresses are compared by."""
    return email.strip().casefold()


def find_by_address(db: Session, email: str) -> Commenter | None:
    return db.scalar(select(Commenter).where(Commenter.email_key == fold_address(email)))


def keep_address(db: Session, email: str, now: datetime) -> Commenter:
    """The one row of an address, locked until the commit; a new one proves nothing and is told nothing."""
    forget_unconfirmed(db, now)
    key = fold_address(email)
    insert_once(db, Commenter, public_id=make_public_id(10), email=email.strip(), email_key=key, created_at=now)
    return db.scalars(_locked().where(Commenter.email_key == key)).one()


def find_present(db: Session, keys: Keys, cookie: str, now: datetime) -> Commenter | None:
    """Who is remembered on the device that brought this cookie; None for nobody."""
    secret = keys.read(PURPOSE, cookie)
    if not isinstance(secret, str):
        return None
    device = db.scalar(
        select(CommenterDevice)
        .where(CommenterDevice.token_hash == _hash(secret), CommenterDevice.expires_at > now)
        .options(joinedload(CommenterDevice.commenter))
    )
    return device.commenter if device is not None else None


def fits(commenter: Commenter, email: str | None) -> bool:
    """Whether this person may write under the address; who types somebody else's is nobody known."""
    return not email or (commenter.email_key is not None and commenter.email_key == fold_address(email))


def may_be(commenter: Commenter, email: str | None) -> bool:
    """Like `fits`, for one who is known by a device alone, and whose addresses nobody has looked at."""
    return commenter.email_key is None or fits(commenter, email)


def is_proved(commenter: Commenter | None, email: str | None) -> bool:
    """Whether it is known that the address is this person's own."""
    return commenter is not None and commenter.proved_at is not None and bool(email) and fits(commenter, email)


def note_presence(comment: Comment, present: Commenter | None, now: datetime) -> None:
    """Attach a comment that is just being stored to whoever is really there."""
    if present is None or not may_be(present, comment.email):
        return
    comment.commenter_id = present.id
    if is_proved(present, comment.email):
        comment.verified_at = now


def remember(db: Session, keys: Keys, cookie: str, comment: Comment, now: datetime) -> str:
    """Know this browser again as the writer of the comment, whose receipt it has; the new cookie."""
    present = find_present(db, keys, cookie, now)
    forget(db, keys, cookie, now)
    owner = db.get(Commenter, comment.commenter_id) if comment.commenter_id is not None else None
    if owner is None and present is not None and may_be(present, comment.email):
        owner = present
    if owner is None:
        owner = Commenter(public_id=make_public_id(10), created_at=now)
        db.add(owner)
        db.flush()
    comment.commenter_id = owner.id
    secret = secrets.token_urlsafe(32)
    db.add(CommenterDevice(token_hash=_hash(secret), commenter_id=owner.id, created_at=now, expires_at=now + LIFETIME))
    db.flush()
    return keys.sign(PURPOSE, secret)


def forget(db: Session, keys: Keys, cookie: str, now: datetime) -> None:
    """Know this browser no more, and none whose time is over."""
    secret = keys.read(PURPOSE, cookie)
    known = _hash(secret) if isinstance(secret, str) else ""
    db.execute(
        delete(CommenterDevice).where((CommenterDevice.token_hash == known) | (CommenterDevice.expires_at <= now))
    )


def merge(db: Session, other: Commenter, into: Commenter) -> None:
    """Both are one person: what is known of `other` is known of `into` from now on."""
    db.execute(update(CommenterDevice).where(CommenterDevice.commenter_id == other.id).values(commenter_id=into.id))
    db.execute(update(Comment).where(Comment.commenter_id == other.id).values(commenter_id=into.id))
    db.flush()
    db.delete(other)
    db.flush()


def forget_unconfirmed(db: Session, now: datetime) -> None:
    """Drop what somebody asked for a month ago and nobody confirmed, and the addresses that are known by that alone."""
    before = now - FORGET_UNCONFIRMED
    old = select(Following.id).where(Following.confirmed_at.is_(None), Following.created_at < before)
    _delete_some(db, Following, old)
    unknown = (
        select(Commenter.id)
        .where(Commenter.proved_at.is_(None), Commenter.refused_at.is_(None), Commenter.created_at < before)
        .where(Commenter.asked_at.is_(None) | (Commenter.asked_at < before))
        .where(~select(Following.id).where(Following.commenter_id == Commenter.id).exists())
        .where(~select(CommenterDevice.id).where(CommenterDevice.commenter_id == Commenter.id).exists())
        .where(~select(Comment.id).where(Comment.commenter_id == Commenter.id).exists())
    )
    _delete_some(db, Commenter, unknown)


def _delete_some(db: Session, table: type[Following] | type[Commenter], chosen: Any) -> None:
    some = chosen.limit(FORGET_AT_ONCE).with_for_update(skip_locked=True)
    db.execute(delete(table).where(table.id.in_(some)), execution_options={"synchronize_session": False})


def _locked() -> Select[Commenter]:
    return select(Commenter).with_for_update().execution_options(populate_existing=True)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
