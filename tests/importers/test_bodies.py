"""Imported bodies: what is set right, what becomes of pictures and frames, and that nothing else is touched."""

from __future__ import annotations

import random
import time

import pytest

from blog.importers.bodies import Surroundings, set_right
from blog.importers.changes import CHANGES
from blog.importers.pictures import Pictures
from blog.importers.shapes import Media
from blog.importers.tags import Tag, tokens
from blog.languages.sentences import Sentence
from blog.markup.posts import render_html

GOOGLE = "https://blogger.googleusercontent.com/img/b/R29/AVvX"
AROUND = Surroundings(
    hosts=("mendingcircle.blogspot.com", "www.mending.example"),
    picture=lambda url: "/media/lake.jpg" if url.endswith("/lake.jpg") else None,
    post_path=lambda number: "/2009/08/tea.html" if number == "7" else None,
)
LAKE = '<img src="/media/lake.jpg" alt="">'


@pytest.mark.parametrize(
    ("raw", "html", "change"),
    [
        ("one\ntwo\n\nthree", "one<br>\ntwo<br>\n<br>\nthree", "line-breaks"),
        ("one\r\ntwo", "one<br>\ntwo", "line-breaks"),
        ("<i>a</i>\n<pre>x\ny</pre>\nb\nc", "<i>a</i>\n<pre>x\ny</pre>\nb<br>\nc", "line-breaks"),
        (f'<a href="{GOOGLE}/s1600-h/x.png">x</a>', f'<a href="{GOOGLE}/s1600/x.png">x</a>', "viewer-links"),
        ("a<a name='more'></a>b<br>", "a<!--more-->b<br>", "jump-breaks"),
        ("a<!-- more -->b<br>", "a<!--more-->b<br>", "jump-breaks"),
        ('<a href="https://www.blogger.com/null">x</a>', "x", "junk-links"),
        ('<a href="https://draft.blogger.com/#"><b>x</b></a>', "<b>x</b>", "junk-links"),
        ('<a href="javascript:alert(1)">x</a>', "x", "junk-links"),
        ('<a href="http://mendingcircle.blogspot.co.uk/2009/08/x.html?m=1#c5">x</a>',
         '<a href="/2009/08/x.html?m=1#c5">x</a>', "own-links"),
        ('<a href="https://mending.example/p/a.html" title="t">x</a>',
         '<a href="/p/a.html" title="t">x</a>', "own-links"),
        ('<a href="https://www.blogger.com/comment.g?blogID=1&amp;postID=7">x</a>',
         '<a href="/2009/08/tea.html#comment-form">x</a>', "comment-form-links"),
        ("<p>a</p><script>alert(1)</script><p>b</p>", "<p>a</p><p>b</p>", "scripts"),
        ("<p>a</p><style>p{}</style>", "<p>a</p>", "styles"),
        ("<html><head><title>T</title></head><p>a</p>", "<html><head></head><p>a</p>", "document-heads"),
        ("<p>a<o:p></o:p></p>", "<p>a</p>", "office-marks"),
        ('<p>a</p><img height="1" width="1" src="http://t.example/x">', "<p>a</p>", "tracking-pixels"),
        (f'<p><img src="{GOOGLE}/s320/lake.jpg"></p>', f"<p>{LAKE}</p>", "local-pictures"),
        ('<p><img alt="A &quot;map&quot;" src="//x.example/a.png"></p>',
         '<p><a href="https://x.example/a.png">[Picture: A &quot;map&quot;]</a></p>', "missing-pictures"),
        ('<p><a href="http://x.example/b"><img src="http://x.example/a%20b.png"></a></p>',
         '<p><a href="http://x.example/b">[Picture: a b.png]</a></p>', "missing-pictures"),
        ('<p><img src="data:image/png;base64,AAAA"></p>', "<p>[Picture]</p>", "missing-pictures"),
        (f'<div class="separator" style="clear: both"><a href="{GOOGLE}/s1600-h/lake.jpg" imageanchor="1">'
         f'<img src="{GOOGLE}/s400/lake.jpg"/></a><br />\n</div>',
         f'<figure><a href="/media/lake.jpg">{LAKE}</a>\n</figure>', "separators"),
        ('<p>a</p><div class="separator"><br /></div><p>b</p>', "<p>a</p><p>b</p>", "empty-separators"),
        ('<table class="tr-caption-container"><tbody><tr><td><img src="/x/lake.jpg"></td></tr>'
         '<tr><td class="tr-caption">A lake</td></tr></tbody></table>',
         f"<figure>{LAKE}<figcaption>A lake</figcaption></figure>", "captions"),
        ('<p><iframe src="//www.youtube.com/embed/yk0kiWqhdVc?rel=0" width="5"></iframe></p>',
         '<p><a href="https://www.youtube.com/watch?v=yk0kiWqhdVc">Open on youtube.com</a></p>', "embeds"),
        ('<p><iframe title="Our &lt;map&gt;" src="https://maps.example/x?a=1&amp;b=2">old</iframe></p>',
         '<p><a href="https://maps.example/x?a=1&amp;b=2">Our &lt;map&gt; (on maps.example)</a></p>', "embeds"),
        ('<p><object><param name="movie" value="http://www.youtube.com/v/yk0kiWqhdVc&amp;hl=en"></param>'
         '<embed src="http://www.youtube.com/v/yk0kiWqhdVc"></embed></object></p>',
         '<p><a href="https://www.youtube.com/watch?v=yk0kiWqhdVc">Open on youtube.com</a></p>', "embeds"),
        ('<p><iframe src="javascript:alert(1)"></iframe></p>', "<p></p>", "lost-embeds"),
    ],
)  # fmt: skip
def test_what_the_old_blog_left_is_set_right_and_counted(raw: str, html: str, change: str) -> None:
    body = set_right(raw, AROUND)

    assert body.html == html
    assert body.changes[change] >= 1
    assert change in CHANGES


