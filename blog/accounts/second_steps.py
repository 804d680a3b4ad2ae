"""The second step of signing in: codes of an app after the password, and ten codes on paper for the day it is lost."""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.orm import Session

from blog.accounts import tokens
from blog.accounts.changing import find_account
from blog.accounts.models import Account, RecoveryCode, SecondStep
from blog.accounts.throttle import TooManyAttempts
from blog.database.inserting import insert_once
from blog.errors import Refusal
from blog.languages.sentences import Sentence, say
from blog.late import late
from blog.signing import Keys

with late:
    from blog.accounts import app_secrets, codes

OFFER, TICKET = "second step offer", "second step"
LIFETIME = timedelta(minutes=10)
HOW_MANY = 10
LONGEST = 100


class CodeWrong(Refusal):
    """That code is not the one of now, or was used already. Wait for the next one and type it."""


class OfferOver(Refusal):
    """These codes were offered too long ago, or are kept already, so nothing was changed. Begin anew."""


class TicketOver(Refusal):
    """The code was too long in coming. Type your password again."""


class TooManyCodes(TooManyAttempts):
    """Too many wrong codes were typed. Try again in a while."""

    @property
    def sentence(self) -> Sentence:
        return say("Too many wrong codes were typed. Try again in %(wait)s.", wait=self.wait)


@dataclass(frozen=True)
class Offer:
    """What is shown once and not yet kept: the app's secret, and the codes on paper. `token` brings both back."""

    token: str
    secret: str
    recovery: tuple[str, ...]


def make_offer(keys: Keys, account: Account, now: datetime) -> Offer:
    """Stores nothing: as long as nobody types a right code, nothing has changed."""
    secret = codes.new_secret()
    seed = secrets.token_urlsafe(16)
    token = tokens.make_token(keys, OFFER, now, [account.id, secret, seed], LIFETIME)
    return Offer(token, secret, _recovery_of(keys, seed))


def read_offer(keys: Keys, account: Account, token: str, now: datetime) -> Offer:
    """Raises OfferOver."""
    about = tokens.read_about(keys, OFFER, token, now)
    if not isinstance(about, list) or len(about) != 3 or about[0] != account.id:
        raise OfferOver
    return Offer(token, about[1], _recovery_of(keys, about[2]))


def begin(db: Session, keys: Keys, account: Account, offer: Offer, code: str, now: datetime) -> None:
    """Ask for codes from now on, if `code` shows that the app has the secret. Raises CodeWrong and OfferOver."""
    counter = codes.counter_of(offer.secret, _plain(code), now, after=0)
    if counter is None:
        raise CodeWrong
    if not tokens.use_token(db, keys, OFFER, offer.token, now):
        raise OfferOver
    locked = app_secrets.lock(keys, account.id, offer.secret)
    values = {"account_id": account.id, "secret": locked, "last_counter": counter, "began_at": now}
    if not insert_once(db, SecondStep, **values):
        raise OfferOver
    _keep_recovery(db, account, offer)


def renew_recovery(db: Session, keys: Keys, account: Account, offer: Offer, now: datetime) -> None:
    """The offer's codes on paper instead of the old ones. Raises OfferOver."""
    if find(db, account) is None or not tokens.use_token(db, keys, OFFER, offer.token, now):
        raise OfferOver
    _keep_recovery(db, account, offer)


def end(db: Session, account: Account) -> None:
    """Ask for no codes any more."""
    for table in (RecoveryCode, SecondStep):
        db.execute(delete(table).where(table.account_id == account.id))


def end_at_terminal(db: Session, typed_email: str) -> Account:
    """For who has lost the app and the paper. Raises AccountNotFound."""
    account = find_account(db, typed_email)
    end(db, account)
    return account


def find(db: Session, account: Account) -> SecondStep | None:
    """The person's second step; None where the password is enough."""
    return db.get(SecondStep, account.id)


def count_recovery(db: Session, account: Account) -> int:
    """How many codes on paper are left."""
    left = (RecoveryCode.account_id == account.id, RecoveryCode.used_at.is_(None))
    return db.scalar(select(func.count()).where(*left)) or 0


