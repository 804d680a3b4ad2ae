"""The codes of an app that changes them every half minute, and the picture by which it learns the secret."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime

import pyotp
import segno

SECONDS = 30
DRIFT = 1  # so many half minutes the clocks of the phone and of the blog may be apart


@dataclass(frozen=True)
class Drawing:
    """A QR code as one SVG path: `path` in a square of `size`, a module a unit."""

    size: int
    path: str


def new_secret() -> str:
    """160 random bits, as apps want them typed."""
    return pyotp.random_base32()


def draw(secret: str, email: str, title: str) -> Drawing:
    """What the app's camera is held to."""
    address = pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=" ".join(title.split())[:60] or "Afterword")
    code = segno.make(address, error="m", micro=False)
    border = 4
    rows = code.matrix_iter(border=border)
    runs = [f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark]
    return Drawing(len(code.matrix) + 2 * border, "".join(runs))


def counter_of(secret: str, code: str, now: datetime, after: int) -> int | None:
    """The half minute that the code is of, if it is a right one of now and later than `after`; else None."""
    here, app = int(now.timestamp()) // SECONDS, pyotp.TOTP(secret)
    for counter in range(here - DRIFT, here + DRIFT + 1):
        if hmac.compare_digest(app.generate_otp(counter).encode(), code.encode("utf-8", "replace")):
            return counter if counter > after else None
    return None
