"""Comments in two tables: what passes unchanged, and what evil becomes."""

from __future__ import annotations

import pytest

from blog.markup.comments import POLICY, TooLong, Unreadable, is_blank, render

LINK = '<a href="{0}" rel="nofollow ugc noopener">{1}</a>'

PASSES = {
    "plain words": ("Good morning.", "<p>Good morning.</p>"),
    "two paragraphs": ("One.\n\nTwo.", "<p>One.</p>\n<p>Two.</p>"),
    "a line end is a break": ("Roses are red\nviolets too", "<p>Roses are red<br>\nviolets too</p>"),
    "emphasis": ("*a* **b** ~~c~~", "<p><em>a</em> <strong>b</strong> <s>c</s></p>"),
    "a quotation": ("> She said so.", "<blockquote>\n<p>She said so.</p>\n</blockquote>"),
    "a list": ("- milk\n- bread", "<ul>\n<li>milk</li>\n<li>bread</li>\n</ul>"),
    "a numbered list": ("1. milk\n2. bread", "<ol>\n<li>milk</li>\n<li>bread</li>\n</ol>"),
    "code": ("use `a < b`", "<p>use <code>a &lt; b</code></p>"),
    "a block of code": ("```\nif a:\n    b\n```", "<pre><code>if a:\n    b\n</code></pre>"),
    "a script in a code sample": ("`<script>x</script>`", "<p><code>&lt;script&gt;x&lt;/script&gt;</code></p>"),
    "a rule": ("a\n\n***", "<p>a</p>\n<hr>"),
    "a bare address": (
        "See https://a.example/b_(c)?d=1&e=2.",
        f"<p>See {LINK.format('https://a.example/b_(c)?d=1&amp;e=2', 'https://a.example/b_(c)?d=1&amp;e=2')}.</p>",
    ),
    "a link": ("[x](https://a.example)", f"<p>{LINK.format('https://a.example', 'x')}</p>"),
    "a mail link": ("<sol@a.example>", f"<p>{LINK.format('mailto:sol@a.example', 'sol@a.example')}</p>"),
    "Blogger's tags": ("<b>a</b> <i>b</i> <u>c</u>", "<p><b>a</b> <i>b</i> <u>c</u></p>"),
    "a link in HTML": ('<a href="https://a.example">x</a>', f"<p>{LINK.format('https://a.example', 'x')}</p>"),
    "less than": ("if a < b and c > d", "<p>if a &lt; b and c &gt; d</p>"),
    "angle brackets in words": ("a vector<int> <grin>", "<p>a vector&lt;int&gt; &lt;grin&gt;</p>"),
    "no heading": ("# one", "<p># one</p>"),
    "no code by indenting": ("    four blanks", "<p>four blanks</p>"),
    "no vanishing definition": (
        "[1]: https://a.example",
        f"<p>[1]: {LINK.format('https://a.example', 'https://a.example')}</p>",
    ),
    "no link by a missing space": ("the end.It was README.md", "<p>the end.It was README.md</p>"),
    "other scripts": ("שלום, سلام, नमस्ते, 日本語", "<p>שלום, سلام, नमस्ते, 日本語</p>"),
    "emoji": ("👩‍👩‍👧 🏴󠁧󠁢󠁷󠁬󠁳󠁿", "<p>👩‍👩‍👧 🏴󠁧󠁢󠁷󠁬󠁳󠁿</p>"),
    "an ampersand": ("Marks & Sons &amp; daughters", "<p>Marks &amp; Sons &amp; daughters</p>"),
    "an HTML list": ("<ul><li>a<li>b</ul>", "<ul><li>a</li><li>b</li></ul>"),
    "loose words after a block": ("<blockquote>a</blockquote> b", "<blockquote>a</blockquote><p>b</p>"),
}