@pytest.mark.parametrize(
    "raw",
    [
        "one<BR/>two\nthree",
        "<p>one\ntwo</p>",
        "<p>5 < 6 & <3</p>",
        '<p>a <a href="http://elsewhere.example/s1600-x">b</a></p>',
        '<p><a name="here">b</a></p>',
        "<p>don't</p><p title='x > y'>z</p>",
        '<div class="separator">Words in a box<br/></div>',
        '<p><a href="https://www.blogger.com/comment.g?blogID=1&postID=999">x</a></p>',
        "<p>broken <a href='x",
    ],
)
def test_what_is_right_already_is_not_touched(raw: str) -> None:
    body = set_right(raw, AROUND)

    assert body.html == raw
    assert body.changes == {}


def test_pictures_that_were_and_were_not_found_are_named() -> None:
    body = set_right(f'<p><img src="{GOOGLE}/s1/lake.jpg"><img src="http://a.example/b.png"></p>' * 2, AROUND)

    assert body.found == (f"{GOOGLE}/s1/lake.jpg",)
    assert body.missing == ("http://a.example/b.png",)


def test_words_put_into_a_body_are_spoken_in_the_blogs_language() -> None:
    def spanish(sentence: Sentence) -> str:
        return {"Picture": "Imagen"}[sentence.text]

    assert set_right("<p><img></p>", Surroundings(speak=spanish)).html == "<p>[Imagen]</p>"


def test_tags_put_together_again_are_what_was_cut() -> None:
    random_ = random.Random(4)
    bits = ["<a href='", '"', "'", ">", "<", "</", "a", " ", "=", "<!--", "-->", "<script>", "</script", "\n", "/", "ü"]

    for _ in range(3_000):
        html = "".join(random_.choice(bits) for _ in range(random_.randrange(40)))
        assert "".join(piece.source if isinstance(piece, Tag) else piece for piece in tokens(html)) == html


@pytest.mark.parametrize(
    "piece",
    ["<", "<a ", '<a x="', "<!--", "<script>", "<div class=separator>", "<a href=#>", "<td>", "<object>", "<b =", "<p "
     "title='"],
)  # fmt: skip
def test_hostile_bodies_cost_time_in_line_with_their_length(piece: str) -> None:
    begun = time.perf_counter()
    set_right(piece * (200_000 // len(piece)) + "<img src=x>" * 1_000)

    assert time.perf_counter() - begun < 10


def test_what_comes_out_is_cleaned_as_any_authors() -> None:
    body = set_right('<p onclick="x()">a</p><iframe src="https://x.example/?&quot;&gt;<script>"></iframe>')

    html = str(render_html(body.html).html)
    assert "onclick" not in html
    assert "<script" not in html


def media(name: str, album: str = "A", size: int = 1) -> Media:
    return Media("blogger", f"{album}/{name}", f"Albums/{album}/{name}", name, album, size)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        (f"{GOOGLE}/s320/lake.jpg", "lake.jpg"),
        ("//2.bp.blogspot.com/-x/y/w640-h480/lake.jpg?x=1#y", "lake.jpg"),
        (f"{GOOGLE}/s1600-h/My+boat%281%29.JPG", "My boat.JPG"),
        (f"{GOOGLE}/s1600/My%2Bboat.jpg", "My boat.JPG"),
        (f"{GOOGLE}/s45/Matt_2BBall.png", "Matt Ball.png"),
        (f"{GOOGLE}/s45/cafe%CC%81.png", "café.png"),
        ("https://blogger.googleusercontent.com/img/a/AVvXsE=s1600", None),
        (f"{GOOGLE}/s320/other.jpg", None),
        ("https://[broken/lake.jpg", None),
        ("", None),
    ],
)
def test_a_picture_is_found_by_the_name_its_address_ends_in(url: str, name: str | None) -> None:
    pictures = Pictures([media(one) for one in ("lake.jpg", "My boat.JPG", "Matt Ball.png", "café.png")])

    found = pictures.find(url)
    assert (found and found.name) == name


def test_of_pictures_of_one_name_the_blogs_own_and_then_the_largest_wins() -> None:
    small, large, own = media("x(1).jpg", size=1), media("x(2).jpg", size=9), media("X.jpg", "My blog", 2)

    found = Pictures([small, large]).find("http://a.example/x.jpg")
    own_found = Pictures([small, large, own], "My blog").find("http://a.example/x.jpg")
    assert (found, own_found) == (large, own)
