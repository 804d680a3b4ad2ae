"""Two versions of one text brought together: no word of either is lost, and nothing takes long."""

from __future__ import annotations

import time

import pytest

from blog.markup.differences import compare
from blog.markup.merging import merge


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "text", "clashes"),
    [
        ("a\nb\nc", "a\nb\nc", "a\nb\nc", "a\nb\nc", 0),
        ("a\nb\nc", "A\nb\nc", "a\nb\nC", "A\nb\nC", 0),
        ("a\nb\nc", "a\nb\nc", "a\nc", "a\nc", 0),
        ("a\nb\nc", "a\nc", "a\nb\nc", "a\nc", 0),
        ("a", "b", "c", "b\n\nc", 1),
        ("a", "b", "b", "b", 0),
        ("", "mine", "theirs", "mine\n\ntheirs", 1),
        ("a\nb", "a\nb\nmine", "a\nb\ntheirs", "a\nb\nmine\n\ntheirs", 1),
        ("a\nb\nc", "a\nx\nc", "a\nc", "a\nx\nc", 0),
        ("a\n\nb", "", "a\n\nb", "", 0),
    ],
)
def test_both_are_in_what_comes_out(base: str, mine: str, theirs: str, text: str, clashes: int) -> None:
    merged = merge(base, mine, theirs)
    assert (merged.text, merged.clashes) == (text, clashes)


@pytest.mark.parametrize(
    "theirs", ["a\n" * 200_000, "\n".join(map(str, range(80_000))), "ab\n\n" * 100_000, "x" * 500_000]
)
def test_hostile_texts_take_no_longer_than_others(theirs: str) -> None:
    """L2"""
    mine = "b\n" * 3 + "a\n" * 150_000 + "\n".join(map(str, range(50_000, 0, -1)))
    begun = time.perf_counter()
    merge("a\n" * 100_000, mine[:500_000], theirs)
    compare(mine[:500_000], theirs)
    assert time.perf_counter() - begun < 8
