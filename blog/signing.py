"""The one signer: a salt per purpose, keys that can be changed, JSON payloads, expiry."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime
from typing import Any

from itsdangerous import BadSignature, URLSafeSerializer


class Keys:
    """Signs and reads payloads for one purpose at a time; the newest key signs, every key still reads."""

    def __init__(self, secret_keys: tuple[str, ...]) -> None:
        self._secret_keys = list(secret_keys)

    @property
    def newest_first(self) -> tuple[bytes, ...]:
        """The keys themselves, for what is locked rather than signed."""
        return tuple(key.encode() for key in reversed(self._secret_keys))

    def sign(self, purpose: str, payload: Any) -> str:
        """A URL-safe text that `read` with the same purpose turns back into `payload` (JSON values only)."""
        return self._serializer(purpose).dumps(payload)

    def read(self, purpose: str, token: str) -> Any | None:
        """The payload, or None when the token is forged, torn or made for another purpose."""
        if not token or len(token) > 8192:
            return None
        try:
            return self._serializer(purpose).loads(token)
        except (BadSignature, ValueError, RecursionError):
            return None

    def sign_until(self, purpose: str, payload: Any, until: datetime) -> str:
        """Like `sign`, for a payload that `read_until` takes only before `until`."""
        return self.sign(purpose, {"until": int(until.timestamp()), "is": payload})

    def read_until(self, purpose: str, token: str, now: datetime) -> Any | None:
        """The payload of `sign_until`, or None when forged or expired."""
        wrapped = self.read(purpose, token)
        if not isinstance(wrapped, dict) or not isinstance(wrapped.get("until"), int):
            return None
        return wrapped.get("is") if now.timestamp() < wrapped["until"] else None

    def seal(self, purpose: str, text: str) -> str:
        """A short signature of `text` alone, for addresses that end in their signature."""
        return self._digest(self._secret_keys[-1], purpose, text)[:32]

    def seal_fits(self, purpose: str, text: str, seal: str) -> bool:
        """Whether `seal` is one that any of our keys gave to `text`."""
        given = seal.encode("utf-8", "replace")
        return any(
            hmac.compare_digest(self._digest(key, purpose, text)[:32].encode(), given) for key in self._secret_keys
        )

    def fingerprint(self, purpose: str, *parts: str) -> str:
        """A keyed hash of `parts` (64 hex digits): equal for equal parts, useless to anyone without the key.

        Made with the oldest key, so that it stays the same while a key is being changed.
        """
        text = "\x00".join(f"{len(part)}:{part}" for part in parts)
        return self._digest(self._secret_keys[0], purpose, text)

    def _digest(self, key: str, purpose: str, text: str) -> str:
        message = f"{purpose}\x00{text}".encode("utf-8", "surrogatepass")
        return hmac.new(key.encode(), message, hashlib.sha256).hexdigest()

    def _serializer(self, purpose: str) -> URLSafeSerializer:
        return URLSafeSerializer(
            self._secret_keys,
            salt=f"afterword.{purpose}.1",
            signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256},
        )
