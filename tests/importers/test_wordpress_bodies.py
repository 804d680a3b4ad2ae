"""Paragraphs, shortcodes and blocks: an imported WordPress text reads as it did there."""

from __future__ import annotations

import time
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.importers.bodies import Surroundings, set_right
from blog.importers.wordpress_bodies import show_comment, show_post, write_pictures
from blog.importers.wordpress_shortcodes import Attached
from blog.markup.posts import render_html

KEPT = {"pictures": write_pictures([Attached("5", f"https://x.example/{name}.jpg", name) for name in ("a",)])}


def shown(raw: str) -> str:
    return show_post(raw, KEPT, Counter()).strip()


def stored(raw: str) -> str:
    return str(render_html(set_right(raw, Surroundings(shown=show_post), KEPT).html).html)


@pytest.mark.parametrize(
    ("typed", "becomes"),
    [
        ("a\n\nb\nc", "<p>a</p>\n<p>b<br>\nc</p>"),
        ("a\r\n\r\nb", "<p>a</p>\n<p>b</p>"),
        ("a\n \t\nb", "<p>a</p>\n<p>b</p>"),
        ("one<br /><br />two", "<p>one</p>\n<p>two</p>"),
        ("one<br />\ntwo", "<p>one<br />\ntwo</p>"),
        ("<div>words</div>", "<div>words</div>"),
        ("<div>\n\nwords\n\n</div>", "<div><p>words</p>\n</div>"),
        ("<h2>Head</h2>words", "<h2>Head</h2><p>words</p>"),
        ("<blockquote>said</blockquote>", "<blockquote><p>said</p>\n</blockquote>"),
        ("<ul>\n<li>one</li>\n<li>two</li>\n</ul>", "<ul>\n<li>one</li>\n<li>two</li>\n</ul>"),
        ("<pre>a\n\n  b\n</pre>", "<pre>a\n\n  b\n</pre>"),
        ("<p>a\n\nb</p>", "<p>a</p>\n<p>b</p>"),
        ("<table>\n<tr>\n<td>a</td>\n</tr>\n</table>", "<table>\n<tr>\n<td>a</td>\n</tr>\n</table>"),
        ("above\n<!--more Go on-->\nbelow", "<p>above</p>\n<!--more--><p>below</p>"),
        ("above\n<!--nextpage-->\nbelow", "<p>above</p>\n<p>below</p>"),
        ("<!-- wp:paragraph -->\n<p>A</p>\n<!-- /wp:paragraph -->", "<p>A</p>"),
        ("<!-- wp:list -->\n<ul><li>A\n\nb</li></ul>\n<!-- /wp:list -->", "<ul><li>A\n\nb</li></ul>"),
        ("", ""),
    ],
)
def test_paragraphs_stand_where_wordpress_shows_them(typed: str, becomes: str) -> None:
    assert shown(typed) == becomes


@pytest.mark.parametrize(
    ("typed", "becomes"),
    [
        (
            '[caption id="x" width="3"]<a href="https://x.example/"><img src="/a.jpg" alt="A" /></a> Words[/caption]',
            '<figure><a href="https://x.example/"><img src="/a.jpg" alt="A"></a>'
            "<figcaption>Words</figcaption></figure>",
        ),
        (
            '[caption caption="Old"]<img src="/a.jpg" alt="">[/caption]',
            '<figure><img src="/a.jpg" alt=""><figcaption>Old</figcaption></figure>',
        ),
        ("[gallery]", '<figure><a href="https://x.example/a.jpg">[Picture: a]</a></figure>'),
        ('[gallery ids="9"]', ""),
        (
            "[youtube=http://www.youtube.com/watch?v=abc]",
            '<p><a href="http://www.youtube.com/watch?v=abc">Open on youtube.com</a></p>',
        ),
        ("[vimeo 123]", '<p><a href="https://vimeo.com/123">Open on vimeo.com</a></p>'),
        ("https://vimeo.com/9", '<p><a href="https://vimeo.com/9">Open on vimeo.com</a></p>'),
        (
            '[code language="php"]if (a < 1) [b]\n\nfoo();[/code]',
            '<pre><code class="language-php">if (a &lt; 1) [b]\n\nfoo();</code></pre>',
        ),
        ("[code]a &lt; b[/code]", "<pre><code>a &lt; b</code></pre>"),
        ("[[gallery]] shows it", "<p>[gallery] shows it</p>"),
        ('[foo bar="1"]kept[/foo] [sic]', '<p>[foo bar="1"]kept[/foo] [sic]</p>'),
        ("<pre>[gallery]</pre>", "<pre>[gallery]</pre>"),
        ("see https://vimeo.com/9 there", "<p>see https://vimeo.com/9 there</p>"),
    ],
)
def test_known_shortcodes_are_what_they_stood_for(typed: str, becomes: str) -> None:
    assert stored(typed) == becomes


def test_changes_are_counted_and_unknown_shortcodes_too() -> None:
    body = set_right('a\n\n[foo bar="1"] [gallery]<!-- x -->', Surroundings(shown=show_post), KEPT)

    assert (body.changes["paragraphs"], body.changes["unknown-shortcodes"], body.changes["shortcodes"]) == (2, 1, 1)
    assert set_right("<!-- wp:archives /-->", Surroundings(shown=show_post)).changes == {"dynamic-blocks": 1}


def test_a_comment_keeps_its_lines_and_its_addresses_lead_somewhere() -> None:
    html = show_comment("See https://x.example/a_(b)).\n\nTwo\nthree <code>https://no.example</code>", {}, Counter())

    assert html == (
        '<p>See <a href="https://x.example/a_(b)">https://x.example/a_(b)</a>).</p>\n'
        "<p>Two<br>\nthree <code>https://no.example</code></p>\n"
    )


def test_links_by_number_and_uploads_lead_to_the_right_place() -> None:
    around = Surroundings(("old.example",), post_path={"12": "/a/"}.get, shown=show_post)
    body = set_right(
        '<a href="https://old.example/?p=12#comment-3">a</a> <a href="https://old.example/wp-content/uploads/a.jpg">b</a>'
        ' <img src="/wp-content/uploads/b.jpg" alt="">', around,
    )  # fmt: skip

    assert 'href="/a/#comment-3"' in body.html
    assert 'href="https://old.example/wp-content/uploads/a.jpg"' in body.html
    assert body.missing == ("http://old.example/wp-content/uploads/b.jpg",)


PARTS = (
    *("word", "\n", "\n\n", "<p>", "</p>", "<div>", "</div>", "<li>", "<br>", "<b>", "</b>", "<pre>", "</pre>"),
    *("[code]", "[/code]", "[gallery]", "<blockquote>", "<", "[", "]"),
)


@given(st.lists(st.sampled_from(PARTS)))
def test_no_word_is_lost_whatever_stands_around_it(parts: list[str]) -> None:
    raw = "".join(parts)

    assert shown(raw).count("word") == raw.count("word")


@pytest.mark.parametrize("piece", ["<pre", "[code]", "[[a", "<!--", "<div>", "[caption]", "<b>\n\n", "x\n", "<br>"])
def test_long_texts_take_no_longer_than_their_length(piece: str) -> None:
    begun = time.perf_counter()
    show_post(piece * 40_000, {}, Counter())

    assert time.perf_counter() - begun < 5
