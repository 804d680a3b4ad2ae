"""Passwords of ten characters and more that are tried first: common words with their trimmings, runs, repeats."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path

# What lists of leaked passwords begin with, without the digits and marks that people hang on to it. Compared with what
# is left of a password when those are taken off, so that each word stands for hundreds of passwords.
COMMON = frozenset(Path(__file__).with_suffix(".txt").read_text("utf-8").split())
TURNED = str.maketrans("0134578@$!|€", "oieastbasile")
RUNS = ("01234567890123456789", "98765432109876543210", "abcdefghijklmnopqrstuvwxyz", "zyxwvutsrqponmlkjihgfedcba")
ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "1qaz2wsx3edc4rfv5tgb", "1q2w3e4r5t6y7u8i9o0p")
# So many characters that follow from the ones before are one thing to guess.
WORTH = 5


def is_guessable(password: str, about: Iterable[str] = ()) -> bool:
    """Whether a stranger's first thousands of tries would hold it.

    about: the person's own name and address; either alone is as good as a common word.
    """
    folded = unicodedata.normalize("NFKC", password).casefold()
    letters = re.sub(r"[\W_]+", "", folded)
    if len(set(folded)) < WORTH or _is_repeated(folded) or _is_run(letters):
        return True
    known = COMMON | {re.sub(r"[\W\d_]+", "", part) for words in about for part in _parts(words.casefold())}
    return any(core in known for core in _cores(folded))


def _cores(folded: str) -> set[str]:
    """What is left of it without digits at its ends, as typed and with the usual turns (0 for o) taken back."""
    cores = set()
    for text in (folded, folded.rstrip("0123456789!?.*#+-_ ")):
        letters, turned = (re.sub(r"[\W_]+", "", form) for form in (text, text.translate(TURNED)))
        cores |= {letters, letters.strip("0123456789"), turned, re.sub(r"\d", "", letters)}
    # "password password" is no better than one of them.
    return cores | {core[: len(core) // 2] for core in cores if core and _is_repeated(core)}


def _parts(words: str) -> tuple[str, ...]:
    return (words, *re.split(r"[@\s]+", words))


def _is_repeated(text: str) -> bool:
    """Whether it is one short piece again and again, such as abcabcabc."""
    piece = (text + text).find(text, 1)
    return 0 < piece < min(len(text), 2 * WORTH)


def _is_run(letters: str) -> bool:
    """Whether nearly all of it lies in rows of the keyboard, of the alphabet or of numbers, such as 12345qwert."""
    rest = letters
    for row in sorted((*RUNS, *ROWS, *(row[::-1] for row in ROWS)), key=len, reverse=True):
        for size in range(len(row), 3, -1):
            for start in range(len(row) - size + 1):
                rest = rest.replace(row[start : start + size], " ")
    return len(rest.replace(" ", "")) < WORTH
