"""Slows down guessing of passwords by rows: per account, network and known device, with waits that grow."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from blog.accounts.models import SignInAttempt
from blog.accounts.people import LONGEST_EMAIL, fold_email
from blog.database.turns import take_turns
from blog.errors import Refusal
from blog.languages.dates import wait_in_words
from blog.languages.sentences import Sentence, say
from blog.signing import Keys

WINDOW = timedelta(minutes=15)
FIRST_WAIT = timedelta(minutes=15)
LONGEST_WAIT = timedelta(days=1)
# A wrong password so soon after a wait makes the next one twice as long.
REMEMBERED = timedelta(days=1)


@dataclass(frozen=True)
class Limit:
    """`most` wrong passwords in a quarter of an hour, then a wait; after it `again` more, then twice the wait."""

    name: str
    most: int
    again: int


ACCOUNT = Limit("account", most=5, again=1)
# Many honest people may sit behind one address, so a single slip among them is not held against all.
NETWORK = Limit("network", most=20, again=5)
DEVICE = Limit("device", most=5, again=1)


class TooManyAttempts(Refusal):
    """Too many wrong passwords were typed. Try again in a while."""

    def __init__(self, retry_after: int) -> None:
        super().__init__()
        self.retry_after = retry_after

    @property
    def sentence(self) -> Sentence:
        return say("Too many wrong passwords were typed. Try again in %(wait)s.", wait=self.wait)

    @property
    def wait(self) -> Sentence:
        # Rounded up to whole minutes, so that whoever waits as long as it says is let in.
        return wait_in_words(timedelta(minutes=math.ceil((self.retry_after or 0) / 60)))


@dataclass(frozen=True)
class Counter:
    """What a wrong password counts against; the key is a keyed hash and names nobody."""

    limit: Limit
    key: str


def counters_of(keys: Keys, typed_email: str, prefix: str, device: str | None) -> tuple[Counter, ...]:
    """Where an attempt counts: a device that has signed in to the account before has an allowance of its own.

    So a stranger who guesses, even from the same network, never locks out the person whose account it is.
    """
    account = fold_email(typed_email)[:LONGEST_EMAIL]
    if device is not None:
        return (Counter(DEVICE, keys.fingerprint("sign-in device", device, account)),)
    return (
        Counter(ACCOUNT, keys.fingerprint("sign-in account", account)),
        Counter(NETWORK, keys.fingerprint("sign-in prefix", prefix)),
    )


def count_alone(db: Session, counters: Sequence[Counter]) -> None:
    """From here to the end of the transaction nobody else counts there: fifty guesses at once are still fifty."""
    take_turns(db, (counter.key for counter in counters))


def seconds_to_wait(db: Session, counters: Sequence[Counter], now: datetime) -> int:
    """How long nobody may try; 0 when a password may be tried now."""
    until = db.scalar(
        select(func.max(SignInAttempt.waits_until)).where(
            SignInAttempt.key_hash.in_([counter.key for counter in counters]),
            SignInAttempt.waits_until > now,
            _is_sane(now),
        )
    )
    return math.ceil((until - now).total_seconds()) if until is not None else 0


def remember_wrong_password(db: Session, counters: Sequence[Counter], now: datetime) -> None:
    """Count it, and begin a wait where it was one too many. What is older than two days is forgotten."""
    db.execute(delete(SignInAttempt).where(SignInAttempt.at < now - LONGEST_WAIT - REMEMBERED))
    for counter in counters:
        wait = _wait_after(db, counter, now)
        db.add(SignInAttempt(key_hash=counter.key, at=now, waits_until=now + wait if wait else None))
    db.flush()


def forget_wrong_passwords(db: Session, counters: Sequence[Counter]) -> None:
    """After the right password. The network's stay: an account of one's own must not buy guesses at others."""
    mine = [counter.key for counter in counters if counter.limit is not NETWORK]
    db.execute(delete(SignInAttempt).where(SignInAttempt.key_hash.in_(mine)))


def _wait_after(db: Session, counter: Counter, now: datetime) -> timedelta | None:
    """The wait that one more wrong password begins, or None."""
    since, most, wait = now - WINDOW, counter.limit.most, FIRST_WAIT
    last = db.execute(
        select(SignInAttempt.at, SignInAttempt.waits_until)
        .where(SignInAttempt.key_hash == counter.key, SignInAttempt.waits_until.is_not(None), _is_sane(now))
        .order_by(SignInAttempt.at.desc(), SignInAttempt.id.desc())
        .limit(1)
    ).first()
    if last is not None and last.waits_until > now - REMEMBERED:
        since, most = max(since, last.waits_until), counter.limit.again
        wait = min(2 * (last.waits_until - last.at), LONGEST_WAIT)
    before = db.scalar(
        select(func.count()).where(SignInAttempt.key_hash == counter.key, SignInAttempt.at >= since, _is_sane(now))
    )
    return wait if (before or 0) + 1 >= most else None


def _is_sane(now: datetime) -> ColumnElement[bool]:
    """Rows of a clock that had run ahead and was set back lock nobody out."""
    return SignInAttempt.at < now + WINDOW
