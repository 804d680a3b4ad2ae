"""The gates once more, on a blog that came from somewhere else: old markup, tables, lost pictures, a long thread."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cast.site import Site
from tests.importers.bringing import PNG, bring, takeout
from tests.importers.exports import takeout_comment, takeout_post
from tests.web.gathering import Gathered
from tests.web.microformats import comments_of, entry_of, troubles
from tests.web.test_gates import MARKED, checker, findings, said

# As editors of twenty years have left it.
OLD = """<div dir="ltr" style="text-align: left;" trbidi="on">
<div class="separator" style="clear: both; text-align: center;">
<a href="https://1.bp.blogspot.com/x/s1600/kettle.png" imageanchor="1" style="margin-left: 1em;">
<img border="0" height="300" width="400" src="https://1.bp.blogspot.com/x/s400/kettle.png" /></a></div>
<span style="font-family: Georgia, serif;"><font color="#660000" size="4"><b>The first line</b></font></span>
<br /><br />
<center>In the middle</center><o:p></o:p><p class="MsoNormal">Words <i>of <b>several</i> kinds</b>.
<table border="1" cellpadding="4" width="90%"><tbody><tr><td bgcolor="#eee" align="center">1</td><td nowrap>2</td></tr>
<tr><td colspan="2"><ul><li>one<li>two</ul></td></tr></tbody></table>
<blockquote class="tr_bq">Quoted &nbsp; words</blockquote><a name='more'></a><h3>More</h3><h1>A second title</h1>
<script>alert(1)</script><style>p { color: red }</style><iframe src="https://video.example/embed/1"></iframe>
<a href="http://gone.example/a b?c=<d>">An old link</a> <a name="here" id="here">here</a><a href="#here">back</a>
<img src="http://lost.example/lost.gif" onerror="alert(2)"><pre>  code &lt;b&gt;</pre><hr size=1 noshade>
<marquee>moving</marquee><acronym title="as soon as possible">ASAP</acronym><u>under</u><strike>out</strike>
<form action="http://evil.example"><input name=q><button>Go</button></form></div>"""
LONG = 130
# A text keeps the levels of its headings, and a guess at the language of three words is none.
STANDS = re.compile(r"skipping 1 heading level|appears to be written in")


@pytest.fixture(scope="module")
def brought(blog_once: Site, tmp_path_factory: pytest.TempPathFactory) -> Gathered:
    """All that a reader of the imported blog reaches from its home and its old addresses."""
    tag = "<category scheme='tag:blogger.com,1999:blog-77' term='Tea &amp; Café'/>"
    entries = [takeout_post(number, OLD, title=f"Old <b>post</b> {number} & more", more=tag) for number in range(1, 14)]
    entries.append(takeout_post(14, "", title=""))
    entries.append(takeout_post(15, OLD, type="PAGE", filename="/p/about.html", title="About us"))
    for number in range(LONG):
        answers = 100 + number - 1 if number % 5 else 0
        said_so = f"Word <b>{number}</b> of <a href='http://old.example/{number}'>a link</a><br />and a line"
        entries.append(takeout_comment(100 + number, 1, answers=answers, name=f"Reader {number % 9}", body=said_so))
    bring(blog_once, takeout(tmp_path_factory.mktemp("export"), *entries, kettle_png=PNG))
    found = Gathered(blog_once.url)
    old = ["/feeds/posts/default", "/search/label/Tea%20%26%20Caf%C3%A9", "/2009_08_01_archive.html", "/p/about.html"]
    found.crawl(blog_once.visitor(), ["/", "/2009/08/post-1.html?showComment=1249723800000", *old])
    return found


def test_an_imported_blog_was_gathered(brought: Gathered) -> None:
    pages = {seen.path for seen in brought.pages if seen.status == 200}
    assert {"/2009/08/post-1.html", "/p/about.html", "/2009/08/", "/tags/tea-cafe"} <= pages
    assert len([path for path in pages if path.startswith("/2009/08/post-1.html?")]) >= 1, "the thread has more pages"


def test_the_html_checker_finds_nothing_on_an_imported_page(brought: Gathered, tmp_path: Path) -> None:
    checker()
    texts = {seen.text: seen.path for seen in brought.pages}
    for number, (text, path) in enumerate(texts.items()):
        (tmp_path / f"{number}-{re.sub(r'[^a-z0-9]+', '-', path.lower())[:60]}.html").write_text(text, "utf-8")
    found = [one for one in findings(tmp_path, "--skip-non-html") if not STANDS.search(one[1])]
    assert not found, said(found)


def test_what_machines_read_of_an_imported_page_is_whole(brought: Gathered) -> None:
    # Of pages at one address, two: as it stands, and as a question asks for it.
    kinds = {(seen.path.partition("?")[0], "?" in seen.path): seen for seen in brought.pages}
    marked = {seen.path: seen for seen in kinds.values() if MARKED.search(seen.text)}
    found = {path: troubles(seen.text, brought.url + path) for path, seen in marked.items()}
    assert {path: wrong for path, wrong in found.items() if wrong} == {}
    post = entry_of(marked["/2009/08/post-1.html"].text, f"{brought.url}/2009/08/post-1.html")
    assert len(comments_of(post)) >= 100
    assert post["category"] == ["Tea & Café"]


def test_no_link_of_an_imported_blog_is_broken(brought: Gathered) -> None:
    broken = []
    for seen in brought.pages:
        for link in [*seen.links, *seen.loaded]:
            own = brought.own(seen, link)
            target = brought.answer(own.partition("#")[0]) if own else None
            if own is not None and (target is None or target.status >= 400):
                broken.append((seen.path, link))
    assert broken == []


def test_an_imported_page_loads_nothing_from_others_and_runs_nothing(brought: Gathered) -> None:
    for seen in brought.pages:
        assert [link for link in seen.loaded if not (brought.own(seen, link) or link.startswith("data:"))] == [], (
            seen.path
        )
        assert not re.search(r"alert\(|onerror|<iframe|<marquee|video\.example/embed[^\"]*\"[^>]*></iframe", seen.text)
        assert seen.text.count("<h1") == 1, seen.path
