"""Changes who is on the staff and what they may, as the owner says; each change stands in the log, by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from blog.accounts import changing, invitations
from blog.accounts.models import Account, Invitation, StaffSession
from blog.accounts.roles import ROLES, Capability, may
from blog.errors import Refusal
from blog.moderation import log
from blog.moderation.models import LogEntry
from blog.posts import bylines, handing_over
from blog.posts.models import HandOver

ACCOUNT = "account"
# What an entry of the log says became of somebody; a role is said by its own name.
ENABLED, DISABLED, GIVEN, BACK, INVITED, REVOKED, JOINED, FILTERED, UNFILTERED = (
    *("enabled", "disabled", "handed over", "given back"),
    *("invited", "revoked", "joined", "filtered", "unfiltered"),
)


class MemberNotFound(Refusal):
    """There is nobody of the staff at this address."""


class MayNotTake(Refusal):
    """Choose somebody else who may write here: the posts go to them. Nothing was changed."""


@dataclass(frozen=True)
class Member:
    """Somebody of the staff, when they signed in last, and how many posts they have signed."""

    account: Account
    signed_in_at: datetime | None
    posts: int


def members(db: Session) -> list[Member]:
    """Everybody: who may sign in first, then by name."""
    newest = select(StaffSession.account_id, func.max(StaffSession.created_at)).group_by(StaffSession.account_id)
    seen = {row[0]: row[1] for row in db.execute(newest)}
    posts = bylines.count_posts(db)
    people = sorted(db.scalars(select(Account)), key=lambda one: (one.disabled_at is not None, one.name.casefold()))
    return [Member(one, seen.get(one.id), posts.get(one.id, 0)) for one in people]


def find_member(db: Session, number: int) -> Member:
    """Raises MemberNotFound."""
    account = _find(db, number)
    newest = select(func.max(StaffSession.created_at)).where(StaffSession.account_id == account.id)
    return Member(account, db.scalar(newest), bylines.count_posts(db).get(account.id, 0))


def change_role(db: Session, by: Account, number: int, role: str, now: datetime) -> None:
    """Give another role. Raises MemberNotFound, UnknownRole, LastOwner."""
    account = _find(db, number)
    before = account.role
    changing.change_role(db, account.email, role, now)
    if role != before:
        _note(db, by, _subject(account), before, role, account.name, now)


def role_before(db: Session, by: Account, account: Account) -> str | None:
    """The role that `by` has just taken from them, as the log has it; None once anything has happened since."""
    theirs = LogEntry.subject.like(f"{_subject(account)}//%")
    newest = db.scalar(select(LogEntry).where(theirs).order_by(LogEntry.id.desc()).limit(1))
    if newest is None or newest.account_id != by.id or newest.new != account.role:
        return None
    return newest.old if newest.old in ROLES else None


def disable(db: Session, by: Account, number: int, now: datetime) -> None:
    """Let them in no more, at once; what they wrote stays. Raises MemberNotFound, LastOwner."""
    account = _find(db, number)
    stood = account.disabled_at is not None
    changing.disable_account(db, account.email, now)
    if not stood:
        _note(db, by, _subject(account), ENABLED, DISABLED, account.name, now)


def enable(db: Session, by: Account, number: int, now: datetime) -> None:
    """Let them in again, with the password they had. Raises MemberNotFound."""
    account = _find(db, number)
    if account.disabled_at is not None:
        changing.enable_account(db, account.email)
        _note(db, by, _subject(account), DISABLED, ENABLED, account.name, now)


def let_unfiltered(db: Session, by: Account, number: int, given: bool, now: datetime) -> None:
    """Let them keep HTML in their posts that is taken out otherwise, or no longer. Raises MemberNotFound."""
    account = _find(db, number)
    if account.unfiltered != given:
        account.unfiltered = given
        old, new = (FILTERED, UNFILTERED) if given else (UNFILTERED, FILTERED)
        _note(db, by, _subject(account), old, new, account.name, now)


def hand_over(db: Session, by: Account, giver: int | str, to: str, now: datetime) -> HandOver:
    """Every post of an account, or under an imported name, goes to somebody who may write.

    to: an account's number as it was typed. Raises MemberNotFound, MayNotTake, NothingToHandOver.
    """
    whose = giver if isinstance(giver, str) else _find(db, giver)
    taker = next((one for one in takers(db, whose) if str(one.id) == to), None)
    if taker is None:
        raise MayNotTake
    made = handing_over.hand_over(db, whose, taker, by, now)
    words = f"{whose if isinstance(whose, str) else whose.name} → {taker.name} ({handing_over.count(made)})"
    _note(db, by, _subject(taker), "", GIVEN, words, now)
    return made


def take_back(db: Session, by: Account, number: int, now: datetime) -> HandOver:
    """Raises HandOverOver."""
    made = handing_over.take_back(db, number, now)
    assert made.to_id is not None
    taker = _find(db, made.to_id)
    giver = db.get(Account, made.from_id) if made.from_id is not None else None
    words = f"{taker.name} → {giver.name if giver else made.from_name} ({handing_over.count(made)})"
    _note(db, by, _subject(taker), GIVEN, BACK, words, now)
    return made


def takers(db: Session, giver: Account | str) -> Sequence[Account]:
    """Who can be handed the posts of `giver`: everybody else who may write here, by name."""
    people = [one for one in db.scalars(select(Account)) if may(one, Capability.WRITE_DRAFTS)]
    others = [one for one in people if isinstance(giver, str) or one.id != giver.id]
    return sorted(others, key=lambda one: (one.name.casefold(), one.id))


def note_invitation(db: Session, by: Account, invitation: Invitation, what: str, now: datetime) -> None:
    """Who was invited, revoked, or has come. `by`: who did it, for `JOINED` the new person."""
    subject = f"{ACCOUNT}:{invitation.account_id}" if invitation.account_id else f"invitation:{invitation.id}"
    old = "" if what == INVITED else INVITED
    words = by.name if what == JOINED else invitation.email
    _note(db, by, subject, old, what, f"{words}, {invitation.role}", now)


def forget_invitations(db: Session, now: datetime) -> None:
    """Keep nothing of whoever was invited and did not come, in the log neither, which goes on proving itself."""
    for number in invitations.forget_old(db, now):
        log.forget_measures(db, f"invitation:{number}")


def _note(db: Session, by: Account, subject: str, old: str, new: str, words: str, now: datetime) -> None:
    """What a turn is needed for was changed before: whoever takes turns and the log's head takes them in this order."""
    log.append(db, log.take_head(db), [log.measure(subject, by, old, new, words[-200:], now)])


def _find(db: Session, number: int) -> Account:
    account = db.get(Account, number)
    if account is None:
        raise MemberNotFound
    return account


def _subject(account: Account) -> str:
    return f"{ACCOUNT}:{account.id}"
