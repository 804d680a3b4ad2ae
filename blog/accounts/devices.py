"""Browsers that have signed in before: a cookie with a signed random id, and a row with its hash for each account."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from blog.accounts.models import Account, KnownDevice
from blog.accounts.people import fold_email
from blog.signing import Keys

PURPOSE = "known device"
# As long as browsers keep a cookie.
LIFETIME = timedelta(days=400)


def find_device(db: Session, keys: Keys, cookie: str, typed_email: str, now: datetime) -> str | None:
    """What the device is called by, if it has signed in to this account before; None for any other."""
    secret = keys.read(PURPOSE, cookie)
    if not isinstance(secret, str):
        return None
    return db.scalar(
        select(KnownDevice.token_hash)
        .join(Account, KnownDevice.account_id == Account.id)
        .where(
            KnownDevice.token_hash == _hash(secret),
            KnownDevice.ended_at.is_(None),
            KnownDevice.expires_at > now,
            Account.email == fold_email(typed_email),
        )
    )


def remember_device(db: Session, keys: Keys, cookie: str, account: Account, agent: str, now: datetime) -> str:
    """After a sign-in: know this browser by a new secret, for this account and those it is known for already."""
    secret = secrets.token_urlsafe(32)
    db.execute(delete(KnownDevice).where(KnownDevice.expires_at <= now))
    former = keys.read(PURPOSE, cookie)
    if isinstance(former, str):
        is_this = (KnownDevice.token_hash == _hash(former), KnownDevice.ended_at.is_(None))
        db.execute(update(KnownDevice).where(*is_this).values(token_hash=_hash(secret), expires_at=now + LIFETIME))
    device = db.scalar(
        select(KnownDevice).where(KnownDevice.token_hash == _hash(secret), KnownDevice.account_id == account.id)
    )
    if device is None:
        device = KnownDevice(token_hash=_hash(secret), account_id=account.id, created_at=now)
        db.add(device)
    device.signed_in_at, device.expires_at, device.agent = now, now + LIFETIME, agent[:200]
    return keys.sign(PURPOSE, secret)


def forget_devices(db: Session, account: Account, now: datetime) -> None:
    """No browser is known for this person any more."""
    db.execute(
        update(KnownDevice)
        .where(KnownDevice.account_id == account.id, KnownDevice.ended_at.is_(None))
        .values(ended_at=now)
    )


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
