"""Which pictures may be kept, known by their first bytes: what a file is called proves nothing."""

from __future__ import annotations

from dataclasses import dataclass

# So many bytes are enough to know every format.
HEAD = 16


@dataclass(frozen=True)
class Format:
    """A kind of picture that every browser shows and that cannot hold a script."""

    type: str
    ending: str


PNG = Format("image/png", "png")
JPEG = Format("image/jpeg", "jpg")
GIF = Format("image/gif", "gif")
WEBP = Format("image/webp", "webp")
AVIF = Format("image/avif", "avif")
FORMATS = (PNG, JPEG, GIF, WEBP, AVIF)


def format_of(head: bytes) -> Format | None:
    """The format of a file that begins with these bytes (at least HEAD of them); None if it may not be kept."""
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith((b"GIF87a", b"GIF89a")):
        return GIF
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return WEBP
    if head[4:12] in (b"ftypavif", b"ftypavis"):
        return AVIF
    return None


def type_of(name: str) -> str | None:
    """The type of a kept picture, from the ending that it was given here."""
    ending = name.rpartition(".")[2]
    return next((format.type for format in FORMATS if format.ending == ending), None)
