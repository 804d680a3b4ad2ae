"""Smaller copies are drawn when a picture comes, in whichever format takes less."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from blog.media.copies import Sizes, files_of, name_of_copy
from blog.media.keeping import Kept, keep_file
from blog.media.redrawing import WIDEST
from blog.signing import Keys
from tests.media.drawing import draw, draw_moving, opened, saved

KEYS = Keys(("a key for tests that is long enough",))


def kept(folder: Path, data: bytes) -> Kept:
    return keep_file(folder, KEYS, [data], in_sizes=True)


def copies(folder: Path, one: Kept) -> dict[int, Image.Image]:
    """By their widths, as they can be opened."""
    names = {width: name_of_copy(one.name, width, ending) for width, ending in one.sizes.copies}
    return {width: opened((folder / name).read_bytes()) for width, name in names.items()}


def shaded(width: int, height: int, mode: str = "RGB") -> Image.Image:
    return Image.linear_gradient("L").resize((width, height)).convert(mode)


@pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP", "AVIF"])
def test_a_wide_picture_gets_copies_that_are_smaller(tmp_path: Path, format: str) -> None:
    noisy = Image.effect_noise((1500, 1000), 60).convert("RGB")
    one = kept(tmp_path, saved(noisy, format))
    assert (one.sizes.width, one.sizes.height) == (1500, 1000)
    drawn = copies(tmp_path, one)
    assert set(drawn) == {480, 800, 1216}
    assert {width: picture.size for width, picture in drawn.items()} == {
        480: (480, 320),
        800: (800, 533),
        1216: (1216, 811),
    }
    assert all((tmp_path / name).stat().st_size < one.size for name in files_of(one.name, one.sizes.copies)[1:])
    if format == "PNG":
        assert {ending for _, ending in one.sizes.copies} == {"webp"}, "of noise, WebP takes less"


def test_few_flat_colours_stay_png_where_that_takes_less(tmp_path: Path) -> None:
    """The smaller of two is kept, whichever it is."""
    one = kept(tmp_path, saved(Image.new("RGB", (1500, 3), "teal"), "JPEG"))
    assert {ending for _, ending in one.sizes.copies} <= {"jpg", "webp"}


def test_what_is_wider_than_any_page_is_kept_as_wide_as_pages_are(tmp_path: Path) -> None:
    one = kept(tmp_path, draw("JPEG", (4000, 1000)))
    assert (one.sizes.width, one.sizes.height) == (WIDEST, 640)
    strip = kept(tmp_path, saved(Image.new("RGB", (50_000, 1)), "PNG"))
    assert (strip.sizes.width, strip.sizes.height) == (WIDEST, 1)
    tower = kept(tmp_path, saved(Image.new("1", (1, 50_000)), "PNG"))
    assert (tower.sizes.width, tower.sizes.height) == (1, 16_000)


@pytest.mark.parametrize(
    "data", [draw("PNG", (300, 200)), draw_moving("GIF", size=(900, 4)), draw_moving("WEBP", size=(900, 4))]
)
def test_what_is_small_or_moves_has_none(tmp_path: Path, data: bytes) -> None:
    one = kept(tmp_path, data)
    assert one.sizes.width
    assert one.sizes.copies == ()
    assert len(list(tmp_path.iterdir())) == 1


def test_sixteen_bits_and_what_shines_through_look_the_same_in_copies(tmp_path: Path) -> None:
    deep = kept(
        tmp_path, saved(Image.effect_noise((1000, 400), 3).convert("I").point(lambda v: v * 256).convert("I;16"), "PNG")
    )
    grey = copies(tmp_path, deep)[480].convert("L").resize((1, 1)).getpixel((0, 0))
    assert grey == pytest.approx(128, abs=4)
    clear = shaded(1000, 400, "RGBA")
    clear.putalpha(shaded(1000, 400, "L"))
    one = kept(tmp_path, saved(clear, "PNG"))
    drawn = copies(tmp_path, one)[480].convert("RGBA")
    assert [drawn.getchannel("A").getpixel((5, y)) for y in (1, 189)] == pytest.approx([0, 255], abs=4)


def test_brought_again_it_is_measured_and_not_drawn_again(tmp_path: Path) -> None:
    data = draw("JPEG", (1300, 900))
    first = kept(tmp_path, data)
    before = {path.name: path.stat().st_ino for path in tmp_path.iterdir()}
    assert kept(tmp_path, data) == first
    assert {path.name: path.stat().st_ino for path in tmp_path.iterdir()} == before
    assert keep_file(tmp_path, KEYS, [data]).sizes == Sizes()


def moving(frames: int) -> bytes:
    """A GIF of so many frames, a point each: far more to draw than to send."""
    frame = b"\x21\xf9\x04\x00\x01\x00\x00\x00\x2c\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02\x44\x01\x00"
    return b"GIF89a\x28\x00\x28\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff" + frame * frames + b"\x3b"


def test_ten_thousand_frames_cost_no_more_than_the_cap(tmp_path: Path) -> None:
    """V4"""
    one = kept(tmp_path, moving(10_000))
    assert (one.sizes.width, one.sizes.height) == (40, 40)
    assert one.size < 200_000
    assert len(list(tmp_path.iterdir())) == 1
