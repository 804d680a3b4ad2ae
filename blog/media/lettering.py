"""Draws words in the font that Pillow brings, and what that font lacks from what it has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from PIL import Image, ImageDraw, ImageFont

from blog.markup.spelling import DASHES, MARKS, TURNED

# What a mark on a letter is drawn from is made for standing alone: so much of its size is right above one,
SHRUNK = {"`": 0.95, "´": 0.95, "^": 0.62, "~": 0.62, "··": 0.8, "°": 0.62, ",": 0.8}
# and it stands so far away, in shares of the size.
ABOVE, BELOW = 0.055, -0.02
DOTTED = "ij"

# left, top, right and bottom from where a sign's foot begins on the line; what is above the line is negative.
Box = tuple[float, float, float, float]


class Pen:
    """Writes in one size, in pixels, on one picture."""

    def __init__(self, picture: Image.Image, size: int) -> None:
        self._picture = picture
        self._draw = ImageDraw.Draw(picture)
        self._font = _font(size)
        self._size = size

    def write(self, at: tuple[float, float], signs: Sequence[str], colour: str) -> None:
        """`at`: where the first sign's foot begins, on the line."""
        x, line = at
        for run in _runs(signs):
            if len(run) > 1 and run[-1] in MARKS:
                self._write_marked((x, line), run[0], MARKS[run[-1]], colour)
            elif run in TURNED:
                self._write_turned((x, line), TURNED[run], colour)
            elif run in DASHES:
                self._write_dash((x, line), DASHES[run], colour)
            else:
                self._draw.text((x, line), run, colour, self._font, anchor="ls")
            x += _width(run, self._size)

    def _write_marked(self, at: tuple[float, float], letter: str, mark: str, colour: str) -> None:
        x, line = at
        left, top, right, bottom = _box(letter, self._size)
        if letter in DOTTED and mark != ",":
            top = _box("x", self._size)[1]
            self._write_without_dot(at, letter, top, colour)
        else:
            self._draw.text(at, letter, colour, self._font, anchor="ls")
        size = max(1, round(self._size * SHRUNK[mark]))
        first, over, last, under = _box(mark, size)
        if mark == ",":
            place = line + bottom - over + BELOW * self._size
        else:
            place = line + top - under - ABOVE * self._size
        self._draw.text((x + (left + right - first - last) / 2, place), mark, colour, _font(size), anchor="ls")

    def _write_without_dot(self, at: tuple[float, float], letter: str, top: float, colour: str) -> None:
        size = (self._size, 2 * self._size)
        mask = Image.new("L", size)
        ImageDraw.Draw(mask).text((self._size / 4, self._size), letter, 255, self._font, anchor="ls")
        mask.paste(0, (0, 0, size[0], round(self._size + top)))
        self._paste(mask, (at[0] - self._size / 4, at[1] - self._size), colour)

    def _write_turned(self, at: tuple[float, float], mark: str, colour: str) -> None:
        left, top, right, bottom = _box(mark, self._size)
        mask = Image.new("L", (round(right - left) + 2, round(bottom - top) + 2))
        ImageDraw.Draw(mask).text((1 - left, 1 - top), mark, 255, self._font, anchor="ls")
        # Its dot stands as high as small letters do.
        highest = at[1] + _box("x", self._size)[1]
        self._paste(mask.rotate(180), (at[0] + left - 1, highest - 1), colour)

    def _write_dash(self, at: tuple[float, float], share: float, colour: str) -> None:
        _, top, _, bottom = _box("-", self._size)
        width = share * self._size
        self._draw.rectangle((at[0] + width * 0.04, at[1] + top, at[0] + width * 0.96, at[1] + bottom - 1), colour)

    def _paste(self, mask: Image.Image, at: tuple[float, float], colour: str) -> None:
        self._picture.paste(colour, (round(at[0]), round(at[1])), mask)


def width_of(signs: Sequence[str], size: int) -> float:
    """How wide they stand at most, in pixels: beside each other letters come nearer, hardly ever further apart."""
    return sum(_width(sign, size) for sign in signs)


def _runs(signs: Sequence[str]) -> Iterator[str]:
    """What is drawn at once: each sign that is put together alone, and all others as they follow each other."""
    run = ""
    for sign in signs:
        if len(sign) == 1 and sign not in TURNED and sign not in DASHES:
            run += sign
            continue
        if run:
            yield run
        yield sign
        run = ""
    if run:
        yield run


@lru_cache(4_096)
def _width(run: str, size: int) -> float:
    if run in DASHES:
        return DASHES[run] * size
    return float(_font(size).getlength(run[0] if run[-1] in MARKS else TURNED.get(run, run)))


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    """There are few sizes, so each is kept."""
    font = ImageFont.load_default(size)
    assert isinstance(font, ImageFont.FreeTypeFont), "Pillow's wheels are built with FreeType"
    return font


@cache
def _box(sign: str, size: int) -> Box:
    """As tight as it is drawn; Pillow's own box always reaches to the line."""
    mask, (right, down) = _font(size).getmask2(sign, "L", anchor="ls")
    left, top, end, bottom = mask.getbbox() or (0, 0, 0, 0)
    return left + right, top + down, end + right, bottom + down
