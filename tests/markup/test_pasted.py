"""Pasted pages become the Markdown somebody would have typed, and nothing that was hidden in them comes along."""

from __future__ import annotations

import time

import pytest

from blog.markup.pasted import lost_pictures, to_markdown
from blog.markup.posts import render_markdown

DOCS = (
    '<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-1"><p dir="ltr">'
    '<span style="font-weight:700">Bold </span><span style="font-style:italic">and slanted</span><span>&nbsp;words.'
    "</span></p><br/><ul><li><p>One</p></li><li><p>Two</p><ul><li><p>Deeper</p></li></ul></li></ul></b>"
)
WORD = (
    "<html><head><style>p {color:red}</style></head><body><!--StartFragment--><p class=MsoNormal>A <b>bold</b> word"
    "<o:p></o:p></p><p class=MsoListParagraph style='mso-list:l0 level1'><![if !supportLists]><span>·<span>&nbsp;&nbsp;"
    " </span></span><![endif]>First</p><p class=MsoListParagraph><span>·<span>&nbsp; </span></span>Second</p></body>"
)
BLOGGER = (
    '<div class="separator" style="clear: both;"><a href="https://a.example/b.jpg"><img border="0" '
    'src="https://a.example/b.jpg" alt="A kettle"/></a></div>First.<br /><br />Second <a href="https://x.example/a_(b)">'
    "there</a>.<br/>Same paragraph.<div>In a box</div>"
)


@pytest.mark.parametrize(
    ("pasted", "markdown"),
    [
        (DOCS, "**Bold** *and slanted* words.\n\n- One\n- Two\n  - Deeper"),
        (WORD, "A **bold** word\n\n- First\n- Second"),
        (
            BLOGGER,
            "[![A kettle](https://a.example/b.jpg)](https://a.example/b.jpg)\n\nFirst.\n\n"
            "Second [there](<https://x.example/a_(b)>).\\\nSame paragraph.\n\nIn a box",
        ),
        ("<h1>A</h1><h3>B</h3><hr><blockquote><p>C</p><p>D</p></blockquote>", "## A\n\n### B\n\n---\n\n> C\n>\n> D"),
        ("<p>Use <code>a`b</code></p><pre>x\n  y</pre>", "Use ``a`b``\n\n```\nx\n  y\n```"),
        (
            "<table><tr><th>A</th><th>B|C</th></tr><tr><td>1</td><td><p>2</p></td></tr></table>",
            "| A | B\\|C |\n| --- | --- |\n| 1 | 2 |",
        ),
        ('<ol start="3"><li>x<li>y</ol>', "3. x\n4. y"),
        ("<p>https://a.example/ <a href='https://a.example/x'>https://a.example/x</a></p>", None),
        ("<p># a</p><p>- b</p><p>1. c</p><p>&gt; d</p><p>*e* _f_ a_b `g` [h](i) &amp;amp; ~~j~~ &lt;k&gt;</p>", None),
        ("<p>Dites&nbsp;: «&nbsp;oui&nbsp;»</p>", "Dites\u00a0: «\u00a0oui\u00a0»"),
        ("", ""),
        ("<p>&nbsp;</p><p><br></p><b> </b>", ""),
    ],
)
def test_a_pasted_page(pasted: str, markdown: str | None) -> None:
    made = to_markdown(pasted)
    if markdown is not None:
        assert made == markdown
    else:
        # What is plain text stays so, sign by sign.
        assert made is not None
        html = str(render_markdown(made).html)
        assert not any(tag in html for tag in ("<h2", "<li", "<blockquote", "<em", "<code", "<s>", "<strong"))


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script><style>x</style>",
        '<img src="x" onerror="alert(1)"><svg onload=alert(1)>',
        '<a href="javascript:alert(1)">x</a><a href="data:text/html,x">y</a>',
        "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>",
        '<p>[x](javascript:alert(1)) ![y](x" onerror="alert(1))</p>',
        '<img alt="](javascript:alert(1)) <script>" src="https://a.example/x) <b">',
        "<code>``</code><pre>```\n</pre><script>alert(1)</script>",
        '<a href="https://a.example/> <script>alert(1)</script>">x</a>',
        "<iframe srcdoc='<script>alert(1)</script>'></iframe><math><mtext><script>alert(1)</script>",
    ],
)
def test_nothing_acts_that_was_pasted(hostile: str) -> None:
    """X1, X3, X10"""
    made = to_markdown(hostile)
    html = str(render_markdown(made or "").html)
    assert "<script" not in html
    assert "onerror" not in html.replace("&quot;", '"') or "<img" not in html
    assert 'href="javascript' not in html
    assert 'href="data' not in html


