"""Small plots for the desk: bars in a viewBox, drawn by a template, with the same numbers in words beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from blog.languages.sentences import Sentence

WIDTH, HEIGHT = 560, 72
GAP = 4
# What is not nothing is seen, however high the highest is.
LEAST = 2


@dataclass(frozen=True)
class Bar:
    """One day: where its bar stands in the viewBox, and what it says in words; None where nothing is known of it."""

    day: datetime
    x: float
    y: float
    width: float
    height: float
    words: Sentence | str | None


@dataclass(frozen=True)
class Plot:
    """`says` is the text equivalent in a sentence, `bars` are in the order of their days."""

    name: str
    title: Sentence
    says: Sentence
    bars: list[Bar]
    width: int = WIDTH
    height: int = HEIGHT


def draw(days: Sequence[tuple[datetime, float, Sentence | str | None]]) -> list[Bar]:
    """A bar for each (day, value, words), the highest as high as the plot."""
    most = max((value for _, value, _ in days), default=0) or 1
    step = WIDTH / max(1, len(days))
    bars = []
    for place, (day, value, words) in enumerate(days):
        height = round(max(LEAST, HEIGHT * value / most), 1) if value > 0 else 0
        bars.append(Bar(day, round(place * step, 1), round(HEIGHT - height, 1), round(step - GAP, 1), height, words))
    return bars
