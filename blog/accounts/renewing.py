"""A new password by a link in a letter, for who has forgotten theirs; nobody learns by it who has an account."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from blog.accounts import changing, notices, tokens
from blog.accounts.models import Account
from blog.accounts.people import fold_email
from blog.accounts.speaking import write_to
from blog.database.buckets import Allowance, take_token
from blog.errors import Refusal
from blog.jobs import outbox
from blog.languages.sentences import say
from blog.signing import Keys

PURPOSE = "new password"
JOB = "password letter"
LIFETIME = timedelta(hours=1)
LETTERS = Allowance("password letters", most=3, span=timedelta(hours=1))
ASKING = Allowance("password forgotten", most=10, span=timedelta(hours=1))

SUBJECT = say("A new password")
LETTER = say("""\
Somebody, most likely you, has forgotten the password for your account at
%(site)s. Behind this link you choose a new one:

%(link)s

It works once, and for an hour. If it was not you, nothing needs to be done:
your password stays as it is, and nobody but the reader of this letter can
use the link.
""")


class TooManyForgotten(Refusal):
    """Many passwords were forgotten in your network in the last hour. Wait a while, then ask again."""

    def __init__(self, retry_after: int) -> None:
        super().__init__()
        self.retry_after = retry_after


class RenewalOver(Refusal):
    """This link is not good any more: it works once, and for an hour. Ask for a new one where you sign in."""


@dataclass(frozen=True)
class Renewal:
    """A link that is good, and whose it is."""

    account: Account
    token: str


def ask(db: Session, keys: Keys, typed_email: str, prefix_hash: str | None, now: datetime) -> None:
    """Have the worker write a letter, at most three an hour to one address. Raises TooManyForgotten.

    Whether there is such an account is looked up by the worker: so both take the same time here. Not even the address
    is noted, only a keyed hash that it knows its own people by. prefix_hash: whose allowance it is counted against.
    """
    whose = keys.fingerprint(PURPOSE, fold_email(typed_email))
    if prefix_hash is not None:
        wait = take_token(db, ASKING, prefix_hash, now)
        if wait:
            raise TooManyForgotten(wait)
        if take_token(db, LETTERS, whose, now):
            return
    outbox.put(db, JOB, {"whose": whose}, now)


def make_writer(keys: Keys, site_url: str) -> Callable[[Session, dict[str, Any], datetime], None]:
    """What the worker does: the letter to whose account it is; for a stranger, nothing."""

    def write(db: Session, payload: dict[str, Any], now: datetime) -> None:
        # The demo's people have no mailbox; who is disabled is let in by nobody's letter.
        everybody = select(Account).where(Account.disabled_at.is_(None), Account.source.is_(None))
        for account in db.scalars(everybody).all():
            if keys.fingerprint(PURPOSE, account.email) == payload["whose"]:
                token = tokens.make_token(keys, PURPOSE, now, [account.id, _state_of(keys, account)], LIFETIME)
                words = say(LETTER.text, site=site_url, link=f"{site_url}/sign-in/new-password/{token}")
                write_to(db, account, SUBJECT, words, now)

    return write


def find(db: Session, keys: Keys, token: str, now: datetime) -> Renewal:
    """Looking uses nothing up. Raises RenewalOver."""
    about = tokens.read_about(keys, PURPOSE, token, now)
    if not isinstance(about, list) or len(about) != 2 or not tokens.token_holds(db, keys, PURPOSE, token, now):
        raise RenewalOver
    account = db.get(Account, about[0]) if isinstance(about[0], int) else None
    if account is None or account.disabled_at is not None or about[1] != _state_of(keys, account):
        raise RenewalOver
    return Renewal(account, token)


def renew(db: Session, keys: Keys, token: str, password_hash: str, agent: str, now: datetime, site_url: str) -> Account:
    """Give the new password, sign the person out everywhere, and write to them. Raises RenewalOver."""
    renewal = find(db, keys, token, now)
    if not tokens.use_token(db, keys, PURPOSE, token, now):
        raise RenewalOver
    changing.change_password(db, keys, renewal.account.email, password_hash, now)
    notices.tell(db, renewal.account, notices.CHANGED, agent, now, site_url)
    return renewal.account


def _state_of(keys: Keys, account: Account) -> str:
    """A link dies with the address or the password that its person had: of two, the second is spent with the first."""
    return keys.fingerprint("renewal of", str(account.id), account.email, account.password_hash or "")[:16]
