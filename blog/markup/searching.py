"""Words as they are indexed and looked up, and the places in a text where they stand."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from blog.markup.text import UNSPACED, pairs, unaccented

# Longer runs of letters are no words; an index on PostgreSQL takes none of above 2,046 bytes.
LONGEST_WORD = 64
# What of one text is indexed: some 50,000 words. PostgreSQL takes no more than a megabyte of words and their places.
MOST_BYTES = 300_000
# What of one text is looked through for a place to quote, and how much is quoted.
MOST_READ = 60_000
QUOTED = 220
LEAD = 70

NO_LETTER = re.compile(r"[^\w\s]|_")
APOSTROPHE = re.compile("['’]")
RUN = re.compile(r"[^\W_][\w’'\u0300-\u036f]*")


class Piece(NamedTuple):
    """A piece of a quotation; `found` is what was looked for."""

    text: str
    found: bool


def indexed(text: str) -> str:
    """A text as it is kept in the index: its words with a space between, alike on every database."""
    line = " ".join(words_of(text))
    if len(line) * 4 <= MOST_BYTES or len(line.encode()) <= MOST_BYTES:
        return line
    return line.encode()[:MOST_BYTES].decode(errors="ignore").rpartition(" ")[0]


def words_of(text: str) -> list[str]:
    """The words of a text or of a query, without case, accents and punctuation.

    In scripts without spaces every letter stands by itself and before its pair, so that one letter, a word and a phrase
    are all found.
    """
    # Compatibility letters such as ™ become capitals only when they are taken apart.
    folded = unaccented(text.casefold()).casefold()
    letters = NO_LETTER.sub(_kept_mark, folded)
    if not letters.isascii():
        letters = UNSPACED.sub(lambda run: f" {pairs(run[0])} ", letters)
    return [word[:LONGEST_WORD] for word in letters.split() if not _is_bare_mark(word)]


def quote_around(text: str, wanted: Sequence[str], prefixes: Iterable[str] = ()) -> list[Piece]:
    """Some words of a text around the place where most of `wanted` stands, with what was found marked.

    wanted: runs of letters as they were asked for; prefixes: those that may go on.
    """
    text = " ".join(text[:MOST_READ].split())
    spots = list(find_spots(text, wanted, prefixes))
    start = _best_start(spots)
    if start > 0:
        early = max(0, start - LEAD)
        # From the beginning of a word on, if one begins there.
        start = (text.find(" ", early, start) + 1 or early) if early else 0
    end = len(text)
    if start + QUOTED < end:
        end = max(text.rfind(" ", start + QUOTED // 2, start + QUOTED), 0) or start + QUOTED
    inside = [spot for spot in spots if spot.start >= start and spot.end <= end]
    return _cut(text, start, end, inside)


def mark_in(text: str, wanted: Sequence[str], prefixes: Iterable[str] = ()) -> list[Piece]:
    """The whole text, with what was found marked."""
    return _cut(text, 0, len(text), list(find_spots(text, wanted, prefixes)))


class Spot(NamedTuple):
    start: int
    end: int
    word: str


def find_spots(text: str, wanted: Sequence[str], prefixes: Iterable[str] = ()) -> Iterator[Spot]:
    """Where the words stand in the text as it was written, from its beginning on, never one inside another."""
    whole = {fold(word) for word in wanted} - {""}
    begun = tuple({fold(word) for word in prefixes} - {""})
    unspaced = sorted((word for word in (*whole, *begun) if UNSPACED.search(word)), key=len, reverse=True)
    for run in RUN.finditer(text):
        # Elisions and possessives are two words: "l’été", "kettle’s". Few are, and there are thousands to look at.
        place, letters = run.start(), run[0]
        for part in (letters,) if letters.isalnum() else APOSTROPHE.split(letters):
            folded = fold(part)
            if folded in whole or (begun and folded.startswith(begun)):
                yield Spot(place, place + len(part), folded)
            elif unspaced and UNSPACED.search(folded):
                yield from _spots_in_run(part, place, unspaced)
            place += len(part) + 1


def _spots_in_run(run: str, offset: int, words: Sequence[str]) -> Iterator[Spot]:
    """In scripts without spaces words stand anywhere in a run of letters."""
    letters = "".join(fold(letter)[:1] or letter for letter in run)
    place = 0
    while place < len(letters):
        word = next((word for word in words if letters.startswith(word, place)), None)
        if word is None:
            place += 1
            continue
        yield Spot(offset + place, offset + place + len(word), word)
        place += len(word)


@lru_cache(maxsize=4096)
def fold(word: str) -> str:
    """One run of letters without case and accents."""
    return unaccented(word.casefold()).casefold()


def _best_start(spots: Sequence[Spot]) -> int:
    """The place from which the most different words stand close together; the beginning where there is none."""
    best, most = 0, 0
    for number, spot in enumerate(spots[:200]):
        near = {other.word for other in spots[number : number + 12] if other.start < spot.start + QUOTED - LEAD}
        if len(near) > most:
            best, most = spot.start, len(near)
    return best


def _cut(text: str, start: int, end: int, spots: Sequence[Spot]) -> list[Piece]:
    pieces: list[Piece] = [Piece("… ", False)] if start > 0 else []
    place = start
    for spot in spots:
        if spot.start > place:
            pieces.append(Piece(text[place : spot.start], False))
        pieces.append(Piece(text[spot.start : spot.end], True))
        place = spot.end
    if place < end:
        pieces.append(Piece(text[place:end], False))
    if end < len(text):
        pieces.append(Piece(" …", False))
    return pieces


def _kept_mark(found: re.Match[str]) -> str:
    """Vowel signs and the like are parts of their words in many scripts; everything else parts words."""
    return found[0] if unicodedata.category(found[0]).startswith("M") else " "


def _is_bare_mark(word: str) -> bool:
    # Nearly every word is nothing but letters and digits, and is found to be at once.
    return not word.isalnum() and not any(letter.isalnum() for letter in word)
