"""Every feed in every form: by the rules of the W3C's validator as far as they stand here, and feedparser."""

from __future__ import annotations

import json
import re
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from xml.etree import ElementTree

import feedparser  # type: ignore[import-untyped]
import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from blog.comments.models import Comment, CommentRevision
from blog.posts.models import Post, PostRevision
from tests.cast.site import Browser, Site

ATOM, RSS, JSON = "", "?alt=rss", "?alt=json"
A = "{http://www.w3.org/2005/Atom}"
THR = "{http://purl.org/syndication/thread/1.0}"
HOSTILE = "Tea & <b>cake</b> ]]> </title><script>alert(1)</script>"
# What a comment answers is named by an address of ours, or by the one that a post was known by where it came from.
TAG_URI = re.compile(
    r"tag:[a-z.]+,2026:[a-z0-9-]+|tag:blogger\.com,1999:blog-77\.post-\d+|https://mending\.example/\?p=\d+"
)


@pytest.fixture
def filled(blog: Site, ada: Browser) -> Site:
    path = blog.publish(ada, title=HOSTILE, body="*Words* & <i>more</i>. ]]>", tags="Café & tea, Repair")
    blog.clock.step(minutes=5)
    blog.publish(ada, title="The second", body="More.")
    blog.say(path, "First ]]> & <b>bold</b>.", name="Sol <i>", website="https://sol.example/?a=1&b=2")
    card = ada.open("/desk/comments").html.split('name="comment" value="')[1].split('"')[0]
    ada.post("/desk/decisions", {"comment": card, "decision": "approved"})
    return blog


def feeds_of(blog: Site) -> tuple[str, ...]:
    with blog.reading() as db:
        first = db.scalars(select(Post.id).order_by(Post.id)).first()
    return ("/feeds/posts/default", "/feeds/posts/default/-/cafe-tea", "/feeds/authors/ada", "/feeds/comments/default",
            f"/feeds/{first}/comments/default")  # fmt: skip


def check_atom(blog: Site, path: str, text: str) -> list[str]:
    """RFC 4287 and RFC 4685; the entries' ids."""
    root = ElementTree.fromstring(text)  # noqa: S314 - written by us a moment ago
    for feed_or_entry in (root, *root.findall(f"{A}entry")):
        for name in ("id", "title", "updated"):
            assert len(feed_or_entry.findall(A + name)) == 1, name
        assert datetime.fromisoformat(feed_or_entry.findtext(f"{A}updated") or "").tzinfo is not None
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{A}link")}
    assert links["self"] == blog.settings.url + path
    assert (links["alternate"] or "").startswith(blog.settings.url)
    for entry in root.findall(f"{A}entry"):
        assert entry.findtext(f"{A}author/{A}name")
        assert entry.find(f"{A}content").get("type") == "html"  # type: ignore[union-attr]
        answered = entry.find(f"{THR}in-reply-to")
        assert (answered is not None) == ("comments" in path)
        if answered is not None:
            assert TAG_URI.fullmatch(answered.get("ref") or "")
        for link in entry.findall(f"{A}link[@rel='replies']"):
            assert (link.get(f"{THR}count") or "").isdecimal()
    return [entry.findtext(f"{A}id") or "" for entry in root.findall(f"{A}entry")]


def check_rss(blog: Site, path: str, text: str) -> list[str]:
    """RSS 2.0 and the RSS Board's profile; the items' ids."""
    root = ElementTree.fromstring(text)  # noqa: S314 - written by us a moment ago
    assert (root.tag, root.get("version")) == ("rss", "2.0")
    [channel] = root.findall("channel")
    for name in ("title", "link", "description", "language"):
        assert len(channel.findall(name)) == 1, name
    assert channel.find(f"{A}link[@rel='self']").get("href") == blog.settings.url + path + RSS  # type: ignore[union-attr]
    for item in channel.findall("item"):
        assert item.findtext("title")
        # Readers take a title for HTML: there must be none in it even then.
        assert "<" not in (item.findtext("title") or "")
        assert item.findtext("description") is not None
        assert (item.findtext("link") or "").startswith(blog.settings.url)
        assert item.find("guid").get("isPermaLink") == "false"  # type: ignore[union-attr]
        assert parsedate_to_datetime(item.findtext("pubDate") or "").tzinfo is not None
        comments = item.findtext("{http://purl.org/rss/1.0/modules/slash/}comments")
        rss = item.findtext("{http://wellformedweb.org/CommentAPI/}commentRss")
        assert ((comments or "").isdecimal(), rss is not None) == (("comments" not in path),) * 2
    return [item.findtext("guid") or "" for item in channel.findall("item")]


