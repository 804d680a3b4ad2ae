"""Passkeys: offering a challenge, keeping a new key, and knowing a person by one."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from blog.accounts import tokens
from blog.accounts.models import Account, Passkey
from blog.database.inserting import insert_once
from blog.errors import Refusal
from blog.late import late
from blog.signing import Keys

with late:
    from blog.accounts import ceremonies

ADDING, SIGNING_IN, PROVING = "passkey new", "passkey sign in", "passkey proof"
# As long as somebody may look for the device that holds the key.
LIFETIME = timedelta(minutes=10)
MOST = 20
LONGEST = 20_000
ES256, EDDSA, RS256 = -7, -8, -257


class PasskeyRefused(Refusal):
    """That passkey does not open this blog. Try another one, or use the password."""


class PasskeyOver(Refusal):
    """The device's answer came too late, or a second time. Press the button again."""


class PasskeyKnown(Refusal):
    """This blog knows that passkey already."""


class PasskeysFull(Refusal):
    """Twenty passkeys are enough for one person. Remove one that you no longer use first."""


class PasskeyMissing(Refusal):
    """That passkey was removed already."""


class LastWayIn(Refusal):
    """This passkey is your only way in. Give yourself a password first."""


@dataclass(frozen=True)
class Place:
    """Where keys are good: for the host of the blog's configured address, and on its pages alone."""

    rp_id: str
    origin: str

    @classmethod
    def of(cls, site_url: str) -> Place:
        return cls(urlsplit(site_url).hostname or "localhost", site_url)


@dataclass(frozen=True)
class Answer:
    """What came back with a form: the challenge's token, and what the device made of it."""

    token: str
    text: str

    @property
    def challenge(self) -> bytes:
        return _challenge_of(self.token)

    @property
    def fields(self) -> dict[str, Any]:
        """The answer as it was sent; empty where it is none."""
        try:
            read = json.loads(self.text) if len(self.text) <= LONGEST else None
        except (ValueError, RecursionError):
            read = None
        return read if isinstance(read, dict) else {}


def offer(keys: Keys, purpose: str, place: Place, account: Account | None, now: datetime) -> dict[str, Any]:
    """What a script asks the device with: a token for the form, and the options. Nothing is stored."""
    token = tokens.make_token(keys, purpose, now, account.id if account is not None else 0, LIFETIME)
    options = {
        "challenge": _text_of(_challenge_of(token)),
        "rpId": place.rp_id,
        "userVerification": "required",
        "timeout": int(LIFETIME.total_seconds()) * 1000,
    }
    return {"challenge": token, "options": options}


def offer_new(
    keys: Keys, place: Place, account: Account, known: list[Passkey], title: str, now: datetime
) -> dict[str, Any]:
    """Like `offer`, to make a key that is found without a name being typed."""
    offered = offer(keys, ADDING, place, account, now)
    options = offered["options"]
    options["rp"] = {"id": options.pop("rpId"), "name": title}
    handle = _text_of(_handle_of(keys, account))
    options["user"] = {"id": handle, "name": account.email, "displayName": account.name}
    options["pubKeyCredParams"] = [{"type": "public-key", "alg": alg} for alg in (EDDSA, ES256, RS256)]
    options["excludeCredentials"] = [{"type": "public-key", "id": key.credential} for key in known]
    options["authenticatorSelection"] = {
        "residentKey": "required",
        "requireResidentKey": True,
        "userVerification": options.pop("userVerification"),
    }
    options["attestation"] = "none"
    return offered


def of_account(db: Session, account_id: int) -> list[Passkey]:
    """The person's passkeys, the oldest first."""
    return list(db.scalars(select(Passkey).where(Passkey.account_id == account_id).order_by(Passkey.id)))


def check_new(keys: Keys, place: Place, account: Account, answer: Answer, now: datetime) -> Any:
    """The new key, before anything is stored. Raises PasskeyOver and PasskeyRefused."""
    if tokens.read_about(keys, ADDING, answer.token, now) != account.id:
        raise PasskeyOver
    found = ceremonies.check_new(answer.text, answer.challenge, place.rp_id, place.origin) if answer.fields else None
    if found is None:
        raise PasskeyRefused
    return found


