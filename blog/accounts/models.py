"""People who write and moderate, their sessions, and the tokens that work once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, false
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
    # Whether an owner has let them keep HTML in posts that is taken out otherwise.
    unfiltered: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]
    # Narrowed lists of the queue that this person wants at hand: [{"name", "status", "filter"}], in that order.
    views: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list, server_default="[]")
    # Where their page of posts stands, /authors/SLUG; theirs for good, so that what links there stays true.
    slug: Mapped[str | None] = mapped_column(String(80), unique=True, index=True)
    # What they say of themselves there: as typed (never render as HTML), and as it is shown.
    bio: Mapped[str] = mapped_column(Text, default="", server_default="")
    bio_html: Mapped[str] = mapped_column(Text, default="", server_default="")
    website: Mapped[str | None] = mapped_column(String(300))

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
    # When something was last stored from it, give or take ten minutes.
    seen_at: Mapped[datetime | None]
    # When whoever uses it last showed that they are the person: signing in, or typing the password again.
    proved_at: Mapped[datetime | None]

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


class Passkey(Row):
    """A passkey: the public half of a key whose other half never leaves the person's device."""

    __tablename__ = "passkeys"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    # What the device calls it by, in base64url; at most 1,023 bytes by the standard.
    credential: Mapped[str] = mapped_column(String(1400), unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    # How often it has signed, where the device counts; a number that falls tells of a copy.
    sign_count: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SecondStep(Row):
    """The secret of the app whose codes this person types after the password; a row only after a right code."""

    __tablename__ = "second_steps"

    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    # Locked with the blog's key (`app_secrets.py`): who finds a backup cannot make codes.
    secret: Mapped[str] = mapped_column(String(64))
    # The half minute of the last code that was taken: neither it nor an older one is taken again.
    last_counter: Mapped[int] = mapped_column(BigInteger)
    began_at: Mapped[datetime]


class RecoveryCode(Row):
    """A code to be used once in place of the app's; only its hash is kept."""

    __tablename__ = "recovery_codes"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None]


class NoticeChoice(Row):
    """How often a person of the staff is told of what waits; who has no row has never chosen."""

    __tablename__ = "notice_choices"

    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    # "now", "hourly", "daily" or "never".
    pace: Mapped[str] = mapped_column(String(8))
    # Hours of the blog's day: when the daily letter comes and the hourly ones begin, and the last of these.
    first_hour: Mapped[int] = mapped_column(default=7, server_default="7")
    last_hour: Mapped[int] = mapped_column(default=22, server_default="22")
    chosen_at: Mapped[datetime]


class Invitation(Row):
    """A way onto the staff for one person: a role, a mailed link, until it is used, revoked or over."""

    __tablename__ = "invitations"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(20), unique=True)
    email: Mapped[str] = mapped_column(String(254), index=True)
    role: Mapped[str] = mapped_column(String(20))
    made_at: Mapped[datetime]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    accepted_at: Mapped[datetime | None]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))


class UsedToken(Row):
    """A single-use token that has been used; the jti, never the token string, which has several spellings."""

    __tablename__ = "used_tokens"

    jti: Mapped[str] = mapped_column(String(40), primary_key=True)
    purpose: Mapped[str] = mapped_column(String(40))
    used_at: Mapped[datetime]
