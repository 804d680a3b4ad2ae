"""What an edit changes: words that go and come, every letter accounted for, in a time that no text can stretch."""

from __future__ import annotations

import random
import time

import pytest

from blog.markup import differences
from blog.markup.differences import AROUND, Kind, compare

CHANGES = [
    ("The quick brown fox jumps", "The slow red fox jumps over", "The [-quick brown-]{+slow red+} fox jumps{+ over+}"),
    ("Two tables.", "Two  tables.", "Two[- -]{+  +}tables."),
    ("One.\nTwo.", "One.\n\nTwo.", "One.[-\n-]{+\n\n+}Two."),
    ("[here](https://mill.example/)", "[here](https://sale.example/)", "[here](https://[-mill-]{+sale+}.example/)"),
    ("I don't know", "I don’t know", "I [-don't-]{+don’t+} know"),
    ("日本語の文章です", "日本語の文です", "日本語の文[-章-]です"),
    ("Just a comma here.", "Just a comma, here.", "Just a comma{+,+} here."),
    ("", "All of it", "{+All of it+}"),
    ("All of it", "", "[-All of it-]"),
    ("Tea is better than coffee.", "Buy watches now!", "[-Tea is better than coffee.-]{+Buy watches now!+}"),
    ("The same.", "The same.", "The same."),
]


def marked(before: str, after: str) -> str:
    signs = {Kind.SAME: "%s", Kind.GONE: "[-%s-]", Kind.NEW: "{+%s+}", Kind.LEFT_OUT: "<%s>"}
    return "".join(signs[piece.kind] % piece.text for piece in compare(before, after).pieces)


@pytest.mark.parametrize(("before", "after", "wanted"), CHANGES)
def test_words_that_go_and_come_are_marked(before: str, after: str, wanted: str) -> None:
    assert marked(before, after) == wanted


def test_words_are_counted_and_signs_and_spaces_are_not() -> None:
    difference = compare("Two tables, one lamp.", "Two chairs and one lamp!")
    assert (difference.gone, difference.new) == (1, 2)
    assert (compare("a, b", "a; b").gone, compare("a b", "a  b").new) == (0, 0)


def test_of_a_long_text_only_what_stands_around_a_change_is_shown() -> None:
    before = "A word and another. " * 300 + "Wrong." + " And so on, and on. " * 300
    pieces = compare(before, before.replace("Wrong", "Right")).pieces
    assert [piece.kind for piece in pieces] == [
        *(Kind.LEFT_OUT, Kind.SAME, Kind.GONE, Kind.NEW, Kind.SAME, Kind.LEFT_OUT),
    ]
    assert all(len(piece.text) <= AROUND for piece in pieces)


@pytest.mark.parametrize("seed", range(30))
def test_no_letter_is_lost_and_none_is_invented(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without what goes the pieces are the new text, and without what comes the old one."""
    monkeypatch.setattr(differences, "AROUND", 10_000)
    chance = random.Random(seed)
    words = [chance.choice(("kettle", "tea", "日本", "a", ".", ",", "é", "🫖", "\n")) for _ in range(40)]
    after = [word for word in words if chance.random() > 0.2]
    for _ in range(chance.randrange(8)):
        after.insert(chance.randrange(len(after) + 1), chance.choice(("spoon", "tea", "語")))
    one, other = " ".join(words), " ".join(after)
    pieces = compare(one, other).pieces
    assert "".join(piece.text for piece in pieces if piece.kind is not Kind.NEW) == one
    assert "".join(piece.text for piece in pieces if piece.kind is not Kind.GONE) == other


def hostile(kind: str) -> tuple[str, str]:
    """Two texts of 8,000 characters that a comparison by the book would take seconds for."""
    chance = random.Random(7)
    if kind == "two words by turns":
        return "a b " * 2000, "b a " * 2000
    if kind == "signs alone":
        return "".join(chance.choice(".,;!") for _ in range(8000)), ".,;!" * 2000
    if kind == "every letter a word":
        letters = [chr(0x4E00 + number % 6000) for number in range(8000)]
        return "".join(letters), "".join(chance.sample(letters, 8000))
    if kind == "turned round":
        words = [str(number) for number in range(1700)]
        return " ".join(words)[:8000], " ".join(reversed(words))[:8000]
    text = [chance.choice("abc ") for _ in range(8000)]
    return "".join(text), "".join("x" if number % 20 == 0 else letter for number, letter in enumerate(text))


@pytest.mark.parametrize(
    "kind", ["two words by turns", "signs alone", "every letter a word", "turned round", "many small changes"]
)
def test_no_two_texts_take_long(kind: str) -> None:
    """L2: the book's way takes 132 ms for 2,000 characters of the first kind, and sixteen times that for these."""
    before, after = hostile(kind)
    began = time.process_time()
    compare(before, after)
    assert time.process_time() - began < 0.25
