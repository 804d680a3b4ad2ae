"""A passkey's device made of software: it answers as the standard has it, or as whoever attacks would like it to."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from tests.cast.site import Browser, Page

WAYS = "/desk/you/signing-in"
PRESENT, VERIFIED, MADE = 0x01, 0x04, 0x40


def text_of(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@dataclass
class Device:
    """One key on one device. What is set here is what it tells the blog."""

    rp_id: str = "localhost"
    origin: str = "http://localhost:8000"
    flags: int = PRESENT | VERIFIED
    count: int = 0
    counts: bool = True
    handle: str = ""
    credential: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def make(self, offered: dict[str, Any], **changes: Any) -> str:
        """The answer to `offer_new`."""
        self.handle = offered["options"]["user"]["id"]
        numbers = self.key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        made = b"\x00" * 16 + len(self.credential).to_bytes(2, "big") + self.credential + cbor2.dumps(cose)
        data = self._data(self.flags | MADE) + made
        attested = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        parts = {"clientDataJSON": self._client("webauthn.create", offered), "attestationObject": text_of(attested)}
        return self._answer({**parts, **changes})

    def sign(self, offered: dict[str, Any], **changes: Any) -> str:
        """The answer to `offer`."""
        self.count += self.counts
        client, data = self._client("webauthn.get", offered), self._data(self.flags)
        raw = base64.urlsafe_b64decode(client + "=" * (-len(client) % 4))
        signature = self.key.sign(data + hashlib.sha256(raw).digest(), ec.ECDSA(hashes.SHA256()))
        parts = {"clientDataJSON": client, "authenticatorData": text_of(data), "signature": text_of(signature)}
        return self._answer({**parts, "userHandle": self.handle, **changes})

    def _client(self, kind: str, offered: dict[str, Any]) -> str:
        said = {"type": kind, "challenge": offered["options"]["challenge"], "origin": self.origin}
        return text_of(json.dumps({**said, "crossOrigin": False}).encode())

    def _data(self, flags: int) -> bytes:
        return hashlib.sha256(self.rp_id.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _answer(self, response: dict[str, Any]) -> str:
        name = text_of(self.credential)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})


def offered(browser: Browser, path: str = "/sign-in/passkey") -> dict[str, Any]:
    page = browser.get(path)
    assert page.status == 200 and page.headers["cache-control"] == "no-store"
    read: dict[str, Any] = json.loads(page.html)
    return read


def add(browser: Browser, device: Device, name: str = "", **changes: Any) -> Page:
    given = offered(browser, f"{WAYS}/passkey?for=new")
    fields = {"challenge": given["challenge"], "passkey": device.make(given, **changes), "name": name}
    return browser.post(WAYS, {"action": "passkey-add", **fields})


def sign_in(browser: Browser, device: Device, **changes: Any) -> Page:
    given = offered(browser)
    return browser.post("/sign-in/passkey", {"challenge": given["challenge"], "passkey": device.sign(given, **changes)})


def prove(browser: Browser, device: Device) -> Page:
    given = offered(browser, f"{WAYS}/passkey")
    fields = {"challenge": given["challenge"], "passkey": device.sign(given)}
    return browser.post(WAYS, {"action": "passkey-prove", **fields})
