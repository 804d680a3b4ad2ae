"""Posts in two tables: what authors may use, and what evil becomes."""

from __future__ import annotations

import pytest

from blog.markup.posts import POLICY, render, render_html, render_markdown

PASSES = {
    "headings": "<h2>a</h2><h3>b</h3>",
    "a table": '<table><caption>c</caption><thead><tr><th scope="col">a</th></tr></thead>'
    '<tbody><tr><td class="right" colspan="2">1</td></tr></tbody></table>',
    "a figure": '<figure><img src="/media/a.jpg" alt="A kettle" width="640" height="480">'
    "<figcaption>The kettle.</figcaption></figure>",
    "a picture from elsewhere": '<p><img src="https://a.example/a.jpg" alt="A kettle"></p>',
    "small things": "<p>H<sub>2</sub>O, x<sup>2</sup>, <kbd>Esc</kbd>, <cite>Emma</cite>, <mark>m</mark></p>",
    "an abbreviation": '<p><abbr title="et cetera">etc.</abbr></p>',
    "a list of terms": "<dl><dt>a</dt><dd>b</dd></dl>",
    "details": "<details><summary>a</summary><p>b</p></details>",
    "details that are open": '<details open=""><summary>a</summary><p>b</p></details><ol reversed=""><li>a</li></ol>',
    "a ruby": "<p><ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby></p>",
    "a list from five": '<ol start="5"><li>a</li></ol>',
    "a link within the site": '<p><a href="/2009/08/a.html#b">a</a> <a href="?q=1">b</a> <a href="c.html">c</a></p>',
    "code with its language": '<pre><code class="language-a68+">a = 1\n</code></pre>',
    "a dateline": '<p><span class="dateline">Harrow, May 1, 2009</span> — a</p>',
    "a byline": '<div class="byline"><b>By Ada Merrin</b><a href="https://a.example">a.example</a></div>',
    "where to read on": '<p class="more">For more <a href="https://a.example">a</a></p>',
    "a picture that is a link": '<p><a href="/a"><img src="/a.png" alt=""></a></p>',
    "Blogger's divisions": "<div>a<br><br>b</div>",
}

EVIL = {
    "script": ("<p>a</p><script>alert(1)</script>", "<p>a</p>"),
    "handlers": ('<p onclick="x"><img src="/a" alt="a" onerror="x"></p>', '<p><img src="/a" alt="a"></p>'),
    "style": ('<p style="position:fixed">a</p><style>*{}</style>', "<p>a</p>"),
    "an unknown class": ('<p class="queue">a</p>', "<p>a</p>"),
    "two classes": ('<p class="more queue">a</p>', "<p>a</p>"),
    "an id": ('<p id="comment-form">a</p><a href="/" id="top" name="body">b</a>', '<p>a</p><p><a href="/">b</a></p>'),
    "javascript": ('<a href=" javascript:alert(1)">a</a>', "<p>a</p>"),
    "a picture by data": ('<img src="data:image/svg+xml,x" alt="a">', ""),
    "a host without a scheme": ('<a href="//evil.example">a</a><img src="//evil.example/x">', "<p>a</p>"),
    "a backslash": ('<a href="/\\evil.example">a</a> <a href="\\\\evil.example">b</a>', "<p>a b</p>"),
    "a frame": ('<iframe src="https://evil.example">a</iframe>b', "<p>ab</p>"),
    "svg and math": ("<svg><style><img src=x onerror=alert(1)></style></svg><math><mi>a</mi></math>", "<p>a</p>"),
    "a base and a meta": ('<base href="https://evil.example"><meta http-equiv="refresh" content="0">a', "<p>a</p>"),
    "a form": ('<form action="/desk/decisions"><button name="x">a</button></form>', "<p>a</p>"),
    "first headings": ("<h1>a</h1>", "<h2>a</h2>"),
    "words in a table": ("<table>a<tr><td>b</table>", "<p>a</p><table><tbody><tr><td>b</td></tr></tbody></table>"),
    "a caption without a figure": ("<figcaption>a</figcaption><p>b</p>", "<p>a</p><p>b</p>"),
    "an item without a list, with blocks in it": ("<li><p>a</p></li>b", "<p>a</p><p>b</p>"),
    "old tags": ("<center><font color=red>a</font></center><tt>b</tt>", "<div>a</div><p><code>b</code></p>"),
    "Word's tags": ("<o:p></o:p><p class=MsoNormal>a<o:p>&nbsp;</o:p></p>", "<p>a\u00a0</p>"),
    "a number that is none": ('<td colspan="1e9"></td><ol start="x"><li>a</ol>', "<ol><li>a</li></ol>"),
}


@pytest.mark.parametrize("html", PASSES.values(), ids=PASSES.keys())
def test_what_authors_may_use_passes_unchanged(html: str) -> None:
    assert render_html(html).html == html


@pytest.mark.parametrize(("typed", "html"), EVIL.values(), ids=EVIL.keys())
def test_what_is_evil_is_taken_out_of_a_post(typed: str, html: str) -> None:
    assert render_html(typed).html == html


