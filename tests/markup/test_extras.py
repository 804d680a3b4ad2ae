"""Tasks, captions and the end of the opening, in a post's Markdown."""

from __future__ import annotations

import pytest

from blog.markup.posts import render_html, render_markdown


@pytest.mark.parametrize(
    ("typed", "html"),
    [
        ("- [ ] a\n- [x] *b*\n- [X] c", "<ul>\n<li>☐ a</li>\n<li>☑ <em>b</em></li>\n<li>☑ c</li>\n</ul>"),
        ("1. [x] a", "<ol>\n<li>☑ a</li>\n</ol>"),
        ("[x] no item", "<p>[x] no item</p>"),
        ("- [x](/y)", '<ul>\n<li><a href="/y">x</a></li>\n</ul>'),
        ("- [y] a", "<ul>\n<li>[y] a</li>\n</ul>"),
        (
            '![A kettle](/k.png "Ours")',
            '<figure><img src="/k.png" alt="A kettle"><figcaption>Ours</figcaption></figure>',
        ),
        (
            '[![A](/k.png "Ours")](/big)',
            '<figure><a href="/big"><img src="/k.png" alt="A"></a><figcaption>Ours</figcaption></figure>',
        ),
        ('In line ![A](/k.png "T")', '<p>In line <img src="/k.png" alt="A" title="T"></p>'),
        ("![A](/k.png)", '<figure><img src="/k.png" alt="A"></figure>'),
        ("| a | b |\n| --- | --- |\n| 1 | 2 |", None),
    ],
)
def test_what_is_typed_is_set(typed: str, html: str | None) -> None:
    made = str(render_markdown(typed).html).strip()
    assert made == html if html is not None else made.startswith("<table>")
    # Cleaning twice changes nothing, so the stored HTML is what is served.
    assert str(render_html(made).html).strip() == made


@pytest.mark.parametrize(
    "caption", ["<script>alert(1)</script>", "*a* & [b](javascript:1)", "\u202e\u0000x", "{{ 7*7 }}", "]]>"]
)
def test_a_hostile_caption_is_words(caption: str) -> None:
    """X1, X10, V7"""
    html = str(render_markdown(f'![A](/k.png "{caption}")').html)
    assert "<script" not in html
    assert "href" not in html
    assert html.count("<figcaption>") == 1


@pytest.mark.parametrize("line", ["<!--more-->", "<!-- more -->", "  <!--MORE-->", "<!--more Read on, dear-->"])
def test_the_opening_ends_where_its_writer_says(line: str) -> None:
    made = render_markdown(f"First *part*.\n\n- a\n\n{line}\n\nThe rest. {'x ' * 900}")
    assert made.excerpt == "First part. a"
    assert "more" not in made.html
    assert "The rest." in made.html


@pytest.mark.parametrize(
    "place",
    ["<!--more-->", "<p><!--more On--></p>", "<!-- wp:more -->\n<!--more-->\n<!-- /wp:more -->", "<a name='more'></a>"],
)
def test_the_opening_of_a_post_that_came_as_html_ends_there_too(place: str) -> None:
    made = render_html(f"<div>First <b>part.{place}</b><p>The rest.</p></div>")
    assert made.excerpt == "First part."
    assert "The rest." in made.html
    assert "more" not in made.html.lower()


@pytest.mark.parametrize("typed", ['<img src="/a.png" alt="">', "", "<p> </p>"])
def test_an_opening_that_says_nothing_in_words_is_none(typed: str) -> None:
    assert render_html(f"{typed}<!--more--><p>The rest.</p>").excerpt == "The rest."


@pytest.mark.parametrize("typed", ["<!--more-->\n\nNothing before.", "`<!--more-->` in a line", "No line at all."])
def test_where_no_opening_ends_the_beginning_is_taken(typed: str) -> None:
    assert render_markdown(typed).excerpt
