"""Smaller copies of a kept picture: drawn when it comes and never when somebody looks, as small as can be."""

from __future__ import annotations

import io
import os
import secrets
from pathlib import Path
from typing import Any

from PIL import Image

from blog.media.copies import Sizes, name_of_copy
from blog.media.formats import AVIF, FORMATS, GIF, JPEG, PNG, WEBP, Format, type_of

# The column of words is 608 pixels wide; screens have one, two or three points for each of them.
WIDTHS = (480, 800, 1216, 1824)
# A copy that is hardly smaller than the picture is not worth a file.
WORTHWHILE = 0.85
# What the format itself can hold.
TALLEST_WEBP = 16_383
NAMES = {PNG: "PNG", JPEG: "JPEG", WEBP: "WEBP", AVIF: "AVIF"}
OPTIONS: dict[Format, dict[str, Any]] = {
    PNG: {"compress_level": 9},
    JPEG: {"quality": 82, "optimize": True, "progressive": True},
    WEBP: {"quality": 80, "method": 3},
    AVIF: {"quality": 65, "speed": 8},
}


def draw_sizes(folder: Path, name: str) -> Sizes:
    """Measure a kept picture, and draw the copies that it lacks. One that moves has none. Raises OSError."""
    path = folder / name
    format = next(one for one in FORMATS if one.type == type_of(name))
    with Image.open(path, formats=["PNG", "JPEG", "GIF", "WEBP", "AVIF"]) as picture:
        width, height = picture.size
        wanted = [one for one in WIDTHS if one <= width * WORTHWHILE]
        if not wanted or format == GIF or getattr(picture, "n_frames", 1) > 1:
            return Sizes(width, height)
        known = [(one, _ending_of(folder, name, one)) for one in wanted]
        if all(ending for _, ending in known):
            return Sizes(width, height, tuple((one, ending) for one, ending in known if ending))
        options = {"icc_profile": picture.info["icc_profile"]} if picture.info.get("icc_profile") else {}
        drawn = _in_full_colours(picture)
    copies: list[tuple[int, str]] = []
    most = path.stat().st_size * WORTHWHILE
    # From the widest on, so that each is drawn from what is already smaller.
    for one in reversed(wanted):
        drawn = drawn.resize((one, max(1, round(one * height / width))), Image.Resampling.LANCZOS, reducing_gap=2.0)
        best, data = _smallest(drawn, format, options)
        if len(data) < most:
            _write(folder / name_of_copy(name, one, best.ending), data)
            copies.append((one, best.ending))
    return Sizes(width, height, tuple(reversed(copies)))


def _ending_of(folder: Path, name: str, width: int) -> str | None:
    return next((one.ending for one in FORMATS if (folder / name_of_copy(name, width, one.ending)).is_file()), None)


def _in_full_colours(picture: Image.Image) -> Image.Image:
    """Few colours make ugly copies, so all are there to be mixed."""
    if picture.mode.startswith("I"):
        # Sixteen bits a point; converted as they are, all but the darkest would be white.
        return picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if picture.mode in ("LA", "PA", "RGBA") or "transparency" in picture.info:
        return picture.convert("RGBA")
    return picture.convert("L" if picture.mode in ("1", "L") else "RGB")


def _smallest(drawn: Image.Image, format: Format, options: dict[str, Any]) -> tuple[Format, bytes]:
    """In its own format or as WebP, whichever takes less."""
    tried = [_encoded(drawn, format, options)]
    if format != WEBP and drawn.height <= TALLEST_WEBP:
        tried.append(_encoded(drawn, WEBP, options))
    return min(tried, key=lambda one: len(one[1]))


def _encoded(drawn: Image.Image, format: Format, options: dict[str, Any]) -> tuple[Format, bytes]:
    file = io.BytesIO()
    picture = drawn.convert("RGB") if format in (WEBP, AVIF) and drawn.mode == "L" else drawn
    picture.save(file, NAMES[format], **OPTIONS[format], **({} if picture is not drawn else options))
    return format, file.getvalue()


def _write(path: Path, data: bytes) -> None:
    draft = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        with draft.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