@pytest.mark.parametrize(("typed", "html"), EVIL.values(), ids=EVIL.keys())
def test_markdown_lets_nothing_through_that_html_does_not(typed: str, html: str) -> None:
    assert "evil" not in render_markdown(typed).html.replace("evil.example</", "")
    assert "javascript:" not in render_markdown(typed).html
    assert " on" not in render_markdown(typed).html


def test_markdown_gives_tables_footnotes_and_struck_words() -> None:
    html = render_markdown("a ~~b~~[^1]\n\n|x|y|\n|-|-:|\n|1|2|\n\n[^1]: c\n").html
    assert "<s>b</s>" in html
    assert '<td class="right">2</td>' in html
    assert '<section class="footnotes">' in html


def test_footnotes_of_two_posts_never_share_an_id() -> None:
    one, two = (render_markdown(f"{word}[^1]\n\n[^1]: note").html for word in ("one", "two"))
    name = one.partition(' id="')[2].partition('"')[0]
    assert name.startswith("fnref-")
    assert name not in two


def test_footnotes_of_one_post_keep_their_ids() -> None:
    assert render_markdown("a[^1]\n\n[^1]: b").html == render_markdown("a[^1]\n\n[^1]: b").html


def test_the_first_rank_of_headings_belongs_to_the_page() -> None:
    assert render_markdown("# a\n\n## b").html == "<h2>a</h2>\n<h3>b</h3>"
    assert render_markdown("## a\n\n### b").html == "<h2>a</h2>\n<h3>b</h3>"


def test_an_excerpt_is_text_from_the_paragraphs_and_is_cut_at_a_word() -> None:
    rendering = render_markdown("## Heading\n\nSome *words* & more. " + "word " * 100)
    assert rendering.excerpt.startswith("Some words & more. word word")
    assert rendering.excerpt.endswith(" word…")
    assert len(rendering.excerpt) <= 300
    assert rendering.text.startswith("Heading\n\nSome words")
    assert rendering.policy == POLICY


@pytest.mark.parametrize("typed", ["<div>" * 500 + "a", "> " * 60 + "a"])
def test_a_post_that_is_too_intricate_is_shown_as_it_was_typed(typed: str) -> None:
    assert render_markdown(typed).text == typed.strip()


@pytest.mark.parametrize("typed", ["<rt>" * 2_000 + "<p>a</p>", "<rp>a" * 2_000, "<dd><rt>" * 1_000 + "<p>a</p>"])
def test_a_text_that_the_frozen_parser_trips_over_is_shown_as_it_was_typed(typed: str) -> None:
    """Its parser calls itself once for each open <rt>: a thousand of them ended in a RecursionError."""
    assert render_html(typed).text == typed


UNFILTERED = {
    "a frame alone": '<iframe src="https://a.example/film" title="A film"></iframe>',
    "a video": '<video src="https://a.example/a.mp4" controls=""><source src="/b.webm"><track src="/c.vtt">no</video>',
    "a section and old colours": '<article class="a"><p align="center"><font color="red">b</font></p></article>',
    "a style": '<p style="color:red">a</p>',
}
ACTING = {
    "scripts": '<p class="a">a</p><script>alert(1)</script><svg><script>b</script></svg>',
    "a form": '<p class="a">a</p><form action="/desk/people/1"><input name="role"><button>b</button></form>',
    "handlers, ids and names": '<p class="a" id="post-form" onclick="x" data-a="">a</p><iframe name="x" srcdoc="b">',
    "what leads astray": '<meta http-equiv="refresh" content="0"><base href="/"><link><iframe src="javascript:a">',
    "what is open": '<div class="a"><iframe src="/a"><textarea><!-- a',
}


@pytest.mark.parametrize("name", UNFILTERED)
def test_what_is_unfiltered_stays_and_only_where_it_was_asked_for(name: str) -> None:
    kept = render(UNFILTERED[name], "html", unfiltered=True)
    clean = render(UNFILTERED[name], "html", unfiltered=False)
    bare = str(kept.html).removeprefix("<p>").removesuffix("</p>")
    assert bare == UNFILTERED[name].removeprefix("<p>").removesuffix("</p>") and kept.unfiltered
    assert clean == render_html(UNFILTERED[name]) and not clean.unfiltered and clean.html != kept.html
    assert (kept.text, kept.excerpt) == (clean.text, clean.excerpt)


@pytest.mark.parametrize("name", ACTING)
def test_what_could_act_is_taken_out_of_what_is_unfiltered_too(name: str) -> None:
    """X10"""
    html = str(render(ACTING[name], "html", unfiltered=True).html)
    for evil in ("<script", "<svg", "<form", "<input", "<button", "<textarea", "<meta", "<base", "<link", "<!--"):
        assert evil not in html
    for evil in ("onclick", "id=", "name=", "data-", "srcdoc", "javascript"):
        assert evil not in html
    assert str(render(html, "html", unfiltered=True).html) == html


def test_what_needs_nothing_unfiltered_is_the_same_for_everybody() -> None:
    typed = "# Tea\n\n| a |\n|--:|\n| 1 |\n\n```py\nx = 1\n```\n\nNote[^1].\n\n[^1]: Here."
    assert render(typed, "markdown", unfiltered=True) == render_markdown(typed)
