"""A comment that comes from elsewhere as HTML passes the same gate as one that is typed here."""

from __future__ import annotations

import pytest

from blog.markup.comments import render_html
from blog.markup.limits import IMPORTED_CHARACTERS


@pytest.mark.parametrize(
    ("written", "html"),
    [
        ("Plain words", "<p>Plain words</p>"),
        ("One<BR/>two", "<p>One<br>two</p>"),
        ("<b>Bold</b> and <i>italic</i>", "<p><b>Bold</b> and <i>italic</i></p>"),
        ("I&#39;ll &amp; you &lt;3", "<p>I'll &amp; you &lt;3</p>"),
        (
            '<a href="http://a.example/" onclick="x()" id="c1">there</a>',
            '<p><a href="http://a.example/" rel="nofollow ugc noopener">there</a></p>',
        ),
        ('<a href="javascript:alert(1)">x</a>', "<p>x</p>"),
        ("<script>alert(1)</script>after", "<p>after</p>"),
        ('<img src="http://a.example/x.png">words', "<p>words</p>"),
        ("*not* Markdown", "<p>*not* Markdown</p>"),
        ("", ""),
    ],
)
def test_html_is_cleaned_by_the_list_of_comments(written: str, html: str) -> None:
    assert str(render_html(written).html) == html
    assert str(render_html(html).html) == html


def test_the_inert_form_leads_nowhere_and_screening_learns_of_the_link() -> None:
    rendering = render_html('See <a href="http://a.example/">this</a>')

    assert str(rendering.inert) == "<p>See this (http://a.example/)</p>"
    assert rendering.links == ("http://a.example/",)
    assert rendering.text == "See this"


def test_more_than_8_000_characters_are_taken_whole() -> None:
    rendering = render_html("<b>word</b> and another one of them " * 700)

    assert rendering.text.count("another") == 700
    assert "<b>word</b>" in rendering.html


def test_beyond_the_cap_it_is_plain_text_and_no_word_is_lost() -> None:
    rendering = render_html("<b>" + "word " * IMPORTED_CHARACTERS)

    assert "<b>" not in rendering.html
    assert rendering.text.count("word") == IMPORTED_CHARACTERS


def test_words_and_breaks_alone_take_the_short_way_to_the_same_place() -> None:
    plain, swept = render_html("a &amp;lt; b<br>c \" ' ` é"), render_html("<u></u>a &amp;lt; b<br>c \" ' ` é")

    assert str(plain.html) == "<p>a &amp;lt; b<br>c \" ' ` é</p>"
    assert swept.text == plain.text
