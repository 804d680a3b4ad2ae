"""The typographer's table: an old plain page is set, an ordinary paragraph is left alone."""

from __future__ import annotations

import pytest

from blog.markup.posts import render_markdown

OLD_PAGE = """\
HARROW, Mass.
March 19-22, 2009--

Nearly four hundred menders met at the old grange hall in Harrow March 19-22 for their first
national gathering. It's a small movement.

The tables were founded in 2007 -- they say -- by twelve people, and "nobody else".

Tove Lind of Port Ansel summed up the weekend:
"In the first year we thought we were saving kettles. Then we thought that we were saving money." With \
so little room, it won't be easy. But they will try.

By Ada Merrin
MendersMeet.Net

For more information, look at www.menders.example/harrow
"""

SET_PAGE = """\
<p><span class="dateline">Harrow, Mass., March 19–22, 2009</span> — Nearly four hundred menders met at the old \
grange hall in Harrow March 19–22 for their first
national gathering. It’s a small movement.</p>
<p>The tables were founded in 2007 — they say — by twelve people, and “nobody else”.</p>
<p>Tove Lind of Port Ansel summed up the weekend:</p>
<blockquote>
<p>“In the first year we thought we were saving kettles. Then we thought that we were saving money.”</p>
</blockquote>
<p>With so little room, it won’t be easy. But they will try.</p>
<div class="byline"><b>By Ada Merrin</b><a href="https://MendersMeet.Net">MendersMeet.Net</a></div>
<p class="more">For more information, look at <a href="https://www.menders.example/harrow">\
www.menders.example/harrow</a></p>"""


def test_an_old_plain_page_comes_out_as_a_typographer_sets_it() -> None:
    assert render_markdown(OLD_PAGE).html == SET_PAGE


def test_line_ends_of_an_old_machine_make_no_difference() -> None:
    assert render_markdown(OLD_PAGE.replace("\n", "\r\n")).html == SET_PAGE


SHAPES = {
    "a dateline on one line": (
        "PORT ANSEL, Me., October 3, 2009 --\n\nThe ferry is back.",
        '<p><span class="dateline">Port Ansel, Me., October 3, 2009</span> — The ferry is back.</p>',
    ),
    "a dateline at the head of its paragraph": (
        "HARROW, 3 May 2009 -- The *ferry* is back.",
        '<p><span class="dateline">Harrow, 3 May 2009</span> — The <em>ferry</em> is back.</p>',
    ),
    "a dateline across two months": (
        "ST. JOHN'S, Oct. 30 - Nov. 2, 2009--\n\nThe ferry is back.",
        '<p><span class="dateline">St. John’s, Oct. 30 - Nov. 2, 2009</span> — The ferry is back.</p>',
    ),
    "a quotation that is all there is": (
        'She wrote:\n"It is *only* a kettle."',
        "<p>She wrote:</p>\n<blockquote>\n<p>“It is <em>only</em> a kettle.”</p>\n</blockquote>",
    ),
    "a quotation in a quotation": (
        'She wrote:\n"He said "no" and left." Then it rained.',
        "<p>She wrote:</p>\n<blockquote>\n<p>“He said “no” and left.”</p>\n</blockquote>\n<p>Then it rained.</p>",
    ),
    "a byline without a site": ("a\n\nBy Ada Merrin", '<p>a</p>\n<div class="byline"><b>By Ada Merrin</b></div>'),
    "a byline with a whole address": (
        "a\n\nBy Ada de la Cruz\nhttps://a.example/x",
        '<p>a</p>\n<div class="byline"><b>By Ada de la Cruz</b>'
        '<a href="https://a.example/x">https://a.example/x</a></div>',
    ),
    "a byline before footnotes": (
        "a[^1]\n\nBy Ada Merrin\na.example\n\n[^1]: b",
        None,
    ),
}


@pytest.mark.parametrize(("typed", "html"), SHAPES.values(), ids=SHAPES.keys())
def test_a_shape_is_known_by_its_form(typed: str, html: str | None) -> None:
    if html is None:
        assert '<div class="byline"><b>By Ada Merrin</b>' in render_markdown(typed).html
    else:
        assert render_markdown(typed).html == html


LEFT_ALONE = [
    "WARNING -- do not open the kettle.",
    "IBM, founded in 1911 -- a company.",
    "NASA, in May 2009, did it.",
    "Harrow, Mass., was quiet on March 19, 2009 -- very quiet.",
    'She said: "It is only a kettle."',
    'She asked:\n"Why?" he answered, and left.',
    'She asked:\n"Why", and then she left.',
    'The list:\n"open and never closed',
    'On a long walk\nshe asked this:\n"Why?"',
    '- She asked:\n  "Why?" Then she left.',
    '> She asked:\n> "Why?" Then she left.',
    "By Friday the kettle was mended.",
    "a\n\nBy and by.",
    "a\n\nBy Friday",
    "a\n\nBy Ada Merrin\nand friends of hers",
    "a\n\nBy Ada Merrin, who mends kettles.",
    "By Ada Merrin\na.example",
    "For more than a year, https://a.example was down.",
    "For more, ask.",
    "For more see [a](https://a.example)\n\nand then this.",
]


@pytest.mark.parametrize("typed", LEFT_ALONE)
def test_an_ordinary_paragraph_is_left_alone(typed: str) -> None:
    html = render_markdown(typed).html
    for shape in ("dateline", "byline", 'class="more"'):
        assert shape not in html
    assert html.count("<blockquote>") == typed.startswith(">")
    assert html.count("<p>") == len(typed.split("\n\n")) - typed.startswith("- ")


LETTERS = {
    "He said \"yes\" and 'no'.": "He said “yes” and ‘no’.",
    "It's Ada's.": "It’s Ada’s.",
    "the '90s": "the ’90s",
    '"One paragraph': "“One paragraph",
    "a 5'10\" man": 'a 5’10" man',
    "pages 19-22 and 1998-2004 and 1998-9": "pages 19–22 and 1998–2004 and 1998–9",
    "open 9:30-17:00": "open 9:30–17:00",
    "a vote of 5-4": "a vote of 5-4",
    "call 555-1234 or 413-555-0100": "call 555-1234 or 413-555-0100",
    "on 2009-03-19": "on 2009-03-19",
    "F-16, Covid-19, ISBN 0-306-40615-2": "F-16, Covid-19, ISBN 0-306-40615-2",
    "an open 24-7 shop": "an open 24-7 shop",
    "yes -- no": "yes — no",
    "yes--no---well": "yes—no—well",
    "2009--": "2009—",
    "run it with --force": "run it with --force",
    "a ---> b": "a ---&gt; b",
    "wait...": "wait…",
    "(c) 2009": "(c) 2009",
    "a\\--b": "a--b",
    "`a--b 1-2 'x'`": "<code>a--b 1-2 'x'</code>",
    "see a.example/x, b.com.": 'see <a href="https://a.example/x">a.example/x</a>, <a href="https://b.com">b.com</a>.',
    "http://a.example/1-2--x": '<a href="http://a.example/1-2--x">http://a.example/1-2--x</a>',
    "README.md and setup.py": "README.md and setup.py",
    "the end.It was": "the end.It was",
    "sol@a.example": "sol@a.example",
}


@pytest.mark.parametrize(("typed", "html"), LETTERS.items(), ids=LETTERS.keys())
def test_letters_are_set_with_care(typed: str, html: str) -> None:
    assert render_markdown(typed).html == f"<p>{html}</p>"