def keep(db: Session, keys: Keys, account: Account, token: str, found: Any, name: str, now: datetime) -> None:
    """Raises PasskeyOver, PasskeysFull and PasskeyKnown."""
    if not tokens.use_token(db, keys, ADDING, token, now):
        raise PasskeyOver
    _alone(db, account.id)
    if (db.scalar(select(func.count()).where(Passkey.account_id == account.id)) or 0) >= MOST:
        raise PasskeysFull
    values = {"credential": _text_of(found.credential), "public_key": found.public_key, "name": name[:80]}
    values |= {"account_id": account.id, "sign_count": found.sign_count, "created_at": now, "used_at": None}
    if not insert_once(db, Passkey, **values):
        raise PasskeyKnown


def remove(db: Session, account_id: int, number: str) -> None:
    """Raises PasskeyMissing and LastWayIn."""
    account = _alone(db, account_id)
    mine = of_account(db, account_id)
    gone = next((key for key in mine if str(key.id) == number), None)
    if gone is None:
        raise PasskeyMissing
    if len(mine) == 1 and account.password_hash is None:
        raise LastWayIn
    db.delete(gone)
    db.flush()


def find(db: Session, keys: Keys, place: Place, purpose: str, answer: Answer, now: datetime) -> tuple[Passkey, int]:
    """The key that answered, and its new count, before anything is stored. Raises PasskeyOver and PasskeyRefused."""
    about = tokens.read_about(keys, purpose, answer.token, now)
    if about is None or not tokens.token_holds(db, keys, purpose, answer.token, now):
        raise PasskeyOver
    key = db.scalar(select(Passkey).where(Passkey.credential == _name_in(answer.fields)))
    if key is None or (about and key.account_id != about):
        raise PasskeyRefused
    account = db.get(Account, key.account_id)
    if account is None or account.disabled_at is not None or not _is_for(keys, account, answer.fields):
        raise PasskeyRefused
    count = ceremonies.check_known(
        answer.text, answer.challenge, place.rp_id, place.origin, key.public_key, key.sign_count
    )
    if count is None:
        raise PasskeyRefused
    return key, count


def note_use(db: Session, keys: Keys, purpose: str, token: str, key_id: int, count: int, now: datetime) -> Account:
    """Use the challenge up, and keep the key's count; whose it is. Raises PasskeyOver and PasskeyRefused."""
    if not tokens.use_token(db, keys, purpose, token, now):
        raise PasskeyOver
    chosen = select(Passkey).where(Passkey.id == key_id).with_for_update()
    key = db.scalar(chosen, execution_options={"populate_existing": True})
    account = db.get(Account, key.account_id) if key is not None else None
    # Removed, disabled or used elsewhere in the meantime.
    if key is None or account is None or account.disabled_at is not None or (count and count <= key.sign_count):
        raise PasskeyRefused
    key.sign_count, key.used_at = count, now
    return account


def _alone(db: Session, account_id: int) -> Account:
    """From here on nobody else changes what this person signs in with."""
    chosen = select(Account).where(Account.id == account_id).with_for_update()
    return db.scalars(chosen, execution_options={"populate_existing": True}).one()


def _is_for(keys: Keys, account: Account, fields: dict[str, Any]) -> bool:
    """Whether the device holds the key for this very person; one that does not say so is known by the key alone."""
    response = fields.get("response")
    handle = response.get("userHandle") if isinstance(response, dict) else None
    return handle in (None, "", _text_of(_handle_of(keys, account)))


def _handle_of(keys: Keys, account: Account) -> bytes:
    """What devices know the person by: the same for all keys of one person, and nothing to anybody else."""
    return bytes.fromhex(keys.fingerprint("passkey person", str(account.id)))[:32]


def _name_in(fields: dict[str, Any]) -> str:
    name = fields.get("id")
    return name[:1400] if isinstance(name, str) and name.isascii() and name.isprintable() else ""


def _challenge_of(token: str) -> bytes:
    """Made of the token: so that what the device signs is the very token, which works once."""
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()


def _text_of(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")
