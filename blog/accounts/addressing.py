"""Another e-mail address for an account, by a link in a letter to it: who cannot read there does not get it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from blog.accounts import throttle, tokens
from blog.accounts.agents import name_browser
from blog.accounts.changing import find_account
from blog.accounts.models import Account
from blog.accounts.people import AccountExists, AddressMissing, find_by_email, read_address
from blog.accounts.speaking import write_to
from blog.database.buckets import Allowance, take_token
from blog.errors import Refusal
from blog.jobs import outbox
from blog.languages.sentences import say
from blog.mail.sending import KIND
from blog.signing import Keys

PURPOSE = "new address"
LIFETIME = timedelta(hours=1)
LETTERS = Allowance("address letters", most=3, span=timedelta(hours=1))

SUBJECT = say("Your new address")
LETTER = say("""\
Somebody, most likely you, wants to sign in at
%(site)s
with this address from now on. In the browser in which you are signed in
there, this link makes it so:

%(link)s

It works once, and for an hour. If it was not you, nothing needs to be done:
nobody who is not signed in to that account can use the link.
""")

OLD_SUBJECT = say("Your account has another address")
OLD_LETTER = say("""\
Your account at %(site)s has another e-mail address.
Letters go there from now on, and this address opens it no more.

When: %(when)s UTC
From: %(browser)s

If that was you, nothing needs to be done. If it was not, somebody else has been
in your account: tell the owner of the blog at once.
""")


class SameAddress(Refusal):
    """That is the address you have."""


class AddressUnread(Refusal):
    """That is no e-mail address as far as this blog can tell. It looks like ada@example.org."""


class TooManyAddresses(Refusal):
    """Three letters were asked for within an hour. Look into that mailbox first, its spam too; then ask again."""

    def __init__(self, retry_after: int) -> None:
        super().__init__()
        self.retry_after = retry_after


class AddressOver(Refusal):
    """This link is not good any more, or is somebody else's: it works once, for an hour, in your own account."""


def ask(db: Session, keys: Keys, account: Account, typed: str, site_url: str, limits: bool, now: datetime) -> None:
    """Write a letter with a link to the new address; one that was not sent yet stays here.

    An address that somebody else signs in with gets no letter, and nobody is told so here. Raises SameAddress,
    AddressUnread, TooManyAddresses.
    """
    try:
        address = read_address(typed)
    except AddressMissing as error:
        raise AddressUnread from error
    if address == account.email:
        raise SameAddress
    wait = take_token(db, LETTERS, str(account.id), now) if limits else 0
    if wait:
        raise TooManyAddresses(wait)
    outbox.take_back(db, KIND, _about(account))
    if find_by_email(db, address) is None:
        token = tokens.make_token(keys, PURPOSE, now, [account.id, address, _state_of(keys, account)], LIFETIME)
        words = say(LETTER.text, site=site_url, link=f"{site_url}/desk/you/address/{token}")
        write_to(db, account, SUBJECT, words, now, to=address, about=_about(account))


def find(db: Session, keys: Keys, account: Account, token: str, now: datetime) -> str:
    """The address a link gives to this person; looking uses nothing up. Raises AddressOver."""
    about = tokens.read_about(keys, PURPOSE, token, now)
    if not isinstance(about, list) or len(about) != 3 or not tokens.token_holds(db, keys, PURPOSE, token, now):
        raise AddressOver
    if about[0] != account.id or about[2] != _state_of(keys, account):
        raise AddressOver
    return str(about[1])


def take(db: Session, keys: Keys, account: Account, token: str, agent: str, now: datetime, site_url: str) -> None:
    """Sign in with it from now on, and tell the old address so. Raises AddressOver, AccountExists."""
    mine = db.scalars(select(Account).where(Account.id == account.id).with_for_update()).one()
    address = find(db, keys, mine, token, now)
    if not tokens.use_token(db, keys, PURPOSE, token, now):
        raise AddressOver
    words = say(OLD_LETTER.text, site=site_url, when=f"{now:%Y-%m-%d %H:%M}", browser=name_browser(agent))
    write_to(db, mine, OLD_SUBJECT, words, now)
    _give(db, keys, mine, address)


def change_at_terminal(db: Session, keys: Keys, typed_email: str, typed_new: str) -> Account:
    """Without a letter, for whoever sits at the machine. Raises AccountNotFound, AddressMissing, AccountExists."""
    account = find_account(db, typed_email)
    address = read_address(typed_new)
    if address != account.email:
        _give(db, keys, account, address)
    return account


def _give(db: Session, keys: Keys, account: Account, address: str) -> None:
    """Wrong passwords were counted against the old address, and wait there for nobody."""
    if find_by_email(db, address) is not None:
        raise AccountExists
    throttle.forget_wrong_passwords(db, throttle.counters_of(keys, account.email, "", None))
    account.email = address
    db.flush()


def _about(account: Account) -> str:
    return f"address:{account.id}"


def _state_of(keys: Keys, account: Account) -> str:
    """A link dies with the address or the password that its person had."""
    return keys.fingerprint("address of", str(account.id), account.email, account.password_hash or "")[:16]
