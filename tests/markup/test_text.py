"""Excerpts, slugs and words for searching."""

from __future__ import annotations

import pytest

from blog.markup.comments import render
from blog.markup.posts import render_html, render_markdown
from blog.markup.text import excerpt, first_words, plain, searchable, slug


@pytest.mark.parametrize(
    ("text", "limit", "cut"),
    [
        ("short", 10, "short"),
        ("one two three", 13, "one two three"),
        ("one two three", 12, "one two…"),
        ("one two, three", 10, "one two…"),
        ("one two. Three", 10, "one two…"),
        ("one\n\ntwo", 20, "one two"),
        ("abcdefghijklmnop", 8, "abcdefg…"),
        ("日本語の長い文章です", 6, "日本語の長…"),
    ],
)
def test_an_excerpt_is_cut_at_a_word(text: str, limit: int, cut: str) -> None:
    assert excerpt(text, limit) == cut
    assert len(cut) <= limit


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("We kept ours going through two evictions.", "We kept ours going…"),
        ("We kept ours.", "We kept ours."),
        ("One, two, three, four, five", "One, two, three, four…"),
        ("", ""),
        ("a" * 200, "a" * 59 + "…"),
    ],
)
def test_the_first_words_of_a_comment_announce_it(text: str, words: str) -> None:
    assert first_words(text) == words


def test_plain_text_comes_back_out_of_stored_html() -> None:
    for rendering in (render("*a* <b>\n\n- https://x.example/?a=1&b=2"), render_markdown("a[^1]\n\n[^1]: b > c")):
        assert plain(rendering.html) == rendering.text
    assert plain(render_html('<p><img src="/a" alt="x > y"> a &amp; b</p>').html) == "a & b"


SLUGS = {
    "USSEN at Harrow 2009": "ussen-at-harrow-2009",
    "The Menders' Meet—at Millbrook!": "the-menders-meet-at-millbrook",
    "Crème brûlée à la Zoë": "creme-brulee-a-la-zoe",
    "Straße, Øresund, Łódź, Þór": "strasse-oresund-lodz-thor",
    "Привет, мир": "привет-мир",
    "日本語の題": "日本語の題",
    "नमस्ते दुनिया": "नमस्ते-दुनिया",
    "!!!": "post",
    "": "post",
    "../../etc/passwd": "etc-passwd",
    "\u202eabc\u0000": "abc",
    "word " * 40: "word-word-word-word-word-word-word-word-word-word-word-word",
    "a" * 100: "a" * 60,
}


@pytest.mark.parametrize(("title", "part"), SLUGS.items())
def test_a_slug_is_one_part_of_an_address(title: str, part: str) -> None:
    assert slug(title) == part
    assert len(part) <= 60
    assert slug(part) == part


SEARCHES = {
    "café": "A CAFE\u0301 in town",
    "CAFE": "the café",
    "strasse": "Straße",
    "oresund": "Øresund",
    "日本語": "これは日本語です",
    "語": "日本語",
    "本": "日本語",
    "ภาษา": "เรียนภาษาไทย",
    "が": "水が",
    "שלום": "שָׁלוֹם",
    "Ｗｉｄｅ": "wide",
    "сон": "Сон",
}


@pytest.mark.parametrize(("query", "text"), SEARCHES.items())
def test_a_word_is_found_whatever_its_case_accents_and_script(query: str, text: str) -> None:
    assert f" {searchable(query)} " in f" {searchable(text)} "


def test_words_that_differ_stay_different() -> None:
    assert searchable("か") != searchable("が")
    assert searchable("й") == searchable("и")
    assert searchable("resume, CV") == "resume, cv"
