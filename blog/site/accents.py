"""An owner's own accent, made as light or as dark as a look's papers ask for, so that it can always be read.

Pure functions. Colours are #rrggbb; contrast is that of WCAG 2.
"""

from __future__ import annotations

import hashlib
import re
from colorsys import hls_to_rgb, rgb_to_hls
from functools import lru_cache
from typing import NamedTuple

from blog.site.looks import Scheme, schemes_of

COLOUR = re.compile(r"#[0-9a-f]{6}")
# AA, for words of any size.
LEAST = 4.5
# So much of the accent is in the wash behind what is marked,
SHARE = 0.14
# and so much further than the accent goes the same under the pointer.
FURTHER = 0.25
STEPS = 100


class Fitted(NamedTuple):
    """An accent for one scheme: for links and the one filled button, the same under the pointer, and behind words."""

    accent: str
    accent_2: str
    wash: str


def read_accent(typed: str) -> str | None:
    """The colour in small letters, "" for none; None if it is no #rrggbb."""
    lower = typed.lower()
    return lower if not lower or (len(typed) == 7 and COLOUR.fullmatch(lower)) else None


def sheet_of_accent(accent: str, look: str) -> tuple[str, str]:
    """(the name of its sheet, which changes with what it says; the sheet); two empty texts without an accent."""
    return _sheet(accent, look) if COLOUR.fullmatch(accent) else ("", "")


@lru_cache(16)
def _sheet(accent: str, look: str) -> tuple[str, str]:
    light, dark = (fit(accent, scheme) for scheme in schemes_of(look))
    names = ("accent", "accent-2", "wash")
    lines = [f"  --{name}: light-dark({one}, {other});\n" for name, one, other in zip(names, light, dark, strict=True)]
    text = f":root {{\n{''.join(lines)}}}\n"
    return f"{hashlib.sha256(text.encode()).hexdigest()[:16]}.css", text


@lru_cache(16)
def fit(accent: str, scheme: Scheme) -> Fitted:
    """The colour itself where every pair that meets has enough contrast, else the nearest of its hue that has:
    darker on light papers, lighter on dark ones. The ends, black and white, always have."""
    to_light = luminance(scheme.paper) < luminance(scheme.ink)
    hue, lightness, colourful = rgb_to_hls(*(part / 255 for part in _parts(accent)))
    steps = (
        _at(hue, _towards(lightness, step / STEPS, to_light), colourful, to_light, scheme) for step in range(STEPS + 1)
    )
    end = "#ffffff" if to_light else "#000000"
    return next((fitted for fitted in steps if _is_readable(fitted, scheme)), Fitted(end, end, scheme.paper))


def _at(hue: float, lightness: float, colourful: float, to_light: bool, scheme: Scheme) -> Fitted:
    accent = _colour(hue, lightness, colourful)
    accent_2 = _colour(hue, _towards(lightness, FURTHER, to_light), colourful)
    return Fitted(accent, accent_2, _mixed(scheme.paper, accent, SHARE))


def _towards(lightness: float, share: float, to_light: bool) -> float:
    """So much of the way to white or to black."""
    return lightness + (1 - lightness) * share if to_light else lightness * (1 - share)


def _is_readable(fitted: Fitted, scheme: Scheme) -> bool:
    papers = (scheme.paper, scheme.sheet, scheme.ground, scheme.raised, fitted.wash)
    accents = (fitted.accent, fitted.accent_2)
    pairs = [(accent, paper) for accent in accents for paper in (*papers, scheme.on_accent)]
    pairs += [(ink, fitted.wash) for ink in (scheme.ink, scheme.ink_2)]
    return all(contrast(*pair) >= LEAST for pair in pairs)


def contrast(one: str, other: str) -> float:
    """From 1 (the same) to 21 (black on white)."""
    dim, bright = sorted((luminance(one), luminance(other)))
    return (bright + 0.05) / (dim + 0.05)


def luminance(colour: str) -> float:
    """From 0 (black) to 1 (white)."""
    shares = [part / 255 for part in _parts(colour)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _colour(hue: float, lightness: float, colourful: float) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in hls_to_rgb(hue, lightness, colourful))


def _mixed(one: str, other: str, share: float) -> str:
    pairs = zip(_parts(one), _parts(other), strict=True)
    return "#" + "".join(f"{round(first + (second - first) * share):02x}" for first, second in pairs)