EVIL = {
    "script": ("a <script>alert(1)</script>b", "<p>a b</p>"),
    "script in a block": ("<script>\nalert(1)\n</script>\n\nb", "<p>b</p>"),
    "script without an end": ("a <script>b", "<p>a b</p>"),
    "style": ("<style>p{color:red}</style>\n\na", "<p>a</p>"),
    "a handler": ('<b onclick="alert(1)">a</b>', "<p><b>a</b></p>"),
    "a picture": ('a <img src=x onerror="alert(1)">', "<p>a </p>"),
    "a picture in Markdown": (
        "![cat](https://a.example/c.png)",
        f"<p>!{LINK.format('https://a.example/c.png', 'cat')}</p>",
    ),
    "class, id, style, name, title": (
        '<span class="badge" id="comment-1" style="position:fixed" name="body" title="t">a</span>',
        "<p><span>a</span></p>",
    ),
    "javascript in a link": ('<a href="javascript:alert(1)">a</a>', "<p>a</p>"),
    "javascript in Markdown": ("[a](javascript:alert(1))", "<p>[a](javascript:alert(1))</p>"),
    "javascript that looks like a port": ('<a href="javascript:1">a</a>', "<p>a</p>"),
    "javascript in references": ('<a href="&#106;avascript&colon;alert(1)">a</a>', "<p>a</p>"),
    "javascript with a tab": ('<a href="java\tscript:alert(1)">a</a>', "<p>a</p>"),
    "javascript with a reference to a line end": ('<a href="java&#10;script:alert(1)">a</a>', "<p>a</p>"),
    "vbscript": ('<a href="VBScript:1">a</a>', "<p>a</p>"),
    "data": ('<a href="data:text/html,x">a</a>', "<p>a</p>"),
    "blob": ('<a href="blob:https://a.example/1">a</a>', "<p>a</p>"),
    "a host without a scheme": ('<a href="//evil.example">a</a>', "<p>a</p>"),
    "a backslash": ('<a href="/\\evil.example">a</a>', "<p>a</p>"),
    "a scheme without slashes": ('<a href="https:evil.example">a</a>', "<p>a</p>"),
    "a host and port": ('<a href="evil.example:8000">a</a>', "<p>a</p>"),
    "a user before the host": ('<a href="https://good.example@evil.example/">a</a>', "<p>a</p>"),
    "somebody's own rel": (
        '<a href="https://a.example" rel="follow" target="_blank">a</a>',
        f"<p>{LINK.format('https://a.example', 'a')}</p>",
    ),
    "a quote in an address": (
        "<a href='https://a.example/\"onmouseover=alert(1)'>a</a>",
        f"<p>{LINK.format('https://a.example/&quot;onmouseover=alert(1)', 'a')}</p>",
    ),
    "a form": ('<form action="/sign-out"><input name="x"><button>a</button></form>', "<p>a</p>"),
    "a frame": ('<iframe src="https://evil.example"></iframe>a', "<p>a</p>"),
    "svg": ("<svg><a xlink:href='javascript:1'><text>a</text></a></svg>", "<p>a</p>"),
    "a comment": ("a <!-- b --> c", "<p>a  c</p>"),
    "tags never closed": ("<b><i>a", "<p><b><i>a</i></b></p>"),
    "tags never opened": ("a</p></div></main></b>", "<p>a</p>"),
    "tags crossed": ("<b><i>a</b></i>", "<p><b><i>a</i></b></p>"),
    "a link in a link": (
        '<a href="https://a.example">a<a href="https://b.example">b</a></a>',
        f"<p>{LINK.format('https://a.example', 'a')}{LINK.format('https://b.example', 'b')}</p>",
    ),
    "the end of a textarea": ("a</textarea></title>b", "<p>ab</p>"),
    "the direction turned": ("a\u202eb&#8238;c&#x2066;d", "<p>abcd</p>"),
    "a tower of marks": ("a" + "\u0301" * 50 + "b", "<p>\u00e1" + "\u0301" * 4 + "b</p>"),
    "a tower of marks across tags": ("a" + "<b>\u0302</b>&#x302;" * 20, None),
    "a hidden text in tags": ("a\U000e0041\U000e0042b", "<p>ab</p>"),
    "control characters": ("a\x00\x0b\x1b\ufffe\ufdd0b", "<p>ab</p>"),
    "an item that is nowhere at home": ("<li>a</li>", "<p>a</p>"),
    "line ends before a block of code": ("<pre>\n\n\na</pre>", "<pre>a</pre>"),
}


