"""Shows anew that whoever uses a session is the person, before anything of how they sign in is changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from blog.accounts import sessions, throttle
from blog.accounts.models import Account
from blog.errors import Refusal
from blog.signing import Keys


class NotThatPassword(Refusal):
    """That is not your password, so nothing is changed."""


class WayUnread(Refusal):
    """That form did not arrive whole, so nothing was changed. Send it again from this page."""


def counters_of(keys: Keys, account: Account, session_id: int) -> tuple[throttle.Counter, ...]:
    """Each session has an allowance of its own: whoever took one cannot guess, and guesses lock nobody else out."""
    return throttle.counters_of(keys, account.email, "", f"session {session_id}")


def settle(
    db: Session, keys: Keys, cookie: str, counters: Sequence[throttle.Counter], fits: bool, now: datetime
) -> bool:
    """Count the try and, where it fits, note that the session has proved itself; whether it has."""
    session = sessions.find_session(db, keys, cookie, now)
    if session is None or not fits:
        throttle.remember_wrong_password(db, counters, now)
        return False
    throttle.forget_wrong_passwords(db, counters)
    session.proved_at = now
    return True
