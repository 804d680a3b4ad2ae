"""What stands on the card of a page, where its address is passed on; `blog/media/cards.py` draws it."""

from __future__ import annotations

from typing import NamedTuple

# In pixels, as those who show such cards ask for.
WIDTH, HEIGHT = 1200, 630

Signs = tuple[str, ...]


class Card(NamedTuple):
    """Its words, spelled as `markup/spelling.py` does, and its colours as #rrggbb."""

    title: Signs
    name: Signs
    note: Signs
    paper: str
    ink: str
    ink_2: str
    accent: str
