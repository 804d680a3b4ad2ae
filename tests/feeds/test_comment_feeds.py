"""The feeds of comments: only what readers see, threaded, and not sent twice to who has them."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from blog.comments.models import Comment, Status
from blog.moderation import decisions
from blog.moderation.states import POLICY, Actor
from blog.posts.models import CommentsRule, Post
from tests.cast.site import Site
from tests.importers import bringing
from tests.importers.bringing import takeout
from tests.importers.exports import takeout_comment, takeout_post
from tests.importers.wxr import bring, comment, item, write

ATOM = "{http://www.w3.org/2005/Atom}"
THREADED = "{http://purl.org/syndication/thread/1.0}in-reply-to"
BLOG = "/feeds/comments/default"
ITEMS = (
    item(1, title="Tea &amp; &lt;b&gt;", inside=comment(31, "First & last.", url="https://sol.example/")
         + comment(32, "Answer", parent="31", gmt="2010-03-06 10:00:00") + comment(33, "Waits", approved="0")
         + comment(34, "Pills", approved="spam")),
    item(2, inside=comment(35, "Elsewhere", gmt="2010-03-05 10:00:00")),
    item(3, status="draft", inside=comment(36, "Under a draft")),
)  # fmt: skip


def post_id(blog: Site, key: str) -> int:
    with blog.reading() as db:
        found: int = db.scalars(select(Post.id).where(Post.source_key == f"mending.example/{key}")).one()
        return found


def entries(xml: str) -> list[ElementTree.Element]:
    return ElementTree.fromstring(xml).findall(f"{ATOM}entry")  # noqa: S314 - written by us a moment ago


def bodies(xml: str) -> list[str]:
    return [entry.findtext(f"{ATOM}content") or "" for entry in entries(xml)]


def test_only_what_readers_see_and_the_newest_first(blog: Site, tmp_path: Path) -> None:
    bring(blog, write(tmp_path, *ITEMS))
    visitor = blog.visitor()

    assert bodies(visitor.get(BLOG).html) == ["<p>Answer</p>", "<p>First &amp; last.</p>", "<p>Elsewhere</p>"]
    of_one = visitor.get(f"/feeds/{post_id(blog, '1')}/comments/default").html
    assert bodies(of_one) == ["<p>Answer</p>", "<p>First &amp; last.</p>"]


def test_each_entry_says_what_it_answers_and_where_it_stands(blog: Site, tmp_path: Path) -> None:
    bring(blog, write(tmp_path, *ITEMS))
    visitor = blog.visitor()

    answer, first, _ = entries(visitor.get(BLOG).html)

    assert answer.findtext(f"{ATOM}title") == "Sol on “Tea & <b>”"
    assert answer.find(THREADED).get("ref") == first.findtext(f"{ATOM}id")  # type: ignore[union-attr]
    assert first.find(THREADED).get("ref") == "https://mending.example/?p=1"  # type: ignore[union-attr]
    address = first.find(f"{ATOM}link").get("href") or ""  # type: ignore[union-attr]
    path, _, place = address.removeprefix(blog.settings.url).partition("#")
    assert f'id="{place}"' in visitor.get(path).html
    assert first.findtext(f"{ATOM}author/{ATOM}uri") == "https://sol.example/"


def test_who_has_it_is_not_sent_it_again_until_something_is_decided(blog: Site, tmp_path: Path) -> None:
    bring(blog, write(tmp_path, *ITEMS))
    visitor = blog.visitor()
    feeds = [BLOG, f"/feeds/{post_id(blog, '1')}/comments/default"]
    tags = [visitor.get(feed).headers["etag"] for feed in feeds]

    for feed, tag in zip(feeds, tags, strict=True):
        assert visitor.get(feed, **{"if-none-match": tag}).status == 304

    def approve(db: Session) -> None:
        waits = db.scalars(select(Comment).where(Comment.source_key == "mending.example/33")).one()
        decisions.decide(db, waits, Status.APPROVED, Actor(POLICY), blog.clock())

    blog.house.database.write(approve)

    for feed, tag in zip(feeds, tags, strict=True):
        fresh = visitor.get(feed, **{"if-none-match": tag})
        assert (fresh.status, "Waits" in fresh.html) == (200, True)
        assert "set-cookie" not in fresh.headers


def test_hidden_comments_are_in_no_feed(blog: Site, tmp_path: Path) -> None:
    bring(blog, write(tmp_path, *ITEMS))
    number = post_id(blog, "1")

    def hide(db: Session) -> None:
        post = db.get(Post, number)
        assert post is not None
        post.comments_rule = CommentsRule.HIDDEN

    blog.house.database.write(hide)

    visitor = blog.visitor()
    assert bodies(visitor.get(BLOG).html) == ["<p>Elsewhere</p>"]
    assert visitor.get(f"/feeds/{number}/comments/default").status == 404


@pytest.mark.parametrize("number", ["0", "999999", "99999999999999999999", "1x"])
def test_what_is_no_post_has_no_feed(blog: Site, number: str) -> None:
    assert blog.visitor().get(f"/feeds/{number}/comments/default").status == 404


def test_pages_lead_to_their_feeds(blog: Site, tmp_path: Path) -> None:
    bring(blog, write(tmp_path, *ITEMS))
    visitor = blog.visitor()

    assert f'href="{BLOG}"' in visitor.get("/").html
    assert f'href="/feeds/{post_id(blog, "1")}/comments/default"' in visitor.get("/2010/03/post-1/").html


def test_bloggers_number_of_a_post_leads_to_its_feed(blog: Site, tmp_path: Path) -> None:
    number = 4132753936917265843
    bringing.bring(blog, takeout(tmp_path, takeout_post(number), takeout_comment(5, number)))
    visitor = blog.visitor()

    answer = visitor.get(f"/feeds/{number}/comments/default")

    assert answer.status == 301
    assert "Thank you." in visitor.get(answer.headers["location"]).html
