"""What old editors left out of order stands in an order that HTML allows, and says the same."""

from __future__ import annotations

import pytest

from blog.markup.comments import render_html as comment_html
from blog.markup.posts import render_html

LINK = '<a href="https://a.example/">'


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("<b><p>one</p><p>two <i>three</i></p></b>", "<p><b>one</b></p><p><b>two <i>three</i></b></p>"),
        ("<span><p>one</p></span>", "<p>one</p>"),
        ("<i>a<div>b<ul><li>c</li></ul></div>d</i>",
         "<p><i>a</i></p><div><i>b</i><ul><li><i>c</i></li></ul></div><p><i>d</i></p>"),
        ("<code><pre>def a():\n  b</pre></code>", "<pre><code>def a():\n  b</code></pre>"),
        ("<b><i><b><i><p>once each</p></i></b></i></b>", "<p><b><i>once each</i></b></p>"),
        ("<b><i><u><s><q><p>four at most</p></q></s></u></i></b>", "<p><b><i><u><s>four at most</s></u></i></b></p>"),
        ("<b><table><tr><td>a</td></tr></table></b>", "<table><tbody><tr><td><b>a</b></td></tr></tbody></table>"),
        ("<em><hr></em>", "<hr>"),
        (f"{LINK}<p>a block</p></a>", f"{LINK}<p>a block</p></a>"),
        ("<ul>words<li>a</li></ul>", "<ul><li>words</li><li>a</li></ul>"),
        ("<ul><li>a</li><ul><li>b</li></ul><li>c</li></ul>", "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>"),
        ("<ul><li>a</li><br><li>b</li></ul>", "<ul><li>a</li><li>b</li></ul>"),
        ("<ul><p>a</p><br>b</ul>", "<ul><li><p>a</p><br>b</li></ul>"),
        ("<ol>\n<li>a</li>\n</ol>", "<ol>\n<li>a</li>\n</ol>"),
        ("<h2></h2><h3><br></h3><h2>a</h2>", "<h3><br></h3><h2>a</h2>"),
        ("<h2><div>a</div><p>b</p></h2>", "<h2>a b</h2>"),
        ("<h2>a<ul><li>b</li></ul></h2>", "<p>a</p><ul><li>b</li></ul>"),
        (f"<p>{LINK}</a></p><p>a {LINK}</a>b</p>", "<p>a b</p>"),
        ('<table><tr><th scope="col"></th><th>a</th></tr></table>',
         "<table><tbody><tr><td></td><th>a</th></tr></tbody></table>"),
        ("<dl><dt>a</dt><dd>b</dd></dl>", "<dl><dt>a</dt><dd>b</dd></dl>"),
        ("<dl><dt>a</dt></dl>", "<p>a</p>"),
        ("<dl><dd>b</dd></dl>", "<p>b</p>"),
        ("<dl>words<dt>a</dt><dd><p>b</p></dd></dl>", "<p>words</p><p>a</p><p>b</p>"),
    ],
)  # fmt: skip
def test_a_post_is_set_right_and_stays_so(written: str, shown: str) -> None:
    assert str(render_html(written).html) == shown
    assert str(render_html(shown).html) == shown


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("<b><p>one</p>two</b>", "<p><b>one</b></p><p><b>two</b></p>"),
        ("<ul>a<li>b</li><ol><li>c</li></ol></ul>", "<ul><li>a</li><li>b<ol><li>c</li></ol></li></ul>"),
    ],
)
def test_a_comment_too(written: str, shown: str) -> None:
    assert str(comment_html(written).html) == shown
