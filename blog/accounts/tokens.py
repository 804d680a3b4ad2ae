"""Links that work once: the token names a jti, and using it stores that jti."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from blog.accounts.models import UsedToken
from blog.database.inserting import insert_once
from blog.signing import Keys

OWNER_LINK = "owner link"
SET_UP = "set up"
LIFETIME = timedelta(days=2)


def make_token(keys: Keys, purpose: str, now: datetime, about: Any = None, lifetime: timedelta = LIFETIME) -> str:
    """A token for one purpose, good once and for two days unless a shorter `lifetime` is given."""
    return keys.sign_until(purpose, {"jti": secrets.token_urlsafe(16), "about": about}, now + lifetime)


def read_about(keys: Keys, purpose: str, token: str, now: datetime) -> Any:
    """What the token was made about; None for one that is not ours, or whose time is over."""
    payload = keys.read_until(purpose, token, now)
    return payload.get("about") if isinstance(payload, dict) else None


def token_holds(db: Session, keys: Keys, purpose: str, token: str, now: datetime) -> bool:
    """Whether the token is ours, in time and unused; looking never uses it up."""
    jti = _jti(keys, purpose, token, now)
    return jti is not None and db.get(UsedToken, jti) is None


def use_token(db: Session, keys: Keys, purpose: str, token: str, now: datetime) -> bool:
    """Use the token up; False when it was not good any more. The primary key decides a race."""
    if not token_holds(db, keys, purpose, token, now):
        return False
    jti = _jti(keys, purpose, token, now)
    return insert_once(db, UsedToken, jti=jti, purpose=purpose, used_at=now)


def _jti(keys: Keys, purpose: str, token: str, now: datetime) -> str | None:
    payload = keys.read_until(purpose, token, now)
    if not isinstance(payload, dict):
        return None
    jti = payload.get("jti")
    return jti if isinstance(jti, str) else None
