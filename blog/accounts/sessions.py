"""Sessions as rows: the cookie carries a signed random id, the row its hash, and ending the row ends it at once."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.orm import Session

from blog.accounts.models import Account, StaffSession
from blog.errors import Refusal
from blog.signing import Keys

PURPOSE = "session"
LIFETIME = timedelta(days=30)
# How long a session that has just shown whose it is may change how the person signs in.
PROVED = timedelta(minutes=10)
# A session's last use is no finer than this, so that not every form writes it down.
SEEN = timedelta(minutes=10)


class ProofNeeded(Refusal):
    """Nothing is changed yet: show first that it is you, then send it once more."""


class SessionOver(Refusal):
    """That session has ended already, so there was nothing to sign out."""


def begin_session(db: Session, keys: Keys, account: Account, agent: str, now: datetime, instead_of: str = "") -> str:
    """Begin a session on one device, in place of the one in its cookie; the text for the new cookie."""
    end_session(db, keys, instead_of, now)
    secret = secrets.token_urlsafe(32)
    db.add(
        StaffSession(
            token_hash=_hash(secret),
            account_id=account.id,
            created_at=now,
            expires_at=now + LIFETIME,
            agent=agent[:200],
            seen_at=now,
            proved_at=now,
        )
    )
    return keys.sign(PURPOSE, secret)


def find_account(db: Session, keys: Keys, cookie: str, now: datetime) -> Account | None:
    """Whose session the cookie is; None for a forged, ended or expired one and for a disabled account."""
    secret = keys.read(PURPOSE, cookie)
    if not isinstance(secret, str):
        return None
    found: Account | None = db.scalar(_going(), {"token": _hash(secret), "now": now})
    return found


@cache
def _going() -> Any:
    """Put together once, for every page of the desk asks it: that takes longer than asking."""
    return (
        select(Account)
        .join(StaffSession)
        .where(
            StaffSession.token_hash == bindparam("token", type_=StaffSession.token_hash.type),
            StaffSession.ended_at.is_(None),
            StaffSession.expires_at > bindparam("now", type_=StaffSession.expires_at.type),
            Account.disabled_at.is_(None),
        )
    )


def find_session(db: Session, keys: Keys, cookie: str, now: datetime) -> StaffSession | None:
    """The session of this cookie, where it has not ended."""
    secret = keys.read(PURPOSE, cookie)
    if not isinstance(secret, str):
        return None
    return db.scalar(
        select(StaffSession).where(
            StaffSession.token_hash == _hash(secret), StaffSession.ended_at.is_(None), StaffSession.expires_at > now
        )
    )


def list_sessions(db: Session, account: Account, now: datetime) -> list[StaffSession]:
    """Where the person is signed in, the last used first."""
    going = (
        StaffSession.account_id == account.id,
        StaffSession.ended_at.is_(None),
        StaffSession.expires_at > now,
    )
    return list(db.scalars(select(StaffSession).where(*going).order_by(StaffSession.seen_at.desc(), StaffSession.id)))


def note_use(db: Session, keys: Keys, cookie: str, now: datetime) -> None:
    """Something is being stored from this session: it is in use."""
    secret = keys.read(PURPOSE, cookie)
    if isinstance(secret, str):
        db.execute(_using(), {"token": _hash(secret), "now": now, "before": now - SEEN})


@cache
def _using() -> Any:
    """Put together once, for everything that is stored from the desk asks it."""
    at = StaffSession.seen_at
    this = (
        StaffSession.token_hash == bindparam("token", type_=StaffSession.token_hash.type),
        StaffSession.ended_at.is_(None),
        or_(at.is_(None), at < bindparam("before", type_=at.type)),
    )
    used = update(StaffSession).where(*this).values(seen_at=bindparam("now", type_=at.type))
    return used.execution_options(synchronize_session=False)


def has_proved(session: StaffSession | None, now: datetime) -> bool:
    """Whether whoever uses the session has shown within ten minutes that they are the person."""
    if session is None or session.proved_at is None:
        return False
    # A clock that was set back must not make ten minutes of a year.
    return now - PROVED < session.proved_at <= now + PROVED


def need_proof(db: Session, keys: Keys, cookie: str, now: datetime) -> None:
    """Raises ProofNeeded unless the session has shown whose it is within ten minutes."""
    if not has_proved(find_session(db, keys, cookie, now), now):
        raise ProofNeeded


def end_one(db: Session, account: Account, number: str, now: datetime) -> None:
    """End one session of this person. Raises SessionOver where none of that number is going."""
    if not (number.isascii() and number.isdecimal() and len(number) < 10):
        raise SessionOver
    this = (StaffSession.id == int(number), StaffSession.account_id == account.id, StaffSession.ended_at.is_(None))
    if db.scalar(update(StaffSession).where(*this).values(ended_at=now).returning(StaffSession.id)) is None:
        raise SessionOver


def end_others(db: Session, keys: Keys, cookie: str, account: Account, now: datetime) -> None:
    """End every session of this person but the one of this cookie."""
    this = find_session(db, keys, cookie, now)
    others = (StaffSession.account_id == account.id, StaffSession.ended_at.is_(None))
    kept = StaffSession.id != (this.id if this is not None else 0)
    db.execute(update(StaffSession).where(*others, kept).values(ended_at=now))


def end_session(db: Session, keys: Keys, cookie: str, now: datetime) -> None:
    """End the session of this cookie; nothing happens when there is none."""
    secret = keys.read(PURPOSE, cookie)
    if isinstance(secret, str):
        db.execute(
            update(StaffSession)
            .where(StaffSession.token_hash == _hash(secret), StaffSession.ended_at.is_(None))
            .values(ended_at=now)
        )


def end_all_sessions(db: Session, account: Account, now: datetime) -> None:
    """End every session of this person: after a new password, another role, or "sign out everywhere"."""
    db.execute(
        update(StaffSession)
        .where(StaffSession.account_id == account.id, StaffSession.ended_at.is_(None))
        .values(ended_at=now)
    )


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
