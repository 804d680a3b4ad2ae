"""The looks an owner may choose among: each is a sheet of custom properties that stands after the first one."""

from __future__ import annotations

from blog.languages.sentences import Sentence, say

# The first one is what `base.css` itself says, and has no sheet of its own.
FIRST = "proof"
LOOKS: dict[str, Sentence] = {
    FIRST: say("Proof: cool paper, bottle green"),
    "almanac": say("Almanac: warm paper, brick red"),
}


def sheet_of(look: str) -> str:
    """The static file of a look; "" where it needs none, or is known no longer."""
    return f"style/looks/{look}.css" if look in LOOKS and look != FIRST else ""
