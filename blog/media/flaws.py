"""Why there is no picture: nothing came, or what came is none."""

from __future__ import annotations

from enum import StrEnum


class Trouble(StrEnum):
    """Why nothing came."""

    ADDRESS = "address"
    CLOSED = "closed"
    NAME = "name"
    CONNECTION = "connection"
    SLOW = "slow"
    LARGE = "large"
    CIRCLES = "circles"
    ANSWER = "answer"


class Flaw(StrEnum):
    """Why a file is not kept as a picture."""

    FORMAT = "format"
    LARGE = "large"
    PIXELS = "pixels"
    BROKEN = "broken"


class NoPicture(ValueError):
    """This is no PNG, JPEG, GIF, WebP or AVIF picture, or it is broken or too large."""

    def __init__(self, flaw: Flaw) -> None:
        super().__init__(flaw.value)
        self.flaw = flaw
