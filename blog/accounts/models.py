"""People who write and moderate, their sessions, and the tokens that work once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from blog.database.rows import Row


class Account(Row):
    """A person of the staff. Readers never have one."""

    __tablename__ = "accounts"

    id: Mapped[int] = mapped_column(primary_key=True)
    # Compared in lower case: nobody remembers which letters of an address they wrote large.
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    role: Mapped[str] = mapped_column(String(20))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    language: Mapped[str | None] = mapped_column(String(12))
    # Where the account comes from: "demo" for the cast of the demo, which one's own blog replaces.
    source: Mapped[str | None] = mapped_column(String(40))
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]

    sessions: Mapped[list[StaffSession]] = relationship(back_populates="account", cascade="all, delete-orphan")


class StaffSession(Row):
    """One sign-in on one device. The cookie holds a signed random id; here is only its hash."""

    __tablename__ = "sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    agent: Mapped[str] = mapped_column(String(200), default="")

    account: Mapped[Account] = relationship(back_populates="sessions")


class KnownDevice(Row):
    """A browser that has signed in to this account before: a stranger's guesses do not lock it out."""

    __tablename__ = "known_devices"
    __table_args__ = (UniqueConstraint("token_hash", "account_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64))
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime]
    signed_in_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    agent: Mapped[str] = mapped_column(String(200), default="")


class SignInAttempt(Row):
    """A wrong password, once for each thing it counts against: an account, a network or a device, as keyed hashes."""

    __tablename__ = "sign_in_attempts"
    __table_args__ = (Index("ix_sign_in_attempts_key_at", "key_hash", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key_hash: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(index=True)
    # Until when nobody may try, where this one was one too many.
    waits_until: Mapped[datetime | None]


class UsedToken(Row):
    """A single-use token that has been used; the jti, never the token string, which has several spellings."""

    __tablename__ = "used_tokens"

    jti: Mapped[str] = mapped_column(String(40), primary_key=True)
    purpose: Mapped[str] = mapped_column(String(40))
    used_at: Mapped[datetime]
