"""Changes an account: password, role, disabled or not. Each ends every session of that person at once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from blog.accounts import devices, sessions, throttle
from blog.accounts.models import Account
from blog.accounts.people import UnknownRole, find_by_email
from blog.accounts.roles import ROLES
from blog.database.turns import take_turns
from blog.errors import Refusal
from blog.languages.catalog import LANGUAGES
from blog.signing import Keys

OWNER = "owner"


class AccountNotFound(Refusal):
    """There is no account with this e-mail address."""


class LastOwner(Refusal):
    """This is the only owner of the blog. Make somebody else owner first."""


class LanguageUnknown(Refusal):
    """That is none of the languages the desk speaks. Nothing was changed."""


def find_account(db: Session, typed_email: str) -> Account:
    """Raises AccountNotFound."""
    account = find_by_email(db, typed_email)
    if account is None:
        raise AccountNotFound
    return account


def list_accounts(db: Session) -> list[Account]:
    """Everybody, in the order in which they came."""
    return list(db.scalars(select(Account).order_by(Account.id)))


def change_password(db: Session, keys: Keys, typed_email: str, password_hash: str, now: datetime) -> Account:
    """Give a new password; the waits that wrong ones began are over. Raises AccountNotFound."""
    account = find_account(db, typed_email)
    account.password_hash = password_hash
    throttle.forget_wrong_passwords(db, throttle.counters_of(keys, account.email, "", None))
    _sign_out(db, account, now)
    return account


def choose_language(db: Session, account: Account, language: str) -> None:
    """The language the desk speaks with this person; "" is the site's. Raises LanguageUnknown."""
    if language and language not in LANGUAGES:
        raise LanguageUnknown
    db.get_one(Account, account.id).language = language or None


def change_role(db: Session, typed_email: str, role: str, now: datetime) -> Account:
    """Give another role. Raises AccountNotFound, UnknownRole, LastOwner."""
    if role not in ROLES:
        raise UnknownRole
    take_turns(db, [OWNER])
    account = find_account(db, typed_email)
    if account.role != role:
        _keep_an_owner(db, account)
        account.role = role
        sessions.end_all_sessions(db, account, now)
    return account


def disable_account(db: Session, typed_email: str, now: datetime) -> Account:
    """Let nobody in under this account until it is enabled. Raises AccountNotFound, LastOwner."""
    take_turns(db, [OWNER])
    account = find_account(db, typed_email)
    if account.disabled_at is None:
        _keep_an_owner(db, account)
        account.disabled_at = now
        _sign_out(db, account, now)
    return account


def enable_account(db: Session, typed_email: str) -> Account:
    """Let the person in again, with the password they had. Raises AccountNotFound."""
    account = find_account(db, typed_email)
    account.disabled_at = None
    return account


def sign_out(db: Session, typed_email: str, now: datetime) -> Account:
    """Sign the person out everywhere. Raises AccountNotFound."""
    account = find_account(db, typed_email)
    _sign_out(db, account, now)
    return account


def _sign_out(db: Session, account: Account, now: datetime) -> None:
    """End every session, and know none of the person's browsers any more."""
    sessions.end_all_sessions(db, account, now)
    devices.forget_devices(db, account, now)


def _keep_an_owner(db: Session, account: Account) -> None:
    """Raises LastOwner. The demo's owner goes with the demo, and so is no other owner of a blog of one's own."""
    if account.role != OWNER or account.disabled_at is not None:
        return
    others = select(func.count()).where(Account.role == OWNER, Account.disabled_at.is_(None), Account.id != account.id)
    if account.source is None:
        others = others.where(Account.source.is_(None))
    if not db.scalar(others):
        raise LastOwner
