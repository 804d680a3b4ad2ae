"""Checks what a passkey's device has answered; the one module that knows the library, loaded with the first answer."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from webauthn import verify_authentication_response, verify_registration_response


@dataclass(frozen=True)
class NewKey:
    """What a device says of a key that it has just made."""

    credential: bytes
    public_key: bytes
    sign_count: int


def check_new(answer: str, challenge: bytes, rp_id: str, origin: str) -> NewKey | None:
    """The key, or None where the answer is not to this challenge, this address and a person who proved themselves."""
    try:
        found = verify_registration_response(
            credential=_read(answer),
            expected_challenge=challenge,
            expected_rp_id=rp_id,
            expected_origin=origin,
            require_user_verification=True,
        )
    except Exception:  # noqa: BLE001 - an answer is a stranger's bytes, and each layer that reads them has its errors
        return None
    return NewKey(found.credential_id, found.credential_public_key, found.sign_count)


def check_known(
    answer: str, challenge: bytes, rp_id: str, origin: str, public_key: bytes, sign_count: int
) -> int | None:
    """How often the key says it has signed; None as above, and where it has not counted on from `sign_count`."""
    try:
        found = verify_authentication_response(
            credential=_read(answer),
            expected_challenge=challenge,
            expected_rp_id=rp_id,
            expected_origin=origin,
            credential_public_key=public_key,
            credential_current_sign_count=sign_count,
            require_user_verification=True,
        )
    except Exception:  # noqa: BLE001 - as above
        return None
    return found.new_sign_count


def _read(answer: str) -> dict[str, Any]:
    """As an object: the library's own reading of text takes bytes of any encoding for JSON."""
    read: dict[str, Any] = json.loads(answer)
    return read
