"""The looks an owner may choose among: each is a sheet of custom properties that stands after the first one."""

from __future__ import annotations

from typing import NamedTuple

from blog.languages.sentences import Sentence, say

# The first one is what `base.css` itself says, and has no sheet of its own.
FIRST = "proof"
LOOKS: dict[str, Sentence] = {
    FIRST: say("Proof: cool paper, bottle green"),
    "almanac": say("Almanac: warm paper, brick red"),
}


class Scheme(NamedTuple):
    """The colours of a look in light or in dark that something else is fitted to, each as #rrggbb."""

    paper: str
    sheet: str
    ground: str
    raised: str
    ink: str
    ink_2: str
    accent: str
    on_accent: str


# Light and dark, as the sheets have them: `tests/site/test_looks.py` compares.
SCHEMES: dict[str, tuple[Scheme, Scheme]] = {
    FIRST: (
        Scheme("#fcfcfa", "#eef2ec", "#eef2ec", "#fcfcfa", "#191d1a", "#525a54", "#0b5e46", "#ffffff"),
        Scheme("#131614", "#1a1f1c", "#0f1211", "#1a1f1c", "#dfe3dc", "#a5ada5", "#88cdaa", "#0e1512"),
    ),
    "almanac": (
        Scheme("#fbf7ee", "#f3ebdb", "#f3ebdb", "#fbf7ee", "#2a201a", "#64554a", "#8a2f1d", "#fffaf2"),
        Scheme("#17130f", "#211b15", "#120f0c", "#211b15", "#e9dfd1", "#b5a697", "#eda78f", "#1c0f0a"),
    ),
}


def sheet_of(look: str) -> str:
    """The static file of a look; "" where it needs none, or is known no longer."""
    return f"style/looks/{look}.css" if look in LOOKS and look != FIRST else ""


def schemes_of(look: str) -> tuple[Scheme, Scheme]:
    """Its colours in light and in dark; those of the first one for a look that is known no longer."""
    return SCHEMES.get(look, SCHEMES[FIRST])
