"""Which letters of other scripts the eye takes for Latin ones, by the data of Unicode's confusables."""

from __future__ import annotations

import json
import unicodedata
from functools import cache
from importlib import resources

# The library reads a megabyte when it is imported and keeps ten; we read its data when the first name needs it, keep
# the two thousand letters that look like Latin ones, and let the rest go.
LIBRARY, DATA = "confusable_homoglyphs", "confusables.json"
# Scripts whose letters are taken for Latin ones; Han, kana and Latin stand in one name without harm.
DECEIVING = frozenset({"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC", "LISU", "DESERET"})


def as_latin(text: str) -> str:
    """The text with every letter replaced by the Latin one (or two) it can be mistaken for."""
    return text if text.isascii() else text.translate(_twins())


def mixes_scripts(name: str) -> bool:
    """Whether one word of a name is spelled with letters of two scripts that look like each other's."""
    return not name.isascii() and any(len(_scripts(word)) > 1 for word in name.split())


@cache
def _twins() -> dict[int, str]:
    """By code point, for letters and marks outside ASCII: the ASCII letters that look like it."""
    known = json.loads((resources.files(LIBRARY) / DATA).read_text("utf-8"))
    twins: dict[int, str] = {}
    for letter, looks in known.items():
        if len(letter) != 1 or letter.isascii():
            continue
        latin = next((look["c"] for look in looks if look["c"].isascii() and look["c"].isalnum()), None)
        if latin is not None:
            twins[ord(letter)] = latin
    return twins


def _scripts(word: str) -> set[str]:
    """The deceiving scripts among the letters of a word; a letter's name begins with its script."""
    first = (unicodedata.name(letter, "").split(" ", 1)[0] for letter in word if letter.isalpha())
    return {script for script in first if script in DECEIVING}
