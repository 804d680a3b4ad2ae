"""Draws pictures anew, so that nothing is kept of a file but what can be seen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from PIL import Image, ImageOps, JpegImagePlugin

from blog.media.flaws import Flaw, NoPicture
from blog.media.formats import AVIF, GIF, HEAD, JPEG, PNG, WEBP, Format, format_of

# What a camera of today takes, and with a copy turned the right way up not more than 400 MB while it is drawn.
MOST_PIXELS = 50_000_000
# A photograph beyond this is halved while it is read: nobody sees the difference, and it takes a quarter of all.
ROOMY_PIXELS = 25_000_000
MOST_FRAMES = 400
# What a longer animation shows after that is left out.
MOST_MOVING_PIXELS = 40_000_000
LARGEST_PROFILE = 1024 * 1024
# No page shows more than this; a tall drawing may be tall, as far as every format can hold it.
WIDEST, TALLEST = 2_560, 16_000
NAMES = {PNG: "PNG", JPEG: "JPEG", GIF: "GIF", WEBP: "WEBP", AVIF: "AVIF"}
# How each format can hold colours; anything else is brought to the last of them.
MODES = {
    PNG: ("1", "L", "LA", "P", "I;16", "RGB", "RGBA"),
    JPEG: ("L", "RGB"),
    GIF: ("L", "P", "RGB", "RGBA"),
    WEBP: ("L", "RGB", "RGBA"),
    AVIF: ("L", "RGB", "RGBA"),
}
OPTIONS: dict[Format, dict[str, Any]] = {
    PNG: {"compress_level": 6},
    JPEG: {},
    GIF: {"optimize": False},
    WEBP: {"quality": 90, "method": 3},
    AVIF: {"quality": 80, "speed": 8},
}


def redraw(source: Path, target: BinaryIO) -> Format:
    """Draw the picture of a file anew: place, camera and all else beside the picture stay behind. Raises NoPicture.

    It stands upright afterwards, without saying so; its colour profile stays, for without it the colours are others.
    """
    with source.open("rb") as file:
        format = format_of(file.read(HEAD))
        if format is None:
            raise NoPicture(Flaw.FORMAT)
        file.seek(0)
        try:
            with _open(file, format) as picture:
                _draw(picture, format, target)
        except NoPicture:
            raise
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise NoPicture(Flaw.PIXELS) from error
        except Exception as error:  # whatever a decoder dies of, the file was no picture
            raise NoPicture(Flaw.BROKEN) from error
    return format


def _open(file: BinaryIO, format: Format) -> Image.Image:
    """Only its beginning is read, by the one decoder that its first bytes ask for."""
    picture = Image.open(file, formats=(NAMES[format],))
    if picture.width * picture.height > MOST_PIXELS:
        picture.close()
        raise NoPicture(Flaw.PIXELS)
    return picture


def _draw(picture: Image.Image, format: Format, target: BinaryIO) -> None:
    options = dict(OPTIONS[format])
    profile = picture.info.get("icc_profile")
    if profile and len(profile) <= LARGEST_PROFILE and picture.mode != "CMYK":
        options["icc_profile"] = profile
    if format != JPEG and getattr(picture, "n_frames", 1) > 1:
        _draw_moving(picture, format, target, options)
        return
    if format == JPEG:
        options |= _as_fine(picture)
        if picture.width * picture.height > ROOMY_PIXELS:
            picture.draft(None, (picture.width // 2, picture.height // 2))
    ImageOps.exif_transpose(picture, in_place=True)
    picture = _bounded(picture)
    transparency = picture.info.get("transparency")
    drawn = _in_mode(picture, format)
    if transparency is not None and drawn.mode == picture.mode and format in (PNG, GIF):
        options["transparency"] = transparency
    _forget(drawn)
    drawn.save(target, NAMES[format], **options)


def _bounded(picture: Image.Image) -> Image.Image:
    """Itself, or as large as is kept."""
    scale = min(1.0, WIDEST / picture.width, TALLEST / picture.height)
    if scale == 1.0:
        return picture
    if "transparency" in picture.info:
        # One colour that shines through would have edges of its neighbours.
        picture = picture.convert("RGBA")
        picture.info.pop("transparency", None)
    elif picture.mode in ("P", "1"):
        picture = picture.convert("RGB" if picture.mode == "P" else "L")
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    return picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)


def _as_fine(picture: Image.Image) -> dict[str, Any]:
    """A photograph is drawn as finely as it was: with its own tables nothing is lost that can be seen."""
    tables = getattr(picture, "quantization", None)
    if not tables or picture.mode not in MODES[JPEG]:
        return {"quality": 90}
    return {"qtables": tables, "subsampling": JpegImagePlugin.get_sampling(picture)}


def _in_mode(picture: Image.Image, format: Format) -> Image.Image:
    if picture.mode in MODES[format]:
        return picture
    if format != JPEG and ("A" in picture.mode or "a" in picture.mode or "transparency" in picture.info):
        return picture.convert("RGBA")
    return picture.convert("RGB")


def _forget(picture: Image.Image) -> None:
    """Savers look into these for what the caller did not give them: comments, camera, place."""
    picture.info.clear()
    picture.encoderinfo = {}


def _draw_moving(picture: Image.Image, format: Format, target: BinaryIO, options: dict[str, Any]) -> None:
    """An animation, as far as the caps go."""
    most = max(1, min(MOST_FRAMES, MOST_MOVING_PIXELS // (picture.width * picture.height)))
    durations: list[int] = []
    loop = picture.info.get("loop")
    frames = _frames(picture, most, durations)
    first = next(frames)
    rest = list(frames)
    if loop is not None:
        options["loop"] = loop
    if format == GIF and any(frame.mode == "RGBA" for frame in (first, *rest)):
        # Each frame is the whole picture by now, so nothing of the last one may shine through.
        options["disposal"] = 2
    first.save(target, NAMES[format], save_all=True, append_images=rest, duration=durations, **options)


def _frames(picture: Image.Image, most: int, durations: list[int]) -> Iterator[Image.Image]:
    for number in range(min(most, getattr(picture, "n_frames", 1))):
        picture.seek(number)
        picture.load()
        durations.append(int(picture.info.get("duration", 100)))
        frame = picture.convert("RGBA")
        if frame.getchannel("A").getextrema() == (255, 255):
            frame = frame.convert("RGB")
        _forget(frame)
        yield frame
