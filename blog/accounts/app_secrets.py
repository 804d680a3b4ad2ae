"""The secret of a person's app as the database keeps it: locked with the blog's key, which no backup holds."""

from __future__ import annotations

import base64
import os
import re

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from blog.signing import Keys

PURPOSE = b"afterword.app secret.1"
NONCE = 12
# As earlier versions kept it: 160 bits as apps want them typed. Locked it has 64 letters, twice as many.
PLAIN = re.compile(r"[A-Z2-7]{32}")


def lock(keys: Keys, account_id: int, secret: str) -> str:
    """With the newest key, for this account alone: in another's row it opens nothing."""
    nonce = os.urandom(NONCE)
    box = _box(keys.newest_first[0])
    return base64.urlsafe_b64encode(nonce + box.encrypt(nonce, base64.b32decode(secret), _whose(account_id))).decode()


def unlock(keys: Keys, account_id: int, kept: str) -> str | None:
    """The secret, whichever of the blog's keys locked it; None where none of them did."""
    if PLAIN.fullmatch(kept):
        return kept
    found = (_open(key, account_id, kept) for key in keys.newest_first)
    return next((secret for secret in found if secret is not None), None)


def lock_anew(keys: Keys, account_id: int, kept: str) -> str | None:
    """Locked with the newest key, where it is not yet; None where nothing is to be done, or can be."""
    if not PLAIN.fullmatch(kept) and _open(keys.newest_first[0], account_id, kept) is not None:
        return None
    secret = unlock(keys, account_id, kept)
    return lock(keys, account_id, secret) if secret is not None else None


def _open(key: bytes, account_id: int, kept: str) -> str | None:
    try:
        locked = base64.urlsafe_b64decode(kept)
        return base64.b32encode(_box(key).decrypt(locked[:NONCE], locked[NONCE:], _whose(account_id))).decode()
    except (ValueError, InvalidTag):
        return None


def _box(key: bytes) -> AESGCM:
    # What the key signs and what it locks have nothing in common.
    return AESGCM(HKDF(SHA256(), length=32, salt=None, info=PURPOSE).derive(key))


def _whose(account_id: int) -> bytes:
    return str(account_id).encode()
