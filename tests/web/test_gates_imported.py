"""The gates once more, on two blogs that came from somewhere else, with all the disorder of twenty years in them."""

from __future__ import annotations

import json
import re
from html import escape, unescape
from pathlib import Path

import pytest

from tests.cast.site import Site
from tests.importers.messy import HIDDEN
from tests.importers.two_blogs import BESIDE, DEEP, POSTS, Moved, thread
from tests.stories.test_hostile_everywhere import check_inert
from tests.web.gathering import Gathered, Seen
from tests.web.microformats import comments_of, entry_of, troubles
from tests.web.test_every_answer import UNKEYED
from tests.web.test_gates import MARKED, checker, findings, said

# A text keeps the levels of its headings, and a guess at the language of three words is none.
STANDS = re.compile(r"skipping \d heading levels?|appears to be written in")
# One's own text says what it says of others; that is no page of theirs that is shown here.
RUNS = re.compile(r"<(?:iframe|marquee|object|embed|video|audio|form action=\"http|base|meta http-equiv=\"?refresh)\b")


@pytest.fixture(scope="module")
def brought(moved_in: tuple[Moved, Site]) -> Gathered:
    """All that a reader of the imported blog reaches from its home and its old addresses."""
    moved, site = moved_in
    found = Gathered(site.url)
    found.crawl(site.visitor(), ["/", moved.page, *moved.old, *moved.feeds], of_a_kind=4)
    return found


@pytest.fixture
def moved(moved_in: tuple[Moved, Site]) -> Moved:
    return moved_in[0]


@pytest.fixture
def site(moved_in: tuple[Moved, Site]) -> Site:
    return moved_in[1]


def posts(brought: Gathered, moved: Moved) -> list[Seen]:
    return [brought.answers[moved.at(number)] for number, _, _ in POSTS]


def test_an_imported_blog_was_gathered(brought: Gathered, moved: Moved) -> None:
    pages = {seen.path for seen in brought.pages if seen.status == 200}
    assert {moved.page, moved.tag, *(moved.at(number) for number, _, _ in POSTS)} <= pages
    assert [path for path in pages if path.startswith(f"{moved.at(1)}?from=")], "a thread has more pages"


def test_the_html_checker_finds_nothing_on_an_imported_page(brought: Gathered, tmp_path: Path) -> None:
    """A10"""
    checker()
    texts = {seen.text: seen.path for seen in brought.pages}
    for number, (text, path) in enumerate(texts.items()):
        (tmp_path / f"{number}-{re.sub(r'[^a-z0-9]+', '-', path.lower())[:60]}.html").write_text(text, "utf-8")
    found = [one for one in findings(tmp_path, "--skip-non-html") if not STANDS.search(one[1])]
    assert not found, said(found)


def test_what_machines_read_of_an_imported_page_is_whole(brought: Gathered, moved: Moved) -> None:
    # Of pages at one address, two: as it stands, and as a question asks for it.
    kinds = {(seen.path.partition("?")[0], "?" in seen.path): seen for seen in brought.pages}
    marked = {seen.path: seen for seen in kinds.values() if MARKED.search(seen.text)}
    found = {path: troubles(seen.text, brought.url + path) for path, seen in marked.items()}
    assert {path: wrong for path, wrong in found.items() if wrong} == {}
    post = entry_of(marked[moved.at(1)].text, brought.url + moved.at(1))
    assert len(comments_of(post)) >= 100
    assert "Tea & Café" in post["category"]


def test_no_link_of_an_imported_blog_is_broken(brought: Gathered) -> None:
    broken = []
    for seen in brought.pages:
        for link in [*seen.links, *seen.loaded]:
            path = (brought.own(seen, link) or "").partition("#")[0]
            target = brought.answer(path)
            if path and path not in brought.passed_over and (target is None or target.status >= 400):
                broken.append((seen.path, link))
    assert broken == []


def test_an_imported_page_loads_nothing_from_others_and_runs_nothing(brought: Gathered) -> None:
    """A6, X8"""
    for seen in brought.pages:
        for link in seen.loaded:
            assert brought.own(seen, link) or link.startswith("data:"), (seen.path, link)
        assert not RUNS.search(seen.text), seen.path
        assert seen.text.count("<h1") == 1, seen.path
        check_inert(seen.text, seen.path)


def test_nothing_that_waits_is_spam_or_a_draft_is_on_any_address(brought: Gathered) -> None:
    """A3"""
    for seen in brought.answers.values():
        assert not [word for word in HIDDEN if word in seen.text.lower()], seen.path


