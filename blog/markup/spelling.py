"""Which words the one font that is always here can draw: letters of European languages, one mark on each at most.

Pillow brings Aileron with little more than ASCII. Accents, turned marks and dashes are put together from what it has;
`blog/media/cards.py` does that. This asks no font, so a page knows at once whether its post can have a card.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

# What the font has itself; a test asks it.
HAS = frozenset(map(chr, range(0x20, 0x7F))) | frozenset("©«°±´·»‘’“”…‹›⁄™")
# Marks of decomposed letters, each with what of the font it is drawn from.
MARKS = {
    "\N{COMBINING GRAVE ACCENT}": "`",
    "\N{COMBINING ACUTE ACCENT}": "´",
    "\N{COMBINING CIRCUMFLEX ACCENT}": "^",
    "\N{COMBINING TILDE}": "~",
    "\N{COMBINING DIAERESIS}": "··",
    "\N{COMBINING RING ABOVE}": "°",
    "\N{COMBINING CEDILLA}": ",",
}
TURNED = {"¿": "?", "¡": "!"}
DASHES = {"–": 0.5, "—": 0.9}
# What means the same to a reader.
SAME = str.maketrans(
    {
        **dict.fromkeys("\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}\N{HAIR SPACE}", " "),
        **dict.fromkeys("\N{SOFT HYPHEN}\N{ZERO WIDTH SPACE}\N{WORD JOINER}\N{LEFT-TO-RIGHT MARK}", None),
        **dict.fromkeys("\N{HYPHEN}\N{NON-BREAKING HYPHEN}", "-"),
        "\N{MINUS SIGN}": "–",
        "œ": "oe",
        "Œ": "OE",
        "æ": "ae",
        "Æ": "AE",
        "ß": "ss",
    }
)


def spell(text: str) -> tuple[str, ...] | None:
    """The text as what is drawn one after another, each a character or a letter with its mark; None if one of them
    cannot be drawn."""
    signs: list[str] = []
    for sign in unicodedata.normalize("NFC", text).translate(SAME):
        apart = _apart(sign)
        if apart is None:
            return None
        signs.append(apart)
    return tuple(signs)


@lru_cache(512)
def _apart(sign: str) -> str | None:
    if sign in HAS or sign in TURNED or sign in DASHES:
        return sign
    apart = unicodedata.normalize("NFD", sign)
    is_marked = len(apart) == 2 and apart[0].isascii() and apart[0].isalpha() and apart[1] in MARKS
    return apart if is_marked else None
