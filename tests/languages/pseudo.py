"""A language nobody speaks, from the right to the left and longer than English: what a page says in it was translated.

    python -m tests.languages.pseudo FOLDER serve …     # the command `blog`, which finds the language in FOLDER
    python -m tests.languages.pseudo FOLDER demo        # the demo, whose people write in Greek letters

It goes by the code of Arabic, so that direction, plural rules, dates and numbers are those of a real language. No word
that people have written is spelled like one of the interface then: a Latin letter on a page is English left over.
"""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from pathlib import Path

from blog.cli import main
from blog.demo import filling, texts
from blog.languages import catalog
from tests.languages.gathering import gather, renew, write

CODE = "ar"
LATIN = "abcdefghijklmnopqrstuvwxyz"
LETTERS = dict(zip(LATIN, "ابجدهوزحطيكلمنسعفصقرشتثخذض", strict=True))
GREEK = dict(zip(LATIN, "αβγδεζηθικλμνξοπρστυφχψωϊϋ", strict=True))
# What is no word: places for values, marks of text, entities, addresses and names of settings.
KEPT = re.compile(r"%\([a-z_]+\)s|%%|<[^>]+>|&[a-z]+;|https?://\S+|\b[A-Z]+_[A-Z_]+\b|`[^`]+`")


def say_otherwise(words: str) -> str:
    """The words in other letters and a third longer."""
    said = _letters(words, LETTERS)
    return said + " ~" * (len(said) // 9)


def in_greek(words: str) -> str:
    """What somebody has written, in letters that are none of the interface's."""
    return _letters(words, GREEK)


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


def write_in_greek() -> None:
    """From now on the people of the demo do."""
    people = tuple((email, in_greek(name), role) for email, name, role in texts.CAST)
    posts = tuple(
        replace(one, title=in_greek(one.title), tags=in_greek(one.tags), body=in_greek(one.body)) for one in texts.POSTS
    )
    comments = tuple(
        replace(
            one,
            name=in_greek(one.name),
            body=in_greek(one.body),
            edit=in_greek(one.edit),
            reason=in_greek(one.reason),
        )
        for one in texts.COMMENTS
    )
    spoken = {"TITLE": in_greek(texts.TITLE), "TAGLINE": in_greek(texts.TAGLINE)}
    for name, value in {**spoken, "CAST": people, "POSTS": posts, "COMMENTS": comments}.items():
        # The module is loaded when something of it is asked for, and would then say what it always says.
        assert hasattr(filling, name)
        setattr(filling, name, value)


def _letters(words: str, letters: dict[str, str]) -> str:
    said, at = "", 0
    for kept in KEPT.finditer(words):
        said += _written(words[at : kept.start()], letters) + kept.group()
        at = kept.end()
    return said + _written(words[at:], letters)


def _written(words: str, letters: dict[str, str]) -> str:
    return "".join(letters.get(letter.lower(), letter) for letter in words)


if __name__ == "__main__":
    speak(Path(sys.argv[1]))
    if sys.argv[2:] == ["demo"]:
        write_in_greek()
    sys.exit(main(sys.argv[2:]))
