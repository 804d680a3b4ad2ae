"""Passwords by argon2id; slow on purpose, so always outside a transaction."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from blog.accounts.guessable import is_guessable
from blog.errors import Refusal
from blog.languages.sentences import Sentence

_hasher = PasswordHasher()
# Nobody's password, made with the settings above: an unknown address costs the same time as a known one. It stands
# here ready because making one takes as long as a sixth of the whole start.
_NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$3uvN62U120zyMz+J/oLm9w$ncwRAxY6n6AryHOj5N4jVTdV8CVeyANkt4cq1R+shtc"

SHORTEST = 10
LONGEST = 1000


class PasswordTooShort(Refusal):
    """Choose a password of ten characters or more; some plain words make a good one."""


class PasswordTooLong(Refusal):
    """The password is longer than 1,000 characters."""


class PasswordCommon(Refusal):
    """That password is among the first that are tried: choose another, such as some plain words that only you join."""


def check_new_password(password: str, *about: str) -> None:
    """Raises PasswordTooShort, PasswordTooLong or PasswordCommon.

    about: what belongs to the person and everybody knows (name, address): alone it makes no password.
    """
    if len(password) < SHORTEST:
        raise PasswordTooShort
    if len(password) > LONGEST:
        raise PasswordTooLong
    if is_guessable(password, about):
        raise PasswordCommon


def judge_password(password: str, *about: str) -> Sentence | None:
    """Like `check_new_password`, for forms that gather what is wrong: the sentence, or None."""
    try:
        check_new_password(password, *about)
    except Refusal as refusal:
        return refusal.sentence
    return None


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
