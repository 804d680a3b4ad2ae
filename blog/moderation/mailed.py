"""Decisions by a link in a letter: one person's, about one text as it was seen, once, and for a week."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from blog.accounts.models import Account, UsedToken
from blog.accounts.roles import Capability, may
from blog.comments.models import Comment, Status
from blog.database.inserting import insert_once
from blog.errors import Refusal
from blog.moderation import log
from blog.moderation.decisions import decide_many, visible
from blog.moderation.models import LogEntry
from blog.moderation.states import MODERATOR
from blog.signing import Keys

PURPOSE = "mailed decision"
LIFETIME = timedelta(days=7)
DECISIONS = (Status.APPROVED, Status.REJECTED, Status.SPAM)
# What the log says of how it was decided.
NOTE = "by mail"


class MailedLinkOver(Refusal):
    """This link decides nothing: it is not whole, or older than a week. What waits stands in the desk, behind your
    password."""


class MailedLinkNotYours(Refusal):
    """This link does not hold any more: the account that it was mailed to has changed since, or may not decide on this
    comment now. Nothing was changed."""


class MailedChoiceUnknown(Refusal):
    """That form did not arrive whole, so nothing was decided. Open the link in the letter again, and press one of its
    buttons."""


@dataclass(frozen=True)
class Mailed:
    """What a link is about. `open` says that it still decides; else `entry` may tell who was faster, and how."""

    account: Account
    comment: Comment
    seen: int
    jti: str
    open: bool
    entry: LogEntry | None
    edited: bool


def link_of(keys: Keys, account: Account, comment: Comment, written: datetime) -> str:
    """The address in the letter. The same letter written again carries the same link."""
    jti = keys.fingerprint("mailed jti", str(account.id), comment.public_id, str(comment.seen), written.isoformat())
    about = [account.id, comment.public_id, comment.seen, _state_of(keys, account), jti[:24]]
    return "/-/decide/" + keys.sign_until(PURPOSE, about, written + LIFETIME)


def find(db: Session, keys: Keys, token: str, now: datetime) -> Mailed:
    """Looking changes nothing. Raises MailedLinkOver, MailedLinkNotYours."""
    about = keys.read_until(PURPOSE, token, now)
    if not isinstance(about, list) or len(about) != 5:
        raise MailedLinkOver
    account_id, public_id, seen, state, jti = about
    account = db.get(Account, account_id)
    if account is None or not may(account, Capability.MODERATE_OWN) or state != _state_of(keys, account):
        raise MailedLinkNotYours
    comment = db.scalar(select(Comment).where(Comment.public_id == public_id, visible(account)))
    if comment is None:
        raise MailedLinkNotYours
    used = db.get(UsedToken, jti) is not None
    is_open = not used and comment.seen == seen and comment.status == Status.PENDING and comment.erased_at is None
    entry = log.newest_entries(db, [comment.id]).get(comment.id)
    edited = comment.status == Status.PENDING and comment.seen != seen
    return Mailed(account, comment, seen, jti, is_open, entry, edited)


def decide_by_mail(db: Session, mailed: Mailed, typed: str, now: datetime) -> bool:
    """Decide as the person whom the letter was for; False when somebody was faster. Raises MailedChoiceUnknown.

    The link is used up in the same transaction; its row decides a race of two presses.
    """
    if typed not in DECISIONS:
        raise MailedChoiceUnknown
    if not mailed.open or not insert_once(db, UsedToken, jti=mailed.jti, purpose=PURPOSE, used_at=now):
        return False
    picks = [(mailed.comment.public_id, mailed.seen)]
    return bool(decide_many(db, mailed.account, picks, Status(typed), now, note=NOTE).decided)


def by_mail(mailed: Mailed) -> bool:
    """Whether this link's own person decided with a letter's link."""
    entry = mailed.entry
    return entry is not None and entry.actor == MODERATOR and entry.note == NOTE


def _state_of(keys: Keys, account: Account) -> str:
    """A link dies with the role, the address or the password that its person had when it was written."""
    return keys.fingerprint("mailed for", str(account.id), account.role, account.email, account.password_hash or "")[
        :16
    ]
