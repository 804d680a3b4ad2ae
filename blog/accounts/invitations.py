"""Invitations onto the staff: a link for one person, with a role, until it is used, revoked, or its time is over."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from blog.accounts.models import Account, Invitation
from blog.accounts.people import (
    AccountExists,
    NameTaken,
    UnknownRole,
    add_account,
    find_by_email,
    is_like_another,
    read_address,
)
from blog.accounts.roles import ROLE_WORDS, ROLES
from blog.accounts.speaking import catalogue_for
from blog.database.rows import make_public_id
from blog.database.turns import take_turns
from blog.errors import Refusal
from blog.jobs import outbox
from blog.languages.catalog import translate
from blog.languages.sentences import say
from blog.mail.sending import KIND, write_letter
from blog.signing import Keys

PURPOSE = "invitation"
LIFETIMES = {"1": timedelta(days=1), "7": timedelta(days=7), "30": timedelta(days=30)}
# So long a link is shown to be copied where no letter can carry it.
COPYING = timedelta(minutes=10)
# So long is it known that a link is over, and why; then nothing is kept of whoever did not come.
KEPT = timedelta(days=30)

SUBJECT = say("%(by)s invites you to write with %(site)s")
LETTER = say("""\
%(by)s invites you to the desk of “%(site)s”, as %(role)s. There you choose your
name and a password:

%(url)s

The link works once, until %(until)s. Keep it to yourself: whoever has it can use
it. If you do not want to come, nothing needs to be done.
""")


class InvitationUnknown(Refusal):
    """This is no invitation of this blog. Look whether the whole link was copied, or ask for a new one."""


class InvitationUsed(Refusal):
    """This invitation has been used. If it was you, sign in with the password you chose."""


class InvitationRevoked(Refusal):
    """This invitation was taken back. Ask whoever sent it to you."""


class InvitationExpired(Refusal):
    """The time of this invitation is over. Ask whoever sent it for a new one."""


class InvitationNotOpen(Refusal):
    """That invitation is not open any more: it was used, taken back, or its time is over."""


class HoldsUnknown(Refusal):
    """An invitation holds for a day, a week or a month."""


def invite(db: Session, by: Account, typed_email: str, role: str, lifetime: str, now: datetime) -> Invitation:
    """A new invitation; an open one to the same address ends with it.

    Raises AddressMissing, AccountExists, UnknownRole, HoldsUnknown.
    """
    if role not in ROLES:
        raise UnknownRole
    if lifetime not in LIFETIMES:
        raise HoldsUnknown
    address = read_address(typed_email)
    if find_by_email(db, address) is not None:
        raise AccountExists
    take_turns(db, [PURPOSE])
    for one in open_invitations(db, now):
        if one.email == address:
            _end(db, one, by, now)
    made = Invitation(
        public_id=make_public_id(16), email=address, role=role, made_at=now, made_by=by.id,
        expires_at=now + LIFETIMES[lifetime],
    )  # fmt: skip
    db.add(made)
    db.flush()
    return made


def send(db: Session, made: Invitation, by: Account, url: str, site_title: str, until: str, now: datetime) -> None:
    """Put the letter into the outbox. until: the end of its time, in words."""
    catalogue = catalogue_for(db)
    subject = say(SUBJECT.text, by=by.name, site=site_title)
    words = say(LETTER.text, by=by.name, site=site_title, role=ROLE_WORDS[made.role], url=url, until=until)
    write_letter(db, made.email, translate(subject, catalogue), translate(words, catalogue), now, about=_about(made))


def open_invitations(db: Session, now: datetime) -> list[Invitation]:
    """Those that can still be used, the newest first."""
    standing = (Invitation.accepted_at.is_(None), Invitation.revoked_at.is_(None), Invitation.expires_at > now)
    return list(db.scalars(select(Invitation).where(*standing).order_by(Invitation.id.desc())))


def revoke(db: Session, by: Account, public_id: str, now: datetime) -> Invitation:
    """Raises InvitationNotOpen."""
    found = db.scalar(select(Invitation).where(Invitation.public_id == public_id[:20]).with_for_update())
    if found is None or found.accepted_at is not None or found.revoked_at is not None or found.expires_at <= now:
        raise InvitationNotOpen
    _end(db, found, by, now)
    return found


def path_of(keys: Keys, made: Invitation) -> str:
    return f"/-/invitations/{made.public_id}.{keys.seal(PURPOSE, made.public_id)}"


def find_invitation(db: Session, keys: Keys, token: str, now: datetime, to_use: bool = False) -> Invitation:
    """The open invitation of a link. to_use: locked, for whoever is going to accept it.

    Raises InvitationUnknown, InvitationUsed, InvitationRevoked, InvitationExpired.
    """
    public_id, _, seal = token.partition(".")
    if not keys.seal_fits(PURPOSE, public_id, seal):
        raise InvitationUnknown
    query = select(Invitation).where(Invitation.public_id == public_id[:20])
    if to_use:
        query = query.with_for_update().execution_options(populate_existing=True)
    found = db.scalar(query)
    if found is None:
        raise InvitationUnknown
    if found.accepted_at is not None:
        raise InvitationUsed
    if found.revoked_at is not None:
        raise InvitationRevoked
    if found.expires_at <= now:
        raise InvitationExpired
    return found


def accept(db: Session, found: Invitation, typed_name: str, password_hash: str, now: datetime) -> Account:
    """Make the account; the link is used up. `found` was found `to_use`.

    Raises AccountExists, NameMissing, NameTaken.
    """
    if is_like_another(db, typed_name):
        raise NameTaken
    account = add_account(db, found.email, typed_name, found.role, password_hash, now)
    found.accepted_at, found.account_id = now, account.id
    db.flush()
    return account


def _end(db: Session, one: Invitation, by: Account, now: datetime) -> None:
    one.revoked_at, one.revoked_by = now, by.id
    # A letter that has not gone out yet leads nowhere, so it stays here.
    outbox.take_back(db, KIND, _about(one))
    db.flush()


def forget_old(db: Session, now: datetime) -> list[int]:
    """Forget whoever did not come, some time after it was over; whoever came has an account. Which ones went."""
    over = or_(Invitation.expires_at <= now - KEPT, Invitation.revoked_at <= now - KEPT)
    gone = delete(Invitation).where(over, Invitation.account_id.is_(None)).returning(Invitation.id)
    return list(db.scalars(gone))


def _about(made: Invitation) -> str:
    return f"invitation:{made.public_id}"
