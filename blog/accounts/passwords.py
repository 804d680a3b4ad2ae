"""Passwords by argon2id; slow on purpose, so always outside a transaction."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from blog.errors import Refusal

_hasher = PasswordHasher()
# Nobody's password, made with the settings above: an unknown address costs the same time as a known one. It stands
# here ready because making one takes as long as a sixth of the whole start.
_NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$3uvN62U120zyMz+J/oLm9w$ncwRAxY6n6AryHOj5N4jVTdV8CVeyANkt4cq1R+shtc"

SHORTEST = 10
LONGEST = 1000


class PasswordTooShort(Refusal):
    """Choose a password of ten characters or more; a few plain words make a good one."""


class PasswordTooLong(Refusal):
    """The password is longer than 1,000 characters."""


def check_new_password(password: str) -> None:
    """Raises PasswordTooShort or PasswordTooLong."""
    if len(password) < SHORTEST:
        raise PasswordTooShort
    if len(password) > LONGEST:
        raise PasswordTooLong


def hash_password(password: str) -> str:
    """A hash to store; takes about 64 MiB and a tenth of a second."""
    return _hasher.hash(password)


def password_fits(stored: str | None, password: str) -> bool:
    """Whether the password is the stored one; equally slow when there is none."""
    try:
        _hasher.verify(stored or _NOBODY, password)
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None