def check_json(blog: Site, path: str, text: str) -> list[str]:
    """JSON Feed 1.1; the items' ids."""
    made: dict[str, Any] = json.loads(text)
    assert made["version"] == "https://jsonfeed.org/version/1.1"
    assert made["title"]
    assert made["feed_url"] == blog.settings.url + path + JSON
    for item in made["items"]:
        assert isinstance(item["id"], str)
        assert isinstance(item["content_html"], str)  # an imported post may say nothing at all
        assert all(datetime.fromisoformat(item[name]).tzinfo for name in ("date_published", "date_modified"))
        assert all(author["name"] for author in item["authors"])
    return [item["id"] for item in made["items"]]


FORMS = {
    ATOM: (check_atom, "application/atom+xml", "atom10"),
    RSS: (check_rss, "application/rss+xml", "rss20"),
    JSON: (check_json, "application/feed+json", ""),
}


def test_every_feed_is_valid_in_every_form_and_says_the_same(filled: Site) -> None:
    """A3, A4."""
    visitor = filled.visitor()
    for path in feeds_of(filled):
        ids = []
        for alt, (check, media_type, version) in FORMS.items():
            page = visitor.get(path + alt)
            assert (page.status, page.headers["content-type"]) == (200, f"{media_type}; charset=utf-8"), path
            assert "set-cookie" not in page.headers
            ids.append(check(filled, path, page.html))
            assert visitor.get(path + alt, **{"if-none-match": page.headers["etag"]}).status == 304
            if version:
                read = feedparser.parse(page.html.encode())
                assert (read.bozo, read.version) == (False, version), (path, alt, read.get("bozo_exception"))
                assert len(read.entries) == len(ids[-1])
        assert ids[0] == ids[1] == ids[2]
        assert ids[0], path
        assert len(set(ids[0])) == len(ids[0])


def test_what_no_xml_may_hold_breaks_no_feed(filled: Site) -> None:
    """X9: as another program may have left it in the rows."""
    control = "a\x01b\x0b\x1f\ufffe\uffff]]>c"

    def spoil(db: Session) -> None:
        db.execute(update(PostRevision).values(title=control, html=f"<p>{control}</p>", excerpt=control))
        db.execute(update(Comment).values(name=control))
        db.execute(update(CommentRevision).values(html=f"<p>{control}</p>"))

    filled.house.database.write(spoil)
    for path in feeds_of(filled):
        for alt, (check, _, _) in FORMS.items():
            assert check(filled, path, filled.visitor().get(path + alt).html), (path, alt)


def test_pages_name_their_feeds_and_unknown_forms_are_atom(filled: Site) -> None:
    visitor = filled.visitor()
    home, tagged = visitor.get("/").html, visitor.get("/tags/cafe-tea").html
    for alt, (_, media_type, _) in FORMS.items():
        assert f'type="{media_type}"' in home
        assert f'href="/feeds/posts/default{alt}"' in home
        assert f'href="/feeds/posts/default/-/cafe-tea{alt}"' in tagged
    assert visitor.get("/feeds/posts/default?alt=json-in-script").headers["content-type"].startswith("application/atom")
    assert visitor.get("/feeds/posts/default/-/nothing").status == 404
    assert visitor.get("/feeds/authors/nobody").status == 404
    assert (
        visitor.open("/feeds/posts/default/-/Caf%C3%A9%20&%20Tea?alt=rss")
        .headers["content-type"]
        .startswith("application/rss")
    )


def test_a_feed_of_posts_says_how_many_answered_as_soon_as_it_is_decided(filled: Site, ada: Browser) -> None:
    """F9."""
    visitor = filled.visitor()
    before = visitor.get("/feeds/posts/default?alt=rss")
    assert "<slash:comments>1</slash:comments>" in before.html
    ada.open("/desk/comments").send("/desk/undos")
    assert "<slash:comments>1</slash:comments>" not in visitor.get("/feeds/posts/default?alt=rss").html
    assert "First" not in visitor.get("/feeds/comments/default?alt=json").html