@pytest.mark.parametrize(("typed", "html"), PASSES.values(), ids=PASSES.keys())
def test_what_people_write_looks_as_they_meant_it(typed: str, html: str) -> None:
    assert render(typed).html == html


@pytest.mark.parametrize(("typed", "html"), EVIL.values(), ids=EVIL.keys())
def test_what_is_evil_is_taken_out_and_the_words_stay(typed: str, html: str | None) -> None:
    if html is not None:
        assert render(typed).html == html


def test_marks_are_counted_across_tags_and_references() -> None:
    assert render("a" + "<b>\u0302</b>&#x302;" * 20).text.count("\u0302") <= 4


def test_an_inert_comment_has_no_link_and_says_where_it_would_lead() -> None:
    rendering = render("[here](https://a.example/x) and https://b.example and <sol@c.example>")
    assert rendering.inert == "<p>here (https://a.example/x) and https://b.example and sol@c.example</p>"
    assert rendering.links == ("https://a.example/x", "https://b.example", "mailto:sol@c.example")


def test_the_text_has_the_words_in_lines() -> None:
    typed = "One *two*\nthree\n\n> four\n\n- five\n- six\n\n```\n  seven\n```\n\n<b>eight</b> &lt;nine&gt;"
    assert render(typed).text == "One two\nthree\n\nfour\n\nfive\nsix\n\n  seven\n\neight <nine>"


def test_a_rendering_says_by_which_policy_it_was_made() -> None:
    assert render("a").policy == POLICY


@pytest.mark.parametrize("letter", ["a", "é", "𝄞", "👍"])
def test_length_is_counted_in_characters_after_composing(letter: str) -> None:
    assert render(letter * 8_000).text == letter * 8_000
    assert render("e\u0301" * 8_000).text == "é" * 8_000
    assert render("a\r\n" * 4_000).text.count("a") == 4_000
    with pytest.raises(TooLong):
        render(letter * 8_001)


def test_half_a_character_is_unreadable() -> None:
    with pytest.raises(Unreadable):
        render("a\ud83d")


def test_too_many_tags_are_shown_and_the_markdown_around_them_still_counts() -> None:
    rendering = render("*a* " + "<b>" * 201)
    assert rendering.html.startswith("<p><em>a</em> &lt;b&gt;&lt;b&gt;")
    assert rendering.text.count("<b>") == 201


@pytest.mark.parametrize("typed", [">" * 30 + " a", "<ul><li>" * 90 + "a", "[" * 2_000 + "a", "- " * 30 + "a"])
def test_what_is_too_intricate_is_shown_as_it_was_typed(typed: str) -> None:
    rendering = render(typed)
    assert rendering.text == typed
    assert rendering.html.startswith("<p>")


def test_a_hundred_links_are_live_and_one_more_makes_them_all_inert() -> None:
    address = "https://a.example/"
    assert render(f"{address} " * 100).html.count("<a ") == 100
    many = render(f"{address} " * 101)
    assert "<a " not in many.html
    assert len(many.links) == 101


def test_screening_learns_of_the_addresses_in_a_text_that_is_shown_as_typed() -> None:
    assert render(">" * 30 + " https://a.example/x").links == ("https://a.example/x",)


BLANK = ["", " \n\t", "\u200b\u200d", "\u00a0\u3000", "\u3164\u115f\u2800", "\u2060\ufe0f", "\u00ad"]


@pytest.mark.parametrize("typed", BLANK)
def test_white_space_and_invisible_characters_are_blank(typed: str) -> None:
    assert is_blank(typed)
    assert is_blank(render(typed).text)


@pytest.mark.parametrize(
    "typed", ["<b></b>", "&nbsp;&#8203;", "<!-- a -->", "<script>a</script>", "[](https://a.example)"]
)
def test_markup_without_words_renders_to_blank_text(typed: str) -> None:
    assert is_blank(render(typed).text)


@pytest.mark.parametrize("typed", [".", "é", "日", "👍", "\u0e01"])
def test_anything_that_can_be_seen_is_not_blank(typed: str) -> None:
    assert not is_blank(typed)