@pytest.mark.parametrize(
    "piece",
    [
        *("<ul><li>", "<b>", "<span style='font-weight:700'>", "<style", "<table><tr><td>", "*_`[", "<p>", "<br>"),
        *("\\", "~", "&nbsp;", "<b>a</b> ", "`", "<!--", "<p>1. ", "- ", "<blockquote>", "<i style='", "]("),
        "<xml><script",
    ],
)
def test_hostile_pages_are_read_in_a_time_that_can_be_waited_for(piece: str) -> None:
    """L2"""
    begun = time.perf_counter()
    to_markdown(piece * (200_000 // len(piece)))
    assert time.perf_counter() - begun < 10


def test_what_a_word_processor_says_of_other_scripts_is_not_said_of_this_one() -> None:
    pasted = '<b style="mso-bidi-font-weight:normal">Bold</b> <i style="mso-bidi-font-style:normal">soft</i>'
    assert to_markdown(pasted) == "**Bold** *soft*"


WORD = (
    '<p class=MsoNormal>Tea<a style=\'mso-footnote-id:ftn1\' href="{at}#_ftn1" name="_ftnref1" title=""><span '
    "class=MsoFootnoteReference><span style='mso-special-character:footnote'><![if !supportFootnotes]><span>[1]</span>"
    "<![endif]></span></span></a> is <b>hot</b>.<a href='{at}#_edn1' name='_ednref1'>[i]</a></p><div "
    "style='mso-element:footnote-list'><![if !supportFootnotes]><br clear=all><hr align=left size=1 width='33%'>"
    "<![endif]><div style='mso-element:footnote' id=ftn1><p class=MsoFootnoteText><a style='mso-footnote-id:ftn1' "
    'href="{at}#_ftnref1" name="_ftn1" title=""><span class=MsoFootnoteReference>[1]</span></a> Not *always*.</p>'
    "</div></div><div style='mso-element:endnote' id=edn1><p><a href='{at}#_ednref1' name='_edn1'>[i]</a> At the "
    "end.</p></div>"
)
NOTED = "Tea[^{one}] is **hot**.[^{two}]\n\n[^{one}]: Not \\*always\\*.\n\n[^{two}]: At the end."


@pytest.mark.parametrize("at", ["", "file:///C:/Users/A/AppData/Local/Temp/msohtmlclip1/01/clip.htm"])
def test_the_footnotes_of_a_word_processor_come_along(at: str) -> None:
    made = to_markdown(WORD.replace("{at}", at))
    assert made == NOTED.format(one=1, two=2)
    assert render_markdown(made).html.count('class="footnote-item"') == 2
    assert to_markdown(WORD.replace("{at}", at), notes_after=7) == NOTED.format(one=8, two=9)


@pytest.mark.parametrize(
    ("pasted", "markdown"),
    [
        (
            '<p>Tea<sup><a href="#ftnt1" id="ftnt_ref1">[1]</a></sup></p><hr><div><p><a href="#ftnt_ref1" '
            'id="ftnt1">[1]</a><span> Hot.</span></p></div>',
            "Tea[^1]\n\n[^1]: Hot.",
        ),
        (
            '<p>Tea<a class="sdfootnoteanc" name="sdfootnote1anc" href="#sdfootnote1sym"><sup>1</sup></a></p><div '
            'id="sdfootnote1"><p><a class="sdfootnotesym" name="sdfootnote1sym" href="#sdfootnote1anc">1</a> Hot.</p>'
            "</div>",
            "Tea[^1]\n\n[^1]: Hot.",
        ),
        ('<p>Tea<a href="#_ftn4">[4]</a> alone.</p>', "Tea[4] alone."),
        ('<p><a href="#_ftnref4">[4]</a> A note alone.</p>', "[4] A note alone."),
    ],
    ids=["Google Docs", "LibreOffice", "a mark without its note", "a note without its mark"],
)
def test_footnotes_are_known_by_what_wrote_them(pasted: str, markdown: str) -> None:
    assert to_markdown(pasted) == markdown


def test_pictures_that_stay_where_they_were_are_counted() -> None:
    pasted = (
        '<p>a<!--[if gte vml 1]><v:imagedata src="file:///C:/a.png"/><![endif]--><![if !vml]><img width=1 '
        'src="file:///C:/clip_image001.png"><![endif]><IMG SRC=file:///tmp/b.png><img src="data:image/png;base64,AAAA">'
        '<img src="https://a.example/c.png"><img src="/media/d.webp"></p>'
    )
    assert lost_pictures(pasted) == 3