def test_an_imported_page_is_the_same_for_everybody(brought: Gathered, moved: Moved, site: Site) -> None:
    """F7, F8"""
    for seen in brought.answers.values():
        assert "set-cookie" not in seen.headers, seen.path
        assert seen.headers.get("cache-control", "").startswith(("no-cache", "public", "no-store")), seen.path
    for name, value in UNKEYED.items():
        for path in ("/", moved.at(1), "/feeds/comments/default"):
            assert site.visitor().get(path, **{name: value}).html == brought.answers[path].text, (name, path)


def test_what_is_cut_off_an_imported_text_is_text(brought: Gathered, moved: Moved) -> None:
    """X6: what lists, search engines and feeds show of a post is its words, without a tag or half of one."""
    cut = {path: re.findall(r'<meta name="description" content="([^"]*)"', seen.text)
           for path, seen in brought.answers.items()}  # fmt: skip
    lists = [seen for seen in brought.pages if seen.path in ("/", moved.tag)]
    shown = [one for seen in lists for one in re.findall(r'<p class="excerpt\b[^>]*>(.*?)</p>', seen.text, re.S)]
    assert shown
    for words in (*shown, *(found for ones in cut.values() for found in ones)):
        assert not re.search(r"<|&lt;/?[a-z]|&(?!amp;|lt;|gt;|quot;|#39;|#34;)", words), words[:300]


def test_an_imported_post_tells_machines_what_it_is(brought: Gathered, moved: Moved, site: Site) -> None:
    """A5, X8"""
    for (_, title, _), seen in zip(POSTS, posts(brought, moved), strict=True):
        [data] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', seen.text, re.S)
        made = json.loads(data)
        shown = re.search(r'id="comments-heading" aria-label="(\w+) comments?:"', seen.text)
        assert shown is not None
        assert made["@type"] == "BlogPosting"
        assert made["commentCount"] == (0 if shown[1] == "No" else int(shown[1])), seen.path
        assert f'<h1 class="p-name">{escape(made["headline"], quote=False)[:90]}' in unquoted(seen.text), title
        assert f'<meta property="og:url" content="{site.url}{moved.at(seen_number(seen))}">' in seen.text
    parts = site.visitor().get("/sitemap.xml?part=0").html
    told = {unescape(one).removeprefix(site.url) for one in re.findall(r"<loc>(.*?)</loc>", parts)}
    assert {moved.page, *(moved.at(number) for number, _, _ in POSTS)} <= told
    assert all(brought.answers[path].status == 200 for path in told)


def unquoted(html: str) -> str:
    return html.replace("&#34;", '"').replace("&#39;", "'")


def seen_number(seen: Seen) -> int:
    return int(re.findall(r"post-(\d+)", seen.path)[0])


def test_lists_and_neighbours_lead_past_every_imported_post(brought: Gathered, moved: Moved) -> None:
    """A1, A12"""
    path, met = "/", list[str]()
    while path:
        page = brought.answers[path]
        assert f'<link rel="canonical" href="{brought.url}{path}">' in page.text
        met += re.findall(r'<h2 dir="auto"><a href="([^"]+)"', page.text)
        onward = re.search(r'<link rel="next" href="([^"]+)"', page.text)
        path = unescape(onward[1]).removeprefix(brought.url) if onward else ""
    assert len(met) == len(set(met)) >= len(POSTS)
    newest, walked = met[0], list[str]()
    while newest:
        walked.append(newest)
        post = brought.answers[newest].text.partition("comments-heading")[0]
        before = re.search(r'<a href="([^"]+)" rel="prev">', post)
        newest = before[1] if before else ""
    assert walked == met
    assert "Samovar" in "".join(re.findall(r'<dd class="leaders kin">.*?</dd>', brought.answers[moved.at(14)].text))


def test_the_blogs_own_words_keep_their_direction_beside_a_text_from_the_right(brought: Gathered, moved: Moved) -> None:
    """A7"""
    assert '<p class="byline"><b dir="ltr">By ' in brought.answers[moved.at(2)].text


def test_a_long_imported_thread_is_whole(brought: Gathered, moved: Moved) -> None:
    """A9: every approved comment on one of its pages, and how deep each stands is told."""
    first = brought.answers[moved.at(1)]
    shown = re.search(r'aria-label="(\d+) comments:"', first.text)
    assert shown is not None and int(shown[1]) == DEEP + BESIDE + (moved.format == "wordpress")
    anchors = {f"{'c' if moved.format == 'blogger' else 'comment-'}{number}" for number, *_ in thread()}
    assert len(anchors & first.ids) > 60
