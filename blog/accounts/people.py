"""Accounts: found by address, added by the owner or at the terminal."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from blog.accounts.models import Account
from blog.accounts.roles import ROLES
from blog.database.turns import take_turns
from blog.errors import Refusal
from blog.markup.names import NotAnEmail, clean_name, email, looks_alike
from blog.markup.text import slug

LONGEST_EMAIL = 254


class AccountExists(Refusal):
    """There is an account with this e-mail address already."""


class UnknownRole(Refusal):
    """The role must be contributor, author, moderator, editor or owner."""


class NameMissing(Refusal):
    """The account needs a name."""


class NameTaken(Refusal):
    """Somebody of this blog signs like that already. Add something by which readers tell you apart."""


class AddressMissing(Refusal):
    """The account needs an e-mail address, such as ada@example.org."""


def fold_email(typed: str) -> str:
    """The address as accounts are compared by."""
    return typed.strip().lower()


def read_address(typed: str) -> str:
    """The same of an address that is to be somebody's. Raises AddressMissing."""
    try:
        address = email(typed)
    except NotAnEmail as error:
        raise AddressMissing from error
    if address is None:
        raise AddressMissing
    return fold_email(address)


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
    address = read_address(typed_email)
    if find_by_email(db, address) is not None:
        raise AccountExists
    account = Account(email=address, name=name, role=role, password_hash=password_hash, created_at=now)
    account.slug = _free_slug(db, name)
    db.add(account)
    db.flush()
    return account


def is_like_another(db: Session, name: str, account_id: int | None = None) -> bool:
    """Whether somebody else of the staff who may sign in goes by this name, or by one that looks just like it."""
    others = select(Account.id, Account.name).where(Account.disabled_at.is_(None))
    return any(number != account_id and looks_alike(known, name) for number, known in db.execute(others))


def find_by_slug(db: Session, asked: str) -> Account | None:
    return db.scalar(select(Account).where(Account.slug == asked))


def _free_slug(db: Session, name: str) -> str:
    """Of two with one name the second gets a number behind it."""
    made, number = slug(name), 1
    take_turns(db, ["slugs of accounts"])
    while find_by_slug(db, made if number == 1 else f"{made}-{number}") is not None:
        number += 1
    return made if number == 1 else f"{made}-{number}"


def has_owner(db: Session) -> bool:
    """Whether anyone of this blog's own (not of the demo's cast) is its owner."""
    owners = select(func.count()).where(
        Account.role == "owner", Account.disabled_at.is_(None), Account.source.is_(None)
    )
    return bool(db.scalar(owners))


def find_demo_owner(db: Session) -> Account | None:
    """The owner in the demo's cast, as long as the demo stands."""
    return db.scalar(select(Account).where(Account.role == "owner", Account.source == "demo").limit(1))
