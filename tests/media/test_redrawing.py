"""What is kept of a picture is what can be seen: no place, no camera, upright, within the caps."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image

from blog.media import redrawing
from blog.media.flaws import Flaw, NoPicture
from blog.media.redrawing import redraw
from tests.media.drawing import CAMERA, as_a_camera, draw, draw_moving, opened, saved


def redrawn(folder: Path, data: bytes) -> bytes:
    (folder / "came").write_bytes(data)
    target = io.BytesIO()
    redraw(folder / "came", target)
    return target.getvalue()


def flaw(folder: Path, data: bytes) -> Flaw:
    with pytest.raises(NoPicture) as refused:
        redrawn(folder, data)
    return refused.value.flaw


@pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP", "AVIF"])
def test_place_and_camera_are_gone_and_the_picture_stands_upright(tmp_path: Path, format: str) -> None:
    """V4: a camera held on its side writes the picture lying, and says so beside it."""
    lying = draw(format, exif=as_a_camera(orientation=6))
    assert CAMERA.encode() in lying

    image = opened(redrawn(tmp_path, lying))

    assert image.size == (40, 60)
    assert dict(image.getexif()) == {}
    assert not {"exif", "xmp", "comment", "photoshop"} & set(image.info)
    # The upper left quarter of what lay is the upper right one of what stands.
    red = image.convert("RGB").getpixel((35, 5))
    assert isinstance(red, tuple)
    assert red[0] > 200 > 100 > red[1]


@pytest.mark.parametrize("format", ["PNG", "JPEG", "GIF", "WEBP", "AVIF"])
def test_what_is_written_beside_or_behind_the_picture_is_gone(tmp_path: Path, format: str) -> None:
    hidden = draw(format) + b"<script>alert(1)</script>PK\x03\x04 and a whole archive"

    assert b"script" not in redrawn(tmp_path, hidden)


def test_words_inside_a_picture_are_gone(tmp_path: Path) -> None:
    said = draw("JPEG", comment=b"taken at home")
    assert b"taken at home" in said

    assert b"taken at home" not in redrawn(tmp_path, said)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "I;16", "RGBA", "RGB"])
def test_every_way_to_hold_colours_comes_through(tmp_path: Path, mode: str) -> None:
    image = opened(redrawn(tmp_path, saved(Image.new(mode, (20, 10)), "PNG")))

    assert (image.mode, image.size) == (mode, (20, 10))


def test_a_photograph_for_print_gets_the_colours_of_screens(tmp_path: Path) -> None:
    assert opened(redrawn(tmp_path, saved(Image.new("CMYK", (20, 10)), "JPEG"))).mode == "RGB"


def test_what_shines_through_still_does(tmp_path: Path) -> None:
    image = opened(redrawn(tmp_path, saved(Image.new("P", (20, 10)), "GIF", transparency=0)))

    assert image.convert("RGBA").getpixel((0, 0))[3] == 0  # type: ignore[index]


def test_colours_keep_their_profile(tmp_path: Path) -> None:
    assert opened(redrawn(tmp_path, draw("JPEG", icc_profile=b"a profile"))).info["icc_profile"] == b"a profile"


@pytest.mark.parametrize("format", ["GIF", "WEBP", "PNG", "AVIF"])
def test_an_animation_still_moves(tmp_path: Path, format: str) -> None:
    image = opened(redrawn(tmp_path, draw_moving(format)))

    assert image.n_frames == 5  # type: ignore[attr-defined]
    image.seek(1)
    image.load()
    assert image.info["duration"] == 70


def test_a_long_animation_ends_at_the_cap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """V4: frames and pixels are counted before they are drawn."""
    monkeypatch.setattr(redrawing, "MOST_FRAMES", 4)
    assert opened(redrawn(tmp_path, draw_moving("GIF", frames=9))).n_frames == 4  # type: ignore[attr-defined]

    monkeypatch.setattr(redrawing, "MOST_MOVING_PIXELS", 2 * 30 * 20)
    assert opened(redrawn(tmp_path, draw_moving("GIF", frames=9))).n_frames == 2  # type: ignore[attr-defined]


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def bomb(width: int, height: int) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    packed = zlib.compress(bytes(1_000_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def webp_of(width: int, height: int) -> bytes:
    head = b"VP8X" + struct.pack("<I", 10) + bytes(4) + (width - 1).to_bytes(3, "little")
    head += (height - 1).to_bytes(3, "little")
    return b"RIFF" + struct.pack("<I", len(head) + 4) + b"WEBP" + head


@pytest.mark.parametrize(
    "data",
    [bomb(8_000, 8_000), bomb(60_000, 60_000), bomb(2**31 - 1, 2**31 - 1), webp_of(16_000, 16_000)],
)  # fmt: skip
def test_a_picture_that_unfolds_beyond_all_measure_is_refused_unread(tmp_path: Path, data: bytes) -> None:
    """V4"""
    assert flaw(tmp_path, data) in (Flaw.PIXELS, Flaw.BROKEN)


def test_a_large_photograph_is_halved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redrawing, "ROOMY_PIXELS", 600 * 400 - 1)

    assert opened(redrawn(tmp_path, draw("JPEG", (600, 400)))).size == (300, 200)


@pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP", "AVIF"])
def test_half_a_picture_is_refused(tmp_path: Path, format: str) -> None:
    whole = saved(Image.effect_noise((120, 90), 60).convert("RGB"), format)

    assert flaw(tmp_path, whole[: len(whole) // 2]) is Flaw.BROKEN


@pytest.mark.parametrize(
    "data",
    [b"", b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", b"<!DOCTYPE html><script>", b"%PDF-1.7",
     b"BM" + bytes(60), b"II*\x00" + bytes(60), b"%!PS-Adobe-3.0 EPSF-3.0", b"\x00\x00\x01\x00" + bytes(60)],
)  # fmt: skip
def test_every_other_format_is_refused_by_its_first_bytes(tmp_path: Path, data: bytes) -> None:
    """V5: what only claims to be a picture is never given to a decoder."""
    assert flaw(tmp_path, data) is Flaw.FORMAT
