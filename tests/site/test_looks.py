"""Every look that ships can be read: contrast computed from its properties, in light and in dark."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from blog.site.looks import FIRST, LOOKS, SCHEMES, sheet_of
from tests.cast.site import Browser

STATIC = Path(__file__).resolve().parents[2] / "static"
COLOUR = re.compile(r"--([a-z0-9-]+):\s*(?:light-dark\((#\w{6}), (#\w{6})\)|(#\w{6}));")
TEXT, CONTROL = 4.5, 3.0
PAPERS = ("paper", "sheet", "ground", "raised", "wash")
PAIRS = (
    *((ink, paper, TEXT) for ink in ("ink", "ink-2", "accent", "accent-2") for paper in PAPERS),
    *(("alarm", paper, TEXT) for paper in ("paper", "sheet", "ground", "raised", "alarm-wash")),
    *(("ink", "alarm-wash", TEXT), ("on-accent", "accent", TEXT), ("on-accent", "accent-2", TEXT)),
    *(("edge", paper, CONTROL) for paper in ("paper", "sheet", "ground", "raised")),
)


@pytest.mark.parametrize("look", LOOKS)
def test_a_look_has_enough_contrast_in_light_and_in_dark(look: str) -> None:
    for scheme, colours in enumerate(_colours(look)):
        faint = [
            f"--{ink} on --{paper}: {_contrast(colours[ink], colours[paper]):.2f}"
            for ink, paper, least in PAIRS
            if _contrast(colours[ink], colours[paper]) < least
        ]
        assert faint == [], ("light", "dark")[scheme]


@pytest.mark.parametrize("look", LOOKS)
def test_what_is_fitted_to_a_look_knows_its_colours(look: str) -> None:
    for colours, scheme in zip(_colours(look), SCHEMES[look], strict=True):
        assert scheme._asdict() == {name: colours[name.replace("_", "-")] for name in scheme._fields}


def test_a_look_is_made_of_custom_properties_alone_and_invents_none() -> None:
    known = set(re.findall(r"--[a-z0-9-]+(?=:)", _read("style/base.css")))
    for look in LOOKS:
        if look == FIRST:
            continue
        sheet = re.sub(r"/\*.*?\*/", "", _read(sheet_of(look)), flags=re.DOTALL)
        assert set(re.findall(r"--[a-z0-9-]+(?=:)", sheet)) <= known
        rest = re.sub(r"--[a-z0-9-]+:[^;]+;", "", sheet)
        assert set(rest.replace("@media (max-width: 48rem)", "").replace(":root", "")) <= set("{} \n")


def test_a_chosen_look_shows_on_the_very_next_page_of_readers_and_of_the_desk(ada: Browser, sol: Browser) -> None:
    link = '<link rel="stylesheet" href="/static/style/looks/almanac.css?v='
    assert link not in sol.get("/").html
    ada.open("/desk/settings").send("tagline", look="almanac")
    assert link in sol.get("/").html
    assert link in ada.get("/desk").html


def test_a_look_that_is_not_offered_is_refused(ada: Browser) -> None:
    assert ada.open("/desk/settings").send("tagline", look="../base").status == 422


def _read(name: str) -> str:
    return (STATIC / name).read_text("utf-8")


def _colours(look: str) -> tuple[dict[str, str], dict[str, str]]:
    """The colours in force under a look, light and dark."""
    said = COLOUR.findall(_read("style/base.css"))
    if look != FIRST:
        said += COLOUR.findall(_read(sheet_of(look)))
    return {n: light or both for n, light, _, both in said}, {n: dark or both for n, _, dark, both in said}


def _contrast(one: str, other: str) -> float:
    """As WCAG 2 has it."""
    bright, dim = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
