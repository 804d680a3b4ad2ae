"""Draws the card that stands for a page where somebody passes its address on: its title in the look's own colours."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence

from PIL import Image, ImageDraw

from blog.media.lettering import Pen, width_of
from blog.site.cards import HEIGHT, WIDTH, Card, Signs

MARGIN = 80
NAME, NOTE = 34, 30
# From the largest size that holds the whole title; what the smallest does not hold is cut.
SIZES = (104, 92, 80, 70, 60, 52, 44)
LINE = 1.22
# The title has the room between the blog's name and what stands at the foot.
TOP, BOTTOM = 150, 490
BAR = 14
COLOURS = 64
# No face of a size is narrower: whatever is longer does not fit, and is not measured.
MOST_SIGNS = 600


def draw_card(card: Card) -> bytes:
    """A PNG of 1200 by 630 pixels. Every word stays inside, however long it is; takes some twenty milliseconds."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), card.paper)
    ImageDraw.Draw(picture).rectangle((0, HEIGHT - BAR, WIDTH, HEIGHT), card.accent)
    Pen(picture, NAME).write((MARGIN, 104), _cut(card.name, NAME), card.ink_2)
    size, lines = _set(card.title[:MOST_SIGNS])
    # What is short hangs from the top, where reading begins.
    for number, line in enumerate(lines):
        Pen(picture, size).write((MARGIN, TOP + size + number * size * LINE), line, card.ink)
    Pen(picture, NOTE).write((MARGIN, 572), _cut(card.note, NOTE), card.ink_2)
    file = io.BytesIO()
    # Few colours take a third of the bytes, and a third of the time.
    picture.quantize(COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(file, "PNG", compress_level=6)
    return file.getvalue()


def _set(title: Signs) -> tuple[int, list[Signs]]:
    """The size, and the lines in it."""
    smallest = SIZES[-1]
    for size in SIZES:
        lines, most = list(_wrap(title, size)), _lines_at(size)
        if len(lines) <= most and (size == smallest or not _has_broken(title, size)):
            return size, lines
    # Words are broken here, and the end is cut.
    most = _lines_at(smallest)
    lines = list(_wrap(title, smallest))
    rest = [sign for line in lines[most - 1 :] for sign in (*line, " ")]
    return smallest, [*lines[: most - 1], _cut(rest, smallest)]


def _lines_at(size: int) -> int:
    return int((BOTTOM - TOP - size) / (size * LINE)) + 1


def _has_broken(title: Signs, size: int) -> bool:
    return any(width_of(word, size) > WIDTH - 2 * MARGIN for word in _words(title))


def _wrap(title: Signs, size: int) -> Iterator[Signs]:
    """Lines no wider than there is room; a word that is wider than that is broken."""
    room, line = WIDTH - 2 * MARGIN, Signs()
    for word in _words(title):
        longer = (*line, " ", *word) if line else word
        if width_of(longer, size) <= room:
            line = longer
            continue
        if line:
            yield line
        line = word
        while width_of(line, size) > room:
            fits = _that_fit(line, size, room)
            yield line[:fits]
            line = line[fits:]
    if line:
        yield line


def _words(title: Signs) -> Iterator[Signs]:
    word: list[str] = []
    for sign in (*title, " "):
        if sign != " ":
            word.append(sign)
        elif word:
            yield tuple(word)
            word = []


def _cut(signs: Sequence[str], size: int) -> Signs:
    """All of it on one line, or what there is room for and a sign that more was said."""
    whole = tuple(signs[:MOST_SIGNS])
    while whole and whole[-1] == " ":
        whole = whole[:-1]
    room = WIDTH - 2 * MARGIN
    if width_of(whole, size) <= room:
        return whole
    return (*whole[: _that_fit(whole, size, room - width_of("…", size))], "…")


def _that_fit(signs: Signs, size: int, room: float) -> int:
    """How many of them have room, one at least."""
    least, most = 1, len(signs)
    while least < most:
        middle = (least + most + 1) // 2
        least, most = (middle, most) if width_of(signs[:middle], size) <= room else (least, middle - 1)
    return least
