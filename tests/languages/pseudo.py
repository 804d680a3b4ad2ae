"""A language nobody speaks, from the right to the left and longer than English: what a page says in it was translated.

    python -m tests.languages.pseudo FOLDER serve …     # the command `blog`, which finds the language in FOLDER

It goes by the code of Arabic, so that direction, plural rules, dates and numbers are those of a real language.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from blog.cli import main
from blog.languages import catalog
from tests.languages.gathering import gather, renew, write

CODE = "ar"
LATIN = "abcdefghijklmnopqrstuvwxyz"
LETTERS = dict(zip(LATIN, "ابجدهوزحطيكلمنسعفصقرشتثخذض", strict=True))
# What is no word: places for values, marks of text, entities, addresses and names of settings.
KEPT = re.compile(r"%\([a-z_]+\)s|%%|<[^>]+>|&[a-z]+;|https?://\S+|\b[A-Z]+_[A-Z_]+\b|`[^`]+`")


def say_otherwise(words: str) -> str:
    """The words in other letters and a third longer."""
    said, at = "", 0
    for kept in KEPT.finditer(words):
        said += _letters(words[at : kept.start()]) + kept.group()
        at = kept.end()
    said += _letters(words[at:])
    return said + " ~" * (len(said) // 9)


def write_catalogue(folder: Path) -> None:
    """Every message of the interface, in FOLDER/ar.po."""
    path = folder / f"{CODE}.po"
    made = renew(path, gather())
    for message in made:
        if isinstance(message.id, tuple):
            message.string = (say_otherwise(message.id[1]),) * made.num_plurals
        elif message.id:
            message.string = say_otherwise(str(message.id))
    write(made, path)


def speak(folder: Path) -> None:
    """From now on this process offers the language."""
    catalog.LANGUAGES[CODE] = "Pseudo"
    catalog.FOLDER = folder


def _letters(words: str) -> str:
    return "".join(LETTERS.get(letter.lower(), letter) for letter in words)


if __name__ == "__main__":
    speak(Path(sys.argv[1]))
    sys.exit(main(sys.argv[2:]))
