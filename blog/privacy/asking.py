"""Whoever can read an address's mail may see, take along and erase what is kept about it: the mailed link."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from blog.accounts.speaking import catalogue_for
from blog.database.buckets import Allowance, take_token
from blog.errors import Refusal
from blog.languages.catalog import translate
from blog.languages.sentences import say
from blog.mail.sending import write_letter
from blog.privacy.finding import is_known
from blog.privacy.models import DataRequest
from blog.signing import Keys

LIFETIME = timedelta(hours=1)
LETTERS = Allowance("own data letters", most=1, span=timedelta(days=1))
ASKING = Allowance("own data", most=10, span=timedelta(hours=1))

SUBJECT = say("What this blog keeps about you")
LETTER = say("""\
Somebody, most likely you, has asked what this blog keeps about your address:

%(url)s

Behind this link you can read it all, take it along, and have your texts or your
name erased. It works for an hour. If it was not you, nothing needs to be done:
nobody but the reader of this letter can use it.
""")


class TooManyRequests(Refusal):
    """Many such requests came from your network in the last hour. Wait a while, then ask again."""

    def __init__(self, retry_after: int) -> None:
        super().__init__()
        self.retry_after = retry_after


class LinkSpent(Refusal):
    """This link is not good any more: it works for an hour, and until it has erased something. Ask for a new one."""


def ask(db: Session, keys: Keys, email: str, prefix_hash: str | None, now: datetime, site_url: str) -> None:
    """Mail a link to `email` if anything is kept about it, at most once a day. Raises TooManyRequests.

    prefix_hash: whose allowance it is counted against; None where nothing is limited.
    """
    if prefix_hash is not None:
        wait = take_token(db, ASKING, prefix_hash, now)
        if wait:
            raise TooManyRequests(wait)
    db.execute(delete(DataRequest).where(DataRequest.asked_at <= now - LIFETIME))
    if not is_known(db, email) or take_token(db, LETTERS, keys.fingerprint("own data", email.casefold()), now):
        return
    key = secrets.token_urlsafe(24)
    db.add(DataRequest(key_hash=_hash(key), email=email, asked_at=now))
    words, catalogue = say(LETTER.text, url=f"{site_url}/-/own-data/{key}"), catalogue_for(db)
    write_letter(db, email, translate(SUBJECT, catalogue), translate(words, catalogue), now)


def find_request(db: Session, key: str, now: datetime) -> DataRequest:
    """Raises LinkSpent."""
    found = db.get(DataRequest, _hash(key))
    if found is None or found.asked_at <= now - LIFETIME:
        raise LinkSpent
    return found


def spend(db: Session, key: str) -> None:
    """A link that has acted is good no more. Raises LinkSpent for the second of two."""
    gone = db.execute(delete(DataRequest).where(DataRequest.key_hash == _hash(key)).returning(DataRequest.key_hash))
    if gone.first() is None:
        raise LinkSpent


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()
