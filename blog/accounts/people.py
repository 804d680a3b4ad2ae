"""Accounts: found by address, added by the owner or at the terminal."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from blog.accounts.models import Account
from blog.accounts.roles import ROLES
from blog.errors import Refusal
from blog.markup.names import NotAnEmail, clean_name, email

LONGEST_EMAIL = 254


class AccountExists(Refusal):
    """There is an account with this e-mail address already."""


class UnknownRole(Refusal):
    """The role must be contributor, author, moderator, editor or owner."""


class NameMissing(Refusal):
    """The account needs a name."""


class AddressMissing(Refusal):
    """The account needs an e-mail address, such as ada@example.org."""


def fold_email(typed: str) -> str:
    """The address as accounts are compared by."""
    return typed.strip().lower()


def find_by_email(db: Session, typed: str) -> Account | None:
    return db.scalar(select(Account).where(Account.email == fold_email(typed)))


def add_account(
    db: Session, typed_email: str, typed_name: str, role: str, password_hash: str | None, now: datetime
) -> Account:
    """Add a person; raises AccountExists, UnknownRole, NameMissing, AddressMissing."""
    if role not in ROLES:
        raise UnknownRole
    name = clean_name(typed_name)
    if not name or len(name) > 80:
        raise NameMissing
    try:
        address = email(typed_email)
    except NotAnEmail as error:
        raise AddressMissing from error
    if address is None:
        raise AddressMissing
    if find_by_email(db, address) is not None:
        raise AccountExists
    account = Account(email=fold_email(address), name=name, role=role, password_hash=password_hash, created_at=now)
    db.add(account)
    db.flush()
    return account


def has_owner(db: Session) -> bool:
    """Whether anyone of this blog's own (not of the demo's cast) is its owner."""
    owners = select(func.count()).where(
        Account.role == "owner", Account.disabled_at.is_(None), Account.source.is_(None)
    )
    return bool(db.scalar(owners))


def find_demo_owner(db: Session) -> Account | None:
    """The owner in the demo's cast, as long as the demo stands."""
    return db.scalar(select(Account).where(Account.role == "owner", Account.source == "demo").limit(1))
