"""Small real pictures for tests, with what a camera writes beside them."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image

ENDINGS = {"PNG": "png", "JPEG": "jpg", "GIF": "gif", "WEBP": "webp", "AVIF": "avif"}
CAMERA = "Ada's camera"


def draw(format: str = "PNG", size: tuple[int, int] = (60, 40), colour: str = "teal", **options: Any) -> bytes:
    """A picture whose upper left quarter is red."""
    image = Image.new("RGB", size, colour)
    image.paste("red", (0, 0, size[0] // 2, size[1] // 2))
    return saved(image, format, **options)


def draw_moving(format: str = "GIF", frames: int = 5, size: tuple[int, int] = (30, 20)) -> bytes:
    shades = [Image.new("RGB", size, (number * 255 // frames, 0, 0)) for number in range(frames)]
    return saved(shades[0], format, save_all=True, append_images=shades[1:], duration=70, loop=0)


def as_a_camera(orientation: int = 1) -> Image.Exif:
    """Who took it, with what, where, and which way the camera was held."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = CAMERA
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (38.0, 54.0, 12.0)
    return exif


def saved(image: Image.Image, format: str, **options: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, format, **options)
    return file.getvalue()


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image
