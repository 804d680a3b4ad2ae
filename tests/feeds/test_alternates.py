"""What a feed reader that is given a page's address offers: which feeds, and under which names."""

from __future__ import annotations

import re
from html import unescape

import pytest

from blog.site.settings import read_site
from tests.cast.site import Browser, Site

ALTERNATE = re.compile(r'<link rel="alternate" type="application/(\w+)\+\w+" title="([^"]*)" href="([^"]*)">')


def feeds_named_on(blog: Site, path: str) -> list[tuple[str, str, str]]:
    return [(form, unescape(title), href) for form, title, href in ALTERNATE.findall(blog.visitor().get(path).html)]


@pytest.mark.parametrize(
    ("path", "words", "feed"),
    [
        ("/", "", "/feeds/posts/default"),
        ("/tags/soup-day", "Posts tagged Soup & day", "/feeds/posts/default/-/soup-day"),
        ("/authors/ada", "Posts by Ada", "/feeds/authors/ada"),
    ],
)
def test_a_page_names_its_own_feed_and_that_of_comments(
    blog: Site, ada: Browser, path: str, words: str, feed: str
) -> None:
    blog.publish(ada, title="Barley", body="Words.", tags="Soup & day")

    named = feeds_named_on(blog, path)

    with blog.reading() as db:
        words = words or read_site(db).title
    assert named[:3] == [
        ("atom", words, feed),
        ("rss", f"{words} (RSS)", f"{feed}?alt=rss"),
        ("feed", f"{words} (JSON)", f"{feed}?alt=json"),
    ]
    assert [(form, href) for form, title, href in named[3:] if title.startswith("Comments on ")] == [
        ("atom", "/feeds/comments/default"), ("rss", "/feeds/comments/default?alt=rss"),
    ]  # fmt: skip


def test_a_post_names_the_feed_of_its_comments(blog: Site, ada: Browser) -> None:
    path = blog.publish(ada, title="Barley", body="Words.")

    named = [(title, href) for _, title, href in feeds_named_on(blog, path) if "“Barley”" in title]

    assert [title for title, _ in named] == ["Comments on “Barley”", "Comments on “Barley” (RSS)"]
    assert named[1][1] == f"{named[0][1]}?alt=rss"


def test_the_page_of_comments_names_their_feed_once(blog: Site) -> None:
    assert [href for _, _, href in feeds_named_on(blog, "/-/comments")] == [
        "/feeds/comments/default", "/feeds/comments/default?alt=rss", "/feeds/comments/default?alt=json",
    ]  # fmt: skip
