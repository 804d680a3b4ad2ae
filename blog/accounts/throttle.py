"""Slows down guessing of passwords: per account and per address prefix, by rows, whatever address is claimed."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from blog.accounts.models import SignInAttempt
from blog.accounts.people import fold_email
from blog.errors import Refusal
from blog.signing import Keys

WINDOW = timedelta(minutes=15)
PER_ACCOUNT = 5
PER_PREFIX = 20


class TooManyAttempts(Refusal):
    """Too many wrong passwords. Wait a quarter of an hour, then try again."""


def is_throttled(db: Session, keys: Keys, typed_email: str, prefix: str, now: datetime) -> bool:
    """Whether this account or address prefix has had its wrong passwords for the last quarter of an hour."""
    since = now - WINDOW
    account = _hash_account(keys, typed_email)
    of_account = db.scalar(select(func.count()).where(SignInAttempt.account_hash == account, SignInAttempt.at > since))
    of_prefix = db.scalar(
        select(func.count()).where(SignInAttempt.prefix_hash == _hash_prefix(keys, prefix), SignInAttempt.at > since)
    )
    return (of_account or 0) >= PER_ACCOUNT or (of_prefix or 0) >= PER_PREFIX


def remember_wrong_password(db: Session, keys: Keys, typed_email: str, prefix: str, now: datetime) -> None:
    db.execute(delete(SignInAttempt).where(SignInAttempt.at < now - 4 * WINDOW))
    db.add(SignInAttempt(account_hash=_hash_account(keys, typed_email), prefix_hash=_hash_prefix(keys, prefix), at=now))


def forget_wrong_passwords(db: Session, keys: Keys, typed_email: str) -> None:
    """After the right password: the person has shown who they are."""
    db.execute(delete(SignInAttempt).where(SignInAttempt.account_hash == _hash_account(keys, typed_email)))


def _hash_account(keys: Keys, typed_email: str) -> str:
    return keys.fingerprint("sign-in account", fold_email(typed_email)[:254])


def _hash_prefix(keys: Keys, prefix: str) -> str:
    return keys.fingerprint("sign-in prefix", prefix)