def make_ticket(keys: Keys, account: Account, now: datetime) -> str:
    """Says that its bearer has typed the right password, and nothing more."""
    return keys.sign_until(TICKET, [account.id, _state_of(keys, account)], now + LIFETIME)


def read_ticket(db: Session, keys: Keys, ticket: str, now: datetime) -> Account:
    """Raises TicketOver."""
    about = keys.read_until(TICKET, ticket, now)
    if not isinstance(about, list) or len(about) != 2:
        raise TicketOver
    account = db.get(Account, about[0])
    if account is None or account.disabled_at is not None or about[1] != _state_of(keys, account):
        raise TicketOver
    return account


def lock_all(db: Session, keys: Keys) -> int:
    """Lock what an earlier version kept in the open, and what an older key has locked; how many that were."""
    kept = db.execute(select(SecondStep.account_id, SecondStep.secret)).all()
    found = [{"whose": one, "was": was, "locked": app_secrets.lock_anew(keys, one, was)} for one, was in kept]
    changes = [change for change in found if change["locked"]]
    if changes:
        # Only where it is still what was read: somebody may just have begun anew.
        this = (SecondStep.account_id == bindparam("whose"), SecondStep.secret == bindparam("was"))
        db.connection().execute(update(SecondStep).where(*this).values(secret=bindparam("locked")), changes)
    return len(changes)


def find_locked_out(db: Session, keys: Keys) -> tuple[list[str], int]:
    """The e-mail addresses of those whose app's secret none of the blog's keys opens, and how many have one."""
    query = select(SecondStep.account_id, SecondStep.secret, Account.email)
    kept = db.execute(query.join(Account, Account.id == SecondStep.account_id).order_by(Account.email)).all()
    return [email for one, secret, email in kept if app_secrets.unlock(keys, one, secret) is None], len(kept)


def take(db: Session, keys: Keys, account: Account, typed: str, now: datetime) -> str | None:
    """Take a code, each only once: "app" or "paper" says which it was; None for a wrong one."""
    chosen = select(SecondStep).where(SecondStep.account_id == account.id).with_for_update()
    step = db.scalar(chosen, execution_options={"populate_existing": True})
    code = _plain(typed)
    if step is None or not code:
        return None
    secret = app_secrets.unlock(keys, account.id, step.secret)
    # Locked with a key that is gone, the app's codes are wrong ones; those on paper still open.
    counter = codes.counter_of(secret, code, now, step.last_counter) if secret is not None else None
    if counter is not None:
        step.last_counter = counter
        return "app"
    unused = (RecoveryCode.account_id == account.id, RecoveryCode.used_at.is_(None))
    this = update(RecoveryCode).where(*unused, RecoveryCode.code_hash == _hash(code)).values(used_at=now)
    return "paper" if db.scalar(this.returning(RecoveryCode.id)) is not None else None


def _keep_recovery(db: Session, account: Account, offer: Offer) -> None:
    db.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
    db.add_all(RecoveryCode(account_id=account.id, code_hash=_hash(_plain(code))) for code in offer.recovery)
    db.flush()


def _recovery_of(keys: Keys, seed: str) -> tuple[str, ...]:
    """Ten codes of 80 bits, in groups that can be read aloud; from the seed, so that a form can bring them back."""
    found = []
    for number in range(HOW_MANY):
        data = bytes.fromhex(keys.fingerprint("recovery code", seed, str(number)))[:10]
        text = base64.b32encode(data).decode("ascii").lower()
        found.append("-".join(text[start : start + 4] for start in range(0, 16, 4)))
    return tuple(found)


def _plain(typed: str) -> str:
    """However people group and capitalize what they copy from an app or a sheet of paper."""
    return "".join(typed.split()).replace("-", "").lower()[:LONGEST]


def _hash(code: str) -> str:
    """Fast on purpose: 80 random bits cannot be guessed however fast it is."""
    return hashlib.sha256(code.encode("utf-8", "replace")).hexdigest()


def _state_of(keys: Keys, account: Account) -> str:
    return keys.fingerprint("ticket of", str(account.id), account.email, account.password_hash or "")[:16]
