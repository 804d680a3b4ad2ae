"""Words of a waiting comment are marked with their letters, and whatever it holds, nothing else about it changes."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.markup import highlighting
from blog.markup.comments import render, render_html
from blog.markup.highlighting import MOST_MARKS, MOST_TAGS, MOST_WORDS, highlight
from tests.markup.test_comments import EVIL
from tests.markup.test_cost import LIMITED, PATTERNS, seconds
from tests.markup.test_fuzz import Seen, thoroughly, typed_texts

HIGHLIGHT_SECONDS = 5 * 0.020
OURS = re.compile(r"<mark>|</mark><sup>[a-z]</sup>")


@pytest.mark.parametrize(
    ("typed", "letters", "expected"),
    [
        ("Buy pills.", {"pills": "a"}, "<p>Buy <mark>pills</mark><sup>a</sup>.</p>"),
        ("PILLS, Pills", {"pills": "b"}, "<p><mark>PILLS</mark><sup>b</sup>, <mark>Pills</mark><sup>b</sup></p>"),
        ("pillsbury, spills", {"pills": "a"}, "<p>pillsbury, spills</p>"),
        ("ÄRGER und Ärger", {"ärger": "a"}, "<p><mark>ÄRGER</mark><sup>a</sup> und <mark>Ärger</mark><sup>a</sup></p>"),
        ("Go to it", {"to": "a", "": "b"}, "<p>Go to it</p>"),
        ("Sol Vega", {"Sol": "a", "Sol Vega": "b"}, "<p><mark>Sol Vega</mark><sup>b</sup></p>"),
        ("*see* me", {"see": "a"}, "<p><em><mark>see</mark><sup>a</sup></em> me</p>"),
        ("`a.b()` axb", {"a.b": "a"}, "<p><code><mark>a.b</mark><sup>a</sup>()</code> axb</p>"),
        ('1 < 2 & "3"', {"1 < 2": "a"}, '<p><mark>1 &lt; 2</mark><sup>a</sup> &amp; "3"</p>'),
        (
            "[x](https://bad.example/a?b&c)",
            {"https://bad.example/a?b&c": "c"},
            "<p>x (<mark>https://bad.example/a?b&amp;c</mark><sup>c</sup>)</p>",
        ),
    ],
)
def test_what_is_marked(typed: str, letters: dict[str, str], expected: str) -> None:
    assert highlight(str(render(typed).inert), letters) == expected


@pytest.mark.parametrize("evil", EVIL)
def test_evil_text_stays_what_it_became(evil: str) -> None:
    typed = EVIL[evil][0]
    inert = str(render(typed).inert)
    letters = dict.fromkeys([*re.findall(r"[^\s,]{3,}", typed), "<script>", "&lt;", "amp", "script", "</p>"], "a")
    assert OURS.sub("", highlight(inert, letters)) == inert


@thoroughly
@given(typed_texts, st.lists(st.one_of(st.text(min_size=3, max_size=20), st.integers()), max_size=50))
def test_without_the_marks_it_is_what_is_stored_byte_for_byte(typed: str, wanted: list[str | int]) -> None:
    for rendering in (render(typed), render_html(typed)):
        inert, said = str(rendering.inert), rendering.text
        pieces = [said[one % len(said) :][:7] if said else "" for one in wanted if isinstance(one, int)]
        letters = {word: "abc"[len(word) % 3] for word in (*(one for one in wanted if isinstance(one, str)), *pieces)}
        marked = str(highlight(inert, letters))
        assert OURS.sub("", marked) == inert
        tags = Seen(marked).tags
        assert {tag for tag, _ in tags} <= {tag for tag, _ in Seen(inert).tags} | {"mark", "sup"}
        assert all(not attributes for tag, attributes in tags)


def test_what_the_gate_does_not_know_is_shown_as_it_is_stored() -> None:
    odd = '<p onclick="x">pills</p><blink>'
    assert highlight(odd, {"pills": "a"}) == odd


def test_marks_words_and_length_have_their_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    inert = str(render("pills " * 100).inert)
    assert highlight(inert, {"pills": "a"}).count("<mark>") == MOST_MARKS
    many = {f"word{'x' * number}": "a" for number in range(MOST_WORDS + 5)}
    assert "<mark>" not in highlight("<p>word</p>", {**many, "word": "a"})
    lines = str(render("pills\n" * MOST_TAGS).inert)
    assert highlight(lines, {"pills": "a"}) == lines
    monkeypatch.setattr(highlighting, "MOST_READ", 10)
    assert highlight(inert, {"pills": "a"}) == inert


@pytest.mark.parametrize(
    "pattern", [*PATTERNS, *LIMITED, "a a a ", "https://a "], ids=lambda pattern: repr(pattern[:12])
)
def test_a_comment_of_nothing_but_traps_is_marked_in_time(pattern: str) -> None:
    typed = (pattern * 8_000)[:8_000]
    inert = str(render(typed).inert)
    near = typed[:79]
    letters = {f"{near[:size]}{end}": "a" for size in range(20, 79, 3) for end in ("q", "")}
    highlight(inert, letters)
    taken = seconds(lambda text: highlight(text, letters), inert)
    assert taken < HIGHLIGHT_SECONDS, f"{taken * 1000:.1f} ms"
