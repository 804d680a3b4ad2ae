"""What normalizing takes out of a typed text, and what it leaves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.markup.comments import Unreadable, is_blank, normalize

ROWS = {
    "line ends": ("a\r\nb\rc\u2028d\x85e", "a\nb\nc\nd\ne"),
    "composed": ("e\u0301", "é"),
    "control characters": ("a\x00b\x08c\x0bd\x0ce\x1ff\x7fg\x9fh", "abcdefgh"),
    "tab and line feed stay": ("a\tb\n", "a\tb\n"),
    "non-characters": ("a\ufdd0\ufdef\ufffe\uffff\U0001fffe\U0010ffffb", "ab"),
    "bidi controls": ("a\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069b", "ab"),
    "direction marks stay": ("a\u200e\u200f\u061cb", "a\u200e\u200f\u061cb"),
    "joiners stay": ("می\u200cخواهم 👩\u200d👧", "می\u200cخواهم 👩\u200d👧"),
    "tag characters": ("a\U000e0001\U000e0041\U000e007fb", "ab"),
    "a flag spelled with tags stays": ("🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",) * 2,
    "a text hidden behind a flag goes": ("🏴\U000e0061\U000e0062\U000e007f", "🏴"),
    "byte order mark": ("\ufeffa", "a"),
    "few marks stay": ("o\u0302\u0323\u0330", "ộ\u0330"),
    "many marks go": ("x" + "\u0300" * 30 + "y", "x" + "\u0300" * 4 + "y"),
    "marks behind joiners are counted": ("x" + "\u0300\u200d" * 30, "x" + "\u0300\u200d" * 4 + "\u200d" * 26),
    "enclosing marks are counted": ("x" + "\u20dd" * 30, "x" + "\u20dd" * 4),
    "Hebrew with its points stays": ("בְּרֵאשִׁ֖ית", None),
    "Tibetan stacks stay": ("རྡྷྱཱུྃ", None),
}


@pytest.mark.parametrize(("typed", "text"), ROWS.values(), ids=ROWS.keys())
def test_a_text_keeps_what_can_be_read(typed: str, text: str | None) -> None:
    if text is None:
        assert sorted(normalize(typed)) == sorted(typed)
    else:
        assert normalize(typed) == text


@pytest.mark.parametrize("typed", ["\ud83d", "a\udc00", "\ude00\ud83d"])
def test_half_a_character_cannot_be_read(typed: str) -> None:
    with pytest.raises(Unreadable):
        normalize(typed)


@given(st.text())
def test_normalizing_twice_changes_nothing_more(typed: str) -> None:
    assert normalize(normalize(typed)) == normalize(typed)


@given(st.text(alphabet="\u0300\u0323\u0338\u1100\u1161\u11a8\u0bc6\u0bbe\u20dd\u200d>a=e\u034f\u05bc\u05c1ש\ufb2a"))
def test_normalizing_marks_twice_changes_nothing_more(typed: str) -> None:
    assert normalize(normalize(typed)) == normalize(typed)


@given(st.text(alphabet=st.characters(categories=["Zs", "Zl", "Zp", "Cc", "Cf"])))
def test_a_text_of_separators_and_format_characters_is_blank(typed: str) -> None:
    assert is_blank(normalize(typed))
