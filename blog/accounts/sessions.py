"""Sessions as rows: the cookie carries a signed random id, the row its hash, and ending the row ends it at once."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from blog.accounts.models import Account, StaffSession
from blog.signing import Keys

PURPOSE = "session"
LIFETIME = timedelta(days=30)


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
        )
    )
    return keys.sign(PURPOSE, secret)


def find_account(db: Session, keys: Keys, cookie: str, now: datetime) -> Account | None:
    """Whose session the cookie is; None for a forged, ended or expired one and for a disabled account."""
    secret = keys.read(PURPOSE, cookie)
    if not isinstance(secret, str):
        return None
    return db.scalar(
        select(Account)
        .join(StaffSession)
        .where(
            StaffSession.token_hash == _hash(secret),
            StaffSession.ended_at.is_(None),
            StaffSession.expires_at > now,
            Account.disabled_at.is_(None),
        )
    )


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
