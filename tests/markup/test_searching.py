"""Words as they are indexed, and quotations around what was found."""

from __future__ import annotations

import pytest

from blog.markup.searching import LONGEST_WORD, MOST_BYTES, indexed, mark_in, quote_around, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Don’t l'été", "don t l ete"),
        ("Straße, ŒUVRE; Łódź", "strasse oeuvre lodz"),
        ("日本語", "日 日本 本 本語 語"),
        ("iPhone手机", "iphone 手 手机 机"),
        ("Ｆｕｌｌ ™", "full tm"),
        ("हिन्दी", "हिन्दी"),
        ("がか", "が がか か"),
        ("x_y-z 🫖 \u0301 \ud83d", "x y z"),
        ("", ""),
    ],
)
def test_words_are_alike_however_they_were_written(text: str, words: str) -> None:
    assert indexed(text) == words


def test_what_is_too_long_for_an_index_is_cut_between_words() -> None:
    """T5: a word of 60,000 letters, a text of a million words."""
    assert words_of("a" * 60_000) == ["a" * LONGEST_WORD]
    line = indexed("日本 kettle " * 60_000)
    assert len(line.encode()) <= MOST_BYTES
    assert line.rpartition(" ")[2] in {"日", "日本", "本", "kettle"}


def said(pieces: list[tuple[str, bool]]) -> str:
    return "".join(f"[{text}]" if found else text for text, found in pieces)


@pytest.mark.parametrize(
    ("text", "wanted", "prefixes", "marked"),
    [
        ("The Kettle’s lid.", ["kettle"], [], "The [Kettle]’s lid."),
        ("Un été, des étés.", ["ETE"], [], "Un [été], des étés."),
        ("Un été, des étés.", [], ["ete"], "Un [été], des [étés]."),
        ("これは日本語です", ["日本語"], [], "これは[日本語]です"),
        ("Die Straße.", ["strasse"], [], "Die [Straße]."),
        ("<b>kettle</b>", ["kettle"], [], "<b>[kettle]</b>"),
    ],
)
def test_what_was_found_is_marked_as_it_was_written(
    text: str, wanted: list[str], prefixes: list[str], marked: str
) -> None:
    assert said(list(mark_in(text, wanted, prefixes))) == marked


def test_a_quotation_stands_where_most_was_found() -> None:
    """X6: a quotation cuts text at words."""
    text = "tea " + "word " * 200 + "the tea in the kettle " + "more " * 200
    quoted = said(list(quote_around(text, ["tea", "kettle"])))
    assert "the [tea] in the [kettle]" in quoted
    assert quoted.startswith("… word")
    assert quoted.endswith("more …")
    assert len(quoted) < 260


def test_a_text_in_which_nothing_is_marked_is_quoted_from_its_beginning() -> None:
    assert said(list(quote_around("word " * 5, ["kettle"]))) == "word word word word word"
